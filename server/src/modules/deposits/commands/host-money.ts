import { assert } from '../../../kernel/assert.ts';
import { businessDate } from '../../../kernel/instant.ts';
import type { Env } from '../../../platform/env.ts';
import { at, type Tx } from '../../../platform/postgres/database.ts';
import { accounts, credit, debit, depositAccount, postJournal } from '../../ledger/index.ts';
import type { Deposit } from '../queries/deposit-of.ts';
import { tellDeposit, type DepositKey } from './deposit-clock.ts';

type Moved = 'captured' | 'released' | 'capture_failed' | 'forfeited' | 'refunding';

/** Moves the money side on from one of its states. False: it is elsewhere. */
export async function moveDeposit(
  env: Env,
  tx: Tx,
  key: DepositKey,
  move: { readonly from: string; readonly to: Moved },
): Promise<boolean> {
  const now = at(env.clock.now());
  const moved = await tx.execute(
    `UPDATE deposits.deposit SET state = $4, host_transaction = NULL, captured_at = CASE WHEN $4 = 'captured' THEN $5 ELSE captured_at END,
            capture_failed_at = CASE WHEN $4 = 'capture_failed' THEN $5 ELSE capture_failed_at END
      WHERE merchant_id = $1 AND deposit_id = $2 AND state = $3`,
    [key.merchantId, key.depositId, move.from, move.to, now],
  );
  if (moved === 0) return false;
  await tellDeposit(env, tx, key, { state: move.to });
  return true;
}

/** What the host asks the network about this deposit now; the next try of anything has the next number. */
export async function noteHostRequest(
  tx: Tx,
  key: DepositKey,
  asked: { readonly transactionId: string; readonly captures: boolean },
): Promise<void> {
  await tx.execute(
    `UPDATE deposits.deposit SET host_transaction = $3, host_tries = host_tries + 1, capture_id = CASE WHEN $4 THEN $3 ELSE capture_id END
      WHERE merchant_id = $1 AND deposit_id = $2`,
    [key.merchantId, key.depositId, asked.transactionId, asked.captures],
  );
}

/** The issuer said no: nothing is under way any more, and the night tries again. */
export async function noteHostRefusal(tx: Tx, key: DepositKey, code: string): Promise<void> {
  await tx.execute(
    'UPDATE deposits.deposit SET host_transaction = NULL, host_code = $3 WHERE merchant_id = $1 AND deposit_id = $2',
    [key.merchantId, key.depositId, code],
  );
}

/** The card let go of what could not be captured. A target that was reached by then has nothing left to give back. */
export async function lapseFreeze(env: Env, tx: Tx, deposit: Deposit, cutOff: string): Promise<void> {
  const to = deposit.targetState === 'qualified' ? 'released' : 'capture_failed';
  const key = { merchantId: deposit.merchantId, depositId: deposit.depositId };
  if (!(await moveDeposit(env, tx, key, { from: 'frozen', to })) || deposit.holdId === undefined) return;
  const now = env.clock.now();
  await tx.query('SELECT ledger.do_close_hold($1, $2, $3, $4, $5, $6, $7)', [
    deposit.merchantId,
    deposit.holdId,
    'expired',
    'lapse',
    env.ids.next('jrn'),
    businessDate(now, cutOff),
    at(now),
  ]);
}

/** The signed terms are applied: the deposit is ours. */
export async function forfeitDeposit(env: Env, tx: Tx, deposit: Deposit, cutOff: string): Promise<boolean> {
  const key = { merchantId: deposit.merchantId, depositId: deposit.depositId };
  assert(deposit.targetState === 'applied', 'only the signed terms forfeit a deposit');
  if (!(await moveDeposit(env, tx, key, { from: 'captured', to: 'forfeited' }))) return false;
  await postJournal(env, tx, {
    merchantId: deposit.merchantId,
    date: businessDate(env.clock.now(), cutOff),
    event: 'deposit_forfeited',
    idempotencyKey: `forfeit:${deposit.depositId}`,
    reference: deposit.depositId,
    lines: [debit(depositAccount(deposit.depositId), deposit.amount), credit(accounts.incomeForfeit, deposit.amount)],
  });
  return true;
}
