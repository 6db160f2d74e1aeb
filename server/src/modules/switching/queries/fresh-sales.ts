/** What rules after the sale look at: sales and completions that stand. Test sales and the freezes of deposits are none. */
import { MINUTE_MS, dateInShanghai, instant, later, type CivilDate, type InstantMs } from '../../../kernel/instant.ts';
import { at, type Sql } from '../../../platform/postgres/database.ts';

export interface StandingSale {
  readonly transactionId: string;
  readonly at: InstantMs;
  readonly amountFen: bigint;
  readonly cardKind: 'debit' | 'credit';
  readonly cardHash: string;
}

const SOLD = `('sale', 'completion', 'completion_advice')`;
/** So many of a merchant's newest sales are compared with each other. */
const SALES_MAX = 2_000;
const MERCHANTS_MAX = 500;
/** A sale is answered within 55 s of its intent; a completion that was asked for again is found at the end of its day. */
const ANSWERED_WITHIN_MS = 2 * MINUTE_MS;

interface SaleRow {
  transaction_id: string;
  created_at: number;
  amount_fen: bigint;
  card_kind: 'debit' | 'credit';
  card_hash: string;
}
const toSale = (row: SaleRow): StandingSale => ({
  transactionId: row.transaction_id,
  at: instant(row.created_at),
  amountFen: row.amount_fen,
  cardKind: row.card_kind,
  cardHash: row.card_hash,
});

/** The sales of a merchant since an instant, newest first, up to 2,000. */
export async function standingSales(
  sql: Sql,
  of: { readonly merchantId: string; readonly since: InstantMs; readonly until?: InstantMs },
): Promise<StandingSale[]> {
  const rows = await sql.query<SaleRow>(
    `SELECT t.transaction_id, t.created_at, t.amount_fen, t.card_kind, t.card_hash FROM switching.card_transaction t
       JOIN switching.v_approved_sale s USING (merchant_id, transaction_id)
      WHERE t.merchant_id = $1 AND t.business_date >= $2 AND t.created_at >= $3 AND t.created_at <= coalesce($4::timestamptz, 'infinity') AND t.kind IN ${SOLD}
      ORDER BY t.created_at DESC, t.transaction_id DESC LIMIT ${SALES_MAX}`,
    [of.merchantId, dateInShanghai(of.since), at(of.since), of.until === undefined ? null : at(of.until)],
  );
  return rows.map(toSale);
}

export interface BesideSales extends StandingSale {
  readonly what: 'undone' | 'declined' | 'inquiry';
  readonly code?: string;
}

/** What is no sale and says something all the same: voids and refunds, refused requests, inquiries; newest first, up to 2,000. */
export async function besideSales(
  sql: Sql,
  of: { readonly merchantId: string; readonly since: InstantMs; readonly until?: InstantMs },
): Promise<BesideSales[]> {
  const rows = await sql.query<SaleRow & { what: BesideSales['what']; response_code: string | null }>(
    `SELECT transaction_id, created_at, amount_fen, card_kind, card_hash, response_code,
        CASE WHEN state = 'declined' THEN 'declined' WHEN kind = 'balance' THEN 'inquiry' ELSE 'undone' END AS what
       FROM switching.card_transaction
      WHERE merchant_id = $1 AND business_date >= $2 AND created_at >= $3 AND created_at <= coalesce($4::timestamptz, 'infinity') AND card_kind IN ('debit', 'credit')
        AND (state = 'approved' AND kind IN ('sale_void', 'completion_void', 'refund', 'balance') OR state = 'declined' AND kind IN ('sale', 'pre_auth'))
      ORDER BY created_at DESC, transaction_id DESC LIMIT ${SALES_MAX}`,
    [of.merchantId, dateInShanghai(of.since), at(of.since), of.until === undefined ? null : at(of.until)],
  );
  return rows.map((row) => ({
    ...toSale(row),
    what: row.what,
    ...(row.response_code === null ? {} : { code: row.response_code }),
  }));
}

