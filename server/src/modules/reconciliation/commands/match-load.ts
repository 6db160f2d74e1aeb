import type { CivilDate } from '../../../kernel/instant.ts';
import type { Env } from '../../../platform/env.ts';
import { at, one, type Tx } from '../../../platform/postgres/database.ts';
import { undoneBy, type UndoingLine } from '../domain/undone.ts';

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
  /** Lines of a file that was read before: what is absent from them is missed no more than it was. */
  readonly part?: true;
  /** References that may stand in it more than once; undefined where any may. */
  readonly maybeTwice?: readonly string[];
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
 * The file against our transactions of its day and the neighbours, joined on RRN, as one set. A line is money (`money`), was undone in the
 * file itself or never moved any (`non_settling`), or takes back what stood in an earlier file (`taken_back`). Made as a table of its own,
 * because only then PostgreSQL works on it with all its cores; of rows that agree it keeps what linking needs.
 */
const JOIN = `
CREATE TEMP TABLE joined ON COMMIT DROP AS
SELECT j.merchant_id, j.transaction_id, j.outcome, j.line_no,
       CASE WHEN j.odd THEN j.rrn END AS rrn, CASE WHEN j.odd THEN j.merchant_no END AS merchant_no, CASE WHEN j.odd THEN j.original_key END AS original_key,
       CASE WHEN j.odd THEN j.kind END AS kind, CASE WHEN j.odd THEN j.amount_fen END AS amount_fen, CASE WHEN j.odd THEN j.network_fen END AS network_fen
  FROM (
    SELECT o.*, o.outcome <> 'matched' AS odd
      FROM (
        SELECT t.merchant_id, t.transaction_id, t.kind, c.line_no, coalesce(c.rrn, t.rrn) AS rrn, c.merchant_no, c.original_key,
               coalesce(c.amount_fen, t.amount_fen) AS amount_fen, c.moved_fen - c.cost_fen AS network_fen,
               CASE WHEN c.line_no IS NULL THEN
                      CASE WHEN t.business_date = $1 AND t.state = 'approved' AND t.kind = ANY ($3) AND NOT t.transaction_id = ANY ($6) THEN 'local_only' END
                    WHEN c.part <> 'money' THEN nullif(c.part, 'non_settling')
                    WHEN t.state IS DISTINCT FROM 'approved' THEN 'net_only'
                    WHEN t.transaction_id = ANY ($6) THEN 'duplicate'
                    WHEN t.business_date <> $1 AND settlement.do_cleared_with(t.merchant_id, t.transaction_id, t.business_date) IS NOT NULL THEN 'duplicate'
                    WHEN t.amount_fen <> c.amount_fen THEN 'amount_diff'
                    WHEN t.business_date <> $1 THEN 'wrong_date'
                    ELSE 'matched' END AS outcome
          FROM (SELECT l.*, CASE WHEN l.class IN ('reversal', 'void') AND NOT l.original_key = ANY ($5) AND (l.class = 'reversal' OR NOT l.key = ANY ($4)) THEN 'taken_back'
                                 WHEN l.class <> 'money' OR l.key = ANY ($4) THEN 'non_settling'
                                 ELSE 'money' END AS part
                  FROM reconciliation.clearing_line l WHERE l.business_date = $1 AND l.load_id = $2) c
          FULL JOIN switching.do_of_days($1::date - 1, $1::date + 1) t ON t.rrn = CASE WHEN c.part = 'money' THEN c.rrn END) o
     WHERE o.outcome IS NOT NULL) j`;

/** A sale that stands there more than once is one sale: the first line counts. */
const TWICE = `
UPDATE joined j SET outcome = 'duplicate', rrn = l.rrn, merchant_no = l.merchant_no, original_key = '', kind = '', amount_fen = l.amount_fen,
       network_fen = l.moved_fen - l.cost_fen
  FROM (SELECT transaction_id, min(line_no) AS first FROM joined WHERE outcome IN ('matched', 'wrong_date', 'amount_diff')
         GROUP BY transaction_id HAVING count(*) > 1) w, reconciliation.clearing_line l
 WHERE j.transaction_id = w.transaction_id AND j.line_no > w.first AND l.business_date = $1 AND l.load_id = $2 AND l.line_no = j.line_no`;

const LINK = `
SELECT coalesce(sum(settlement.do_link_cleared(c.merchant_id, c.transactions, $1, $2)), 0)::int AS n
  FROM (SELECT merchant_id, array_agg(transaction_id) AS transactions FROM joined WHERE outcome IN ('matched', 'wrong_date') GROUP BY merchant_id) c`;

