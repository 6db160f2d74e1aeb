import { instant, type InstantMs } from '../../../kernel/instant.ts';
import type { Env } from '../../../platform/env.ts';
import { complainantHash } from '../commands/complaints.ts';
import type { TicketState } from '../domain/ticket-machine.ts';

export interface ComplaintRow {
  readonly ticketId: string;
  readonly merchantId: string;
  readonly transactionId: string;
  readonly state: TicketState;
  readonly openedAt: InstantMs;
}

/** Far more than anybody complains. */
const ROWS_MAX = 20;

/** What somebody has complained about, the newest first. */
export async function complaintsOfPhone(env: Pick<Env, 'db' | 'crypto'>, phone: string): Promise<ComplaintRow[]> {
  const rows = await env.db.query<{
    ticket_id: string;
    merchant_id: string;
    transaction_id: string;
    state: TicketState;
    opened_at: number;
  }>(
    `SELECT c.ticket_id, c.merchant_id, c.transaction_id, t.state, t.opened_at FROM servicing.cardholder_complaint c JOIN servicing.ticket t USING (ticket_id)
      WHERE c.phone_hash = $1 ORDER BY t.opened_at DESC, c.ticket_id DESC LIMIT ${ROWS_MAX}`,
    [complainantHash(env, phone)],
  );
  return rows.map((row) => ({
    ticketId: row.ticket_id,
    merchantId: row.merchant_id,
    transactionId: row.transaction_id,
    state: row.state,
    openedAt: instant(row.opened_at),
  }));
}
