/** A day settled in slices gives the books that a plain model gives, wherever it stops on the way and whoever comes between. */
import * as fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { approvedSale, buildTerminal, DAY, netOf, saleRequest, type BuiltTerminal } from '../../../testing/builders.ts';
import { testDatabase, testEnv, type TestDatabase, type TestEnv } from '../../../testing/database.ts';
import { fen } from '../../kernel/fen.ts';
import { at, withTx } from '../../platform/postgres/database.ts';
import { readHolidays } from '../catalogue/index.ts';
import { accounts, balanceDifferences, balancesOf, postJournal, trialBalance } from '../ledger/index.ts';
import { blockAccount, settlementAccountOf } from '../merchants/index.ts';
import { closeDay, dayOf, delaySale, linkCleared, moveDay, resumeSale, settleDay } from './index.ts';

let database: TestDatabase;
let env: TestEnv;
let other: TestEnv;
beforeEach(async () => {
  database = await testDatabase({ poolMax: 10 });
  env = await testEnv(database);
  other = await testEnv(database, { beside: env, db: database.secondPool() });
  return async () => {
    await env.close();
    await other.close();
    await database.close();
  };
});

const schedule = { cutOff: '23:00', clearingTime: '06:00', payoutTime: '09:00' };
type Fate = 'paid' | 'delayed' | 'resumed' | 't0' | 'unconfirmed';
interface Plan {
  readonly sales: readonly { readonly amount: number; readonly fate: Fate }[];
  readonly debt: number;
  /** What an earlier day left: a sale whose delay has ended since. */
  readonly earlier: number;
  readonly blocked: boolean;
}

/** The model: what the day pays to a merchant, and what is left where. */
function foresee({ sales, debt, earlier, blocked }: Plan) {
  const worth = (...fates: Fate[]): bigint =>
    sales.reduce((sum, sale) => sum + (fates.includes(sale.fate) ? netOf(fen(sale.amount)) : 0n), 0n);
  const own = worth('paid', 'resumed');
  const all = own + BigInt(earlier);
  const taken = all < BigInt(debt) ? all : BigInt(debt);
  const paid = blocked ? 0n : all - taken;
  return {
    paid,
    pending: worth('unconfirmed'),
    frozen: worth('delayed'),
    avail: all - taken - paid,
    payout: paid + worth('t0'),
    debt: BigInt(debt) - taken,
  };
}

let stans = 0;
const stan = (): string => String((stans += 1)).padStart(6, '0');

async function payEarly(terminal: BuiltTerminal, transactionId: string, net: bigint): Promise<void> {
  const { merchantId } = terminal;
  await withTx(env, async (tx) => {
    await tx.query('SELECT switching.do_pay_early($1, $2, $3, $4)', [
      merchantId,
      [transactionId],
      'b',
      at(env.clock.now()),
    ]);
    await tx.execute(
      `INSERT INTO settlement.t0_sale (merchant_id, transaction_id, batch_id, business_date, net_fen, surcharge_fen) VALUES ($1, $2, 'b', $3, $4, 0)`,
      [merchantId, transactionId, DAY, net],
    );
    const move = (event: string, from: string, to: string) =>
      postJournal(env, tx, {
        merchantId,
        date: DAY,
        event,
        idempotencyKey: `${event}:${transactionId}`,
        reference: 'b',
        lines: [
          { account: from, amount: net },
          { account: to, amount: -net },
        ],
      });
    await move('t0_payout', accounts.merchantPending, accounts.merchantPayout);
    await move('t0_advance', accounts.bankReserve, accounts.bankOwn);
  });
}

