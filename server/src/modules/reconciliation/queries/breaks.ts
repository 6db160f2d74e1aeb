import type { CivilDate, InstantMs } from '../../../kernel/instant.ts';
import { makeConditions, type Conditions } from '../../../platform/postgres/conditions.ts';
import { at, one, type Database, type Sql } from '../../../platform/postgres/database.ts';
import { readQuietly } from '../../../platform/postgres/read-quietly.ts';
import type { BreakKey } from '../commands/end-break.ts';
import type { BreakFacts, BreakKind, Way } from '../domain/resolve-break.ts';

export interface Break extends BreakFacts {
  readonly merchantId: string;
  readonly breakId: string;
  readonly businessDate: CivilDate;
  readonly amountFen: bigint;
  /** What each side holds of the network's money, where it has any. */
  readonly localFen: bigint | null;
  readonly networkFen: bigint | null;
  readonly rrn: string;
  readonly lineNo: number | null;
  readonly detail: string;
  readonly foundAt: InstantMs;
  readonly resolvedAt: InstantMs | null;
  readonly resolvedBy: string;
  readonly transactionId: string | null;
  /** The merchant that it is about, by our transaction or by the number in the file's line. */
  readonly about: string | null;
}

const FIELDS = `b.merchant_id AS "merchantId", b.break_id AS "breakId", b.business_date AS "businessDate", b.kind, b.state, b.amount_fen AS "amountFen",
  b.local_fen AS "localFen", b.network_fen AS "networkFen", b.suspense_fen AS "suspenseFen", b.rrn, b.line_no AS "lineNo", b.detail,
  b.found_at AS "foundAt", b.resolved_at AS "resolvedAt", b.resolved_by AS "resolvedBy", b.transaction_id AS "transactionId",
  coalesce(nullif(b.merchant_id, '-'), t.merchant_id, m.merchant_id) AS about, t.kind AS "transactionKind"`;
const FROM = `reconciliation.break b LEFT JOIN merchants.v_merchant m ON m.merchant_no = b.merchant_no AND b.merchant_no <> ''
  LEFT JOIN switching.v_card_transaction t ON t.merchant_id = coalesce(nullif(b.merchant_id, '-'), m.merchant_id) AND t.transaction_id = b.transaction_id`;

type Row = Omit<Break, 'ofMerchant' | 'transactionKind'> & { transactionKind: string | null };
const toBreak = (row: Row): Break => ({
  ...row,
  transactionKind: row.transactionKind ?? undefined,
  ofMerchant: row.about !== null,
});

export async function breakOf(sql: Sql, key: BreakKey): Promise<Break | undefined> {
  const rows = await sql.query<Row>(`SELECT ${FIELDS} FROM ${FROM} WHERE b.merchant_id = $1 AND b.break_id = $2`, [
    key.merchantId,
    key.breakId,
  ]);
  return rows[0] === undefined ? undefined : toBreak(rows[0]);
}

/** Differences that stand and are about a merchant's sales, the oldest first. */
export async function breaksAbout(
  sql: Sql,
  merchant: { readonly merchantId: string; readonly merchantNo: string },
): Promise<Break[]> {
  const rows = await sql.query<Row>(
    `SELECT ${FIELDS} FROM ${FROM} WHERE b.state <> 'resolved' AND (b.merchant_id = $1 OR b.merchant_no = $2)
      ORDER BY b.found_at, b.break_id LIMIT ${PAGE}`,
    [merchant.merchantId, merchant.merchantNo],
  );
  return rows.map(toBreak);
}

const PAGE = 50;

export interface BreakFilter {
  /** Standing ones the oldest first, as work is done; ended ones the newest first. */
  readonly standing: boolean;
  readonly kind?: BreakKind | undefined;
  readonly date?: CivilDate | undefined;
  /** What the last page ended with. */
  readonly after?: { readonly foundAt: InstantMs; readonly breakId: string } | undefined;
}

/** As the indexes of standing and of ended ones say it. */
function conditionsOf(filter: BreakFilter): Conditions {
  const conditions = makeConditions();
  conditions.add(filter.standing ? `b.state <> 'resolved'` : `b.state = 'resolved'`);
  if (filter.kind !== undefined) conditions.add('b.kind = ?', filter.kind);
  if (filter.date !== undefined) conditions.add('b.business_date = ?', filter.date);
  return conditions;
}