const BREAKS = `
INSERT INTO reconciliation.break (merchant_id, break_id, business_date, kind, state, transaction_id, amount_fen, local_fen, network_fen, suspense_fen,
                                  rrn, merchant_no, line_no, detail, found_at)
SELECT coalesce(f.merchant_id, '-'), 'brk_' || to_char($1::date, 'YYYYMMDD') || '_' || coalesce(f.line_no::text, f.transaction_id), $1, f.outcome, 'open',
       f.transaction_id, f.amount_fen, f.local_fen, f.network_fen,
       CASE WHEN f.outcome IN ('wrong_date', 'taken_back') THEN 0 ELSE coalesce(f.local_fen, 0) - coalesce(f.network_fen, 0) END,
       f.rrn, coalesce(f.merchant_no, ''), f.line_no, coalesce(f.original_key, ''), $2
  FROM (SELECT j.*, CASE WHEN j.outcome IN ('local_only', 'amount_diff', 'wrong_date') THEN
               ledger.do_receivable_of(j.merchant_id, ARRAY[CASE j.kind WHEN 'test_sale' THEN 'sale' ELSE j.kind END || ':' || j.transaction_id]) END AS local_fen
          FROM joined j WHERE j.outcome <> 'matched') f
ON CONFLICT DO NOTHING`;

/** What moves no money of its own is summed up; each line that takes another back stands for itself. One look at the lines. */
const SUMS = `
SELECT min(class) AS class, min(key) AS key, min(original_key) AS "originalKey", sum(moved_fen)::bigint AS "movedFen", sum(cost_fen)::bigint AS "costFen"
  FROM reconciliation.clearing_line WHERE business_date = $1 AND load_id = $2 AND class <> 'none'
 GROUP BY CASE class WHEN 'money' THEN 0 ELSE line_no END`;

type SummedLine = UndoingLine & { readonly movedFen: bigint; readonly costFen: bigint };
type Sum = { readonly class: 'money'; readonly movedFen: bigint; readonly costFen: bigint } | SummedLine;

/**
 * What the file takes back (`undone`), which of the lines that it names stand in the file itself (`here`), and what it moves: all money, without
 * what the file takes back itself, and with what it takes back of earlier files.
 */
async function undoing(
  tx: Tx,
  load: Load,
): Promise<{ undone: readonly string[]; here: readonly string[]; grossFen: bigint; feeFen: bigint }> {
  const sums = await tx.query<Sum>(SUMS, [load.date, load.loadId]);
  const lines = sums.filter((sum): sum is SummedLine => sum.class !== 'money');
  const undone = undoneBy(lines);
  const named =
    lines.length === 0
      ? []
      : await tx.query<{ key: string; class: string; movedFen: bigint; costFen: bigint }>(
          `SELECT key, class, moved_fen AS "movedFen", cost_fen AS "costFen" FROM reconciliation.clearing_line
            WHERE business_date = $1 AND load_id = $2 AND key = ANY ($3) AND class NOT IN ('reversal', 'hold_reversal')`,
          [load.date, load.loadId, lines.map((line) => line.originalKey)],
        );
  const here = new Set(named.map((line) => line.key));
  const gone = new Set(undone);
  const takenBack = lines.filter(
    (line) =>
      line.class !== 'hold_reversal' &&
      !here.has(line.originalKey) &&
      (line.class === 'reversal' || !gone.has(line.key)),
  );
  const undoneMoney = named.filter((line) => line.class === 'money' && gone.has(line.key));
  const total = (of: 'movedFen' | 'costFen'): bigint => {
    const add = (rows: readonly { readonly movedFen: bigint; readonly costFen: bigint }[]): bigint =>
      rows.reduce((sum, row) => sum + row[of], 0n);
    return add(sums.filter((sum) => sum.class === 'money')) - add(undoneMoney) + add(takenBack);
  };
  return { undone, here: [...here], grossFen: total('movedFen'), feeFen: total('costFen') };
}

/** Sales of this day that the file of the day before brought already. */
async function broughtEarly(tx: Tx, date: CivilDate): Promise<readonly string[]> {
  const rows = await tx.query<{ transaction_id: string }>(
    `SELECT transaction_id FROM reconciliation.break WHERE kind = 'wrong_date' AND business_date = $1::date - 1 AND transaction_id IS NOT NULL`,
    [date],
  );
  return rows.map((row) => row.transaction_id);
}

/** Matches a load against our journal; see above. Sales that agree are linked to the file, a row a merchant; what differs becomes a break with the money of both sides. */
export async function matchLoad(env: Env, tx: Tx, load: Load): Promise<Matched> {
  // lines were brought a moment ago, and no table knows yet how many they are: a nested loop chosen for a hundred is asked for a million
  await tx.query(
    `SELECT set_config('enable_nestloop', 'off', true), set_config('work_mem', '128MB', true), set_config('jit', 'off', true)`,
  );
  const { undone, here, grossFen, feeFen } = await undoing(tx, load);
  const early = await broughtEarly(tx, load.date);
  await tx.query(JOIN, [load.date, load.loadId, load.part === true ? [] : SETTLING, undone, here, early]);
  if (load.maybeTwice?.length !== 0) await tx.execute(TWICE, [load.date, load.loadId]);
  const links = await tx.query<{ n: number }>(LINK, [load.date, load.fileName]);
  const breakCount = await tx.execute(BREAKS, [load.date, at(env.clock.now())]);
  await tx.query(`SELECT set_config('enable_nestloop', 'on', true)`);
  return { grossFen, feeFen, netFen: grossFen - feeFen, matchedCount: one(links, 'links').n, breakCount };
}