async function arrange(plan: Plan): Promise<BuiltTerminal> {
  const terminal = await buildTerminal(env);
  const { merchantId } = terminal;
  const give = (key: string, amount: number, from: string, to: string) =>
    withTx(env, (tx) =>
      postJournal(env, tx, {
        merchantId,
        date: DAY,
        event: key,
        idempotencyKey: key,
        reference: key,
        lines: [
          { account: from, amount: BigInt(amount) },
          { account: to, amount: BigInt(-amount) },
        ],
      }),
    );
  if (plan.debt > 0) await give('refund', plan.debt, 'merch_recv', 'net_recv:cup:2026-11-20');
  if (plan.earlier > 0) {
    await give('earlier', plan.earlier, 'net_recv:cup:2026-11-20', 'm:avail');
    await env.db.execute(
      `INSERT INTO settlement.resumed_sale (merchant_id, transaction_id, amount_fen, fee_fen, net_fen, resumed_at) VALUES ($1, 'old', $2, 0, $2, $3)`,
      [merchantId, BigInt(plan.earlier), at(env.clock.now())],
    );
  }
  for (const { amount, fate } of plan.sales) {
    const sale = await approvedSale(env, saleRequest(terminal, stan(), { amount: fen(amount) }));
    if (fate !== 'unconfirmed')
      await withTx(env, (tx) => linkCleared(tx, { date: DAY, fileName: `f${sale.rrn}`, sales: [sale] }));
    const of = { merchantId, transactionId: sale.transactionId, date: DAY };
    if (fate === 'delayed' || fate === 'resumed')
      await withTx(env, (tx) => delaySale(env, tx, { ...of, reference: 'c' }));
    if (fate === 'resumed') await withTx(env, (tx) => resumeSale(env, tx, of));
    if (fate === 't0') await payEarly(terminal, sale.transactionId, netOf(fen(amount)));
  }
  if (plan.blocked) {
    const account = await settlementAccountOf(env.db, merchantId);
    await withTx(env, (tx) => blockAccount(tx, { merchantId, accountId: account?.accountId ?? '', reason: 'r' }));
  }
  return terminal;
}

async function fund(): Promise<void> {
  await closeDay(env, DAY, schedule, await readHolidays(env.db));
  await withTx(env, async (tx) => {
    await moveDay(tx, DAY, { from: 'closed', to: 'cleared', networkNetFen: 1n });
    await moveDay(tx, DAY, { from: 'cleared', to: 'funded' });
  });
}

/** The same machine, which dies when it hands the payouts of a slice to the queue for the n-th time. */
function dyingAt(n: number): TestEnv {
  let calls = 0;
  return {
    ...env,
    jobs: {
      ...env.jobs,
      enqueueMany: (tx, queue, data) => {
        calls += 1;
        if (calls === n) return Promise.reject(new Error('killed'));
        return env.jobs.enqueueMany(tx, queue, data);
      },
    },
  };
}

const found = async ({ merchantId }: BuiltTerminal) => {
  const held = await balancesOf(env.db, merchantId);
  const rows = await env.db.query<{ debt: bigint; paid: bigint; jobs: number; payouts: number }>(
    `SELECT ledger.do_debt_of($1) AS debt, coalesce(sum(amount_fen), 0)::bigint AS paid, count(*)::int AS payouts,
            (SELECT count(*)::int FROM testing.enqueued WHERE queue = 'send-payout' AND data->>'merchantId' = $1) AS jobs
       FROM settlement.payout WHERE merchant_id = $1`,
    [merchantId],
  );
  const row = rows[0];
  expect(row?.jobs).toBe(row?.payouts);
  return {
    paid: row?.paid,
    pending: held['m:pending'] ?? 0n,
    frozen: held['m:frozen'] ?? 0n,
    avail: held['m:avail'] ?? 0n,
    payout: held['m:payout'] ?? 0n,
    debt: row?.debt,
  };
};

const anyPlan: fc.Arbitrary<Plan> = fc.record({
  sales: fc.array(
    fc.record({
      amount: fc.integer({ min: 1, max: 60 }).map((yuan) => yuan * 10_000),
      fate: fc.constantFrom<Fate>('paid', 'paid', 'delayed', 'resumed', 't0', 'unconfirmed'),
    }),
    { maxLength: 3 },
  ),
  debt: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 800_000 })),
  earlier: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 200_000 })),
  blocked: fc.constantFrom(true, false, false, false),
});

/** A fresh day for each round of a property: all rows of settlement's that count by the day go with the earlier one. */
const forget = async (): Promise<void> => {
  const owner = await testDatabase({ poolMax: 10 });
  await env.close();
  await other.close();
  await database.close();
  database = owner;
  env = await testEnv(database);
  other = await testEnv(database, { beside: env, db: database.secondPool() });
};