/** Merchants that sold or were refused anything between two days, in the order of their ids. */
export async function merchantsBetween(
  sql: Sql,
  of: { readonly from: CivilDate; readonly to: CivilDate; readonly after: string; readonly most: number },
): Promise<string[]> {
  const rows = await sql.query<{ merchant_id: string }>(
    `SELECT DISTINCT merchant_id FROM switching.card_transaction
      WHERE business_date BETWEEN $1 AND $2 AND merchant_id > $3 ORDER BY merchant_id LIMIT $4`,
    [of.from, of.to, of.after, of.most],
  );
  return rows.map((row) => row.merchant_id);
}

/** How many merchants there are between two days. */
export async function countMerchantsBetween(
  sql: Sql,
  of: { readonly from: CivilDate; readonly to: CivilDate },
): Promise<number> {
  const rows = await sql.query<{ n: number }>(
    'SELECT count(DISTINCT merchant_id)::int AS n FROM switching.card_transaction WHERE business_date BETWEEN $1 AND $2',
    [of.from, of.to],
  );
  return rows[0]?.n ?? 0;
}

/** Merchants with an approval since an instant of at least so much, the earliest first; up to 500. */
export async function merchantsWithFresh(
  sql: Sql,
  of: { readonly since: InstantMs; readonly amountMinFen: bigint },
): Promise<{ readonly merchantId: string; readonly from: InstantMs }[]> {
  const rows = await sql.query<{ merchant_id: string; first: number }>(
    `SELECT merchant_id, min(answered_at) AS first FROM switching.card_transaction
      WHERE created_at >= $1 AND answered_at >= $2 AND amount_fen >= $3 AND state = 'approved' AND kind IN ${SOLD}
      GROUP BY merchant_id ORDER BY first, merchant_id LIMIT ${MERCHANTS_MAX}`,
    [at(later(of.since, -ANSWERED_WITHIN_MS)), at(of.since), of.amountMinFen],
  );
  return rows.map((row) => ({ merchantId: row.merchant_id, from: instant(row.first) }));
}
export const FRESH_MAX = MERCHANTS_MAX;

/** Merchants that sold at least so much at once on a business day, or were refused more than once. */
export async function merchantsOfDay(
  sql: Sql,
  of: { readonly date: CivilDate; readonly amountMinFen: bigint },
): Promise<string[]> {
  const rows = await sql.query<{ merchant_id: string }>(
    `SELECT merchant_id FROM switching.card_transaction
      WHERE business_date = $1 AND (amount_fen >= $2 AND state = 'approved' OR state = 'declined') AND kind IN ${SOLD}
      GROUP BY merchant_id HAVING bool_or(state = 'approved') OR count(*) > 1 ORDER BY merchant_id`,
    [of.date, of.amountMinFen],
  );
  return rows.map((row) => row.merchant_id);
}

/** On how many business days a merchant took anything that counts as its turnover. */
export async function daysSoldOf(sql: Sql, merchantId: string): Promise<number> {
  const rows = await sql.query<{ n: number }>(
    'SELECT count(DISTINCT business_date)::int AS n FROM switching.v_counted_sale WHERE merchant_id = $1 AND amount_fen > 0',
    [merchantId],
  );
  return rows[0]?.n ?? 0;
}

/** The keyed hashes of the cards of these transactions. */
export async function cardHashesOf(
  sql: Sql,
  of: { readonly merchantId: string; readonly transactionIds: readonly string[] },
): Promise<string[]> {
  const rows = await sql.query<{ card_hash: string }>(
    'SELECT DISTINCT card_hash FROM switching.card_transaction WHERE merchant_id = $1 AND transaction_id = ANY ($2)',
    [of.merchantId, of.transactionIds],
  );
  return rows.map((row) => row.card_hash);
}
