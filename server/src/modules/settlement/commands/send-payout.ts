import { fen, type Fen } from '../../../kernel/fen.ts';
import { MINUTE_MS, SECOND_MS, later } from '../../../kernel/instant.ts';
import { scheduleDue } from '../../../platform/due.ts';
import type { Env } from '../../../platform/env.ts';
import { at, withTx, type Tx } from '../../../platform/postgres/database.ts';
import { accountNumberOf } from '../../merchants/index.ts';
import { confirmPaid, giveBack, tell, type PayoutKey, type PayoutRow } from './payout-outcome.ts';

export interface BankEntry {
  readonly entryId: string;
  readonly amountFen: bigint;
  readonly purpose: string;
  readonly reference: string;
  readonly at: number;
}

/** The bank that keeps our reserve account and pays merchants from it. `requestKey` is ours: the same key is the same order. */
export interface PayoutBank {
  submit(order: {
    requestKey: string;
    amountFen: Fen;
    toAccount: string;
    toName: string;
    toBank: string;
    purpose: string;
  }): Promise<
    { kind: 'accepted'; reference: string } | { kind: 'refused'; reason: string } | { kind: 'unknown'; reason: string }
  >;
  status(
    requestKey: string,
  ): Promise<
    | { kind: 'processing' }
    | { kind: 'paid' }
    | { kind: 'returned'; reason: string }
    | { kind: 'unknown'; reason: string }
  >;
  /** What the network moved on the reserve account on a value date; below zero where it collected. */
  credits(valueDate: string): Promise<BankEntry[]>;
  simulator(): Promise<boolean>;
}

const POLL_MS = 15 * SECOND_MS;
const RETRY_MAX_MS = 60 * MINUTE_MS;

/** Hands one payout to the bank. Silence keeps it `unknown` and asks again later under the same key: it cannot be paid twice. */
export async function sendPayout(env: Env & { readonly bank: PayoutBank }, key: PayoutKey): Promise<void> {
  const rows = await env.db.query<PayoutRow>(
    `UPDATE settlement.payout SET state = 'sending', sent_at = $3, tries = tries + 1
      WHERE merchant_id = $1 AND payout_id = $2 AND state IN ('prepared', 'sending', 'unknown')
        AND NOT EXISTS (SELECT 1 FROM settlement.payout_in_file f WHERE f.merchant_id = $1 AND f.payout_id = $2)
      RETURNING merchant_id, payout_id, account_id, amount_fen, state, tries`,
    [key.merchantId, key.payoutId, at(env.clock.now())],
  );
  const payout = rows[0];
  if (payout === undefined) return;
  const account = await accountNumberOf(env, payout.merchant_id, payout.account_id);
  const answer = await env.bank.submit({
    requestKey: payout.payout_id,
    amountFen: fen(payout.amount_fen),
    toAccount: account.number,
    toName: account.holder,
    toBank: account.bankName,
    purpose: '商户结算款',
  });
  await withTx(env, async (tx) => {
    if (answer.kind === 'unknown') return waitAndRetry(env, tx, payout, answer.reason);
    if (answer.kind === 'refused') return giveBack(env, tx, payout, { from: 'sending', reason: answer.reason });
    await tx.execute(
      `UPDATE settlement.payout SET state = 'accepted', bank_reference = $3, reason = NULL WHERE merchant_id = $1 AND payout_id = $2 AND state = 'sending'`,
      [payout.merchant_id, payout.payout_id, answer.reference],
    );
    await schedulePoll(env, tx, key);
    await tell(env, tx, key, 'accepted');
  });
}

async function waitAndRetry(env: Env, tx: Tx, payout: PayoutRow, reason: string): Promise<void> {
  await tx.execute(
    `UPDATE settlement.payout SET state = 'unknown', reason = $3 WHERE merchant_id = $1 AND payout_id = $2 AND state = 'sending'`,
    [payout.merchant_id, payout.payout_id, reason],
  );
  const wait = Math.min(RETRY_MAX_MS, MINUTE_MS * 2 ** Math.min(payout.tries, 6));
  await scheduleDue(tx, {
    kind: 'send-payout',
    key: payout.payout_id,
    at: later(env.clock.now(), wait),
    data: { merchantId: payout.merchant_id, payoutId: payout.payout_id },
  });
  await tell(env, tx, { merchantId: payout.merchant_id, payoutId: payout.payout_id }, 'unknown');
}

const schedulePoll = (env: Env, tx: Tx, key: PayoutKey): Promise<void> =>
  scheduleDue(tx, {
    kind: 'poll-payout',
    key: key.payoutId,
    at: later(env.clock.now(), POLL_MS),
    data: { merchantId: key.merchantId, payoutId: key.payoutId },
  });

/** Asks the bank what became of an accepted payout, until it is paid or came back. */
export async function pollPayout(env: Env & { readonly bank: PayoutBank }, key: PayoutKey): Promise<void> {
  const rows = await env.db.query<PayoutRow>(
    `SELECT merchant_id, payout_id, account_id, amount_fen, state, tries FROM settlement.payout WHERE merchant_id = $1 AND payout_id = $2 AND state = 'accepted'`,
    [key.merchantId, key.payoutId],
  );
  const payout = rows[0];
  if (payout === undefined) return;
  const status = await env.bank.status(payout.payout_id);
  await withTx(env, async (tx) => {
    if (status.kind === 'processing' || status.kind === 'unknown') return schedulePoll(env, tx, key);
    if (status.kind === 'returned') return giveBack(env, tx, payout, { from: 'accepted', reason: status.reason });
    return confirmPaid(env, tx, payout);
  });
}