describe('a day settled in slices', () => {
  it('gives the books of the model for any day, also where it dies on its way and another goes on', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyPlan, { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 1, max: 3 }),
        fc.integer({ min: 1, max: 5 }),
        async (plans, slice, dies) => {
          await forget();
          const merchants: BuiltTerminal[] = [];
          for (const plan of plans) merchants.push(await arrange(plan));
          await fund();
          await settleDay(dyingAt(dies), DAY, slice).catch((error: Error) => expect(error.message).toBe('killed'));
          await Promise.all([settleDay(env, DAY, slice), settleDay(other, DAY, 2)]);
          await settleDay(env, DAY);
          const books = [];
          for (const merchant of merchants) books.push(await found(merchant));
          expect(books).toEqual(plans.map(foresee));
          expect(await dayOf(env.db, DAY)).toMatchObject({ state: 'settled' });
          const own = (await trialBalance(env.db)).accounts.find((one) => one.account === 'bank:own');
          expect(own?.balanceFen ?? 0n).toBe(0n); // every advance has come home with its day
          expect((await trialBalance(env.db)).totalFen).toBe(0n);
          expect(await balanceDifferences(env.db)).toEqual([]);
        },
      ),
      { numRuns: 25 },
    );
  }, 120_000);

  const plain: Plan = { sales: [{ amount: 10_000, fate: 'paid' }], debt: 0, earlier: 0, blocked: false };

  it('that dies between two slices shows how far it has come, and goes on with those that are left', async () => {
    for (let n = 0; n < 5; n += 1) await arrange(plain);
    await fund();
    await settleDay(dyingAt(3), DAY, 1).catch(() => undefined);
    expect(await dayOf(env.db, DAY)).toMatchObject({ state: 'settling', merchantCount: 5, merchantsPaid: 2 });
    expect(await env.enqueued('send-payout')).toHaveLength(2);
    await settleDay(other, DAY, 2);
    expect(await dayOf(env.db, DAY)).toMatchObject({ state: 'settled', merchantCount: 5, merchantsPaid: 5 });
    expect(await env.enqueued('send-payout')).toHaveLength(5);
    expect((await env.emitted('day.settling')).map((event) => event.payload['paid'])).toEqual([1, 2, 4, 5]);
    expect((await env.emitted('day.settled')).map((event) => event.payload['payouts'])).toEqual([5]);
  });

  it('pays a merchant ahead of its slice when a sale of its is asked about meanwhile: no delay comes between batch and payout', async () => {
    const merchants = [await arrange(plain), await arrange(plain)];
    await fund();
    await settleDay(dyingAt(1), DAY, 1).catch(() => undefined);
    expect(await dayOf(env.db, DAY)).toMatchObject({ state: 'settling', merchantsPaid: 0 });
    const last = merchants.toSorted((a, b) => (a.merchantId < b.merchantId ? -1 : 1)).at(-1) as BuiltTerminal;
    const [sale] = await env.db.query<{ transaction_id: string }>(
      'SELECT transaction_id FROM settlement.v_cleared_sale WHERE merchant_id = $1',
      [last.merchantId],
    );
    const of = { merchantId: last.merchantId, transactionId: sale?.transaction_id ?? '', date: DAY };
    expect(await withTx(other, (tx) => delaySale(other, tx, { ...of, reference: 'c' }))).toBe('missed');
    const paid = await env.db.query('SELECT state FROM settlement.payout WHERE merchant_id = $1', [last.merchantId]);
    expect([paid, await env.enqueued('send-payout')]).toEqual([[{ state: 'prepared' }], []]);
    await settleDay(env, DAY, 1);
    expect(await found(last)).toEqual(foresee(plain));
  });

  it('stops at a merchant whose money is not there, and says whose', async () => {
    const terminal = await arrange(plain);
    await fund();
    await withTx(env, (tx) =>
      postJournal(env, tx, {
        merchantId: terminal.merchantId,
        date: DAY,
        event: 'lost',
        idempotencyKey: 'lost',
        reference: 'lost',
        lines: [
          { account: 'm:pending', amount: 1n },
          { account: 'exp:loss', amount: -1n },
        ],
      }),
    );
    await expect(settleDay(env, DAY)).rejects.toThrow(
      `account m:pending of ${terminal.merchantId} holds less than 9940 fen`,
    );
    expect(await env.enqueued('send-payout')).toEqual([]);
  });
});
