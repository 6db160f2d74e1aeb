import type { Env } from '../../../platform/env.ts';
import { at, type Tx } from '../../../platform/postgres/database.ts';
import { moveTarget, type DepositKey } from './deposit-clock.ts';

/** The merchant's words against a missed target. False: it is not missed, or the terms are applied already. */
export async function appealTarget(env: Env, tx: Tx, key: DepositKey, words: string): Promise<boolean> {
  if (!(await moveTarget(env, tx, key, { from: 'missed', to: 'appealed' }))) return false;
  await tx.execute('INSERT INTO deposits.appeal (merchant_id, deposit_id, words, at) VALUES ($1, $2, $3, $4)', [
    key.merchantId,
    key.depositId,
    words,
    at(env.clock.now()),
  ]);
  return true;
}

/** People decide an appeal: granted, the deposit is given back as if the target had been reached. False: no appeal is open. */
export async function decideAppeal(
  env: Env,
  tx: Tx,
  key: DepositKey,
  decision: { readonly granted: boolean; readonly by: string; readonly reason: string },
): Promise<boolean> {
  if (!(await moveTarget(env, tx, key, { from: 'appealed', to: decision.granted ? 'qualified' : 'applied' })))
    return false;
  await tx.execute(
    `UPDATE deposits.appeal SET decision = $3, decided_by = $4, reason = $5, decided_at = $6 WHERE merchant_id = $1 AND deposit_id = $2`,
    [
      key.merchantId,
      key.depositId,
      decision.granted ? 'granted' : 'refused',
      decision.by,
      decision.reason,
      at(env.clock.now()),
    ],
  );
  return true;
}
