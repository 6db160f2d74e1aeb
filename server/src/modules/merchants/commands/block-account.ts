import type { Tx } from '../../../platform/postgres/database.ts';

/** The bank sent a payment back: nothing more is sent to this account until the merchant has put it right. */
export async function blockAccount(
  tx: Tx,
  input: { merchantId: string; accountId: string; reason: string },
): Promise<void> {
  await tx.execute(
    `UPDATE merchants.settlement_account SET state = 'blocked', blocked_reason = $3 WHERE merchant_id = $1 AND account_id = $2 AND state = 'active'`,
    [input.merchantId, input.accountId, input.reason],
  );
}
