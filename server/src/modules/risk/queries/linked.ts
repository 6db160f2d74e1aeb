/** What confirmed cases of other merchants know. */
import type { Sql } from '../../../platform/postgres/database.ts';

const CONFIRMED = `('confirmed', 'pending_appeal')`;

/** Which of these cards stand in a confirmed case of another merchant. */
export async function linkedCards(
  sql: Sql,
  of: { readonly merchantId: string; readonly cardHashes: readonly string[] },
): Promise<ReadonlySet<string>> {
  const rows = await sql.query<{ card_hash: string }>(
    `SELECT DISTINCT s.card_hash FROM risk.case_sale s JOIN risk.case c USING (merchant_id, case_id)
      WHERE s.card_hash = ANY ($2) AND s.merchant_id <> $1 AND c.state IN ${CONFIRMED}`,
    [of.merchantId, of.cardHashes],
  );
  return new Set(rows.map((row) => row.card_hash));
}

/** Whether any of these merchants has a confirmed case. */
export async function anyConfirmed(sql: Sql, merchantIds: readonly string[]): Promise<boolean> {
  if (merchantIds.length === 0) return false;
  const rows = await sql.query(
    `SELECT 1 FROM risk.case WHERE merchant_id = ANY ($1) AND state IN ${CONFIRMED} LIMIT 1`,
    [merchantIds],
  );
  return rows.length > 0;
}

/** Which of these transactions stand in a case of their merchant. */
export async function inCases(
  sql: Sql,
  of: { readonly merchantId: string; readonly transactionIds: readonly string[] },
): Promise<ReadonlySet<string>> {
  const rows = await sql.query<{ transaction_id: string }>(
    'SELECT transaction_id FROM risk.case_sale WHERE merchant_id = $1 AND transaction_id = ANY ($2)',
    [of.merchantId, of.transactionIds],
  );
  return new Set(rows.map((row) => row.transaction_id));
}
