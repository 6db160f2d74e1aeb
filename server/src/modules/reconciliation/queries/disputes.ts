import { instant, type InstantMs } from '../../../kernel/instant.ts';
import type { Place } from '../../../platform/postgres/backwards.ts';
import { makeConditions, type Conditions } from '../../../platform/postgres/conditions.ts';
import { at, type Database, type Sql } from '../../../platform/postgres/database.ts';
import { readQuietly } from '../../../platform/postgres/read-quietly.ts';
import type { DisputeKey } from '../commands/move-dispute.ts';
import { STANDING_STATES, type DisputeKind, type DisputeState } from '../domain/dispute.ts';

export interface Dispute {
  readonly merchantId: string;
  readonly disputeId: string;
  readonly kind: DisputeKind;
  readonly state: DisputeState;
  readonly transactionId: string | null;
  readonly rrn: string;
  readonly originalKey: string;
  /** MMDD, as the network says it. */
  readonly originalDate: string;
  readonly merchantNo: string;
  /** The network's four places. */
  readonly reason: string;
  readonly amountFen: bigint;
  /** What of it the merchant bears now. */
  readonly chargedFen: bigint;
  readonly breakId: string | null;
  readonly fileName: string;
  readonly openedAt: InstantMs;
  readonly movedAt: InstantMs;
  readonly merchantDueAt: InstantMs | null;
  /** The network's; of one that is won, until when it may be charged again. */
  readonly dueAt: InstantMs | null;
  readonly sentNo: number;
  readonly again: boolean;
}

const FIELDS = `merchant_id AS "merchantId", dispute_id AS "disputeId", kind, state, transaction_id AS "transactionId", rrn, original_key AS "originalKey",
  original_date AS "originalDate", merchant_no AS "merchantNo", reason, amount_fen AS "amountFen", charged_fen AS "chargedFen", break_id AS "breakId",
  file_name AS "fileName", opened_at AS "openedAt", moved_at AS "movedAt", merchant_due_at AS "merchantDueAt", due_at AS "dueAt", sent_no AS "sentNo", again`;
const STANDING = `state IN (${STANDING_STATES.map((one) => `'${one}'`).join(', ')})`;
/** What a difference of ours has sent to the network is no dispute of the merchant's. */
const OF_MERCHANT = `(kind IN ('chargeback', 'document_request') OR (kind = 'credit_adjustment' AND break_id IS NULL))`;

/** One dispute; with `lock`, nobody else moves it until the caller has committed. */
export async function disputeOf(sql: Sql, key: DisputeKey, lock?: 'for update'): Promise<Dispute | undefined> {
  const rows = await sql.query<Dispute>(
    `SELECT ${FIELDS} FROM reconciliation.dispute WHERE merchant_id = $1 AND dispute_id = $2 ${lock === undefined ? '' : 'FOR UPDATE'}`,
    [key.merchantId, key.disputeId],
  );
  return rows[0];
}

export interface DisputeFilter {
  /** Those that stand by their deadline, or those that have ended, the newest first. */
  readonly standing: boolean;
  readonly kind?: DisputeKind | undefined;
}

/** Of one without a deadline: it comes after all that have one. */
const NO_DEADLINE = instant(9_999_999_999_999);

/** What a list of disputes is in the order of. */
export const placeOfDispute = (of: Dispute, { standing }: DisputeFilter): Place => ({
  at: standing ? (of.dueAt ?? NO_DEADLINE) : of.movedAt,
  id: of.disputeId,
});

function conditionsOf({ standing, kind }: DisputeFilter): Conditions {
  const conditions = makeConditions();
  conditions.add(standing ? STANDING : STANDING.replace(' IN ', ' NOT IN '));
  if (kind !== undefined) conditions.add('kind = ?', kind);
  return conditions;
}

function addPlace(conditions: Conditions, standing: boolean, { at: when, id }: Place): void {
  if (!standing) conditions.add('(moved_at, dispute_id) < (?, ?)', at(when), id);
  else if (when === NO_DEADLINE) conditions.add('due_at IS NULL AND dispute_id > ?', id);
  else conditions.add('((due_at, dispute_id) > (?, ?) OR due_at IS NULL)', at(when), id);
}

/** At most so many of them, from a place on. */
export async function listDisputes(
  db: Database,
  asked: { readonly filter: DisputeFilter; readonly from?: Place | undefined; readonly most: number },
): Promise<Dispute[]> {
  const { standing } = asked.filter;
  const conditions = conditionsOf(asked.filter);
  if (asked.from !== undefined) addPlace(conditions, standing, asked.from);
  const order = standing ? 'due_at, dispute_id' : 'moved_at DESC, dispute_id DESC';
  return readQuietly({ db }, (sql) =>
    sql.query<Dispute>(
      `SELECT ${FIELDS} FROM reconciliation.dispute ${conditions.where()} ORDER BY ${order} LIMIT ${conditions.value(asked.most)}`,
      conditions.values,
    ),
  );
}

