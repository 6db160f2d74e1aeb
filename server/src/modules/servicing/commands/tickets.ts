import { DAY_MS, later } from '../../../kernel/instant.ts';
import { step } from '../../../kernel/machine.ts';
import { maskPhone } from '../../../kernel/masks.ts';
import { accept, refuse, type Outcome, type Refusal } from '../../../kernel/outcome.ts';
import type { Env } from '../../../platform/env.ts';
import { at } from '../../../platform/postgres/database.ts';
import { ticketMachine, type TicketEvent, type TicketState } from '../domain/ticket-machine.ts';

export type TicketAbout = 'application' | 'device' | 'money' | 'agent' | 'complaint' | 'other';

export interface NewTicket {
  readonly about: TicketAbout;
  readonly phone: string;
  readonly words: string;
  readonly region: string | undefined;
  readonly by: string;
  /** Days until it has to be answered. */
  readonly days: number;
}

/** Opens a ticket for a caller. */
export async function openTicket(env: Env, input: NewTicket): Promise<string> {
  const ticketId = env.ids.next('tkt');
  const now = env.clock.now();
  await env.db.execute(
    `INSERT INTO servicing.ticket (ticket_id, about, state, region, phone_sealed, phone_masked, words_sealed, opened_by, opened_at, due_at)
     VALUES ($1, $2, 'open', $3, $4, $5, $6, $7, $8, $9)`,
    [
      ticketId,
      input.about,
      input.region ?? null,
      env.crypto.seal(`ticket:${ticketId}:phone`, input.phone),
      maskPhone(input.phone),
      env.crypto.seal(`ticket:${ticketId}:words`, input.words),
      input.by,
      at(now),
      at(later(now, input.days * DAY_MS)),
    ],
  );
  return ticketId;
}

/** Moves a ticket by one event of its machine. */
export async function moveTicket(
  env: Env,
  input: { readonly ticketId: string; readonly event: TicketEvent; readonly by: string },
): Promise<Outcome<TicketState, Refusal<'servicing.ticket_unknown' | 'servicing.ticket_elsewhere'>>> {
  const rows = await env.db.query<{ state: TicketState }>('SELECT state FROM servicing.ticket WHERE ticket_id = $1', [
    input.ticketId,
  ]);
  const from = rows[0]?.state;
  if (from === undefined) return refuse('servicing.ticket_unknown');
  const to = step(ticketMachine, from, input.event);
  if (to === undefined) return refuse('servicing.ticket_elsewhere', { state: from });
  const moved = await env.db.execute(
    'UPDATE servicing.ticket SET state = $3, moved_by = $4, moved_at = $5 WHERE ticket_id = $1 AND state = $2',
    [input.ticketId, from, to, input.by, at(env.clock.now())],
  );
  return moved === 1 ? accept(to) : refuse('servicing.ticket_elsewhere', { state: from });
}
