import { DAY_MS, businessDate, later } from '../../../kernel/instant.ts';
import type { Env } from '../../../platform/env.ts';
import { at, type Tx } from '../../../platform/postgres/database.ts';
import type { CardTransaction } from '../../switching/index.ts';
import { tellDeposit } from './deposit-clock.ts';
import { depositOfTerminal } from '../queries/deposit-of.ts';

/** The pre-authorisation stands: the deposit is frozen and a two-phase hold is open for as long as the card keeps it. */
export async function secureDeposit(
  env: Env,
  tx: Tx,
  transaction: CardTransaction,
  terms: { readonly holdDays: number; readonly cutOff: string },
): Promise<boolean> {
  const deposit = await depositOfTerminal(tx, transaction.merchantId, transaction.terminalId);
  if (deposit === undefined || deposit.amount !== transaction.amount) return false;
  const now = env.clock.now();
  const holdId = `hld_${transaction.transactionId}`;
  const frozen = await tx.execute(
    `UPDATE deposits.deposit SET state = 'frozen', paid_by = 'card', transaction_id = $3, hold_id = $4, card_masked = $5, frozen_at = $6
      WHERE merchant_id = $1 AND deposit_id = $2 AND state IN ('quoted', 'capture_failed')`,
    [transaction.merchantId, deposit.depositId, transaction.transactionId, holdId, transaction.cardMasked, at(now)],
  );
  if (frozen === 0) return false;
  if (deposit.state === 'capture_failed') await tellDeposit(env, tx, deposit, { state: 'frozen' });
  await tx.query('SELECT ledger.do_open_hold($1, $2, $3, $4, $5, $6, $7, $8, $9)', [
    transaction.merchantId,
    holdId,
    'deposit',
    transaction.amount,
    transaction.rrn,
    env.ids.next('jrn'),
    businessDate(now, terms.cutOff),
    at(now),
    at(later(now, terms.holdDays * DAY_MS)),
  ]);
  return true;
}

/** The freeze was taken back (reversal): the hold is voided and the deposit waits for another card. */
export async function releaseFreeze(env: Env, tx: Tx, transaction: CardTransaction, cutOff: string): Promise<void> {
  const rows = await tx.query<{ hold_id: string }>(
    `SELECT hold_id FROM deposits.deposit WHERE merchant_id = $1 AND transaction_id = $2 AND state = 'frozen'`,
    [transaction.merchantId, transaction.transactionId],
  );
  const holdId = rows[0]?.hold_id;
  if (holdId === undefined) return;
  await tx.execute(
    `UPDATE deposits.deposit SET state = 'quoted', paid_by = NULL, transaction_id = NULL, hold_id = NULL, card_masked = NULL, frozen_at = NULL WHERE merchant_id = $1 AND transaction_id = $2`,
    [transaction.merchantId, transaction.transactionId],
  );
  const now = env.clock.now();
  await tx.query('SELECT ledger.do_void_hold($1, $2, $3, $4, $5)', [
    transaction.merchantId,
    holdId,
    env.ids.next('jrn'),
    businessDate(now, cutOff),
    at(now),
  ]);
}

/** Whose card was presented for a deposit that is still open; kept with it when it is frozen. */
export async function noteDepositHolder(
  env: Env,
  input: { merchantId: string; depositId: string; holder: 'own' | 'other' | 'unknown' },
): Promise<void> {
  await env.db.execute(
    `UPDATE deposits.deposit SET card_holder = $3 WHERE merchant_id = $1 AND deposit_id = $2 AND state IN ('quoted', 'capture_failed')`,
    [input.merchantId, input.depositId, input.holder],
  );
}
