/** A believable past: merchants of every kind that have sold for some weeks, settled, paid and closed to the fen. The same seed gives the same. */
import { addDays, dateInShanghai, daysBetween, type CivilDate, type InstantMs } from '../../kernel/instant.ts';
import { accept, refuse, type Outcome, type Refusal } from '../../kernel/outcome.ts';
import { deviceTerms, pricePlanOn, readHolidays, readPolicy, type Policy } from '../../modules/catalogue/index.ts';
import type { Env } from '../../platform/env.ts';
import { must } from '../../kernel/assert.ts';
import { isWorkingDay } from '../../kernel/working-days.ts';
import { drawShops, type SeedPlan, type Shop } from './shops.ts';
import { seedEnv, type SeedEnv } from './seed-env.ts';
import {
  closeYesterday,
  endDay,
  fundDay,
  lastFunded,
  noteLastSeen,
  payDays,
  planUnpaid,
  type Times,
} from './write-days.ts';
import { countDeposits, secureDeposits } from './write-deposits.ts';
import { drawCustomers, writeSales, type DayPlan } from './write-sales.ts';
import { writeShops, type ShopTerms, type WrittenShop } from './write-shops.ts';

export interface SeedProgress {
  readonly stage: 'merchants' | 'days' | 'done';
  readonly done: number;
  readonly of: number;
  /** Rows that stages have written so far. */
  readonly rows: number;
}

export interface Seeded {
  readonly merchants: number;
  readonly transactions: number;
  readonly from: CivilDate;
  readonly through: CivilDate;
  /** Payouts that the bank has accepted and not booked. */
  readonly accepted: readonly { readonly merchantId: string; readonly payoutId: string }[];
  /** In the order of their numbers. */
  readonly shops: readonly WrittenShop[];
}

export interface SeedOptions {
  readonly plan: SeedPlan;
  readonly acquirer: string;
  readonly onProgress?: (progress: SeedProgress) => void;
  /** Has PostgreSQL look at what is there now, so that it plans for tables that are no longer empty. */
  readonly analyse?: () => Promise<void>;
  /** Stops between two days. */
  readonly signal?: AbortSignal;
  /** Of these the bank has accepted the payouts of the last day and not booked them: numbers of shops. */
  readonly heldBack?: number;
}

/** Shops in one transaction, and cards in the purses of the town. */
const SHOPS_AT_ONCE = 500;
const CUSTOMERS = 4_000;

/**
 * Writes the past of an installation that has none. A stop on the way leaves what was written: each transaction balances, but the rest of
 * the past is missing. Whatever comes from outside (`env.clock`) says when today is.
 */
export async function seed(
  env: Env,
  options: SeedOptions,
): Promise<Outcome<Seeded, Refusal<'seed.has_books' | 'seed.production'>>> {
  if (!env.demo) return refuse('seed.production');
  const journals = await env.db.query('SELECT 1 FROM ledger.journal LIMIT 1');
  const merchants = await env.db.query('SELECT 1 FROM merchants.merchant LIMIT 1');
  if (journals.length > 0 || merchants.length > 0) return refuse('seed.has_books');
  return accept(await write(seedEnv(env), options));
}

interface Frame {
  readonly env: SeedEnv;
  readonly options: SeedOptions;
  readonly now: InstantMs;
  readonly today: CivilDate;
  readonly last: CivilDate;
  readonly policy: Policy;
  readonly times: Times;
  readonly terms: ShopTerms;
  rows: number;
}

async function write(env: SeedEnv, options: SeedOptions): Promise<Seeded> {
  const frame = await openFrame(env, options);
  const shops = await writeAllShops(frame, drawShops(options.plan, frame.last, frame.today));
  const from = shops.reduce((first, shop) => (shop.opened < first ? shop.opened : first), frame.last);
  const transactions = await writeAllDays(frame, shops, from);
  env.set(frame.now);
  await countDeposits(env, frame.today);
  await planUnpaid(env, frame.times);
  await noteLastSeen(env, frame.last);
  const accepted = await env.db.query<{ merchantId: string; payoutId: string }>(
    `SELECT merchant_id AS "merchantId", payout_id AS "payoutId" FROM settlement.payout WHERE state = 'accepted'`,
  );
  options.onProgress?.({ stage: 'done', done: 1, of: 1, rows: frame.rows });
  return { merchants: shops.length, transactions, from, through: frame.last, accepted, shops };
}

