import { later } from '../../../kernel/instant.ts';
import { scheduleDue } from '../../../platform/due.ts';
import type { Env } from '../../../platform/env.ts';
import { at, type Tx } from '../../../platform/postgres/database.ts';
import type { CardTransaction } from '../queries/transaction-of.ts';

const key = (payment: CardTransaction): string => `${payment.merchantId}:${payment.transactionId}`;

/**
 * The network knows a payment by code, and its customer has not paid yet: `unknown`, with the answer that the terminal hears now. What
 * nobody follows up to its end is looked at once more when its time is over. False when a reversal came first.
 */
export async function waitForCustomer(
  env: Env,
  tx: Tx,
  payment: CardTransaction,
  of: { readonly answer: Uint8Array; readonly seconds: number },
): Promise<boolean> {
  const count = await tx.execute(
    `WITH landed AS (DELETE FROM switching.in_flight WHERE merchant_id = $1 AND transaction_id = $2 AND terminal_no = $4)
     UPDATE switching.card_transaction t SET state = 'unknown', response_code = '09', answer = $3
      WHERE merchant_id = $1 AND transaction_id = $2 AND state = 'sent'
        AND NOT EXISTS (SELECT 1 FROM switching.reversal r WHERE r.merchant_id = t.merchant_id AND r.terminal_no = t.terminal_no
                           AND r.batch_no = t.batch_no AND r.stan = t.stan AND r.business_date = t.business_date AND r.transaction_id IS NULL)`,
    [payment.merchantId, payment.transactionId, of.answer, payment.terminalNo],
  );
  if (count !== 1) return false;
  const { merchantId, transactionId } = payment;
  await scheduleDue(tx, {
    kind: 'close-code-payment',
    key: key(payment),
    at: later(env.clock.now(), of.seconds * 1000),
    data: { merchantId, transactionId },
  });
  return true;
}

/** Nobody has paid in time: it is taken back here and upstream, whatever the customer does now. */
export async function closeUnpaid(env: Env, tx: Tx, payment: CardTransaction): Promise<boolean> {
  const count = await tx.execute(
    `UPDATE switching.card_transaction SET state = 'reversing', reversal_reason = 'not_paid', answered_at = $3
      WHERE merchant_id = $1 AND transaction_id = $2 AND state = 'unknown'`,
    [payment.merchantId, payment.transactionId, at(env.clock.now())],
  );
  if (count === 1)
    await env.jobs.enqueue(
      tx,
      'reverse-upstream',
      { merchantId: payment.merchantId, transactionId: payment.transactionId },
      { retryLimit: 50, retryDelayS: 1 },
    );
  return count === 1;
}
