import type { Tx } from '../../../platform/postgres/database.ts';
import { standRestricted } from './restrict-merchant.ts';

/** Stops a merchant with the reason; false when it is closed or stopped already. */
export async function suspendMerchant(tx: Tx, input: { merchantId: string; reason: string }): Promise<boolean> {
  const moved = await tx.execute(
    `UPDATE merchants.merchant SET state = 'suspended', state_reason = $2 WHERE merchant_id = $1 AND state IN ('pending_activation', 'active', 'restricted')`,
    [input.merchantId, input.reason],
  );
  return moved === 1;
}

/** Takes a suspended merchant up again; false where it is not suspended. */
export async function resumeMerchant(tx: Tx, merchantId: string): Promise<boolean> {
  const moved = await tx.execute(
    `UPDATE merchants.merchant SET state = 'active', state_reason = NULL WHERE merchant_id = $1 AND state = 'suspended'`,
    [merchantId],
  );
  await standRestricted(tx, merchantId);
  return moved === 1;
}
