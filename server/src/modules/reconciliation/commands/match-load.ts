import type { CivilDate } from '../../../kernel/instant.ts';
import type { Env } from '../../../platform/env.ts';
import { at, one, type Tx } from '../../../platform/postgres/database.ts';

/** What moves the merchant's money, and must therefore stand in the file. */
const SETTLING: readonly string[] = [
  'sale',
  'test_sale',
  'completion',
  'completion_advice',
  'refund',
  'qr_passive',
  'qr_active',
  'offline_sale',
  'tip',
  'adjustment',
  'deposit_capture',
  'deposit_refund',
];

export interface Load {
  readonly date: CivilDate;
  readonly loadId: string;
  readonly fileName: string;
}

export interface Matched {
  readonly matchedCount: number;
  readonly grossFen: bigint;
  readonly feeFen: bigint;
  /** What the network will pay for the file, below zero what it will collect. */
  readonly netFen: bigint;
  readonly breakCount: number;
}

/**
 * One statement over the whole file, whatever its size. Lines of reversals and voids, and the originals they name, settle nothing, unless
 * the original stands in the file of an earlier day: then the network takes its money back on this one (`taken_back`). The rest is joined
 * with our transactions of the day and its neighbours on RRN. Sales that agree are linked to the file, a row a merchant; what differs, and
 * only that, becomes a break with the money of both sides.
 */
