import { instant, type InstantMs } from '../../../kernel/instant.ts';
import type { Env } from '../../../platform/env.ts';
import type { TicketAbout, TicketKind } from '../commands/tickets.ts';
import type { ComplaintReason } from '../domain/decide-complaint.ts';
import type { TicketState } from '../domain/ticket-machine.ts';

export interface Ticket {
  readonly ticketId: string;
  readonly kind: TicketKind;
  readonly about: TicketAbout;
  /** Of a merchant's ticket, whose; and of a repair, which device. */
  readonly merchantNo: string | undefined;
  readonly serialNo: string | undefined;
  /** A cardholder complains about a sale of this merchant: why. */
  readonly complaint: ComplaintReason | undefined;
  readonly takenBy: string | undefined;
  readonly state: TicketState;
  readonly region: string | undefined;
  readonly phone: string;
  readonly words: string;
  readonly answer: string | undefined;
  /** A merchant asked in the app. */
  readonly asked: Asked | undefined;
  readonly openedAt: InstantMs;
  readonly dueAt: InstantMs;
}

interface Asked {
  readonly merchantNo: string;
  readonly month: string;
  readonly line: string | null;
  readonly transactionId: string | null;
  readonly figures: Readonly<Record<string, string>>;
}

const LIST_MAX = 200;

export interface TicketFilter {
  readonly kind?: TicketKind;
  /** What waits for us, what waits for somebody else, what is over; left out: all. */
  readonly stand?: 'ours' | 'waiting' | 'ended';
  readonly takenBy?: string;
}

const STATES = {
  ours: ['open', 'in_progress'],
  waiting: ['waiting_merchant', 'dispatched'],
  ended: ['resolved', 'closed'],
} as const satisfies Record<string, readonly TicketState[]>;

/** Open ones first, the most urgent on top; phones masked. */
export async function listTickets(env: Pick<Env, 'db' | 'crypto'>, filter: TicketFilter = {}): Promise<Ticket[]> {
  const rows = await env.db.query<{
    ticket_id: string;
    kind: TicketKind;
    serial_no: string | null;
    taken_by: string | null;
    about: TicketAbout;
    state: TicketState;
    region: string | null;
    phone_masked: string;
    words_sealed: string;
    answer_sealed: string | null;
    merchant_no: string | null;
    month: string | null;
    line: string | null;
    transaction_id: string | null;
    figures: Readonly<Record<string, string>> | null;
    reason: ComplaintReason | null;
    opened_at: number;
    due_at: number;
  }>(
    `SELECT t.ticket_id, t.kind, s.serial_no, t.taken_by, t.about, t.state, t.region, t.phone_masked, t.words_sealed, t.answer_sealed, t.opened_at, t.due_at, m.merchant_no, s.month, s.line,
            s.transaction_id, s.figures, c.reason
       FROM servicing.ticket t LEFT JOIN servicing.ticket_subject s USING (ticket_id) LEFT JOIN servicing.cardholder_complaint c ON c.ticket_id = t.ticket_id
       LEFT JOIN merchants.v_merchant m ON m.merchant_id = coalesce(s.merchant_id, c.merchant_id)
      WHERE ($1::text IS NULL OR t.kind = $1) AND ($2::text[] IS NULL OR t.state = ANY ($2)) AND ($3::text IS NULL OR t.taken_by = $3)
      ORDER BY (t.state IN ('resolved', 'closed')), t.due_at, t.ticket_id LIMIT ${LIST_MAX}`,
    [filter.kind ?? null, filter.stand === undefined ? null : STATES[filter.stand], filter.takenBy ?? null],
  );
  return rows.map((row) => ({
    ticketId: row.ticket_id,
    kind: row.kind,
    about: row.about,
    merchantNo: row.merchant_no ?? undefined,
    serialNo: row.serial_no ?? undefined,
    complaint: row.reason ?? undefined,
    takenBy: row.taken_by ?? undefined,
    state: row.state,
    region: row.region ?? undefined,
    phone: row.phone_masked,
    words: env.crypto.open(`ticket:${row.ticket_id}:words`, row.words_sealed),
    answer:
      row.answer_sealed === null ? undefined : env.crypto.open(`ticket:${row.ticket_id}:answer`, row.answer_sealed),
    asked:
      row.month === null
        ? undefined
        : {
            merchantNo: row.merchant_no ?? '',
            month: row.month,
            line: row.line,
            transactionId: row.transaction_id,
            figures: row.figures ?? {},
          },
    openedAt: instant(row.opened_at),
    dueAt: instant(row.due_at),
  }));
}
