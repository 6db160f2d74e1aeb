import { instant, type InstantMs } from '../../../kernel/instant.ts';
import { step, type EventOf, type StateOf } from '../../../kernel/machine.ts';
import type { Env } from '../../../platform/env.ts';
import { at, type Sql, type Tx } from '../../../platform/postgres/database.ts';
import { activationMachine } from '../domain/activation-machines.ts';

export type ActivationState = StateOf<typeof activationMachine>;

export interface ActivationRow {
  readonly activationId: string;
  readonly state: ActivationState;
  readonly codeId: string;
}

/** The newest activation of a terminal. */
export async function activationOf(
  sql: Sql,
  merchantId: string,
  terminalId: string,
): Promise<ActivationRow | undefined> {
  const rows = await sql.query<{ activation_id: string; state: ActivationState; code_id: string }>(
    'SELECT activation_id, state, code_id FROM activation.activation WHERE merchant_id = $1 AND terminal_id = $2 ORDER BY activation_id DESC LIMIT 1',
    [merchantId, terminalId],
  );
  return rows[0] === undefined
    ? undefined
    : { activationId: rows[0].activation_id, state: rows[0].state, codeId: rows[0].code_id };
}

/** State of the newest code of a terminal and the message that carried it; never the code. */
export async function codeOf(
  sql: Sql,
  merchantId: string,
  terminalId: string,
): Promise<{ state: string; serialNo: string; messageId: string | null; expiresAt: number | null } | undefined> {
  const rows = await sql.query<{
    state: string;
    serial_no: string;
    message_id: string | null;
    expires_at: number | null;
  }>(
    'SELECT state, serial_no, message_id, expires_at FROM activation.activation_code WHERE merchant_id = $1 AND terminal_id = $2 ORDER BY code_id DESC LIMIT 1',
    [merchantId, terminalId],
  );
  return rows[0] === undefined
    ? undefined
    : {
        state: rows[0].state,
        serialNo: rows[0].serial_no,
        messageId: rows[0].message_id,
        expiresAt: rows[0].expires_at,
      };
}

/** Moves a terminal's activation by one event of its machine. False when that event does not leave its present state. */
export async function noteActivationStep(
  env: Env,
  tx: Tx,
  input: { merchantId: string; terminalId: string; event: EventOf<typeof activationMachine> },
): Promise<boolean> {
  const now = await activationOf(tx, input.merchantId, input.terminalId);
  const to = now === undefined ? undefined : step(activationMachine, now.state, input.event);
  if (now === undefined || to === undefined) return false;
  const moved = await tx.execute(
    `UPDATE activation.activation SET state = $4, activated_at = coalesce(activated_at, $5) WHERE merchant_id = $1 AND activation_id = $2 AND state = $3`,
    [input.merchantId, now.activationId, now.state, to, to === 'active' ? at(env.clock.now()) : null],
  );
  if (moved === 0) return false;
  if (to === 'active')
    await tx.execute(
      `UPDATE activation.activation_code SET state = 'redeemed' WHERE merchant_id = $1 AND code_id = $2 AND state = 'claimed'`,
      [input.merchantId, now.codeId],
    );
  await env.jobs.emit(tx, {
    kind: to === 'active' ? 'terminal.activated' : 'activation.moved',
    audience: [`merchant:${input.merchantId}`, 'console'],
    payload: { merchantId: input.merchantId, terminalId: input.terminalId, state: to },
  });
  return true;
}

/** When the first terminal of a merchant became active; undefined before that. */
export async function activatedAtOf(sql: Sql, merchantId: string): Promise<InstantMs | undefined> {
  const rows = await sql.query<{ activated_at: number | null }>(
    'SELECT activated_at FROM activation.v_activated WHERE merchant_id = $1',
    [merchantId],
  );
  const found = rows[0]?.activated_at;
  return found === null || found === undefined ? undefined : instant(found);
}

/** The newest activation of a terminal that was finished, with the account that was bound in it; undefined: none was. */
export async function activatedBefore(
  sql: Sql,
  merchantId: string,
  terminalId: string,
): Promise<{ boundAccountId: string | undefined } | undefined> {
  const rows = await sql.query<{ bound_account_id: string | null }>(
    `SELECT bound_account_id FROM activation.activation WHERE merchant_id = $1 AND terminal_id = $2 AND state IN ('active', 'test_sale_ok')
      ORDER BY activation_id DESC LIMIT 1`,
    [merchantId, terminalId],
  );
  return rows[0] === undefined ? undefined : { boundAccountId: rows[0].bound_account_id ?? undefined };
}

/** Which account was bound and when; told to the register with the five elements. */
export async function noteBoundAccount(
  env: Env,
  tx: Tx,
  input: { merchantId: string; terminalId: string; accountId: string },
): Promise<boolean> {
  if (!(await noteActivationStep(env, tx, { ...input, event: 'bind_account' }))) return false;
  await tx.execute(
    `UPDATE activation.activation SET bound_account_id = $3, bound_at = $4 WHERE merchant_id = $1 AND terminal_id = $2 AND state = 'account_bound'`,
    [input.merchantId, input.terminalId, input.accountId, at(env.clock.now())],
  );
  return true;
}
