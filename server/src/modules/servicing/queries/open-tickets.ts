import type { Sql } from '../../../platform/postgres/database.ts';

/** Tickets of a merchant that nobody has answered yet, the oldest first. At most 50. */
export async function openTicketsOf(sql: Sql, merchantId: string): Promise<string[]> {
  const rows = await sql.query<{ ticket_id: string }>(
    `SELECT s.ticket_id FROM servicing.ticket_subject s JOIN servicing.ticket t USING (ticket_id)
      WHERE s.merchant_id = $1 AND t.state NOT IN ('resolved', 'closed') ORDER BY t.opened_at LIMIT 50`,
    [merchantId],
  );
  return rows.map((row) => row.ticket_id);
}
