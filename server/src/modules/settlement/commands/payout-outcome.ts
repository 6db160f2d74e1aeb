/** What became of a payout, in the books: booked by the bank, or the merchant's again. */
import { must } from '../../../kernel/assert.ts';
import { addFen, fen, type Fen } from '../../../kernel/fen.ts';
import { dateInShanghai } from '../../../kernel/instant.ts';
import type { Env } from '../../../platform/env.ts';
import { at, one, type Tx } from '../../../platform/postgres/database.ts';
import { accounts, credit, debit, postJournal } from '../../ledger/index.ts';

export interface PayoutRow {
  merchant_id: string;
  payout_id: string;
  account_id: string;
  amount_fen: bigint;
  state: string;
  tries: number;
}

export interface PayoutKey {
  readonly merchantId: string;
  readonly payoutId: string;
}

export const tell = (env: Env, tx: Tx, key: PayoutKey, state: string): Promise<void> =>
  env.jobs.emit(tx, {
    kind: 'payout.moved',
    audience: [`merchant:${key.merchantId}`, 'console'],
    payload: { merchantId: key.merchantId, payoutId: key.payoutId, state },
  });

/** The bank has booked it; twice told it is booked once. */
export async function confirmPaid(env: Env, tx: Tx, payout: PayoutRow): Promise<void> {
  const moved = await tx.execute(
    `UPDATE settlement.payout SET state = 'paid', settled_at = $3 WHERE merchant_id = $1 AND payout_id = $2 AND state = 'accepted'`,
    [payout.merchant_id, payout.payout_id, at(env.clock.now())],
  );
  if (moved === 0) return;
  const amount = fen(payout.amount_fen);
  await postJournal(env, tx, {
    merchantId: payout.merchant_id,
    date: dateInShanghai(env.clock.now()),
    event: 'payout_paid',
    idempotencyKey: `paid:${payout.payout_id}`,
    reference: payout.payout_id,
    lines: [debit(accounts.merchantPayout, amount), credit(accounts.bankReserve, amount)],
  });
  await tell(env, tx, { merchantId: payout.merchant_id, payoutId: payout.payout_id }, 'paid');
}

/** What T+0 took for a payout: it did not arrive early, so it costs nothing more. */
async function surchargeOf(tx: Tx, payout: PayoutRow): Promise<Fen> {
  const rows = await tx.query<{ surcharge_fen: bigint }>(
    'SELECT b.surcharge_fen FROM settlement.batch b JOIN settlement.payout p USING (merchant_id, batch_id) WHERE p.merchant_id = $1 AND p.payout_id = $2',
    [payout.merchant_id, payout.payout_id],
  );
  return fen(one(rows, 'batch').surcharge_fen);
}

/**
 * 退汇: the money is the merchant's again, and nothing is sent until the account is put right (S54). What was booked already comes back to
 * the reserve account. False where it is no longer in `from`.
 */
export async function giveBack(
  env: Env,
  tx: Tx,
  payout: PayoutRow,
  input: { from: 'sending' | 'accepted' | 'paid'; reason: string },
): Promise<boolean> {
  const moved = await tx.execute(
    `UPDATE settlement.payout SET state = 'returned', reason = $4, settled_at = $5 WHERE merchant_id = $1 AND payout_id = $2 AND state = $3`,
    [payout.merchant_id, payout.payout_id, input.from, input.reason, at(env.clock.now())],
  );
  if (moved === 0) return false;
  const amount = fen(must(payout.amount_fen, 'amount'));
  const surcharge = await surchargeOf(tx, payout);
  await postJournal(env, tx, {
    merchantId: payout.merchant_id,
    date: dateInShanghai(env.clock.now()),
    event: 'payout_returned',
    idempotencyKey: `returned:${payout.payout_id}`,
    reference: payout.payout_id,
    lines: [
      debit(input.from === 'paid' ? accounts.bankReserve : accounts.merchantPayout, amount),
      debit(accounts.incomeT0, surcharge),
      credit(accounts.merchantAvailable, addFen(amount, surcharge)),
    ],
  });
  await tx.query(
    `SELECT settlement.do_take_advance_back($1, array_agg(s.transaction_id), 'returned', $3, $4)
       FROM settlement.t0_sale s JOIN settlement.payout p USING (merchant_id, batch_id) WHERE s.merchant_id = $1 AND p.payout_id = $2
     HAVING count(*) > 0`,
    [payout.merchant_id, payout.payout_id, dateInShanghai(env.clock.now()), at(env.clock.now())],
  );
  await env.jobs.emit(tx, {
    kind: 'payout.returned',
    audience: [`merchant:${payout.merchant_id}`, 'console'],
    payload: {
      merchantId: payout.merchant_id,
      payoutId: payout.payout_id,
      accountId: payout.account_id,
      reason: input.reason,
    },
  });
  return true;
}
