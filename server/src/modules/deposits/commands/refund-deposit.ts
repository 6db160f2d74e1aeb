import type { Fen } from '../../../kernel/fen.ts';
import { businessDate, type CivilDate } from '../../../kernel/instant.ts';
import type { Env } from '../../../platform/env.ts';
import { at, type Tx } from '../../../platform/postgres/database.ts';
import { accounts, credit, debit, depositAccount, postJournal } from '../../ledger/index.ts';
import type { DepositRefundState } from '../domain/refund-machine.ts';
import type { Deposit } from '../queries/deposit-of.ts';
import { tellDeposit, type DepositKey } from './deposit-clock.ts';
import { moveDeposit } from './host-money.ts';

/** Opens the one refund of a captured deposit. False: it is not captured, or there is one. */
export async function openRefund(
  env: Env,
  tx: Tx,
  input: {
    readonly deposit: Deposit;
    readonly askedBy: 'merchant' | 'machine';
    readonly dueOn: CivilDate;
    readonly held?: string;
  },
): Promise<boolean> {
  const { deposit, held } = input;
  const key = { merchantId: deposit.merchantId, depositId: deposit.depositId };
  if (!(await moveDeposit(env, tx, key, { from: 'captured', to: 'refunding' }))) return false;
  const way = deposit.captureId === undefined ? 'account' : 'card';
  await tx.execute(
    `INSERT INTO deposits.refund (merchant_id, deposit_id, refund_id, amount_fen, state, way, asked_by, asked_at, due_on, reason)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [
      deposit.merchantId,
      deposit.depositId,
      env.ids.next('dpr'),
      deposit.amount,
      held === undefined ? 'ready' : 'held',
      way,
      input.askedBy,
      at(env.clock.now()),
      input.dueOn,
      held ?? null,
    ],
  );
  if (held === undefined) await sendLater(env, tx, key);
  return true;
}

const sendLater = async (env: Env, tx: Tx, key: DepositKey): Promise<void> => {
  await env.jobs.enqueue(tx, 'refund-deposit', { merchantId: key.merchantId, depositId: key.depositId });
};

export interface RefundMove {
  readonly from: readonly DepositRefundState[];
  readonly to: DepositRefundState;
  readonly reason?: string;
  readonly way?: 'account';
  readonly accountId?: string;
  readonly reference?: string;
}

/** Moves a refund on. False: it is elsewhere. What became ready is sent. */
export async function moveRefund(env: Env, tx: Tx, key: DepositKey, move: RefundMove): Promise<boolean> {
  const moved = await tx.execute(
    `UPDATE deposits.refund SET state = $4, reason = $5, way = coalesce($6, way), account_id = coalesce($7, account_id),
            bank_reference = coalesce($8, bank_reference), tries = tries + CASE WHEN $4 = 'sending' THEN 1 ELSE 0 END,
            rounds = rounds + CASE WHEN $4 = 'ready' THEN 1 ELSE 0 END,
            settled_at = CASE WHEN $4 = 'paid' THEN $9::timestamptz ELSE settled_at END
      WHERE merchant_id = $1 AND deposit_id = $2 AND state = ANY ($3)`,
    [
      key.merchantId,
      key.depositId,
      [...move.from],
      move.to,
      move.reason ?? null,
      move.way ?? null,
      move.accountId ?? null,
      move.reference ?? null,
      at(env.clock.now()),
    ],
  );
  if (moved === 0) return false;
  if (move.to === 'ready') await sendLater(env, tx, key);
  if (move.to === 'paid')
    await tx.execute(
      `UPDATE deposits.deposit SET state = 'refunded', host_transaction = NULL WHERE merchant_id = $1 AND deposit_id = $2 AND state = 'refunding'`,
      [key.merchantId, key.depositId],
    );
  await tellDeposit(env, tx, key, { refund: move.to });
  return true;
}

/** The bank has paid a refund to the account. */
export async function bookAccountRefund(
  env: Env,
  tx: Tx,
  refund: DepositKey & { readonly refundId: string; readonly amount: Fen },
  cutOff: string,
): Promise<void> {
  await postJournal(env, tx, {
    merchantId: refund.merchantId,
    date: businessDate(env.clock.now(), cutOff),
    event: 'deposit_refunded',
    idempotencyKey: `deposit-refund:${refund.depositId}`,
    reference: refund.refundId,
    lines: [debit(depositAccount(refund.depositId), refund.amount), credit(accounts.bankOwn, refund.amount)],
  });
}
