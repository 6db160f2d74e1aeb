import type { CivilDate } from '../../../kernel/instant.ts';
import type { Sql } from '../../../platform/postgres/database.ts';

/** What a terminal sold since a day that counts: without test sales, refunds taken off. */
export async function countedSince(
  sql: Sql,
  of: { readonly merchantId: string; readonly terminalNo: string; readonly from: CivilDate },
): Promise<bigint> {
  const rows = await sql.query<{ counted_fen: bigint }>(
    `SELECT coalesce(sum(amount_fen), 0)::bigint AS counted_fen FROM switching.v_counted_sale
      WHERE merchant_id = $1 AND terminal_no = $2 AND business_date >= $3`,
    [of.merchantId, of.terminalNo, of.from],
  );
  return rows[0]?.counted_fen ?? 0n;
}