const MATCH = `
WITH special AS MATERIALIZED (
  SELECT key, original_key, class FROM reconciliation.clearing_line
   WHERE business_date = $1 AND load_id = $2 AND class IN ('reversal', 'hold_reversal', 'void')),
reversed AS MATERIALIZED (SELECT DISTINCT original_key AS key FROM special WHERE class <> 'void'),
undone AS MATERIALIZED (
  SELECT key FROM reversed
  UNION SELECT s.original_key FROM special s WHERE s.class = 'void' AND NOT EXISTS (SELECT 1 FROM reversed r WHERE r.key = s.key)),
here AS MATERIALIZED (
  SELECT DISTINCT l.key FROM reconciliation.clearing_line l JOIN special s ON s.original_key = l.key
   WHERE l.business_date = $1 AND l.load_id = $2 AND l.class NOT IN ('reversal', 'hold_reversal')),
twice AS MATERIALIZED (
  SELECT l.rrn, min(l.line_no) AS first FROM reconciliation.clearing_line l LEFT JOIN undone u ON u.key = l.key
   WHERE l.business_date = $1 AND l.load_id = $2 AND l.class = 'money' AND u.key IS NULL
   GROUP BY l.rrn HAVING count(*) > 1),
early AS MATERIALIZED (
  SELECT transaction_id FROM reconciliation.break WHERE kind = 'wrong_date' AND business_date = $1::date - 1),
classed AS (
  SELECT l.line_no, l.rrn, l.amount_fen, l.moved_fen, l.cost_fen, l.merchant_no, l.key, l.original_key,
         CASE WHEN l.class IN ('reversal', 'void') AND h.key IS NULL AND (l.class = 'reversal' OR u.key IS NULL) THEN 'taken_back'
              WHEN l.class <> 'money' OR u.key IS NOT NULL THEN 'non_settling'
              ELSE 'money' END AS part
    FROM reconciliation.clearing_line l LEFT JOIN undone u ON u.key = l.key LEFT JOIN here h ON h.key = l.original_key
   WHERE l.business_date = $1 AND l.load_id = $2),
joined AS MATERIALIZED (
  SELECT c.line_no, c.rrn, c.merchant_no, c.part, c.amount_fen, c.moved_fen, c.cost_fen, c.original_key, t.merchant_id, t.transaction_id, t.kind,
         t.amount_fen AS sold_fen, t.rrn AS sold_rrn,
         CASE WHEN c.line_no IS NULL THEN
                CASE WHEN t.business_date = $1 AND t.state = 'approved' AND t.kind = ANY ($4) AND e.transaction_id IS NULL THEN 'local_only' END
              WHEN c.part <> 'money' THEN c.part
              WHEN t.state IS DISTINCT FROM 'approved' THEN 'net_only'
              WHEN c.line_no > w.first OR e.transaction_id IS NOT NULL THEN 'duplicate'
              WHEN t.business_date <> $1 AND settlement.do_cleared_with(t.merchant_id, t.transaction_id, t.business_date) IS NOT NULL THEN 'duplicate'
              WHEN t.amount_fen <> c.amount_fen THEN 'amount_diff'
              WHEN t.business_date <> $1 THEN 'wrong_date'
              ELSE 'matched' END AS outcome
    FROM classed c
    FULL JOIN switching.do_of_days($1::date - 1, $1::date + 1) t ON t.rrn = CASE WHEN c.part = 'money' THEN c.rrn END
    LEFT JOIN twice w ON w.rrn = c.rrn
    LEFT JOIN early e ON e.transaction_id = t.transaction_id),
linked AS (
  SELECT settlement.do_link_cleared(j.merchant_id, array_agg(j.transaction_id ORDER BY j.transaction_id), $1, $3) AS n
    FROM joined j WHERE j.outcome IN ('matched', 'wrong_date') GROUP BY j.merchant_id),
found AS (
  INSERT INTO reconciliation.break (merchant_id, break_id, business_date, kind, state, transaction_id, amount_fen, local_fen, network_fen, suspense_fen,
                                    rrn, merchant_no, line_no, detail, found_at)
  SELECT coalesce(f.merchant_id, '-'), 'brk_' || to_char($1::date, 'YYYYMMDD') || '_' || coalesce(f.line_no::text, f.transaction_id), $1, f.outcome, 'open',
         f.transaction_id, coalesce(f.amount_fen, f.sold_fen), f.local_fen, f.network_fen,
         CASE f.outcome WHEN 'wrong_date' THEN 0 WHEN 'taken_back' THEN 0 ELSE coalesce(f.local_fen, 0) - coalesce(f.network_fen, 0) END,
         coalesce(f.rrn, f.sold_rrn), coalesce(f.merchant_no, ''), f.line_no, coalesce(f.original_key, ''), $5
    FROM (SELECT j.*, j.moved_fen - j.cost_fen AS network_fen,
                 CASE WHEN j.outcome IN ('local_only', 'amount_diff', 'wrong_date') THEN
                   ledger.do_receivable_of(j.merchant_id, ARRAY[CASE j.kind WHEN 'test_sale' THEN 'sale' ELSE j.kind END || ':' || j.transaction_id]) END AS local_fen
            FROM joined j WHERE j.outcome IN ('net_only', 'local_only', 'amount_diff', 'duplicate', 'wrong_date', 'taken_back')) f
  ON CONFLICT DO NOTHING RETURNING 1)
SELECT count(*) FILTER (WHERE outcome IN ('matched', 'wrong_date'))::int AS "matchedCount",
       coalesce(sum(moved_fen) FILTER (WHERE part <> 'non_settling'), 0)::bigint AS "grossFen",
       coalesce(sum(cost_fen) FILTER (WHERE part <> 'non_settling'), 0)::bigint AS "feeFen",
       coalesce(sum(moved_fen - cost_fen) FILTER (WHERE part <> 'non_settling'), 0)::bigint AS "netFen",
       (SELECT count(*) FROM linked)::int AS "merchantCount", (SELECT count(*) FROM found)::int AS "breakCount"
  FROM joined`;

/** Matches a load against our journal; see above. The caller holds the file's row. */
export async function matchLoad(env: Env, tx: Tx, load: Load): Promise<Matched> {
  // lines were brought a moment ago, and no table knows yet how many they are: a nested loop chosen for a hundred is asked for a million
  await tx.query(
    `SELECT set_config('enable_nestloop', 'off', true), set_config('work_mem', '128MB', true), set_config('jit', 'off', true)`,
  );
  const rows = await tx.query<Matched>(MATCH, [load.date, load.loadId, load.fileName, SETTLING, at(env.clock.now())]);
  await tx.query(`SELECT set_config('enable_nestloop', 'on', true)`);
  return one(rows, 'matching');
}
