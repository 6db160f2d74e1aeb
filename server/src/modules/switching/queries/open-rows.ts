import type { CivilDate } from '../../../kernel/instant.ts';
import type { Sql } from '../../../platform/postgres/database.ts';
import { hostRows, type BatchKey } from './batch-of.ts';

/** How much stands in the open batch of a terminal, that its next settlement will compare. */
export async function openBatchRows(sql: Sql, key: BatchKey): Promise<number> {
  return (await hostRows(sql, key)).length;
}

/** Transactions of a merchant since a day whose end is not known yet. */
export async function undecidedOf(
  sql: Sql,
  of: { readonly merchantId: string; readonly since: CivilDate },
): Promise<number> {
  const rows = await sql.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM switching.card_transaction WHERE merchant_id = $1 AND business_date >= $2 AND state IN ('sent', 'unknown', 'reversing')`,
    [of.merchantId, of.since],
  );
  return rows[0]?.n ?? 0;
}
