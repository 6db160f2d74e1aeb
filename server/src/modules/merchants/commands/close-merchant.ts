import { assert } from '../../../kernel/assert.ts';
import type { Env } from '../../../platform/env.ts';
import { at, type Tx } from '../../../platform/postgres/database.ts';
import { endAllMembers } from './members.ts';
import { standRestricted } from './restrict-merchant.ts';

/** The merchant is on its way out: it takes no money any more. Returns the state it was in; undefined where it is closing or closed already. */
export async function beginClosing(tx: Tx, merchantId: string): Promise<string | undefined> {
  const rows = await tx.query<{ state: string }>(
    'SELECT state FROM merchants.merchant WHERE merchant_id = $1 FOR UPDATE',
    [merchantId],
  );
  const was = rows[0]?.state;
  if (was === undefined || was === 'closing' || was === 'closed') return undefined;
  await tx.execute(`UPDATE merchants.merchant SET state = 'closing' WHERE merchant_id = $1`, [merchantId]);
  return was;
}

/** The merchant has thought better of it. */
export async function cancelClosing(tx: Tx, merchantId: string): Promise<boolean> {
  const moved = await tx.execute(
    `UPDATE merchants.merchant SET state = 'active', state_reason = NULL WHERE merchant_id = $1 AND state = 'closing'`,
    [merchantId],
  );
  await standRestricted(tx, merchantId);
  return moved === 1;
}

/** The contract has ended: the number stays its own for ever, its account is unbound and paid to no more. */
export async function finishClosing(env: Env, tx: Tx, merchantId: string): Promise<void> {
  const moved = await tx.execute(
    `UPDATE merchants.merchant SET state = 'closed' WHERE merchant_id = $1 AND state = 'closing'`,
    [merchantId],
  );
  assert(moved === 1, 'only a merchant that is closing is closed');
  await tx.execute(
    `UPDATE merchants.settlement_account SET state = 'unbound' WHERE merchant_id = $1 AND state IN ('active', 'blocked', 'coming')`,
    [merchantId],
  );
  await tx.execute(
    `UPDATE merchants.account_change SET state = 'stopped', ended_at = $2 WHERE merchant_id = $1 AND state = 'cooling'`,
    [merchantId, at(env.clock.now())],
  );
  await endAllMembers(tx, merchantId, env.clock.now());
}
