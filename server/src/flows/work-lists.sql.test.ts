/** Lists from which people work: deposits, data plans, disputes, tickets and stock come page by page, each row once, also where times are equal. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildTerminal, type BuiltTerminal } from '../../testing/builders.ts';
import { testDatabase, testEnv, type TestDatabase, type TestEnv } from '../../testing/database.ts';
import { civilDate, instant } from '../kernel/instant.ts';
import { countDeposits, listDeposits, type Deposit } from '../modules/deposits/index.ts';
import { countDisputes, listDisputes, placeOfDispute, type Dispute } from '../modules/reconciliation/index.ts';
import { countSimPlans, listSimPlans, listTickets, openTicket, type SimPlace } from '../modules/servicing/index.ts';
import type { Place } from '../platform/postgres/backwards.ts';

const ROWS = 7;
const PAGE = 3;
let database: TestDatabase;
let env: TestEnv;
let shop: BuiltTerminal;
beforeAll(async () => {
  database = await testDatabase();
  env = await testEnv(database);
  shop = await buildTerminal(env);
});
afterAll(async () => {
  await env.close();
  await database.close();
});

/** Every page, read with one row more than a page shows. */
async function whole<Row, Where>(
  read: (from: Where | undefined, most: number) => Promise<Row[]>,
  placeOf: (row: Row) => Where,
): Promise<Row[]> {
  const all: Row[] = [];
  for (let from: Where | undefined, n = 0; n < 50; n += 1) {
    const rows = await read(from, PAGE + 1);
    const last = rows.slice(0, PAGE).at(-1);
    all.push(...rows.slice(0, PAGE));
    if (rows.length <= PAGE || last === undefined) return all;
    from = placeOf(last);
  }
  throw new Error('a list without an end');
}
const ids = (n: number, prefix: string): string[] => Array.from({ length: n }, (_one, i) => `${prefix}_${i}`);

describe('deposits', () => {
  const listed = (filter: Parameters<typeof listDeposits>[1]['filter']): Promise<Deposit[]> =>
    whole<Deposit, Place>(
      (before, most) => listDeposits(env.db, { filter, before, most }),
      (one) => ({ at: instant(one.quotedAt), id: one.depositId }),
    );

  it('come once each, though seven were quoted in one instant, and are counted up to a bound', async () => {
    await env.db.execute('DELETE FROM deposits.deposit');
    for (const [i, depositId] of ids(ROWS, 'dep').entries())
      await env.db.execute(
        `INSERT INTO deposits.deposit (merchant_id, deposit_id, terminal_id, amount_fen, terms, state, quoted_at)
         VALUES ($1, $2, $3, 9900, '{}', 'quoted', '2026-11-23T10:00:00+08:00')`,
        [shop.merchantId, depositId, `${shop.terminalId}${i}`],
      );
    expect((await listed({})).map((one) => one.depositId).toSorted()).toEqual(ids(ROWS, 'dep'));
    expect(await listed({ merchantIds: [] })).toEqual([]);
    expect((await listed({ state: 'frozen' })).length).toBe(0);
    expect([await countDeposits(env.db, {}, 5), await countDeposits(env.db, {}, 50)]).toEqual([5, ROWS]);
  });
});

describe('data plans', () => {
  it('come once each in the order in which they end', async () => {
    for (const [i, terminalId] of ids(ROWS, 'trm').entries())
      await env.db.execute(
        `INSERT INTO servicing.sim_plan (merchant_id, terminal_id, state, data, begun_on, covered_to, changed_at)
         VALUES ($1, $2, 'running', 'on', '2026-01-01', $3, now())`,
        [shop.merchantId, terminalId, `2026-12-0${1 + (i % 2)}`],
      );
    const filter = { shelf: 'all', today: civilDate('2026-11-23') } as const;
    const all = await whole<Awaited<ReturnType<typeof listSimPlans>>[number], SimPlace>(
      (after, most) => listSimPlans(env.db, { filter, after, most }),
      ({ coveredTo, merchantId, terminalId }) => ({ coveredTo, merchantId, terminalId }),
    );
    expect(all.map((one) => one.terminalId).toSorted()).toEqual(ids(ROWS, 'trm'));
    expect(all.map((one) => one.coveredTo)).toEqual(all.map((one) => one.coveredTo).toSorted());
    expect(await countSimPlans(env.db, filter, 50)).toBe(ROWS);
  });
});

describe('disputes', () => {
  it('come once each by their deadline, and those without one after all others', async () => {
    for (const [i, disputeId] of ids(ROWS, 'dsp').entries())
      await env.db.execute(
        `INSERT INTO reconciliation.dispute (merchant_id, dispute_id, kind, state, transaction_id, rrn, original_key, original_date, merchant_no, reason, amount_fen,
           charged_fen, file_name, line_no, opened_at, moved_at, due_at)
         VALUES ($1, $2, 'chargeback', $3, NULL, $4, $2, '2026-11-20', '', '', 100, 100, 'f', $5, now(), now(), $6)`,
        [shop.merchantId, disputeId, 'waiting_us', `00000000000${i}`, i, i < 4 ? '2026-12-01T00:00:00Z' : null],
      );
    const filter = { standing: true } as const;
    const all = await whole<Dispute, Place>(
      (from, most) => listDisputes(env.db, { filter, from, most }),
      (one) => placeOfDispute(one, filter),
    );
    expect(all.map((one) => one.disputeId)).toEqual(ids(ROWS, 'dsp'));
    expect(await countDisputes(env.db, filter, 50)).toBe(ROWS);
  });
});

describe('tickets', () => {
  it('come once each by the time at which they are to be answered', async () => {
    const opened: string[] = [];
    for (let n = 0; n < ROWS; n += 1)
      opened.push(
        await openTicket(env, {
          about: 'device',
          region: undefined,
          phone: '13800138000',
          words: `第${n}件`,
          by: 'stf_a',
          days: 5,
        }),
      );
    const all = await whole(
      (from: Place | undefined, most) => listTickets(env, {}, { ...(from === undefined ? {} : { from }), most }),
      (one) => ({ at: instant(one.dueAt), id: one.ticketId }),
    );
    expect(all.map((one) => one.ticketId).toSorted()).toEqual(opened.toSorted());
  });
});