/** Counted up to `most`. */
export async function countDisputes(db: Database, filter: DisputeFilter, most: number): Promise<number> {
  const conditions = conditionsOf(filter);
  const rows = await readQuietly({ db }, (sql) =>
    sql.query<{ count: bigint }>(
      `SELECT count(*) FROM (SELECT FROM reconciliation.dispute ${conditions.where()} LIMIT ${conditions.value(most)}) AS found`,
      conditions.values,
    ),
  );
  return Number(rows[0]?.count ?? 0);
}

/** All of a merchant, what stands before what has ended. */
export async function disputesOf(sql: Sql, merchantId: string): Promise<Dispute[]> {
  return sql.query<Dispute>(
    `SELECT ${FIELDS} FROM reconciliation.dispute WHERE merchant_id = $1 AND ${OF_MERCHANT} ORDER BY (${STANDING}) DESC, opened_at DESC, dispute_id DESC LIMIT 100`,
    [merchantId],
  );
}

/** Those about a sale of a merchant, the newest first. */
export async function disputesAboutSale(
  sql: Sql,
  key: { readonly merchantId: string; readonly transactionId: string },
): Promise<Dispute[]> {
  return sql.query<Dispute>(
    `SELECT ${FIELDS} FROM reconciliation.dispute WHERE merchant_id = $1 AND transaction_id = $2 AND ${OF_MERCHANT} ORDER BY opened_at DESC LIMIT 20`,
    [key.merchantId, key.transactionId],
  );
}

/** Disputes of a merchant that may still move its money: standing ones, and those won that may be charged again. */
export async function openDisputesOf(sql: Sql, merchantId: string, now: InstantMs): Promise<Dispute[]> {
  return sql.query<Dispute>(
    `SELECT ${FIELDS} FROM reconciliation.dispute WHERE merchant_id = $1 AND (${STANDING} OR (state = 'won' AND due_at > $2)) ORDER BY opened_at LIMIT 100`,
    [merchantId, at(now)],
  );
}

export interface DisputeAge {
  /** Until its deadline: passed or today, up to three days, up to ten, more, or none. */
  readonly left: 'd1' | 'd3' | 'd10' | 'later' | 'none';
  readonly count: number;
  readonly amountFen: bigint;
}

/** What stands, by the days that are left for it. */
export async function disputeAges(sql: Sql, now: InstantMs): Promise<DisputeAge[]> {
  return sql.query<DisputeAge>(
    `SELECT "left", count(*)::int AS count, coalesce(sum(amount_fen), 0)::bigint AS "amountFen"
       FROM (SELECT amount_fen, CASE WHEN due_at IS NULL OR state = 'sent' THEN 'none' WHEN due_at <= $1::timestamptz + interval '1 day' THEN 'd1'
                         WHEN due_at <= $1::timestamptz + interval '3 days' THEN 'd3' WHEN due_at <= $1::timestamptz + interval '10 days' THEN 'd10' ELSE 'later' END AS "left"
               FROM reconciliation.dispute WHERE ${STANDING}) d GROUP BY "left"`,
    [at(now)],
  );
}

export interface DisputeStep {
  readonly stepNo: number;
  readonly event: string;
  readonly by: string;
  readonly note: string;
  readonly at: InstantMs;
}

/** What happened to a dispute, the first first. */
export async function stepsOf(sql: Sql, key: DisputeKey): Promise<DisputeStep[]> {
  return sql.query<DisputeStep>(
    `SELECT step_no AS "stepNo", event, by, note, at FROM reconciliation.dispute_step WHERE merchant_id = $1 AND dispute_id = $2 ORDER BY step_no LIMIT 200`,
    [key.merchantId, key.disputeId],
  );
}

export interface Proof {
  readonly proofId: string;
  readonly fileId: string;
  readonly contentType: string;
  readonly byteCount: number;
  readonly by: string;
  readonly at: InstantMs;
}

/** What was handed in for a dispute, the first first. */
export async function proofsOf(sql: Sql, key: DisputeKey): Promise<Proof[]> {
  return sql.query<Proof>(
    `SELECT proof_id AS "proofId", file_id AS "fileId", content_type AS "contentType", byte_count AS "byteCount", by, at
       FROM reconciliation.dispute_proof WHERE merchant_id = $1 AND dispute_id = $2 ORDER BY at, proof_id LIMIT 50`,
    [key.merchantId, key.disputeId],
  );
}
