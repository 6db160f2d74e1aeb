/**
 * Everything at once on one merchant: refunds, voids, reversals, T+0, a day that is settled, payouts that are sent and come back, delays.
 * After each round the merchant has, got and owes exactly what its sales are worth, and no sale was taken back, given back or paid twice.
 * `ROUNDS=1000 npx vitest run --project sql one-merchant` for the long run.
 */
import { beforeEach, expect, it } from 'vitest';
import { chanceOf } from '../../testing/chance.ts';
import { approvedSale, buildTerminal, DAY, saleRequest, type BuiltTerminal } from '../../testing/builders.ts';
import { testDatabase, testEnv, type TestDatabase, type TestEnv } from '../../testing/database.ts';
import { must } from '../kernel/assert.ts';
import { fen, ratePpm } from '../kernel/fen.ts';
import { addDays, civilDate, later, type CivilDate } from '../kernel/instant.ts';
import { readHolidays } from '../modules/catalogue/index.ts';
import { balanceDifferences, trialBalance } from '../modules/ledger/index.ts';
import {
  closeDay,
  delaySale,
  linkCleared,
  listPayouts,
  moveDay,
  payT0,
  pollPayout,
  resumeSale,
  sendPayout,
  settleDay,
  type PayoutBank,
} from '../modules/settlement/index.ts';
import {
  approveOther,
  beginFollower,
  finishReversal,
  transactionOf,
  type CardTransaction,
} from '../modules/switching/index.ts';
import { withTx } from '../platform/postgres/database.ts';
import type { World } from './ports.ts';
import { reverseCard } from './reverse-card.ts';

const ROUNDS = Number(process.env['ROUNDS'] ?? 10);
const AT_ONCE = 32;
const SALES = 6;

let database: TestDatabase;
let env: TestEnv;
let other: TestEnv;
let terminal: BuiltTerminal;
beforeEach(async () => {
  database = await testDatabase({ poolMax: 12 });
  env = await testEnv(database);
  other = await testEnv(database, { beside: env, db: database.secondPool(12) });
  terminal = await buildTerminal(env);
  return async () => {
    await env.close();
    await other.close();
    await database.close();
  };
});

const chance = chanceOf(32);
const below = (n: number): number => Math.floor(chance() * n);
let stans = 0;
const nextStan = (): string => String((stans = (stans + 1) % 999_999)).padStart(6, '0');
/** One request of a terminal at a time: each act has a terminal of its own. */
let counters = 0;
const counter = (): BuiltTerminal => ({ ...terminal, terminalNo: String(30_000_000 + (counters += 1)) });
const rules = { holdDays: 30, completionPercentMax: 115, tipPercentMax: 20 };
const at = (): TestEnv => (chance() < 0.5 ? env : other);

async function follow(
  kind: 'sale_void' | 'refund',
  sale: CardTransaction,
  amount: number,
  date: CivilDate,
): Promise<void> {
  const on = at();
  const done = await beginFollower(on, {
    ...saleRequest(counter(), nextStan(), { amount: fen(amount), businessDate: date }),
    kind,
    find: { rrn: sale.rrn },
    rules,
  });
  if (done.kind === 'begun')
    await approveOther(on, on.db, done.transaction, {
      authCode: '1',
      answer: null,
      expiresAt: later(on.clock.now(), 1),
    });
}

async function reverse(sale: CardTransaction): Promise<void> {
  const on = at();
  const { terminalNo, stan, amount } = sale;
  const key = { ...terminal, terminalNo, stan, amount, messageClass: '0200', batchNo: '000001', reason: '98' };
  await reverseCard(on as unknown as World, { ...key, pan: '6225750212345678' });
  const now = await transactionOf(on.db, sale.merchantId, sale.transactionId);
  if (now?.state === 'reversing') await finishReversal(on, now);
}

const t0 = (date: CivilDate) =>
  payT0(at(), {
    merchantId: terminal.merchantId,
    businessDate: date,
    terms: {
      open: true,
      from: '09:00',
      to: '22:00',
      earliestMinutes: 15,
      minFen: fen(1_000),
      singleMaxFen: fen(5_000_000),
      dailyMaxFen: fen(50_000_000),
      ratePpm: ratePpm(500),
    },
    standing: {
      active: true,
      activatedOn: civilDate('2026-11-01'),
      afterDays: 0,
      tradedDays: 0,
      normalDays: 0,
      agreedPpm: ratePpm(500),
      onHold: false,
    },
  });

const bank: PayoutBank = {
  submit: (order) =>
    Promise.resolve(
      chance() < 0.1 ? { kind: 'unknown', reason: 'silence' } : { kind: 'accepted', reference: `b${order.requestKey}` },
    ),
  status: () => Promise.resolve(chance() < 0.8 ? { kind: 'paid' } : { kind: 'returned', reason: '户名不符' }),
  credits: () => Promise.resolve([]),
  simulator: () => Promise.resolve(false),
};

