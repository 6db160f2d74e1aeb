/** Days and months of the books: closed once, never changed, and always the sum of their journals. */
import * as fc from 'fast-check';
import { Client } from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { testDatabase, testEnv, type TestDatabase, type TestEnv } from '../../../testing/database.ts';
import { fen } from '../../kernel/fen.ts';
import { addDays, civilDate, instant, type CivilDate } from '../../kernel/instant.ts';
import { withTx } from '../../platform/postgres/database.ts';
import {
  balanceAsOf,
  bookDays,
  bookMonths,
  booksStand,
  closeBooks,
  closeMonth,
  credit,
  debit,
  monthTotals,
  postJournal,
  trialBalance,
  verifyBooks,
  type VerifiedDay,
} from './index.ts';

let database: TestDatabase;
let env: TestEnv;
let owner: Client;
beforeEach(async () => {
  database = await testDatabase({ poolMax: 12 });
  env = await testEnv(database);
  owner = new Client({ connectionString: database.ownerUrl });
  await owner.connect();
});
afterEach(async () => {
  await owner.end();
  await env.close();
  await database.close();
});

const D1 = civilDate('2026-11-23');
const D2 = civilDate('2026-11-24');
const D3 = civilDate('2026-11-25');

interface Move {
  readonly key: string;
  readonly date: CivilDate;
  readonly amount?: number;
  readonly from?: string;
  readonly to?: string;
  readonly merchantId?: string;
}
const journalOf = (move: Move) => ({
  merchantId: move.merchantId ?? 'mer_1',
  date: move.date,
  event: 'test',
  idempotencyKey: move.key,
  reference: move.key,
  lines: [
    debit(move.from ?? 'net_recv', fen(move.amount ?? 100)),
    credit(move.to ?? 'm:pending', fen(move.amount ?? 100)),
  ],
});
const post = (move: Move): Promise<string> => withTx(env, (tx) => postJournal(env, tx, journalOf(move)));
const bookedOn = async (key: string): Promise<string | undefined> =>
  (await env.db.query<{ d: string }>('SELECT booked_on AS d FROM ledger.journal WHERE idempotency_key = $1', [key]))[0]
    ?.d;
const close = async (date: CivilDate): Promise<CivilDate[]> => {
  env.clock.set(`${addDays(date, 1)}T00:30:00+08:00`);
  return closeBooks(env, date);
};
async function verified(): Promise<VerifiedDay[]> {
  const days: VerifiedDay[] = [];
  for await (const day of verifyBooks(env.db)) days.push(day);
  return days;
}
const faults = async (): Promise<string[]> =>
  (await verified()).flatMap((day) => day.faults.map((fault) => `${fault.day} ${fault.kind}`));

/** Each account summed over all journals, without any roll-up. */
async function fullSum(until?: { day?: CivilDate; at?: number }): Promise<Record<string, bigint>> {
  const rows = await owner.query<{ account: string; sum: string }>(
    `SELECT l.account, sum(l.amount)::text AS sum FROM ledger.journal j CROSS JOIN LATERAL unnest(j.accounts, j.amounts) AS l (account, amount)
      WHERE ($1::date IS NULL OR j.booked_on <= $1) AND ($2::float8 IS NULL OR j.at <= to_timestamp($2::float8 / 1000)) GROUP BY 1`,
    [until?.day ?? null, until?.at ?? null],
  );
  return Object.fromEntries(rows.rows.map((row) => [row.account, BigInt(row.sum)]));
}
const rolledUp = async (asOf: Parameters<typeof trialBalance>[1] = {}): Promise<Record<string, bigint>> =>
  Object.fromEntries((await trialBalance(env.db, asOf)).accounts.map((row) => [row.account, row.balanceFen]));

/** Roll-up with rest, and the full sum, in one snapshot of a database that others write to. */
async function bothAtOneMoment(): Promise<[Record<string, bigint>, Record<string, bigint>]> {
  const client = await env.db.pool.connect();
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
    const sum = async (sql: string): Promise<Record<string, bigint>> =>
      Object.fromEntries(
        (await client.query<{ account: string; balance: string }>(sql)).rows.map((row) => [
          row.account,
          BigInt(row.balance),
        ]),
      );
    const now = await sum(
      'SELECT account, (debit_fen - credit_fen)::text AS balance FROM ledger.do_totals(NULL, NULL)',
    );
    const full = await sum('SELECT account, sum(amount_fen)::text AS balance FROM ledger.posting GROUP BY account');
    return [now, full];
  } finally {
    await client.query('ROLLBACK');
    client.release();
  }
}

