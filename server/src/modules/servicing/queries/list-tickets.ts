import { instant, type InstantMs } from '../../../kernel/instant.ts';
import type { Env } from '../../../platform/env.ts';
import type { TicketAbout } from '../commands/tickets.ts';
import type { TicketState } from '../domain/ticket-machine.ts';

export interface Ticket {
  readonly ticketId: string;
  readonly about: TicketAbout;
  readonly state: TicketState;
  readonly region: string | undefined;
  readonly phone: string;
  readonly words: string;
  readonly openedAt: InstantMs;
  readonly dueAt: InstantMs;
}

const LIST_MAX = 200;

/** Open ones first, the most urgent on top; phones masked. */
export async function listTickets(env: Pick<Env, 'db' | 'crypto'>): Promise<Ticket[]> {
  const rows = await env.db.query<{
    ticket_id: string;
    about: TicketAbout;
    state: TicketState;
    region: string | null;
    phone_masked: string;
    words_sealed: string;
    opened_at: number;
    due_at: number;
  }>(
    `SELECT ticket_id, about, state, region, phone_masked, words_sealed, opened_at, due_at FROM servicing.ticket
      ORDER BY (state IN ('resolved', 'closed')), due_at, ticket_id LIMIT ${LIST_MAX}`,
  );
  return rows.map((row) => ({
    ticketId: row.ticket_id,
    about: row.about,
    state: row.state,
    region: row.region ?? undefined,
    phone: row.phone_masked,
    words: env.crypto.open(`ticket:${row.ticket_id}:words`, row.words_sealed),
    openedAt: instant(row.opened_at),
    dueAt: instant(row.due_at),
  }));
}