async function movePayouts(): Promise<void> {
  const on = { ...at(), bank };
  for (const one of (await listPayouts(on.db))
    .filter((p) => p.state !== 'paid' && p.state !== 'returned')
    .slice(0, 3)) {
    const key = { merchantId: terminal.merchantId, payoutId: one.payoutId };
    await (one.state === 'accepted' ? pollPayout(on, key) : sendPayout(on, key));
  }
}

/** The day before is over, its file has confirmed what stands, the network has paid. */
async function fund(date: CivilDate): Promise<void> {
  const schedule = { cutOff: '23:00', clearingTime: '06:00', payoutTime: '09:00' };
  await closeDay(env, date, schedule, await readHolidays(env.db));
  const sales = await env.db.query<{ merchantId: string; transactionId: string }>(
    `SELECT merchant_id AS "merchantId", transaction_id AS "transactionId" FROM switching.v_approved_sale WHERE business_date = $1`,
    [date],
  );
  await withTx(env, async (tx) => {
    if (sales.length > 0) await linkCleared(tx, { date, fileName: `f${date}`, sales });
    await moveDay(tx, date, { from: 'closed', to: 'cleared', networkNetFen: 1n });
    await moveDay(tx, date, { from: 'cleared', to: 'funded' });
  });
}

/** What the sales are worth, against what the merchant has, got, paid for speed and owes. */
async function conserved(): Promise<void> {
  const [row] = await env.db.query<{ worth: bigint; has: bigint }>(
    `SELECT (coalesce((SELECT sum(amount_fen - fee_fen) FROM switching.v_approved_sale), 0)
             - coalesce((SELECT sum(amount_fen) FROM switching.v_card_transaction WHERE kind = 'refund' AND state = 'approved'), 0))::bigint AS worth,
            (coalesce((SELECT sum(credit_fen) FROM ledger.balance WHERE account LIKE 'm:%'), 0)
             + coalesce((SELECT sum(p.amount_fen) FROM settlement.payout p WHERE p.state = 'paid'), 0)
             + coalesce((SELECT sum(b.surcharge_fen) FROM settlement.batch b JOIN settlement.payout p USING (merchant_id, batch_id) WHERE p.state <> 'returned'), 0)
             - ledger.do_debt_of($1))::bigint AS has`,
    [terminal.merchantId],
  );
  expect(row?.has).toBe(row?.worth);
  const [twice] = await env.db.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM switching.card_transaction s
      WHERE s.kind = 'sale' AND (
        (SELECT count(*) FROM switching.link l JOIN switching.card_transaction v USING (merchant_id, transaction_id)
          WHERE l.merchant_id = s.merchant_id AND l.original_id = s.transaction_id AND l.relation = 'void' AND v.state = 'approved')
        + (s.state IN ('reversing', 'reversed'))::int
        + (coalesce((SELECT sum(l.amount_fen) FROM switching.link l JOIN switching.card_transaction r USING (merchant_id, transaction_id)
            WHERE l.merchant_id = s.merchant_id AND l.original_id = s.transaction_id AND l.relation = 'refund' AND r.state = 'approved'), 0) > 0)::int > 1
        OR coalesce((SELECT sum(l.amount_fen) FROM switching.link l JOIN switching.card_transaction r USING (merchant_id, transaction_id)
            WHERE l.merchant_id = s.merchant_id AND l.original_id = s.transaction_id AND l.relation = 'refund' AND r.state = 'approved'), 0) > s.amount_fen)`,
  );
  expect(twice?.n).toBe(0);
  expect([(await trialBalance(env.db)).totalFen, await balanceDifferences(env.db)]).toEqual([0n, []]);
}

it(
  `32 at once, ${ROUNDS} rounds: nothing is taken, given or paid twice, and the books agree`,
  { timeout: 20 * 60_000 },
  async () => {
    let before: CardTransaction[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const date = addDays(DAY, round);
      env.clock.set(`${date}T10:00:00+08:00`);
      const sales: CardTransaction[] = [];
      for (let i = 0; i < SALES; i += 1)
        sales.push(await approvedSale(env, saleRequest(counter(), nextStan(), { businessDate: date })));
      env.clock.pass(16 * 60_000);
      const yesterday = addDays(date, -1);
      if (round > 0) await fund(yesterday);
      const any = (): CardTransaction => must([...sales, ...before][below(sales.length + before.length)], 'sale');
      const acts = [
        () => follow('sale_void', must(sales[below(SALES)], 'sale'), 10_000, date),
        () => follow('refund', any(), 1 + below(10_000), date),
        () => follow('refund', any(), 10_000, date),
        () => reverse(any()),
        () => t0(date),
        () => (round === 0 ? Promise.resolve() : settleDay(at(), yesterday)),
        () => movePayouts(),
        () => {
          const on = at();
          const of = { merchantId: terminal.merchantId, transactionId: any().transactionId, date };
          return withTx(on, async (tx) => {
            if (chance() < 0.5) await delaySale(on, tx, { ...of, reference: 'c' });
            else await resumeSale(on, tx, of);
          });
        },
      ];
      await Promise.all(Array.from({ length: AT_ONCE }, () => must(acts[below(acts.length)], 'act')()));
      if (round > 0) await settleDay(env, yesterday);
      await conserved();
      before = sales;
    }
  },
);
