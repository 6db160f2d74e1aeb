import { instant, isoText } from '../../../kernel/instant.ts';
import type { Env } from '../../../platform/env.ts';
import type { Sql } from '../../../platform/postgres/database.ts';
import type { Side } from '../commands/talk.ts';
import type { TicketAbout, TicketKind } from '../commands/tickets.ts';
import type { ComplaintReason } from '../domain/decide-complaint.ts';
import type { DispatchState } from '../domain/dispatch-machine.ts';
import type { TicketState } from '../domain/ticket-machine.ts';

export interface TicketDevice {
  readonly terminalId: string;
  /** As it was when the ticket was opened. */
  readonly serialNo: string;
  readonly fault: 'works' | 'broken' | 'lost';
}

/** What a cardholder complains about. */
export interface TicketComplaint {
  readonly merchantId: string;
  readonly transactionId: string;
  readonly reason: ComplaintReason;
  /** Since when its merchant knows; undefined: it does not. */
  readonly forwardedAt: number | undefined;
}

export interface WholeTicket {
  readonly ticketId: string;
  readonly kind: TicketKind;
  readonly about: TicketAbout;
  readonly state: TicketState;
  /** Whose ticket it is; of a cardholder's complaint, once its merchant has been asked. */
  readonly merchantId: string | undefined;
  readonly complaint: TicketComplaint | undefined;
  readonly device: TicketDevice | undefined;
  readonly words: string;
  readonly answer: string | undefined;
  readonly openedAt: string;
  readonly dueAt: number;
  readonly resolvedAt: number | undefined;
  readonly rating: { readonly stars: number; readonly words: string } | undefined;
  readonly dispatch: { readonly agentId: string; readonly state: DispatchState } | undefined;
  readonly messages: readonly {
    readonly side: Side;
    readonly author: string;
    readonly words: string;
    readonly at: string;
  }[];
}

interface Row {
  kind: TicketKind;
  about: TicketAbout;
  state: TicketState;
  merchant_id: string | null;
  terminal_id: string | null;
  serial_no: string | null;
  fault: TicketDevice['fault'] | null;
  words_sealed: string;
  answer_sealed: string | null;
  opened_at: number;
  due_at: number;
  resolved_at: number | null;
  rating: number | null;
  rating_sealed: string | null;
  agent_id: string | null;
  dispatch_state: DispatchState | null;
  complained_of: string | null;
  complained_sale: string | null;
  reason: ComplaintReason | null;
  forwarded_at: number | null;
}

const opened = (env: Pick<Env, 'crypto'>, name: string, sealed: string | null): string | undefined =>
  sealed === null ? undefined : env.crypto.open(name, sealed);

const complaintIn = ({ complained_of, complained_sale, reason, forwarded_at }: Row): TicketComplaint | undefined =>
  complained_of === null || complained_sale === null || reason === null
    ? undefined
    : {
        merchantId: complained_of,
        transactionId: complained_sale,
        reason,
        forwardedAt: forwarded_at ?? undefined,
      };

/** One ticket with all that was said in it. */
export async function ticketOf(env: Pick<Env, 'db' | 'crypto'>, ticketId: string): Promise<WholeTicket | undefined> {
  const rows = await env.db.query<Row>(
    `SELECT t.kind, t.about, t.state, s.merchant_id, s.terminal_id, s.serial_no, s.fault, t.words_sealed, t.answer_sealed, t.opened_at, t.due_at,
            t.resolved_at, t.rating, t.rating_sealed, d.agent_id, d.state AS dispatch_state,
            c.merchant_id AS complained_of, c.transaction_id AS complained_sale, c.reason, c.forwarded_at
       FROM servicing.ticket t LEFT JOIN servicing.ticket_subject s USING (ticket_id)
       LEFT JOIN LATERAL (SELECT agent_id, state FROM servicing.dispatch d WHERE d.ticket_id = t.ticket_id ORDER BY dispatch_id DESC LIMIT 1) d ON true
       LEFT JOIN servicing.cardholder_complaint c ON c.ticket_id = t.ticket_id
      WHERE t.ticket_id = $1`,
    [ticketId],
  );
  const row = rows[0];
  if (row === undefined) return undefined;
  const name = `ticket:${ticketId}`;
  return {
    ticketId,
    kind: row.kind,
    about: row.about,
    state: row.state,
    merchantId: row.merchant_id ?? undefined,
    complaint: complaintIn(row),
    device:
      row.terminal_id === null
        ? undefined
        : { terminalId: row.terminal_id, serialNo: row.serial_no ?? '', fault: row.fault ?? 'works' },
    words: env.crypto.open(`${name}:words`, row.words_sealed),
    answer: opened(env, `${name}:answer`, row.answer_sealed),
    openedAt: isoText(instant(row.opened_at)),
    dueAt: row.due_at,
    resolvedAt: row.resolved_at ?? undefined,
    rating:
      row.rating === null
        ? undefined
        : { stars: row.rating, words: opened(env, `${name}:rating`, row.rating_sealed) ?? '' },
    dispatch:
      row.agent_id === null || row.dispatch_state === null
        ? undefined
        : { agentId: row.agent_id, state: row.dispatch_state },
    messages: await messagesOf(env, ticketId),
  };
}

async function messagesOf(env: Pick<Env, 'db' | 'crypto'>, ticketId: string): Promise<WholeTicket['messages']> {
  const rows = await env.db.query<{ message_id: string; side: Side; author: string; words_sealed: string; at: number }>(
    'SELECT message_id, side, author, words_sealed, at FROM servicing.ticket_message WHERE ticket_id = $1 ORDER BY message_id',
    [ticketId],
  );
  return rows.map((row) => ({
    side: row.side,
    author: row.author,
    words: env.crypto.open(`ticket:${ticketId}:message:${row.message_id}`, row.words_sealed),
    at: isoText(instant(row.at)),
  }));
}

const ROWS_MAX = 50;

/** What an agent was sent to, the newest first; what was withdrawn or declined is theirs no more. At most 50. */
export async function ticketsOfAgent(sql: Sql, agentId: string): Promise<string[]> {
  const rows = await sql.query<{ ticket_id: string }>(
    `SELECT ticket_id FROM servicing.dispatch WHERE agent_id = $1 AND state IN ('offered', 'accepted', 'on_site', 'done')
      ORDER BY (state = 'done'), dispatch_id DESC LIMIT ${ROWS_MAX}`,
    [agentId],
  );
  return rows.map((row) => row.ticket_id);
}

/** The repair of a terminal that is open. */
export async function openRepairOf(sql: Sql, merchantId: string, terminalId: string): Promise<string | undefined> {
  const rows = await sql.query<{ ticket_id: string }>(
    `SELECT s.ticket_id FROM servicing.ticket_subject s JOIN servicing.ticket t USING (ticket_id)
      WHERE s.merchant_id = $1 AND s.terminal_id = $2 AND t.kind = 'repair' AND t.state NOT IN ('resolved', 'closed') LIMIT 1`,
    [merchantId, terminalId],
  );
  return rows[0]?.ticket_id;
}