export async function listBreaks(
  db: Database,
  filter: BreakFilter,
  size: number = PAGE,
): Promise<{ rows: Break[]; more: boolean }> {
  const [order, past] = filter.standing ? ['ASC', '>'] : ['DESC', '<'];
  const conditions = conditionsOf(filter);
  if (filter.after !== undefined)
    conditions.add(`(b.found_at, b.break_id) ${past} (?, ?)`, at(filter.after.foundAt), filter.after.breakId);
  const rows = await readQuietly({ db }, (sql) =>
    sql.query<Row>(
      `SELECT ${FIELDS} FROM ${FROM} ${conditions.where()}
        ORDER BY b.found_at ${order}, b.break_id ${order} LIMIT ${conditions.value(size + 1)}`,
      conditions.values,
    ),
  );
  return { rows: rows.slice(0, size).map(toBreak), more: rows.length > size };
}

/** Counted up to `most`. */
export async function countBreaks(db: Database, filter: BreakFilter, most: number): Promise<number> {
  const conditions = conditionsOf(filter);
  const rows = await readQuietly({ db }, (sql) =>
    sql.query<{ count: bigint }>(
      `SELECT count(*) FROM (SELECT FROM reconciliation.break b ${conditions.where()} LIMIT ${conditions.value(most)}) AS found`,
      conditions.values,
    ),
  );
  return Number(rows[0]?.count ?? 0);
}

export interface Ageing {
  /** Days since it was found: up to one, up to seven, up to thirty, more. */
  readonly age: 'd1' | 'd7' | 'd30' | 'older';
  readonly count: number;
  /** What stands in suspense, short and long apart. */
  readonly shortFen: bigint;
  readonly longFen: bigint;
}

/** What stands, by age: a difference that a later file has not explained in a day wants people. */
export async function ageingOf(sql: Sql, now: InstantMs): Promise<Ageing[]> {
  return sql.query<Ageing>(
    `SELECT age, count(*)::int AS count, coalesce(sum(suspense_fen) FILTER (WHERE suspense_fen > 0), 0)::bigint AS "shortFen",
            coalesce(-sum(suspense_fen) FILTER (WHERE suspense_fen < 0), 0)::bigint AS "longFen"
       FROM (SELECT suspense_fen, CASE WHEN found_at > $1::timestamptz - interval '1 day' THEN 'd1' WHEN found_at > $1::timestamptz - interval '7 days' THEN 'd7'
                         WHEN found_at > $1::timestamptz - interval '30 days' THEN 'd30' ELSE 'older' END AS age
               FROM reconciliation.break WHERE state <> 'resolved') b GROUP BY age`,
    [at(now)],
  );
}

export async function countStanding(sql: Sql): Promise<number> {
  const rows = await sql.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM reconciliation.break WHERE state <> 'resolved'`,
  );
  return one(rows, 'count').n;
}

export interface Resolution {
  readonly resolutionId: string;
  readonly way: Way;
  readonly reason: string;
  readonly proposedBy: string;
  readonly proposedAt: InstantMs;
  readonly outcome: 'approved' | 'refused' | 'withdrawn' | 'overtaken' | null;
  readonly decidedBy: string | null;
  readonly decidedAt: InstantMs | null;
  readonly note: string | null;
}

/** What was proposed for a difference, the newest first. */
export async function resolutionsOf(sql: Sql, key: BreakKey): Promise<Resolution[]> {
  return sql.query<Resolution>(
    `SELECT resolution_id AS "resolutionId", way, reason, proposed_by AS "proposedBy", proposed_at AS "proposedAt", outcome, decided_by AS "decidedBy",
            decided_at AS "decidedAt", note
       FROM reconciliation.resolution WHERE merchant_id = $1 AND break_id = $2 ORDER BY proposed_at DESC, resolution_id DESC LIMIT 50`,
    [key.merchantId, key.breakId],
  );
}

/** STAN and time of what a difference is about, as the network names it: of our sale, or of the line that brought it (a second one too). */
export async function networkKeyOf(sql: Sql, of: Break): Promise<string | undefined> {
  const ofSale = of.transactionId !== null && of.about !== null && of.kind !== 'duplicate';
  const rows = await sql.query<{ key: string }>(
    ofSale
      ? `SELECT network_stan || ':' || transmission_time AS key FROM switching.v_card_transaction WHERE merchant_id = $1 AND transaction_id = $2`
      : of.kind === 'dispute'
        ? 'SELECT original_key AS key FROM reconciliation.dispute_line WHERE business_date = $1 AND line_no = $2 AND rrn = $3 LIMIT 1'
        : 'SELECT key FROM reconciliation.clearing_line WHERE business_date = $1 AND line_no = $2 AND rrn = $3 LIMIT 1',
    ofSale ? [of.about, of.transactionId] : [of.businessDate, of.lineNo, of.rrn],
  );
  return rows[0]?.key;
}
