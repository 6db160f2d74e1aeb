import { instant, type InstantMs } from '../../../kernel/instant.ts';
import type { Env } from '../../../platform/env.ts';
import type { TicketKind } from '../commands/tickets.ts';
import type { ComplaintReason } from '../domain/decide-complaint.ts';
import type { TicketState } from '../domain/ticket-machine.ts';

export interface AskedTicket {
  readonly ticketId: string;
  readonly kind: TicketKind;
  /** A cardholder complains and we asked this merchant: why. What the cardholder wrote and what we answer them is not for it. */
  readonly complaint: ComplaintReason | undefined;
  /** Of a question about a month. */
  readonly month: string | undefined;
  /** Of a repair: the device it was opened for. */
  readonly serialNo: string | undefined;
  readonly rated: boolean;
  readonly line: string | undefined;
  readonly transactionId: string | undefined;
  readonly state: TicketState;
  readonly words: string;
  readonly openedAt: InstantMs;
  readonly dueAt: InstantMs;
  readonly answer: string | undefined;
  readonly answeredAt: InstantMs | undefined;
}

/** Far more than anybody reads. */
const LIST_MAX = 50;

/** What a merchant asked about in the app, the newest first. */
export async function ticketsOfMerchant(env: Pick<Env, 'db' | 'crypto'>, merchantId: string): Promise<AskedTicket[]> {
  const rows = await env.db.query<{
    ticket_id: string;
    kind: TicketKind;
    serial_no: string | null;
    rated: boolean;
    month: string | null;
    line: string | null;
    transaction_id: string | null;
    state: TicketState;
    words_sealed: string;
    opened_at: number;
    due_at: number;
    answer_sealed: string | null;
    answered_at: number | null;
    reason: ComplaintReason | null;
  }>(
    `SELECT s.ticket_id, t.kind, s.serial_no, t.rating IS NOT NULL AS rated, s.month, s.line, s.transaction_id, t.state, t.words_sealed, t.opened_at, t.due_at, t.answer_sealed, t.answered_at, c.reason
       FROM servicing.ticket_subject s JOIN servicing.ticket t USING (ticket_id)
       LEFT JOIN servicing.cardholder_complaint c ON c.merchant_id = s.merchant_id AND c.ticket_id = s.ticket_id WHERE s.merchant_id = $1
      ORDER BY t.opened_at DESC, s.ticket_id DESC LIMIT ${LIST_MAX}`,
    [merchantId],
  );
  return rows.map((row) => ({
    ticketId: row.ticket_id,
    kind: row.kind,
    month: row.month ?? undefined,
    serialNo: row.serial_no ?? undefined,
    rated: row.rated,
    line: row.line ?? undefined,
    transactionId: row.transaction_id ?? undefined,
    state: row.state,
    complaint: row.reason ?? undefined,
    words: row.reason === null ? env.crypto.open(`ticket:${row.ticket_id}:words`, row.words_sealed) : '',
    openedAt: instant(row.opened_at),
    dueAt: instant(row.due_at),
    answer:
      row.answer_sealed === null || row.reason !== null
        ? undefined
        : env.crypto.open(`ticket:${row.ticket_id}:answer`, row.answer_sealed),
    answeredAt: row.answered_at === null ? undefined : instant(row.answered_at),
  }));
}
