import { DAY_MS, instant, later, type InstantMs } from '../../../kernel/instant.ts';
import { step } from '../../../kernel/machine.ts';
import { maskPhone } from '../../../kernel/masks.ts';
import { accept, refuse, type Outcome, type Refusal } from '../../../kernel/outcome.ts';
import { scheduleDue } from '../../../platform/due.ts';
import type { Env } from '../../../platform/env.ts';
import { at, withTx, type Sql, type Tx } from '../../../platform/postgres/database.ts';
import { ticketMachine, type TicketEvent, type TicketState } from '../domain/ticket-machine.ts';

export type TicketAbout = 'application' | 'device' | 'money' | 'agent' | 'complaint' | 'other';

export type TicketKind = 'question' | 'complaint' | 'repair';

export interface NewTicket {
  /** Left out: a complaint where it is about one, else a question. */
  readonly kind?: TicketKind;
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
  return withTx(env, async (tx) => (await writeTicket(env, tx, input)).ticketId);
}

/** The row of a ticket and its clock, whoever opens it. */
export async function writeTicket(env: Env, tx: Tx, input: NewTicket): Promise<{ ticketId: string; dueAt: InstantMs }> {
  const ticketId = env.ids.next('tkt');
  const now = env.clock.now();
  const dueAt = later(now, input.days * DAY_MS);
  await tx.execute(
    `INSERT INTO servicing.ticket (ticket_id, about, state, region, phone_sealed, phone_masked, words_sealed, opened_by, opened_at, due_at, kind)
     VALUES ($1, $2, 'open', $3, $4, $5, $6, $7, $8, $9, $10)`,
    [
      ticketId,
      input.about,
      input.region ?? null,
      env.crypto.seal(`ticket:${ticketId}:phone`, input.phone),
      maskPhone(input.phone),
      env.crypto.seal(`ticket:${ticketId}:words`, input.words),
      input.by,
      at(now),
      at(dueAt),
      input.kind ?? (input.about === 'complaint' ? 'complaint' : 'question'),
    ],
  );
  await scheduleDue(tx, { kind: 'escalate-ticket', key: ticketId, at: dueAt, data: { ticketId } });
  return { ticketId, dueAt };
}

/**
 * Its time is over and nobody has answered: written down once. False where it was answered, or is waited for by its merchant alone; a
 * cardholder's complaint waits for nobody, because its days are the law's.
 */
export async function escalateTicket(env: Env, tx: Tx, ticketId: string): Promise<boolean> {
  const late = await tx.execute(
    `UPDATE servicing.ticket t SET escalated_at = $2 WHERE ticket_id = $1 AND escalated_at IS NULL AND state NOT IN ('resolved', 'closed')
        AND (state <> 'waiting_merchant' OR EXISTS (SELECT 1 FROM servicing.cardholder_complaint c WHERE c.ticket_id = t.ticket_id))`,
    [ticketId, at(env.clock.now())],
  );
  return late === 1;
}

/** Moves a ticket by one event of its machine. */
export async function moveTicket(
  env: Env,
  input: { readonly ticketId: string; readonly event: TicketEvent; readonly by: string },
): Promise<Outcome<TicketState, Refusal<'servicing.ticket_unknown' | 'servicing.ticket_elsewhere'>>> {
  return withTx(env, (tx) => stepTicket(env, tx, input));
}

export interface TicketStep {
  readonly ticketId: string;
  readonly event: TicketEvent;
  readonly by: string;
}

