import { instant, type InstantMs } from '../../../kernel/instant.ts';
import type { Sql } from '../../../platform/postgres/database.ts';

/** When a terminal ended; undefined while it has not. */
export async function endOf(
  sql: Sql,
  key: { readonly merchantId: string; readonly terminalId: string },
): Promise<InstantMs | undefined> {
  const rows = await sql.query<{ ended_at: number | null }>(
    'SELECT ended_at FROM terminals.terminal WHERE merchant_id = $1 AND terminal_id = $2',
    [key.merchantId, key.terminalId],
  );
  const at = rows[0]?.ended_at ?? null;
  return at === null ? undefined : instant(at);
}

/** Whether a terminal of this merchant has ended since an instant. */
export async function endedSince(
  sql: Sql,
  of: { readonly merchantId: string; readonly since: string },
): Promise<boolean> {
  const rows = await sql.query(
    'SELECT 1 FROM terminals.terminal WHERE merchant_id = $1 AND ended_at >= $2::timestamptz LIMIT 1',
    [of.merchantId, of.since],
  );
  return rows.length > 0;
}
