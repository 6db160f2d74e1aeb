/** What is said in a ticket, and what its merchant thought of it in the end. */
import { accept, refuse, type Outcome, type Refusal } from '../../../kernel/outcome.ts';
import type { Env } from '../../../platform/env.ts';
import { at, type Tx } from '../../../platform/postgres/database.ts';
import type { TicketState } from '../domain/ticket-machine.ts';
import { stepTicket } from './tickets.ts';

export type Side = 'merchant' | 'us' | 'agent' | 'machine' | 'cardholder';
export type TalkRefusal = Refusal<'servicing.ticket_unknown' | 'servicing.ticket_elsewhere' | 'servicing.talk_limit'>;

/** A ticket with more words than this is a telephone call. */
const MESSAGES_MAX = 100;

/** Adds words to a ticket that is not closed. What a merchant says where it was asked brings the ticket back to whoever works on it. */
export async function sayInTicket(
  env: Env,
  tx: Tx,
  input: { readonly ticketId: string; readonly side: Side; readonly author: string; readonly words: string },
): Promise<Outcome<TicketState, TalkRefusal>> {
  const { ticketId, side } = input;
  const rows = await tx.query<{ state: TicketState; said: number }>(
    `SELECT t.state, (SELECT count(*)::int FROM servicing.ticket_message m WHERE m.ticket_id = t.ticket_id) AS said
       FROM servicing.ticket t WHERE t.ticket_id = $1 FOR UPDATE`,
    [ticketId],
  );
  const found = rows[0];
  if (found === undefined) return refuse('servicing.ticket_unknown');
  const ended = found.state === 'closed' || (found.state === 'resolved' && side === 'merchant');
  if (ended) return refuse('servicing.ticket_elsewhere', { state: found.state });
  if (found.said >= MESSAGES_MAX) return refuse('servicing.talk_limit');
  const messageId = env.ids.next('say');
  await tx.execute(
    `INSERT INTO servicing.ticket_message (ticket_id, message_id, side, author, words_sealed, at) VALUES ($1, $2, $3, $4, $5, $6)`,
    [
      ticketId,
      messageId,
      side,
      input.author,
      env.crypto.seal(`ticket:${ticketId}:message:${messageId}`, input.words),
      at(env.clock.now()),
    ],
  );
  if (side === 'merchant' && found.state === 'waiting_merchant')
    return stepTicket(env, tx, { ticketId, event: 'answer', by: input.author });
  return accept(found.state);
}

export type RatingRefusal = Refusal<'servicing.ticket_unknown' | 'servicing.rating_not_now'>;

/** One to five, with words if they like; once, after it was resolved. */
export async function rateTicket(
  env: Env,
  tx: Tx,
  input: { readonly ticketId: string; readonly stars: number; readonly words: string },
): Promise<Outcome<true, RatingRefusal>> {
  const rated = await tx.execute(
    `UPDATE servicing.ticket SET rating = $2, rating_sealed = $3, rated_at = $4
      WHERE ticket_id = $1 AND state IN ('resolved', 'closed') AND rating IS NULL`,
    [input.ticketId, input.stars, env.crypto.seal(`ticket:${input.ticketId}:rating`, input.words), at(env.clock.now())],
  );
  return rated === 1 ? accept(true) : refuse('servicing.rating_not_now');
}