describe('a day of the books', () => {
  it('is closed with its journals, and the next one follows it by its digest', async () => {
    await post({ key: 'a', date: D1 });
    await post({ key: 'b', date: D2, amount: 70 });
    expect(await close(D1)).toEqual([D1]);
    expect(await close(D2)).toEqual([D2]);
    const days = await bookDays(env.db, { from: D1, to: D2 });
    expect(days.map((one) => [one.day, one.state, one.journalCount, one.turnoverFen])).toEqual([
      [D2, 'closed', 1, 70n],
      [D1, 'closed', 1, 100n],
    ]);
    expect(await booksStand(env.db)).toEqual({ first: D1, closedThrough: D2, head: days[0]?.digest });
    expect(await faults()).toEqual([]);
  });

  it('that is not over is not closed', async () => {
    env.clock.set('2026-11-23T23:59:59+08:00');
    await expect(closeBooks(env, D1)).rejects.toMatchObject({ code: 'KT004' });
  });

  it('that was missed is closed with the next one, and so is one on which nothing happened', async () => {
    await post({ key: 'a', date: D1 });
    expect(await close(D3)).toEqual([D1, D2, D3]);
    expect((await bookDays(env.db, { from: D1, to: D3 })).map((one) => one.journalCount)).toEqual([0, 0, 1]);
  });

  it('takes no more postings: what comes late to it stands in the open day and keeps its business date', async () => {
    await post({ key: 'in time', date: D1 });
    await close(D1);
    await post({ key: 'late', date: D1 });
    expect(await bookedOn('in time')).toBe(D1);
    expect(await bookedOn('late')).toBe(D2);
    expect(await env.db.query(`SELECT business_date FROM ledger.journal WHERE idempotency_key = 'late'`)).toEqual([
      { business_date: D1 },
    ]);
    expect(await faults()).toEqual([]);
  });

  it('waits for whoever read it as open before it was sealed, and holds what they post', async () => {
    await post({ key: 'first', date: D1 });
    const slow = await database.secondPool(1).pool.connect();
    await slow.query('BEGIN');
    await slow.query(
      `SELECT ledger.do_post_journal('mer_1', 'jrn_slow', '2026-11-23', 'test', 'slow', 'f', 'r', NULL, '{}', '2026-11-23T22:59:59+08:00', '{a,b}', '{5,-5}')`,
    );
    const closing = close(D1);
    await post({ key: 'after', date: D1 });
    await env.db.query('SELECT 1');
    while (
      (await env.db.query(`SELECT 1 FROM ledger.book_day WHERE state = 'sealed' AND barrier IS NOT NULL`)).length === 0
    );
    expect(await env.db.query('SELECT done FROM ledger.do_close_next($1)', ['2026-11-24T00:30:00+08:00'])).toEqual([
      { done: false },
    ]);
    await slow.query('COMMIT');
    slow.release();
    expect(await closing).toEqual([D1]);
    expect(await bookedOn('slow')).toBe(D1);
    const [day] = await bookDays(env.db, { from: D1, to: D1 });
    expect(day?.journalCount).toBe((await bookedOn('after')) === D1 ? 3 : 2);
    expect(await faults()).toEqual([]);
  });

  it('is closed once by two workers at the same time', async () => {
    await post({ key: 'a', date: D1 });
    env.clock.set('2026-11-24T00:30:00+08:00');
    const both = await Promise.all([closeBooks(env, D1), closeBooks(env, D1), closeBooks(env, D1)]);
    expect(both.flat()).toEqual([D1]);
    expect(await close(D1)).toEqual([]);
  });

  it('of sales that are approved together is found by the same look', async () => {
    await close(D1);
    await env.db.query(
      `SELECT ledger.do_post_credits('{mer_1,mer_2}', '{jrn_1,jrn_2}', '{2026-11-23,2026-11-25}', 'sale', '{sale:1,sale:2}', '{f,f}', '{r,r}', '{"{}","{}"}',
        '{2026-11-24T00:31:00+08:00,2026-11-25T10:00:00+08:00}', 'm:pending', '{"{net_recv,m:pending}","{net_recv,m:pending}"}', '{"{5,-5}","{6,-6}"}')`,
    );
    expect([await bookedOn('sale:1'), await bookedOn('sale:2')]).toEqual([D2, D3]);
  });
});

