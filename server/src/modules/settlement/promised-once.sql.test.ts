/** What a merchant has is promised once: to a batch, to a debt, or to a delay, whoever comes first. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { approvedSale, buildTerminal, DAY, saleRequest, type BuiltTerminal } from '../../../testing/builders.ts';
import { testDatabase, testEnv, type TestDatabase, type TestEnv } from '../../../testing/database.ts';
import { fen } from '../../kernel/fen.ts';
import { addDays, type CivilDate } from '../../kernel/instant.ts';
import { withTx } from '../../platform/postgres/database.ts';
import { readHolidays } from '../catalogue/index.ts';
import { balancesOf, postJournal } from '../ledger/index.ts';
import { blockAccount, settlementAccountOf } from '../merchants/index.ts';
import { closeDay, delaySale, linkCleared, moveDay, payWaiting, resumeSale, settleDay } from './index.ts';

let database: TestDatabase;
let env: TestEnv;
let terminal: BuiltTerminal;
beforeEach(async () => {
  database = await testDatabase({ poolMax: 8 });
  env = await testEnv(database);
  terminal = await buildTerminal(env);
});
afterEach(async () => {
  await env.close();
  await database.close();
});

const NEXT = addDays(DAY, 1);
/** 100.00 less 0.60. */
const NET = 9_940n;
let stans = 0;

async function soldOn(date: CivilDate, of = terminal): Promise<string> {
  const stan = String((stans += 1)).padStart(6, '0');
  const sale = await approvedSale(env, saleRequest(of, stan, { amount: fen(10_000), businessDate: date }));
  await withTx(env, (tx) => linkCleared(tx, { date, fileName: `f${stan}`, sales: [sale] }));
  return sale.transactionId;
}
const owes = (amount: bigint, merchantId = terminal.merchantId): Promise<string> =>
  withTx(env, (tx) =>
    postJournal(env, tx, {
      merchantId,
      date: DAY,
      event: 'refund',
      idempotencyKey: 'refund:r',
      reference: 'r',
      lines: [
        { account: 'merch_recv', amount },
        { account: 'net_recv:cup:2026-11-20', amount: -amount },
      ],
    }),
  );
async function fund(date: CivilDate): Promise<void> {
  const schedule = { cutOff: '23:00', clearingTime: '06:00', payoutTime: '09:00' };
  await closeDay(env, date, schedule, await readHolidays(env.db));
  await withTx(env, async (tx) => {
    await moveDay(tx, date, { from: 'closed', to: 'cleared', networkNetFen: 1n });
    await moveDay(tx, date, { from: 'cleared', to: 'funded' });
  });
}
const settle = async (date: CivilDate): Promise<void> => {
  await fund(date);
  await settleDay(env, date);
};
const delay = (transactionId: string, date = NEXT) =>
  withTx(env, (tx) => delaySale(env, tx, { merchantId: terminal.merchantId, transactionId, date, reference: 'c' }));
const resume = (transactionId: string, date = NEXT) =>
  withTx(env, (tx) => resumeSale(env, tx, { merchantId: terminal.merchantId, transactionId, date }));
const held = async () => {
  const all = await balancesOf(env.db, terminal.merchantId);
  const [row] = await env.db.query<{ debt: bigint; paid: bigint }>(
    `SELECT ledger.do_debt_of($1) AS debt, (SELECT coalesce(sum(amount_fen), 0)::bigint FROM settlement.payout WHERE merchant_id = $1) AS paid`,
    [terminal.merchantId],
  );
  return { avail: all['m:avail'] ?? 0n, frozen: all['m:frozen'] ?? 0n, debt: row?.debt, paid: row?.paid };
};

it('a sale whose batch has paid a debt is not delayed out of what waits for another batch', async () => {
  const early = await soldOn(addDays(DAY, -1));
  await delay(early, DAY);
  await settle(addDays(DAY, -1));
  const sale = await soldOn(DAY);
  await owes(NET);
  await settle(DAY); // all of it pays the debt
  expect(await held()).toEqual({ avail: 0n, frozen: NET, debt: 0n, paid: 0n });
  await resume(early);
  expect(await delay(sale)).toBe('missed');
  await soldOn(NEXT);
  await settle(NEXT);
  expect(await held()).toEqual({ avail: 0n, frozen: 0n, debt: 0n, paid: 2n * NET });
});

it('a sale that waits for its batch after a delay may be delayed again, and goes with none until that ends', async () => {
  const sale = await soldOn(DAY);
  await delay(sale);
  await settle(DAY);
  await resume(sale);
  expect(await delay(sale)).toBe('delayed');
  await soldOn(NEXT);
  await settle(NEXT);
  expect(await held()).toEqual({ avail: 0n, frozen: NET, debt: 0n, paid: NET });
  const later = addDays(NEXT, 1);
  await resume(sale, later);
  await soldOn(later);
  await settle(later);
  expect(await held()).toEqual({ avail: 0n, frozen: 0n, debt: 0n, paid: 3n * NET });
});

it('what a blocked account kept back may be delayed, and is paid once after the delay and a new account', async () => {
  const sale = await soldOn(DAY);
  const account = await settlementAccountOf(env.db, terminal.merchantId);
  const block = { merchantId: terminal.merchantId, accountId: account?.accountId ?? '', reason: 'r' };
  await withTx(env, (tx) => blockAccount(tx, block));
  await settle(DAY);
  expect(await delay(sale)).toBe('delayed');
  await env.db.execute(`UPDATE merchants.settlement_account SET state = 'active' WHERE merchant_id = $1`, [
    terminal.merchantId,
  ]);
  const waiting = () => withTx(env, (tx) => payWaiting(env, tx, { merchantId: terminal.merchantId, reference: 'chg' }));
  expect(await waiting()).toBe(0n);
  await resume(sale);
  expect(await waiting()).toBe(0n); // it waits for the next batch already
  await soldOn(NEXT);
  await settle(NEXT);
  expect(await held()).toEqual({ avail: 0n, frozen: 0n, debt: 0n, paid: 2n * NET });
});

it('two days that are settled at the same moment collect one debt once', async () => {
  await soldOn(DAY);
  await soldOn(NEXT);
  await owes(NET + 60n);
  await fund(DAY);
  await fund(NEXT);
  const stands = async (): Promise<boolean> => {
    const [row] = await env.db.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
    );
    return (row?.n ?? 0) > 0;
  };
  const beside = await testEnv(database, { beside: env, db: database.secondPool() });
  // begun out here: nobody opens a transaction inside another
  let open = (): void => undefined;
  const gate = new Promise<void>((resolve) => (open = resolve));
  const over = { yet: false };
  const second = gate.then(() => settleDay(beside, NEXT)).finally(() => (over.yet = true));
  /** Before the first commits its slice, the other day is settled, or waits for it. */
  const slow: TestEnv = {
    ...env,
    jobs: {
      ...env.jobs,
      enqueueMany: async (tx, queue, data) => {
        open();
        while (!over.yet && !(await stands()));
        return env.jobs.enqueueMany(tx, queue, data);
      },
    },
  };
  await settleDay(slow, DAY);
  await second;
  await beside.close();
  expect(await held()).toEqual({ avail: 0n, frozen: 0n, debt: 0n, paid: 2n * NET - (NET + 60n) });
});
