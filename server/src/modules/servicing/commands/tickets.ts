import { DAY_MS, instant, later, type InstantMs } from '../../../kernel/instant.ts';
import { step } from '../../../kernel/machine.ts';
import { maskPhone } from '../../../kernel/masks.ts';
import { accept, refuse, type Outcome, type Refusal } from '../../../kernel/outcome.ts';
import type { Env } from '../../../platform/env.ts';
import { at, withTx, type Sql, type Tx } from '../../../platform/postgres/database.ts';
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
  return writeTicket(env, env.db, input);
}

async function writeTicket(env: Env, sql: Sql, input: NewTicket): Promise<string> {
  const ticketId = env.ids.next('tkt');
  const now = env.clock.now();
  await sql.execute(
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

/** What a merchant asks about: a month, a line of it, or one sale, with the figures as they stood when it asked. */
export interface Asked extends NewTicket {
  readonly merchantId: string;
  readonly month: string;
  readonly line: string | undefined;
  readonly transactionId: string | undefined;
  readonly figures: Readonly<Record<string, string>>;
}

/** So many questions of one merchant are open at most: each is a person's work. */
const OPEN_MAX = 10;

/** Opens a ticket for a merchant. Asked again while the first is open, it is the first one, so that a second tap asks nothing new. */
export async function askAbout(
  env: Env,
  input: Asked,
): Promise<Outcome<{ ticketId: string; dueAt: InstantMs }, Refusal<'servicing.ticket_limit'>>> {
  const { merchantId } = input;
  const subject = [input.month, input.line ?? '', input.transactionId ?? ''].join(':');
  return withTx(env, async (tx) => {
    await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 63))', [merchantId]); // two taps at once are one
    const open = await tx.query<{ ticket_id: string; subject: string; due_at: number }>(
      `SELECT s.ticket_id, s.subject, t.due_at FROM servicing.ticket_subject s JOIN servicing.ticket t USING (ticket_id)
        WHERE s.merchant_id = $1 AND t.state NOT IN ('resolved', 'closed')`,
      [merchantId],
    );
    const same = open.find((one) => one.subject === subject);
    if (same !== undefined) return accept({ ticketId: same.ticket_id, dueAt: instant(same.due_at) });
    if (open.length >= OPEN_MAX) return refuse('servicing.ticket_limit');
    const ticketId = await writeTicket(env, tx, input);
    await tx.execute(
      `INSERT INTO servicing.ticket_subject (merchant_id, ticket_id, subject, month, line, transaction_id, figures) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
      [
        merchantId,
        ticketId,
        subject,
        input.month,
        input.line ?? null,
        input.transactionId ?? null,
        JSON.stringify(input.figures),
      ],
    );
    return accept({ ticketId, dueAt: later(env.clock.now(), input.days * DAY_MS) });
  });
}

/** Answers a ticket and ends it, in the caller's transaction. Returns the number that gets the words. */
export async function answerTicket(
  env: Env,
  tx: Tx,
  input: { readonly ticketId: string; readonly words: string; readonly by: string },
): Promise<
  Outcome<{ phone: string; state: TicketState }, Refusal<'servicing.ticket_unknown' | 'servicing.ticket_elsewhere'>>
> {
  const { ticketId } = input;
  const rows = await tx.query<{ state: TicketState; phone_sealed: string }>(
    'SELECT state, phone_sealed FROM servicing.ticket WHERE ticket_id = $1 FOR UPDATE',
    [ticketId],
  );
  const found = rows[0];
  if (found === undefined) return refuse('servicing.ticket_unknown');
  const state = step(ticketMachine, found.state, 'resolve');
  if (state === undefined) return refuse('servicing.ticket_elsewhere', { state: found.state });
  await tx.execute(
    'UPDATE servicing.ticket SET state = $2, answer_sealed = $3, answered_at = $4, moved_by = $5, moved_at = $4 WHERE ticket_id = $1',
    [ticketId, state, env.crypto.seal(`ticket:${ticketId}:answer`, input.words), at(env.clock.now()), input.by],
  );
  return accept({ phone: env.crypto.open(`ticket:${ticketId}:phone`, found.phone_sealed), state });
}