describe('what was touched in a closed day is found, and the day is named', () => {
  beforeEach(async () => {
    for (const date of [D1, D2, D3])
      for (const n of [1, 2, 3]) await post({ key: `${date} ${n}`, date, amount: 100 * n });
    await close(D3);
    expect(await faults()).toEqual([]);
  });

  it.each([
    [
      'an amount',
      `UPDATE ledger.journal SET amounts = '{101,-101}' WHERE idempotency_key = '2026-11-24 1'`,
      ['2026-11-24 changed', '2026-11-24 totals'],
    ],
    [
      'a reference',
      `UPDATE ledger.journal SET reference = 'x' WHERE idempotency_key = '2026-11-24 1'`,
      ['2026-11-24 changed'],
    ],
    [
      'an instant',
      `UPDATE ledger.journal SET at = at + interval '1 microsecond' WHERE idempotency_key = '2026-11-24 1'`,
      ['2026-11-24 changed'],
    ],
    [
      'a journal more',
      `INSERT INTO ledger.journal SELECT merchant_id, 'jrn_x', business_date, event, 'x', fingerprint, reference, reverses, snapshot, at, accounts, amounts, booked_on FROM ledger.journal WHERE idempotency_key = '2026-11-24 1'`,
      ['2026-11-24 more', '2026-11-24 totals'],
    ],
    [
      'a journal less',
      `DELETE FROM ledger.journal WHERE idempotency_key = '2026-11-24 1'`,
      ['2026-11-24 fewer', '2026-11-24 totals'],
    ],
    [
      'a journal in another day',
      `UPDATE ledger.journal SET booked_on = '2026-11-25' WHERE idempotency_key = '2026-11-24 1'`,
      ['2026-11-24 fewer', '2026-11-24 totals', '2026-11-25 more', '2026-11-25 totals'],
    ],
    [
      'a total',
      `UPDATE ledger.day_total SET debit_fen = debit_fen + 1 WHERE day = '2026-11-24' AND account = 'net_recv'`,
      ['2026-11-24 totals'],
    ],
    ['a merchant’s total', `DELETE FROM ledger.merchant_day_total WHERE day = '2026-11-24'`, ['2026-11-24 totals']],
    [
      'a digest',
      `UPDATE ledger.book_day SET digest = 'x' WHERE day = '2026-11-24'`,
      ['2026-11-24 changed', '2026-11-25 link'],
    ],
    [
      'a day that is gone',
      `DELETE FROM ledger.book_day WHERE day = '2026-11-24'`,
      ['2026-11-25 link', '2026-11-25 gap'],
    ],
  ])('%s', async (_what, sql, found) => {
    expect((await owner.query(sql)).rowCount).toBe(1);
    expect(await faults()).toEqual(found);
  });

  it('the application role can do none of it', async () => {
    for (const table of [
      'journal',
      'book_day',
      'day_total',
      'merchant_day_total',
      'book_month',
      'month_total',
      'books',
    ])
      for (const sql of [`DELETE FROM ledger.${table}`, `INSERT INTO ledger.${table} SELECT * FROM ledger.${table}`])
        await expect(env.db.query(sql), sql).rejects.toThrow(/permission denied/);
  });
});

