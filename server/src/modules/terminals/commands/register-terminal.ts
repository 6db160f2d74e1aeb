import { later } from '../../../kernel/instant.ts';
import type { Env } from '../../../platform/env.ts';
import { scheduleDue } from '../../../platform/due.ts';
import { at, one, withTx, type Tx } from '../../../platform/postgres/database.ts';
import { askAgainMs } from '../domain/registration-machine.ts';
import { elementsOf, newestRegistration, type Registration } from '../queries/registration-of.ts';

/** What 259号文 binds to a serial number: who acquires, for whom, whose code or identity number, which account, which place. */
export interface FiveElements {
  readonly acquirerCode: string;
  readonly merchantNo: string;
  readonly subject: { readonly kind: 'credit_code' | 'id_number'; readonly number: string };
  readonly account: { readonly accountId: string; readonly number: string };
  readonly address: string;
}

export type RegisterAnswer =
  | { readonly kind: 'registered'; readonly networkReference: string }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'unknown'; readonly reason: string };

/** `unknown`: silence, or a no that names no binding: it is asked again. */
export type WithdrawAnswer = { readonly kind: 'withdrawn' } | { readonly kind: 'unknown'; readonly reason: string };

/** The register of terminals at the clearing institution. Asked again under the same reference it answers the same. */
export interface TerminalRegister {
  bindTerminal(
    input: FiveElements & { readonly reference: string; readonly terminalNo: string; readonly serialNo: string },
  ): Promise<RegisterAnswer>;
  /** `reference` is that of the registration that ends; what is not bound there is withdrawn as well. */
  withdrawTerminal(input: {
    readonly reference: string;
    readonly merchantNo: string;
    readonly terminalNo: string;
    readonly serialNo: string;
  }): Promise<WithdrawAnswer>;
}

interface Key {
  readonly merchantId: string;
  readonly terminalId: string;
}

/** The next version of a terminal's registration, pending; earlier ones are history. A refusal of the same device stays in force meanwhile. */
export async function openRegistration(
  env: Env,
  tx: Tx,
  input: Key & { readonly serialNo: string; readonly elements: FiveElements },
): Promise<string> {
  const { merchantId, terminalId, serialNo, elements } = input;
  const registrationId = env.ids.next('reg');
  const seal = (what: string, clear: string): string =>
    env.crypto.seal(`registration:${registrationId}:${what}`, clear);
  // two at once would count to the same version: the terminal is the lock
  const before = await tx.query<{ version: number }>(
    `SELECT coalesce((SELECT max(r.version) FROM terminals.registration r WHERE r.merchant_id = $1 AND r.terminal_id = $2), 0)::int AS version
       FROM terminals.terminal WHERE merchant_id = $1 AND terminal_id = $2 FOR UPDATE`,
    [merchantId, terminalId],
  );
  await tx.execute(
    `UPDATE terminals.registration SET state = 'superseded' WHERE merchant_id = $1 AND terminal_id = $2 AND state IN ('pending', 'registered', 'refused')`,
    [merchantId, terminalId],
  );
  await tx.execute(
    `INSERT INTO terminals.registration (merchant_id, registration_id, terminal_id, version, serial_no, acquirer_code, merchant_no, subject_kind,
       subject_sealed, account_id, account_sealed, address_sealed, state, tries, created_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 'pending', 0, $13)`,
    [
      merchantId,
      registrationId,
      terminalId,
      one(before, 'terminal').version + 1,
      serialNo,
      elements.acquirerCode,
      elements.merchantNo,
      elements.subject.kind,
      seal('subject', elements.subject.number),
      elements.account.accountId,
      seal('account', elements.account.number),
      seal('address', elements.address),
      at(env.clock.now()),
    ],
  );
  return registrationId;
}

/** Asks the network about the version that waits and records what it says; silence is asked about again, later and later. */
export async function askRegister(
  env: Env & { readonly registry: Pick<TerminalRegister, 'bindTerminal'> },
  key: Key,
): Promise<void> {
  const waiting = await newestRegistration(env.db, key.merchantId, key.terminalId);
  if (waiting?.state !== 'pending') return;
  const answer = await env.registry.bindTerminal({
    reference: waiting.registrationId,
    terminalNo: waiting.terminalNo,
    serialNo: waiting.serialNo,
    ...(await elementsOf(env, waiting)),
  });
  await withTx(env, (tx) => recordAnswer(env, tx, { waiting, answer }));
}

async function recordAnswer(
  env: Env,
  tx: Tx,
  { waiting, answer }: { readonly waiting: Registration; readonly answer: RegisterAnswer },
): Promise<void> {
  const { merchantId, registrationId, terminalId, serialNo } = waiting;
  const now = env.clock.now();
  const key = [merchantId, registrationId, at(now)] as const;
  if (answer.kind === 'unknown') {
    const moved = await tx.query<{ tries: number }>(
      `UPDATE terminals.registration SET tries = tries + 1, asked_at = $3, reason = $4 WHERE merchant_id = $1 AND registration_id = $2 AND state = 'pending' RETURNING tries`,
      [...key, answer.reason.slice(0, 120)],
    );
    if (moved[0] === undefined) return;
    await scheduleDue(tx, {
      kind: 'register-terminal',
      key: registrationId,
      at: later(now, askAgainMs(moved[0].tries)),
      data: { merchantId, terminalId },
    });
    return;
  }
  const refused = answer.kind === 'refused' ? answer.reason.slice(0, 60) : null;
  const moved = await tx.execute(
    `UPDATE terminals.registration SET state = $4, tries = tries + 1, asked_at = $3, answered_at = $3, reason = $5, network_reference = $6
      WHERE merchant_id = $1 AND registration_id = $2 AND state = 'pending'`,
    [...key, answer.kind, refused, answer.kind === 'registered' ? answer.networkReference.slice(0, 60) : null],
  );
  if (moved === 0) return; // another version has taken its place meanwhile
  await tx.execute(
    'UPDATE terminals.terminal SET registration_refused = $4 WHERE merchant_id = $1 AND terminal_id = $2 AND serial_no = $3',
    [merchantId, terminalId, serialNo, refused],
  );
  if (answer.kind === 'registered')
    await tx.execute(
      `UPDATE terminals.relocation SET state = 'done' WHERE merchant_id = $1 AND terminal_id = $2 AND state = 'registering'`,
      [merchantId, terminalId],
    );
  // a terminal that sold elsewhere goes on once the network has it where it stands now
  if (answer.kind === 'registered')
    await tx.execute(
      `UPDATE terminals.terminal SET state = 'active', suspended_reason = NULL
        WHERE merchant_id = $1 AND terminal_id = $2 AND serial_no = $3 AND state = 'suspended' AND suspended_reason = 'place_drift'`,
      [merchantId, terminalId, serialNo],
    );
  await env.jobs.emit(tx, {
    kind: 'registration.answered',
    audience: [`merchant:${merchantId}`, 'console'],
    payload: { merchantId, terminalId, serialNo, state: answer.kind, reason: refused },
  });
}
