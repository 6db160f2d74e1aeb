/**
 * Settling a day: `settleDay` of the product on a real job queue, from a funded day to a settled one with every journal, balance, payout
 * and job, against one INSERT ... SELECT that only aggregates the same payable sales into one batch row a merchant. Each run has a fresh
 * copy of the same database; the two take turns, and the medians are compared. `--sales 10000000` for ten million.
 */
import { performance } from 'node:perf_hooks';
import { Client } from 'pg';
import { civilDate } from '../../server/src/kernel/instant.ts';
import { settleDay } from '../../server/src/modules/settlement/index.ts';
import type { Env } from '../../server/src/platform/env.ts';
import { benchEnv } from './bench-env.ts';
import type { BenchResult } from './main.ts';
import { median, numberOf, round, sorted } from './medians.ts';
import { DAY, openSettleWorld, type SettleWorld } from './settle-world.ts';

/**
 * Frozen: the reads of a settlement (confirmed, approved, not voided, not held back, not paid
 * early) and its batches, in one statement. No money moves in it.
 */
const YARDSTICK = `
  INSERT INTO settlement.batch (merchant_id, batch_id, business_date, pay_date, estimated, sale_count, gross_fen, fee_fen, net_fen, created_at)
  SELECT s.merchant_id, 'bat_20261123_' || s.merchant_id, c.business_date, '2026-11-24', false, count(*)::int, sum(s.amount_fen), sum(s.fee_fen),
         sum(s.amount_fen - s.fee_fen), '2026-11-24T01:00:00Z'
    FROM settlement.v_cleared_sale c JOIN switching.card_transaction s USING (merchant_id, transaction_id)
   WHERE c.business_date = '2026-11-23' AND s.state = 'approved'
     AND s.kind IN ('sale', 'test_sale', 'completion', 'completion_advice', 'qr_passive', 'qr_active', 'offline_sale', 'tip', 'adjustment')
     AND NOT EXISTS (SELECT 1 FROM switching.link l JOIN switching.card_transaction v ON v.merchant_id = l.merchant_id AND v.transaction_id = l.transaction_id
                      WHERE l.merchant_id = s.merchant_id AND l.original_id = s.transaction_id AND l.relation = 'void' AND v.state = 'approved')
     AND NOT EXISTS (SELECT 1 FROM ledger.frozen f WHERE f.merchant_id = s.merchant_id AND f.thawed_at IS NULL
                        AND f.key = (CASE WHEN s.kind = 'test_sale' THEN 'sale' ELSE s.kind END) || ':' || s.transaction_id)
     AND NOT EXISTS (SELECT 1 FROM switching.paid_early e WHERE e.merchant_id = s.merchant_id AND e.transaction_id = s.transaction_id)
   GROUP BY c.business_date, s.merchant_id HAVING sum(s.amount_fen - s.fee_fen) > 0`;

const RUNS = 5;

export async function run(say: (line: string) => void, flags: readonly string[]): Promise<BenchResult> {
  const sales = numberOf(flags, '--sales', 1_000_000);
  const merchants = numberOf(flags, '--merchants', 10_000);
  const runs = numberOf(flags, '--runs', RUNS);
  const world = await openSettleWorld({ sales, merchants, through: 'funded' }, say);
  try {
    return await measure(world, { sales, merchants, runs, say });
  } finally {
    await world.close();
  }
}

interface Plan {
  readonly sales: number;
  readonly merchants: number;
  readonly runs: number;
  readonly say: (line: string) => void;
}

async function measure(world: SettleWorld, { sales, merchants, runs, say }: Plan): Promise<BenchResult> {
  const ours: number[] = [];
  const bare: number[] = [];
  let payouts = 0;
  for (let n = 1; n <= runs; n += 1) {
    bare.push(await onCopy(world, `bare_${n}`, bareSeconds));
    const one = await onCopy(world, `ours_${n}`, ourSeconds);
    ours.push(one.seconds);
    payouts = one.payouts;
    say(`run ${n}: one statement ${round(bare.at(-1) ?? 0)} s, settled in ${round(one.seconds)} s`);
  }
  const [first, last] = [sorted(ours)[0] ?? 0, sorted(ours).at(-1) ?? 0];
  const ratios = ours.map((seconds, n) => seconds / (bare[n] ?? 1));
  return {
    name: 'settle',
    figures: {
      seconds: round(median(ours)),
      rows: sales,
      merchants,
      payouts,
      fastest: round(first),
      slowest: round(last),
      runs,
      ratioLowest: round(sorted(ratios)[0] ?? 0),
      ratioHighest: round(sorted(ratios).at(-1) ?? 0),
    },
    yardstick: {
      bareSeconds: round(median(bare)),
      bareFastest: round(sorted(bare)[0] ?? 0),
      bareSlowest: round(sorted(bare).at(-1) ?? 0),
    },
    ratios: { bare: round(median(ours) / median(bare)) },
  };
}

async function onCopy<T>(world: SettleWorld, name: string, work: (url: string) => Promise<T>): Promise<T> {
  const url = await world.copy(name);
  const done = await work(url);
  await world.drop(name);
  return done;
}

async function bareSeconds(url: string): Promise<number> {
  const client = new Client({ connectionString: url });
  await client.connect();
  const began = performance.now();
  await client.query(YARDSTICK);
  const seconds = (performance.now() - began) / 1000;
  await client.end();
  return seconds;
}

async function ourSeconds(url: string): Promise<{ seconds: number; payouts: number }> {
  const { env, close } = await benchEnv(url, '2026-11-24T01:00:00Z');
  const began = performance.now();
  await settleDay(env, civilDate(DAY));
  const seconds = (performance.now() - began) / 1000;
  const payouts = await checked(env.db);
  await close();
  return { seconds, payouts };
}

/** A figure of a settlement that is wrong is worth nothing: what is paid is what the batches say, and the books are true. */
async function checked(db: Pick<Env['db'], 'query'>): Promise<number> {
  const rows = await db.query<{ payouts: number; jobs: number; same: boolean; state: string }>(
    `SELECT (SELECT count(*)::int FROM settlement.payout) AS payouts, (SELECT count(*)::int FROM jobs.job WHERE name = 'send-payout') AS jobs,
            (SELECT sum(amount_fen) FROM settlement.payout) = (SELECT sum(net_fen) FROM settlement.batch)
              AND (SELECT sum(credit_fen) FROM ledger.balance WHERE account = 'm:payout') = (SELECT sum(net_fen) FROM settlement.batch) AS same,
            (SELECT state FROM settlement.day) AS state`,
  );
  const [row] = rows;
  if (row === undefined || !row.same || row.payouts !== row.jobs || row.state !== 'settled')
    throw new Error(`settled wrongly: ${JSON.stringify(row)}`);
  return row.payouts;
}
