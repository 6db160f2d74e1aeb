import { must } from '../../../kernel/assert.ts';
import { fen, type Fen } from '../../../kernel/fen.ts';
import { instant, type CivilDate, type InstantMs } from '../../../kernel/instant.ts';
import type { Env } from '../../../platform/env.ts';
import type { Sql } from '../../../platform/postgres/database.ts';
import type { TransactionKind } from '../domain/transaction-kinds.ts';
import type { TransactionState } from '../domain/transaction-machine.ts';

/** What was paid with; of a code nobody says which card stands behind it. */
export type PaidWith = 'debit' | 'credit' | 'qr';

export interface CardTransaction {
  readonly merchantId: string;
  readonly transactionId: string;
  readonly businessDate: CivilDate;
  readonly terminalId: string;
  readonly terminalNo: string;
  readonly kind: TransactionKind;
  readonly state: TransactionState;
  readonly batchNo: string;
  readonly stan: string;
  readonly rrn: string;
  readonly networkStan: string;
  readonly transmissionTime: string;
  readonly amount: Fen;
  readonly cardKind: PaidWith;
  readonly cardMasked: string;
  readonly bankName: string;
  /** CUP, or the organisation of a foreign card. */
  readonly organisation: string;
  readonly entryMode: string;
  readonly authCode: string | undefined;
  readonly responseCode: string | undefined;
  readonly feeFen: Fen | undefined;
  readonly requestDigest: string;
  readonly answer: Uint8Array | undefined;
  readonly createdAt: InstantMs;
}

/** A row of card_transaction as it is read here. */
export interface TransactionRow {
  merchant_id: string;
  transaction_id: string;
  business_date: CivilDate;
  terminal_id: string;
  terminal_no: string;
  kind: CardTransaction['kind'];
  state: TransactionState;
  batch_no: number;
  stan: string;
  rrn: string;
  network_stan: string;
  transmission_time: string;
  amount_fen: bigint;
  card_kind: PaidWith;
  card_masked: string;
  bank_name: string;
  organisation: string;
  entry_mode: string;
  auth_code: string | null;
  response_code: string | null;
  fee_fen: bigint | null;
  request_digest: string;
  answer: Uint8Array | null;
  created_at: number;
}

export const COLUMNS = `merchant_id, transaction_id, business_date, terminal_id, terminal_no, kind, state, batch_no, stan, rrn, network_stan, transmission_time,
  amount_fen, card_kind, card_masked, bank_name, organisation, entry_mode, auth_code, response_code, fee_fen, request_digest, answer, created_at`;

export const toTransaction = (row: TransactionRow): CardTransaction => ({
  merchantId: row.merchant_id,
  transactionId: row.transaction_id,
  businessDate: row.business_date,
  terminalId: row.terminal_id,
  terminalNo: row.terminal_no,
  kind: row.kind,
  state: row.state,
  batchNo: String(row.batch_no).padStart(6, '0'),
  stan: row.stan,
  rrn: row.rrn,
  networkStan: row.network_stan,
  transmissionTime: row.transmission_time,
  amount: fen(row.amount_fen),
  cardKind: row.card_kind,
  cardMasked: row.card_masked,
  bankName: row.bank_name,
  organisation: row.organisation,
  entryMode: row.entry_mode,
  authCode: row.auth_code ?? undefined,
  responseCode: row.response_code ?? undefined,
  feeFen: row.fee_fen === null ? undefined : fen(row.fee_fen),
  requestDigest: row.request_digest,
  answer: row.answer ?? undefined,
  createdAt: instant(row.created_at),
});

export async function transactionOf(
  sql: Sql,
  merchantId: string,
  transactionId: string,
): Promise<CardTransaction | undefined> {
  const rows = await sql.query<TransactionRow>(
    `SELECT ${COLUMNS} FROM switching.card_transaction WHERE merchant_id = $1 AND transaction_id = $2`,
    [merchantId, transactionId],
  );
  return rows[0] === undefined ? undefined : toTransaction(rows[0]);
}

/**
 * The duplicate key of the terminal leg: class + merchant, terminal, batch, STAN within a business day, or, with `since`, the newest of the
 * days from then on; with `digest`, of days that have passed only what was said in the same words, with `cardHash` only what was of that card.
 */
export async function transactionByKey(
  sql: Sql,
  key: {
    merchantId: string;
    terminalNo: string;
    messageClass: string;
    batchNo: number;
    stan: string;
    businessDate: CivilDate;
    since?: CivilDate | undefined;
    digest?: string | undefined;
    cardHash?: string | undefined;
  },
  lock?: 'for update',
): Promise<CardTransaction | undefined> {
  const rows = await sql.query<TransactionRow>(
    `SELECT ${COLUMNS} FROM switching.card_transaction WHERE merchant_id = $1 AND terminal_no = $2 AND message_class = $3 AND batch_no = $4 AND stan = $5
        AND business_date BETWEEN $6 AND $7 AND (business_date = $7 OR (request_digest = coalesce($8, request_digest) AND card_hash = coalesce($9, card_hash)))
      ORDER BY business_date DESC LIMIT 1 ${lock === undefined ? '' : 'FOR UPDATE'}`,
    [
      key.merchantId,
      key.terminalNo,
      key.messageClass,
      key.batchNo,
      key.stan,
      key.since ?? key.businessDate,
      key.businessDate,
      key.digest ?? null,
      key.cardHash ?? null,
    ],
  );
  return rows[0] === undefined ? undefined : toTransaction(rows[0]);
}

