import { instant, type InstantMs } from '../../../kernel/instant.ts';
import type { Sql } from '../../../platform/postgres/database.ts';
import { KIND_GROUPS } from './search-transactions.ts';

/**
 * When each of these terminals last took money, by terminal number; one that never did is left out. Read backwards by batch and trace number, which
 * a terminal counts on: one look into an index a terminal, however much it has sold.
 */
export async function lastSales(
  sql: Sql,
  terminals: readonly { readonly merchantId: string; readonly terminalNo: string }[],
): Promise<Map<string, InstantMs>> {
  if (terminals.length === 0) return new Map();
  const rows = await sql.query<{ terminal_no: string; at: number }>(
    `SELECT k.terminal_no, s.created_at AS at FROM unnest($1::text[], $2::text[]) AS k (merchant_id, terminal_no)
       CROSS JOIN LATERAL (SELECT created_at FROM switching.card_transaction c
         WHERE c.merchant_id = k.merchant_id AND c.terminal_no = k.terminal_no AND c.kind = ANY ($3) AND c.state = 'approved'
         ORDER BY c.batch_no DESC, c.stan DESC LIMIT 1) s`,
    [
      terminals.map((one) => one.merchantId),
      terminals.map((one) => one.terminalNo),
      [...KIND_GROUPS.sale, ...KIND_GROUPS.code],
    ],
  );
  return new Map(rows.map((row) => [row.terminal_no, instant(row.at)]));
}
