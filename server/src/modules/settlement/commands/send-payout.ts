import { must } from '../../../kernel/assert.ts';
import { addFen, fen, type Fen } from '../../../kernel/fen.ts';
import { MINUTE_MS, SECOND_MS, dateInShanghai, later } from '../../../kernel/instant.ts';
import { scheduleDue } from '../../../platform/due.ts';
import type { Env } from '../../../platform/env.ts';
import { at, one, withTx, type Tx } from '../../../platform/postgres/database.ts';
import { accounts, credit, debit, postJournal } from '../../ledger/index.ts';
import { accountNumberOf } from '../../merchants/index.ts';

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

interface PayoutRow {
  merchant_id: string;
  payout_id: string;
  account_id: string;
  amount_fen: bigint;
  state: string;
  tries: number;
}

interface PayoutKey {
  readonly merchantId: string;
  readonly payoutId: string;
}

/** Hands one payout to the bank. Silence keeps it `unknown` and asks again later under the same key: it cannot be paid twice. */
export async function sendPayout(env: Env & { readonly bank: PayoutBank }, key: PayoutKey): Promise<void> {
  const rows = await env.db.query<PayoutRow>(
    `UPDATE settlement.payout SET state = 'sending', sent_at = $3, tries = tries + 1
      WHERE merchant_id = $1 AND payout_id = $2 AND state IN ('prepared', 'sending', 'unknown') RETURNING merchant_id, payout_id, account_id, amount_fen, state, tries`,
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

const tell = (env: Env, tx: Tx, key: PayoutKey, state: string): Promise<void> =>
  env.jobs.emit(tx, {
    kind: 'payout.moved',
    audience: [`merchant:${key.merchantId}`, 'console'],
    payload: { merchantId: key.merchantId, payoutId: key.payoutId, state },
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

async function confirmPaid(env: Env, tx: Tx, payout: PayoutRow): Promise<void> {
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

/** 退汇: the money is the merchant's again, and nothing is sent until the account is put right (S54). */
async function giveBack(
  env: Env,
  tx: Tx,
  payout: PayoutRow,
  input: { from: 'sending' | 'accepted'; reason: string },
): Promise<void> {
  const moved = await tx.execute(
    `UPDATE settlement.payout SET state = 'returned', reason = $4, settled_at = $5 WHERE merchant_id = $1 AND payout_id = $2 AND state = $3`,
    [payout.merchant_id, payout.payout_id, input.from, input.reason, at(env.clock.now())],
  );
  if (moved === 0) return;
  const amount = fen(must(payout.amount_fen, 'amount'));
  const surcharge = await surchargeOf(tx, payout);
  await postJournal(env, tx, {
    merchantId: payout.merchant_id,
    date: dateInShanghai(env.clock.now()),
    event: 'payout_returned',
    idempotencyKey: `returned:${payout.payout_id}`,
    reference: payout.payout_id,
    lines: [
      debit(accounts.merchantPayout, amount),
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
}