/** Transactions of a merchant by their ids, oldest first. */
export async function transactionsAmong(
  sql: Sql,
  merchantId: string,
  transactionIds: readonly string[],
): Promise<CardTransaction[]> {
  const rows = await sql.query<TransactionRow>(
    `SELECT ${COLUMNS} FROM switching.card_transaction WHERE merchant_id = $1 AND transaction_id = ANY ($2) ORDER BY created_at, transaction_id`,
    [merchantId, transactionIds],
  );
  return rows.map(toTransaction);
}

/** Which of these stand no more because a void of them stands. */
export async function voidedAmong(
  sql: Sql,
  merchantId: string,
  transactionIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const rows = await sql.query<{ transaction_id: string }>(
    `SELECT transaction_id FROM switching.v_card_transaction WHERE merchant_id = $1 AND transaction_id = ANY ($2) AND state = 'voided'`,
    [merchantId, transactionIds],
  );
  return new Set(rows.map((row) => row.transaction_id));
}

/** Those of these transactions, whoever's they are, that a customer has signed. */
export async function signedAmong(sql: Sql, transactionIds: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await sql.query<{ transaction_id: string }>(
    'SELECT transaction_id FROM switching.signature WHERE transaction_id = ANY ($1)',
    [transactionIds],
  );
  return new Set(rows.map((row) => row.transaction_id));
}

/** Reference numbers come round after a time: the newest first. */
export async function transactionsByRrn(
  sql: Sql,
  of: { readonly merchantId: string; readonly terminalNo: string; readonly rrn: string },
): Promise<CardTransaction[]> {
  const rows = await sql.query<TransactionRow>(
    `SELECT ${COLUMNS} FROM switching.card_transaction WHERE merchant_id = $1 AND rrn = $2 AND terminal_no = $3 ORDER BY created_at DESC LIMIT 20`,
    [of.merchantId, of.rrn, of.terminalNo],
  );
  return rows.map(toTransaction);
}

/** Approved sales of a merchant on one business date. */
export async function dayTotals(
  sql: Sql,
  merchantId: string,
  date: CivilDate,
): Promise<{ count: number; grossFen: bigint; feeFen: bigint }> {
  const rows = await sql.query<{ n: number; gross: bigint; fee: bigint }>(
    `SELECT count(*) FILTER (WHERE kind NOT IN ('tip', 'adjustment'))::int AS n, coalesce(sum(amount_fen), 0)::bigint AS gross, coalesce(sum(fee_fen), 0)::bigint AS fee
       FROM switching.v_approved_sale WHERE merchant_id = $1 AND business_date = $2`,
    [merchantId, date],
  );
  return { count: rows[0]?.n ?? 0, grossFen: rows[0]?.gross ?? 0n, feeFen: rows[0]?.fee ?? 0n };
}

/** What a merchant gave back on one business date: voids and refunds that were approved, as amounts without a sign. */
export async function refundsOn(
  sql: Sql,
  merchantId: string,
  date: CivilDate,
): Promise<{ count: number; sumFen: bigint }> {
  const rows = await sql.query<{ n: number; sum: bigint }>(
    `SELECT count(*)::int AS n, coalesce(sum(amount_fen), 0)::bigint AS sum FROM switching.card_transaction
      WHERE merchant_id = $1 AND business_date = $2 AND state = 'approved' AND kind IN ('sale_void', 'refund', 'completion_void', 'qr_void')`,
    [merchantId, date],
  );
  return { count: rows[0]?.n ?? 0, sumFen: rows[0]?.sum ?? 0n };
}

/** The card number in clear, for a message to the network alone. */
export async function cardNumberOf(
  env: Pick<Env, 'db' | 'crypto'>,
  merchantId: string,
  transactionId: string,
): Promise<string> {
  const rows = await env.db.query<{ card_sealed: string }>(
    'SELECT card_sealed FROM switching.card_transaction WHERE merchant_id = $1 AND transaction_id = $2',
    [merchantId, transactionId],
  );
  return env.crypto.open(`transaction:${transactionId}`, must(rows[0], 'transaction').card_sealed);
}

/** Six digits for a request to the network that has no row of its own. */
export async function drawTraceNo(sql: Sql): Promise<string> {
  const rows = await sql.query<{ no: string }>(`SELECT lpad(nextval('switching.trace_no')::text, 6, '0') AS no`);
  return must(rows[0], 'trace number').no;
}