async function openFrame(env: SeedEnv, options: SeedOptions): Promise<Frame> {
  const now = env.clock.now();
  const today = dateInShanghai(now);
  const last = lastFunded(now, today);
  const first = addDays(last, 1 - Math.max(options.plan.days, options.plan.depositDay ?? 0));
  const policy = await readPolicy(env.db, first);
  const models = await Promise.all(
    (['esign_pos', 'smart_pos'] as const).map(
      async (model) => [model, await deviceTerms(env.db, model, first)] as const,
    ),
  );
  return {
    env,
    options,
    now,
    today,
    last,
    policy,
    rows: 0,
    times: {
      cutOff: policy.text('settlement.cut_off'),
      payoutTime: policy.text('settlement.payout_time'),
      holidays: await readHolidays(env.db),
    },
    terms: {
      acquirer: options.acquirer,
      plan: await pricePlanOn(env.db, 'standard', first),
      simFeeFen: BigInt(policy.number('sim.fee_fen')),
      holdDays: policy.number('deposit.hold_days'),
      giveBackDays: policy.number('deposit.give_back_days'),
      batchNo: Math.max(options.plan.days, options.plan.depositDay ?? 0) + 1,
      deposit(model) {
        const terms = must(models.find(([name]) => name === model)?.[1], 'device terms');
        return { amountFen: terms.depositFen, targetFen: terms.targetFen, targetDays: terms.targetDays };
      },
    },
  };
}

async function writeAllShops(frame: Frame, shops: readonly Shop[]): Promise<WrittenShop[]> {
  const written: WrittenShop[] = [];
  for (let from = 0; from < shops.length; from += SHOPS_AT_ONCE) {
    frame.options.signal?.throwIfAborted();
    written.push(...(await writeShops(frame.env, shops.slice(from, from + SHOPS_AT_ONCE), frame.terms)));
    frame.rows += Math.min(SHOPS_AT_ONCE, shops.length - from) * ROWS_A_SHOP;
    frame.options.onProgress?.({ stage: 'merchants', done: written.length, of: shops.length, rows: frame.rows });
  }
  return written;
}

/** Rows of one merchant before its first sale, about: for the progress alone. */
const ROWS_A_SHOP = 42;

/** Every day of the past in its order, and the morning of today. */
async function writeAllDays(frame: Frame, shops: readonly WrittenShop[], from: CivilDate): Promise<number> {
  const { env, options, now, times, terms, policy } = frame;
  const { plan } = options;
  const customers = drawCustomers(env, plan.seed, CUSTOMERS);
  const returns: DayPlan['returns'] = [];
  const days = 1 + daysBetween(from, frame.today);
  const held = heldBackOf(frame, shops);
  let transactions = 0;
  for (let n = 0; n < days; n += 1) {
    options.signal?.throwIfAborted();
    const date = addDays(from, n);
    await closeYesterday(env, date, now);
    const yesterday = addDays(date, -1);
    if (n > 0 && yesterday <= frame.last) await fundDay(env, yesterday);
    const heldBack = date === held?.on ? held.merchantId : undefined;
    frame.rows += (await payDays(env, date, { now, times, heldBack })) * ROWS_A_PAYOUT;
    if (date <= frame.last) {
      await secureDeposits(env, date, { shops, terms });
      const day = {
        plan,
        date,
        shops,
        customers,
        prices: terms.plan,
        policy,
        returns,
        batchNo: n + 1,
        isLast: date === frame.last,
      };
      transactions += await writeSales(env, day, (rows) => void (frame.rows += rows * ROWS_A_SALE));
      await endDay(env, date, times);
    }
    if (isPowerOfTwo(n + 1)) await options.analyse?.();
    options.onProgress?.({ stage: 'days', done: n + 1, of: days, rows: frame.rows });
  }
  return transactions;
}
const ROWS_A_SALE = 2;
/** Batch, payout, three journals. */
const ROWS_A_PAYOUT = 5;
/** Tables that have doubled are planned for anew. */
const isPowerOfTwo = (n: number): boolean => (n & (n - 1)) === 0;

/** Whose last payout the bank has only accepted, and when that was: on the newest working day whose payouts are made. */
function heldBackOf(frame: Frame, shops: readonly WrittenShop[]): { merchantId: string; on: CivilDate } | undefined {
  const shop = shops[frame.options.heldBack ?? -1];
  if (shop === undefined) return undefined;
  let on = addDays(frame.today, -1);
  while (!isWorkingDay(on, frame.times.holidays)) on = addDays(on, -1);
  return { merchantId: shop.merchantId, on };
}
