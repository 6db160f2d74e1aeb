import { later } from '../../../kernel/instant.ts';
import { scheduleDue } from '../../../platform/due.ts';
import type { Env } from '../../../platform/env.ts';
import { at, withTx, type Tx } from '../../../platform/postgres/database.ts';
import { askAgainMs } from '../domain/registration-machine.ts';
import { elementsOf, newestRegistration } from '../queries/registration-of.ts';
import type { Terminal } from '../queries/terminal-of.ts';
import type { TerminalRegister } from './register-terminal.ts';
import { keysErased } from './terminal-steps.ts';

/** Why a terminal ended. */
export type EndReason = 'damaged' | 'end_of_life' | 'lost_stolen' | 'replaced' | 'returned' | 'other';

/**
 * A terminal is nobody's any more: its keys are erased in this statement, its next contact is answered 97, and its binding is withdrawn at
 * the network by a job. What was never activated is closed at once, the rest when the network has said so. False: it has ended already.
 */
export async function endTerminal(
  env: Env,
  tx: Tx,
  { terminal, reason }: { readonly terminal: Terminal; readonly reason: EndReason },
): Promise<boolean> {
  const { merchantId, terminalId, serialNo } = terminal;
  const now = at(env.clock.now());
  const ended = await tx.query<{ state: string }>(
    `UPDATE terminals.terminal SET state = CASE WHEN state IN ('active', 'suspended') THEN 'unbound' ELSE 'closed' END, end_reason = $3, ended_at = $4,
            suspended_reason = NULL, ${keysErased('$4')}
      WHERE merchant_id = $1 AND terminal_id = $2 AND state IN ('pending_activation', 'activating', 'active', 'suspended') RETURNING state`,
    [merchantId, terminalId, reason, now],
  );
  if (ended[0] === undefined) return false;
  await tx.execute(
    `UPDATE terminals.registration SET state = 'withdrawing', tries = 0
      WHERE merchant_id = $1 AND terminal_id = $2 AND state IN ('pending', 'registered', 'refused')`,
    [merchantId, terminalId],
  );
  await env.jobs.emit(tx, {
    kind: 'terminal.unbound',
    audience: [`merchant:${merchantId}`, 'console'],
    payload: { merchantId, terminalId, serialNo, reason },
  });
  return true;
}

/** The device of a terminal that has ended: back with us, or gone for good. Its key is kept for a device that came back only. */
export async function endDevice(
  env: Env,
  tx: Tx,
  input: { readonly serialNo: string; readonly to: 'returned' | 'lost' },
): Promise<void> {
  await tx.execute(
    `UPDATE terminals.device SET state = $2, merchant_id = NULL, terminal_id = NULL, changed_at = $3
      WHERE serial_no = $1 AND state IN ('allocated', 'shipped', 'delivered', 'bound', 'faulty')`,
    [input.serialNo, input.to, at(env.clock.now())],
  );
}

/** Why terminals take no money: their merchant leaves, or is restricted. */
export type SalesStop = 'closing' | 'restricted';

/** No terminal of this merchant takes money from now on; what gives money back goes on. */
export async function stopSales(tx: Tx, merchantId: string, why: SalesStop): Promise<void> {
  await tx.execute(
    'UPDATE terminals.terminal SET sales_stopped = sales_stopped || $2::text WHERE merchant_id = $1 AND NOT $2 = ANY (sales_stopped)',
    [merchantId, why],
  );
}

/** This reason is gone; where another stands, sales stay stopped. */
export async function resumeSales(tx: Tx, merchantId: string, why: SalesStop): Promise<void> {
  await tx.execute(
    'UPDATE terminals.terminal SET sales_stopped = array_remove(sales_stopped, $2) WHERE merchant_id = $1 AND $2 = ANY (sales_stopped)',
    [merchantId, why],
  );
}

/** Tells the network that a binding has ended, and closes the terminal with its yes; silence is asked about again, later and later. */
export async function askWithdrawal(
  env: Env & { readonly registry: TerminalRegister },
  key: { readonly merchantId: string; readonly terminalId: string },
): Promise<void> {
  const { merchantId, terminalId } = key;
  const ending = await newestRegistration(env.db, merchantId, terminalId);
  if (ending?.state !== 'withdrawing') return;
  const { registrationId, terminalNo, serialNo } = ending;
  const { merchantNo } = await elementsOf(env, ending);
  const answer = await env.registry.withdrawTerminal({ reference: registrationId, merchantNo, terminalNo, serialNo });
  const now = env.clock.now();
  await withTx(env, async (tx) => {
    if (answer.kind === 'unknown') {
      const asked = await tx.query<{ tries: number }>(
        `UPDATE terminals.registration SET tries = tries + 1, asked_at = $3, reason = $4
          WHERE merchant_id = $1 AND registration_id = $2 AND state = 'withdrawing' RETURNING tries`,
        [merchantId, registrationId, at(now), answer.reason.slice(0, 120)],
      );
      if (asked[0] === undefined) return;
      const dueAt = later(now, askAgainMs(asked[0].tries));
      await scheduleDue(tx, { kind: 'register-terminal', key: registrationId, at: dueAt, data: { ...key } });
      return;
    }
    const moved = await tx.execute(
      `UPDATE terminals.registration SET state = 'withdrawn', tries = tries + 1, asked_at = $3, answered_at = $3, reason = NULL
        WHERE merchant_id = $1 AND registration_id = $2 AND state = 'withdrawing'`,
      [merchantId, registrationId, at(now)],
    );
    if (moved === 0) return;
    await closeUnbound(tx, key);
    await env.jobs.emit(tx, {
      kind: 'registration.answered',
      audience: [`merchant:${merchantId}`, 'console'],
      payload: { merchantId, terminalId, serialNo, state: 'withdrawn', reason: null },
    });
  });
}

/** A terminal whose binding is withdrawn, or was never made, is closed. */
export async function closeUnbound(
  tx: Tx,
  key: { readonly merchantId: string; readonly terminalId: string },
): Promise<void> {
  await tx.execute(
    `UPDATE terminals.terminal SET state = 'closed' WHERE merchant_id = $1 AND terminal_id = $2 AND state = 'unbound'`,
    [key.merchantId, key.terminalId],
  );
}
