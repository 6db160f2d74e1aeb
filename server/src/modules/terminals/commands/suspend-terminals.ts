import type { Env } from '../../../platform/env.ts';
import type { Tx } from '../../../platform/postgres/database.ts';
import { terminalsOf } from '../queries/terminal-of.ts';
import { moveTerminal } from './terminal-steps.ts';

/** Stops every terminal of a merchant that is stopped; those that stand still for another reason keep theirs. Returns how many. */
export async function suspendTerminals(env: Env, tx: Tx, merchantId: string): Promise<number> {
  const active = (await terminalsOf(tx, merchantId)).filter((one) => one.state === 'active');
  for (const terminal of active) await moveTerminal(env, tx, { ...terminal, from: ['active'], to: 'suspended' });
  await tx.execute(
    `UPDATE terminals.terminal SET suspended_reason = 'risk' WHERE merchant_id = $1 AND terminal_id = ANY ($2) AND state = 'suspended'`,
    [merchantId, active.map((one) => one.terminalId)],
  );
  return active.length;
}

/** Takes up again what stood still because its merchant was stopped. Returns how many. */
export async function resumeTerminals(env: Env, tx: Tx, merchantId: string): Promise<number> {
  const stopped = (await terminalsOf(tx, merchantId)).filter(
    (one) => one.state === 'suspended' && one.suspendedReason === 'risk',
  );
  for (const terminal of stopped) await moveTerminal(env, tx, { ...terminal, from: ['suspended'], to: 'active' });
  await tx.execute(
    `UPDATE terminals.terminal SET suspended_reason = NULL WHERE merchant_id = $1 AND terminal_id = ANY ($2) AND state = 'active'`,
    [merchantId, stopped.map((one) => one.terminalId)],
  );
  return stopped.length;
}