/** The same in the caller's transaction. Whoever is waited for sees it at once. */
export async function stepTicket(
  env: Env,
  tx: Tx,
  input: TicketStep,
): Promise<Outcome<TicketState, Refusal<'servicing.ticket_unknown' | 'servicing.ticket_elsewhere'>>> {
  const rows = await tx.query<{ state: TicketState; merchant_id: string | null }>(
    `SELECT t.state, (SELECT s.merchant_id FROM servicing.ticket_subject s WHERE s.ticket_id = t.ticket_id) AS merchant_id
       FROM servicing.ticket t WHERE t.ticket_id = $1 FOR UPDATE OF t`,
    [input.ticketId],
  );
  const from = rows[0]?.state;
  if (from === undefined) return refuse('servicing.ticket_unknown');
  const to = step(ticketMachine, from, input.event);
  if (to === undefined) return refuse('servicing.ticket_elsewhere', { state: from });
  const now = at(env.clock.now());
  await tx.execute(
    `UPDATE servicing.ticket SET state = $2, moved_by = $3, moved_at = $4, taken_by = CASE WHEN $5 = 'take' THEN $3 ELSE taken_by END,
       resolved_at = CASE WHEN $2 = 'resolved' THEN $4 WHEN $5 = 'reopen' THEN NULL ELSE resolved_at END WHERE ticket_id = $1`,
    [input.ticketId, to, input.by, now, input.event],
  );
  if (to === 'resolved' || to === 'closed')
    // nobody sets out for what is over; who is on site finishes there
    await tx.execute(
      `UPDATE servicing.dispatch SET state = 'withdrawn', moved_by = $2, moved_at = $3 WHERE ticket_id = $1 AND state IN ('offered', 'accepted')`,
      [input.ticketId, input.by, now],
    );
  const merchantId = rows[0]?.merchant_id ?? undefined;
  await env.jobs.emit(tx, {
    kind: to === 'resolved' ? 'ticket.resolved' : 'ticket.moved',
    audience: [...(merchantId === undefined ? [] : [`merchant:${merchantId}` as const]), 'console'],
    payload: { ticketId: input.ticketId, merchantId: merchantId ?? null, event: input.event, state: to },
  });
  return accept(to);
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
    const opened = await openOnce(env, tx, { ...input, subject });
    if (opened.refused || !opened.value.fresh) return opened;
    await tx.execute(
      `INSERT INTO servicing.ticket_subject (merchant_id, ticket_id, subject, month, line, transaction_id, figures) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
      [
        merchantId,
        opened.value.ticketId,
        subject,
        input.month,
        input.line ?? null,
        input.transactionId ?? null,
        JSON.stringify(input.figures),
      ],
    );
    return opened;
  });
}

/** What a merchant says of a device, or asks about anything else. */
export interface MerchantTicket extends NewTicket {
  readonly merchantId: string;
  readonly kind: TicketKind;
  readonly device:
    | { readonly terminalId: string; readonly serialNo: string; readonly fault: 'works' | 'broken' | 'lost' }
    | undefined;
}

/** Opens a ticket of a merchant. One device has one repair that is open: said again, it is that one. */
export async function openForMerchant(
  env: Env,
  tx: Tx,
  input: MerchantTicket,
): Promise<Outcome<{ ticketId: string; dueAt: InstantMs; fresh: boolean }, Refusal<'servicing.ticket_limit'>>> {
  const { merchantId, device } = input;
  const subject = device === undefined ? `${input.kind}:${env.ids.next('sub')}` : `repair:${device.terminalId}`;
  const opened = await openOnce(env, tx, { ...input, subject });
  if (opened.refused || !opened.value.fresh) return opened;
  const { ticketId } = opened.value;
  await tx.execute(
    `INSERT INTO servicing.ticket_subject (merchant_id, ticket_id, subject, terminal_id, serial_no, fault, figures) VALUES ($1, $2, $3, $4, $5, $6, '{}')`,
    [merchantId, ticketId, subject, device?.terminalId ?? null, device?.serialNo ?? null, device?.fault ?? null],
  );
  await env.jobs.emit(tx, {
    kind: 'ticket.moved',
    audience: [`merchant:${merchantId}`, 'console'],
    payload: { ticketId, merchantId, event: 'open', state: 'open' },
  });
  return opened;
}

/** Tickets of one merchant are opened one after the other. */
export async function lockMerchant(tx: Tx, merchantId: string): Promise<void> {
  await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 63))', [merchantId]);
}

async function openOnce(
  env: Env,
  tx: Tx,
  input: NewTicket & { readonly merchantId: string; readonly subject: string },
): Promise<Outcome<{ ticketId: string; dueAt: InstantMs; fresh: boolean }, Refusal<'servicing.ticket_limit'>>> {
  await lockMerchant(tx, input.merchantId); // two taps at once are one
  const open = await tx.query<{ ticket_id: string; subject: string; due_at: number }>(
    `SELECT s.ticket_id, s.subject, t.due_at FROM servicing.ticket_subject s JOIN servicing.ticket t USING (ticket_id)
      WHERE s.merchant_id = $1 AND t.state NOT IN ('resolved', 'closed')
        AND NOT EXISTS (SELECT 1 FROM servicing.cardholder_complaint c WHERE c.merchant_id = $1 AND c.ticket_id = s.ticket_id)`,
    [input.merchantId],
  );
  const same = open.find((one) => one.subject === input.subject);
  if (same !== undefined) return accept({ ticketId: same.ticket_id, dueAt: instant(same.due_at), fresh: false });
  if (open.length >= OPEN_MAX) return refuse('servicing.ticket_limit');
  return accept({ ...(await writeTicket(env, tx, input)), fresh: true });
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
  const moved = await stepTicket(env, tx, { ticketId, event: 'resolve', by: input.by });
  if (moved.refused) return moved;
  await tx.execute('UPDATE servicing.ticket SET answer_sealed = $2, answered_at = $3 WHERE ticket_id = $1', [
    ticketId,
    env.crypto.seal(`ticket:${ticketId}:answer`, input.words),
    at(env.clock.now()),
  ]);
  return accept({ phone: await phoneOf(env, tx, ticketId), state: moved.value });
}

/** Who asked, for a message to them alone. */
export async function phoneOf(env: Env, sql: Sql, ticketId: string): Promise<string> {
  const rows = await sql.query<{ phone_sealed: string }>(
    'SELECT phone_sealed FROM servicing.ticket WHERE ticket_id = $1',
    [ticketId],
  );
  return env.crypto.open(`ticket:${ticketId}:phone`, rows[0]?.phone_sealed ?? '');
}
