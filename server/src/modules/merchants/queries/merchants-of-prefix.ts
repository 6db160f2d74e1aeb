import type { Sql } from '../../../platform/postgres/database.ts';

/** Ids that begin so, in their order; at most `limit`. */
export async function merchantsOfPrefix(sql: Sql, prefix: string, limit: number): Promise<string[]> {
  const rows = await sql.query<{ merchant_id: string }>(
    'SELECT merchant_id FROM merchants.merchant WHERE merchant_id >= $1 AND starts_with(merchant_id, $1) ORDER BY merchant_id LIMIT $2',
    [prefix, limit],
  );
  return rows.map((row) => row.merchant_id);
}