describe('roll-ups', () => {
  const steps = fc.array(
    fc.oneof(
      {
        weight: 6,
        arbitrary: fc.record({
          day: fc.integer({ min: 0, max: 4 }),
          amount: fc.integer({ min: 1, max: 900 }),
          account: fc.constantFrom('m:pending', 'exp:network', 'susp_long'),
          merchant: fc.constantFrom('mer_1', 'mer_2'),
        }),
      },
      { weight: 1, arbitrary: fc.record({ close: fc.integer({ min: 0, max: 4 }) }) },
    ),
    { minLength: 4, maxLength: 30 },
  );

  it('and what came since are the full sum at every moment, while others post and close (invariants 1, 2)', async () => {
    let run = 0;
    await fc.assert(
      fc.asyncProperty(steps, async (all) => {
        run += 1;
        env.clock.set('2026-12-24T00:30:00+08:00');
        const base = addDays(D1, 5 * run);
        await Promise.all([
          ...all.map((step, i) =>
            'close' in step
              ? closeBooks(env, addDays(base, step.close - 5)).then(() => undefined)
              : post({
                  key: `${run} ${i}`,
                  date: addDays(base, step.day),
                  amount: step.amount,
                  to: step.account,
                  merchantId: step.merchant,
                }).then(() => undefined),
          ),
          ...[1, 2, 3].map(async () => {
            const [now, full] = await bothAtOneMoment();
            expect(now).toEqual(full);
            expect(Object.values(now).reduce((sum, one) => sum + one, 0n)).toBe(0n);
          }),
        ]);
        expect(await rolledUp()).toEqual(await fullSum());
        for (const day of [addDays(base, -3), base, addDays(base, 2)])
          expect(await rolledUp({ day })).toEqual(await fullSum({ day }));
      }),
      { numRuns: 5 },
    );
    expect(await faults()).toEqual([]);
  });

  it('answer as of an instant too, also where journals came late or out of order', async () => {
    const moments: number[] = [];
    for (const [i, date] of [D1, D1, D2, D1, D3, D2].entries()) {
      env.clock.set(`${addDays(D1, Math.floor(i / 2))}T1${i}:00:00+08:00`);
      await post({ key: `${i}`, date, amount: 10 + i });
      moments.push(env.clock.now());
      if (i === 3) await close(D1);
    }
    await close(D3);
    for (const at of [...moments, moments[0]! - 1, moments[5]! + 1]) {
      expect(await rolledUp({ at: instant(at) })).toEqual(await fullSum({ at }));
      expect(await balanceAsOf(env.db, { account: 'm:pending', merchantId: 'mer_1' }, { at: instant(at) })).toBe(
        (await fullSum({ at }))['m:pending'] ?? 0n,
      );
    }
  });

  it('answer for one merchant what its balance row says', async () => {
    await post({ key: 'a', date: D1, amount: 300 });
    await post({ key: 'b', date: D1, amount: 500, merchantId: 'mer_2' });
    await close(D1);
    await post({ key: 'c', date: D2, amount: 7 });
    expect(await balanceAsOf(env.db, { account: 'm:pending', merchantId: 'mer_1' })).toBe(-307n);
    expect(await balanceAsOf(env.db, { account: 'm:pending', merchantId: 'mer_1' }, { day: D1 })).toBe(-300n);
    expect(await balanceAsOf(env.db, { account: 'm:pending' })).toBe(-807n);
  });

  it('count the journals, and read none of a closed day', async () => {
    for (let i = 0; i < 20; i += 1) await post({ key: `${i}`, date: D1 });
    await close(D1);
    await post({ key: 'x', date: D2 });
    expect((await trialBalance(env.db)).journalCount).toBe(21);
    await owner.query(`UPDATE ledger.journal SET amounts = '{9,-9}' WHERE booked_on = '2026-11-23'`);
    expect((await rolledUp())['net_recv']).toBe(2_100n);
  });
});

describe('a month', () => {
  const by = 'stf_1';
  beforeEach(() => post({ key: 'oct', date: civilDate('2026-10-31'), amount: 50 }));

  it('is closed when all of its days are, keeps what stood at its end, and is never opened again', async () => {
    await post({ key: 'nov', date: D1, amount: 30 });
    await close(civilDate('2026-11-29'));
    expect(await closeMonth(env, { month: '2026-11', by })).toMatchObject({
      refusal: { code: 'ledger.month_open_days' },
    });
    await close(civilDate('2026-11-30'));
    expect(await closeMonth(env, { month: '2026-11', by })).toMatchObject({
      refusal: { code: 'ledger.month_earlier' },
    });
    expect(await closeMonth(env, { month: '2026-10', by })).toMatchObject({ refused: false });
    expect(await closeMonth(env, { month: '2026-11', by })).toMatchObject({ refused: false });
    expect(await closeMonth(env, { month: '2026-11', by })).toMatchObject({ refusal: { code: 'ledger.month_closed' } });
    await post({ key: 'late', date: D1, amount: 1_000 });
    expect(await monthTotals(env.db, '2026-11')).toEqual([
      { account: 'm:pending', debitFen: 0n, creditFen: 30n, balanceFen: -80n, lineCount: 1 },
      { account: 'net_recv', debitFen: 30n, creditFen: 0n, balanceFen: 80n, lineCount: 1 },
    ]);
    const months = await bookMonths(env.db);
    expect(months.map((one) => [one.month, one.journalCount, one.turnoverFen, one.closedBy])).toEqual([
      ['2026-11', 1, 30n, by],
      ['2026-10', 1, 50n, by],
    ]);
  });

  it('is closed once by two people at the same moment', async () => {
    await close(civilDate('2026-10-31'));
    const both = await Promise.all([1, 2, 3].map(() => closeMonth(env, { month: '2026-10', by })));
    expect(both.filter((one) => !one.refused)).toHaveLength(1);
  });
});
