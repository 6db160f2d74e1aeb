import { assert } from '../../../kernel/assert.ts';
import type { Env } from '../../../platform/env.ts';
import { keepNameKeys } from './name-keys.ts';
import type { Tx } from '../../../platform/postgres/database.ts';

/** What stands on its receipts, and its trade. The merchant number keeps the trade that it was made with. */
export async function changeProfile(
  tx: Tx,
  of: { readonly merchantId: string; readonly name: string; readonly mcc: string },
): Promise<void> {
  const changed = await tx.execute('UPDATE merchants.merchant SET name = $2, mcc = $3 WHERE merchant_id = $1', [
    of.merchantId,
    of.name,
    of.mcc,
  ]);
  assert(changed === 1, 'merchant whose profile changes');
  await keepNameKeys(tx, of.merchantId, of.name);
}

/** Another person answers for the merchant, or the same one by another number. */
export async function changePrincipal(
  env: Pick<Env, 'crypto'>,
  tx: Tx,
  of: { readonly merchantId: string; readonly name: string; readonly idNumber: string },
): Promise<void> {
  const changed = await tx.execute(
    'UPDATE merchants.merchant SET principal_name_sealed = $2, id_hash = $3 WHERE merchant_id = $1',
    [
      of.merchantId,
      env.crypto.seal(`merchant:${of.merchantId}:principal`, of.name),
      env.crypto.lookup('id', of.idNumber),
    ],
  );
  assert(changed === 1, 'merchant whose principal changes');
}
