import type { Sql } from '../../../platform/postgres/database.ts';

/** Tickets of a merchant that nobody has answered yet, and complaints of cardholders about its sales, the oldest first. At most 50. */
export async function openTicketsOf(sql: Sql, merchantId: string): Promise<string[]> {
  const rows = await sql.query<{ ticket_id: string }>(
    `SELECT t.ticket_id FROM servicing.ticket t
      WHERE t.ticket_id IN (SELECT ticket_id FROM servicing.ticket_subject WHERE merchant_id = $1
                            UNION SELECT ticket_id FROM servicing.cardholder_complaint WHERE merchant_id = $1)
        AND t.state NOT IN ('resolved', 'closed') ORDER BY t.opened_at LIMIT 50`,
    [merchantId],
  );
  return rows.map((row) => row.ticket_id);
}
