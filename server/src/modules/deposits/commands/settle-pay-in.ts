import { businessDate } from '../../../kernel/instant.ts';
import { accept, refuse, type Outcome, type Refusal } from '../../../kernel/outcome.ts';
import type { Env } from '../../../platform/env.ts';
import { at, withTx, type Tx } from '../../../platform/postgres/database.ts';
import { accounts, credit, debit, depositAccount, postJournal } from '../../ledger/index.ts';
import { fen } from '../../../kernel/fen.ts';
import type { Deposit } from '../queries/deposit-of.ts';
import { captureByTransfer, type PayInBank } from './take-pay-in.ts';

export type PayInRefusal = Refusal<
  'deposits.pay_in_unknown' | 'deposits.pay_in_settled' | 'deposits.not_open' | 'deposits.amount_differs'
>;

interface Decided {
  readonly entryId: string;
  readonly by: string;
  readonly note: string;
  readonly cutOff: string;
}

async function lockPayIn(
  tx: Tx,
  entryId: string,
): Promise<Outcome<bigint, Refusal<'deposits.pay_in_unknown' | 'deposits.pay_in_settled'>>> {
  const rows = await tx.query<{ amount_fen: bigint; state: string }>(
    'SELECT amount_fen, state FROM deposits.pay_in WHERE entry_id = $1 FOR UPDATE',
    [entryId],
  );
  if (rows[0] === undefined) return refuse('deposits.pay_in_unknown');
  return rows[0].state === 'unclear' ? accept(rows[0].amount_fen) : refuse('deposits.pay_in_settled');
}

/** An operator says whose deposit a transfer is. The amount must still be the deposit's: nothing is taken in part. */
export async function assignPayIn(
  env: Env,
  input: Decided & { merchantId: string; deposit: Deposit },
): Promise<Outcome<true, PayInRefusal>> {
  return withTx(env, async (tx) => {
    const locked = await lockPayIn(tx, input.entryId);
    if (locked.refused) return locked;
    if (locked.value !== input.deposit.amount) return refuse('deposits.amount_differs');
    const { merchantId, deposit } = input;
    if (!(await captureByTransfer(env, tx, { merchantId, depositId: deposit.depositId, entry: input })))
      return refuse('deposits.not_open');
    await tx.execute(
      `UPDATE deposits.pay_in SET state = 'matched', merchant_id = $2, deposit_id = $3, decided_by = $4, decided_at = $5, note = $6
        WHERE entry_id = $1 AND state = 'unclear'`,
      [input.entryId, merchantId, deposit.depositId, input.by, at(env.clock.now()), input.note],
    );
    await postJournal(env, tx, {
      merchantId,
      date: businessDate(env.clock.now(), input.cutOff),
      event: 'deposit_paid_in',
      idempotencyKey: `pay-in-assigned:${input.entryId}`,
      reference: input.entryId,
      lines: [debit(accounts.suspenseLong, deposit.amount), credit(depositAccount(deposit.depositId), deposit.amount)],
    });
    return accept(true as const);
  });
}

/** An operator sends a transfer back; the bank is asked by a job until it has answered. */
export async function sendBackPayIn(env: Env, input: Omit<Decided, 'cutOff'>): Promise<Outcome<true, PayInRefusal>> {
  return withTx(env, async (tx) => {
    const locked = await lockPayIn(tx, input.entryId);
    if (locked.refused) return locked;
    await tx.execute(
      `UPDATE deposits.pay_in SET state = 'returning', decided_by = $2, decided_at = $3, note = $4 WHERE entry_id = $1 AND state = 'unclear'`,
      [input.entryId, input.by, at(env.clock.now()), input.note],
    );
    await env.jobs.enqueue(tx, 'return-pay-in', { entryId: input.entryId }, { retryLimit: 50, retryDelayS: 2 });
    return accept(true as const);
  });
}

/** Asks the bank to send it back; silence is asked again, a refusal puts it before people again. */
export async function returnPayIn(
  env: Env & { readonly bank: PayInBank },
  input: { entryId: string; cutOff: string },
): Promise<void> {
  const rows = await env.db.query<{ amount_fen: bigint }>(
    `SELECT amount_fen FROM deposits.pay_in WHERE entry_id = $1 AND state = 'returning'`,
    [input.entryId],
  );
  const row = rows[0];
  if (row === undefined) return;
  const answer = await env.bank.returnPayIn(input.entryId);
  if (answer.kind === 'unknown') throw new Error(`return of ${input.entryId} not confirmed: ${answer.reason}`);
  await withTx(env, async (tx) => {
    const to = answer.kind === 'accepted' ? 'returned' : 'unclear';
    const moved = await tx.execute(
      `UPDATE deposits.pay_in SET state = $2 WHERE entry_id = $1 AND state = 'returning'`,
      [input.entryId, to],
    );
    if (moved === 0 || to === 'unclear') return;
    await postJournal(env, tx, {
      merchantId: '-',
      date: businessDate(env.clock.now(), input.cutOff),
      event: 'pay_in_returned',
      idempotencyKey: `pay-in-returned:${input.entryId}`,
      reference: input.entryId,
      lines: [debit(accounts.suspenseLong, fen(row.amount_fen)), credit(accounts.bankOwn, fen(row.amount_fen))],
    });
  });
}
