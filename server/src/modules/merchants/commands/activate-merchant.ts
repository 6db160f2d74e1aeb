import type { Tx } from '../../../platform/postgres/database.ts';
import { standRestricted } from './restrict-merchant.ts';

/** The first active terminal makes the merchant active; later ones change nothing. */
export async function activateMerchant(tx: Tx, merchantId: string): Promise<void> {
  await tx.execute(
    `UPDATE merchants.merchant SET state = 'active' WHERE merchant_id = $1 AND state = 'pending_activation'`,
    [merchantId],
  );
  await standRestricted(tx, merchantId);
}
