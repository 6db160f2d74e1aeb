import type { Env } from '../../../platform/env.ts';
import type { Tx } from '../../../platform/postgres/database.ts';

/** Where messages about devices and money go from now on. */
export async function changeMerchantPhone(
  env: Pick<Env, 'crypto'>,
  tx: Tx,
  input: { merchantId: string; phone: string },
): Promise<void> {
  await tx.execute('UPDATE merchants.merchant SET phone_sealed = $2 WHERE merchant_id = $1', [
    input.merchantId,
    env.crypto.seal(`merchant:${input.merchantId}:phone`, input.phone),
  ]);
}
