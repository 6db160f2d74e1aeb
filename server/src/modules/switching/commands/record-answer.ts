import type { Fen } from '../../../kernel/fen.ts';
import type { Env } from '../../../platform/env.ts';
import { at, bytesArray, one, textArray, type Sql, type Tx } from '../../../platform/postgres/database.ts';
import { together } from '../../../platform/postgres/together.ts';
import type { InstantMs } from '../../../kernel/instant.ts';
import { balanced, lesserSalePostings, refundPostings, salePostings, type Posting } from '../../ledger/index.ts';
import { transactionKinds } from '../domain/transaction-kinds.ts';
import type { CardTransaction } from '../queries/transaction-of.ts';

export interface Approval {
  readonly authCode: string;
  /** The answer that goes to the terminal, kept for copies. */
  readonly answer: Uint8Array;
  readonly fee: Fen;
  readonly issuerCost: Fen;
  readonly networkCost: Fen;
  readonly snapshot: object;
}

interface ApprovedSale {
  readonly env: Env;
  readonly transaction: CardTransaction;
  readonly approval: Approval;
}

const linesOfSale = ({ transaction, approval }: Omit<ApprovedSale, 'env'>): ReturnType<typeof balanced> =>
  balanced(
    salePostings({
      amount: transaction.amount,
      fee: approval.fee,
      issuerCost: approval.issuerCost,
      networkCost: approval.networkCost,
      date: transaction.businessDate,
    }),
  );

/**
 * A sale is approved: journal of the switch and journal of the ledger in one statement, which outside a transaction of the caller's
 * is shared with what else is approved at that moment. False when a reversal came first or in between; one that came before the
 * intent leaves it `sent`, and the caller takes it back upstream (markUnknown).
 */
export function approveTransaction(
  env: Env,
  sql: Sql,
  transaction: CardTransaction,
  approval: Approval,
): Promise<boolean> {
  const sale = { env, transaction, approval };
  return sql === env.db ? approveTogether(env.db, sale) : approveOne(sql, sale);
}

async function approveOne(sql: Sql, { env, transaction, approval }: ApprovedSale): Promise<boolean> {
  const lines = linesOfSale({ transaction, approval });
  const rows = await sql.query<{ done: boolean }>(
    'SELECT switching.do_approve_sale($1, $2, $3, $4, $5, $6, $7, $8, $9, $10::bigint[]) AS done',
    [
      transaction.merchantId,
      transaction.transactionId,
      approval.authCode,
      approval.answer,
      approval.fee,
      JSON.stringify(approval.snapshot),
      at(env.clock.now()),
      env.ids.next('jrn'),
      lines.accounts,
      lines.amounts,
    ],
    { preparedAs: 'approve_sale' },
  );
  return one(rows, 'approval').done;
}

const approveTogether = together<ApprovedSale, boolean>({
  // 128 sales are 128 journals; two batches, as with intents: whatever is in work may wait here
  atOnceMax: 2,
  gatherMs: 10,
  sizeMax: 128,
  waitingMax: 4_000,
  async run(db, sales) {
    const [first] = sales;
    if (first !== undefined && sales.length === 1) return [await approveOne(db, first)]; // half the statements
    const lines = sales.map(linesOfSale);
    const of = <T>(read: (sale: ApprovedSale) => T): T[] => sales.map(read);
    const rows = await db.query<{ done: readonly number[] }>(
      'SELECT switching.do_approve_sales($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) AS done',
      [
        textArray(of(({ transaction }) => transaction.merchantId)),
        textArray(of(({ transaction }) => transaction.transactionId)),
        textArray(of(({ approval }) => approval.authCode)),
        bytesArray(of(({ approval }) => approval.answer)),
        of(({ approval }) => approval.fee),
        textArray(of(({ approval }) => JSON.stringify(approval.snapshot))),
        of(({ env }) => at(env.clock.now())),
        textArray(of(({ env }) => env.ids.next('jrn'))),
        textArray(lines.map(({ accounts }) => `{${accounts.join(',')}}`)),
        textArray(lines.map(({ amounts }) => `{${amounts.join(',')}}`)),
      ],
      { preparedAs: 'approve_sales' },
    );
    const done = new Set(one(rows, 'approvals').done);
    return sales.map((_, i) => done.has(i + 1));
  },
});

export interface OtherApproval {
  readonly authCode: string;
  /** Null where the terminal has been told 98 long ago: a copy is then answered from the row. */
  readonly answer: Uint8Array | null;
  /** Of a completion, which is posted as a sale is. */
  readonly money?: Pick<Approval, 'fee' | 'issuerCost' | 'networkCost' | 'snapshot'>;
  /** Of what is posted in no other way: a deposit. */
  readonly postings?: readonly Posting[];
  /** Until when a pre-authorisation holds. */
  readonly expiresAt: InstantMs;
}

/** Anything but a sale is approved: its row and what its kind means in the ledger, in one statement. False as above. */
export async function approveOther(
  env: Env,
  sql: Sql,
  transaction: CardTransaction,
  approval: OtherApproval,
): Promise<boolean> {
  const { money } = approval;
  const lines = approval.postings === undefined ? linesOf(transaction, money) : balanced(approval.postings);
  const rows = await sql.query<{ done: boolean }>(
    'SELECT switching.do_approve_other($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12::bigint[]) AS done',
    [
      transaction.merchantId,
      transaction.transactionId,
      approval.authCode,
      approval.answer,
      money?.fee ?? null,
      money === undefined ? null : JSON.stringify(money.snapshot),
      at(env.clock.now()),
      at(approval.expiresAt),
      env.ids.next('jrn'),
      env.ids.next('jrn'),
      lines?.accounts ?? null,
      lines?.amounts ?? null,
    ],
  );
  return one(rows, 'approval').done;
}

function linesOf(transaction: CardTransaction, money: OtherApproval['money']): ReturnType<typeof balanced> | undefined {
  const { amount, businessDate: date } = transaction;
  if (transaction.kind === 'refund') return balanced(refundPostings({ amount, date }));
  if (money === undefined) return undefined;
  const postings = transaction.kind === 'adjustment' ? lesserSalePostings : salePostings;
  return balanced(postings({ amount, date, ...money }));
}

/** The terminal may speak again: beside every statement that takes an intent out of `sent`. */
const landed = (terminalNo: '$6' | '$7'): string =>
  `DELETE FROM switching.in_flight WHERE merchant_id = $1 AND transaction_id = $2 AND terminal_no = ${terminalNo}`;

/** A pre-authorisation is approved; it moves no money, so there is no ledger journal here (the caller opens the hold). */
export async function approveFreeze(
  env: Env,
  tx: Tx,
  transaction: CardTransaction,
  approval: { authCode: string; answer: Uint8Array },
): Promise<boolean> {
  await tx.query('SELECT switching.do_lock_merchant($1)', [transaction.merchantId]);
  const count = await tx.execute(
    `WITH landed AS (${landed('$6')})
     UPDATE switching.card_transaction t SET state = 'approved', auth_code = $3, response_code = '00', answer = $4, answered_at = $5
      WHERE t.merchant_id = $1 AND t.transaction_id = $2 AND t.state IN ('sent', 'unknown')
        AND NOT EXISTS (SELECT 1 FROM switching.reversal r WHERE r.merchant_id = t.merchant_id AND r.terminal_no = t.terminal_no
                           AND r.batch_no = t.batch_no AND r.stan = t.stan AND r.business_date = t.business_date AND r.transaction_id IS NULL)`,
    [
      transaction.merchantId,
      transaction.transactionId,
      approval.authCode,
      approval.answer,
      at(env.clock.now()),
      transaction.terminalNo,
    ],
  );
  return count === 1;
}

export async function declineTransaction(
  env: Env,
  transaction: CardTransaction,
  input: { code: string; answer: Uint8Array | null },
): Promise<boolean> {
  const count = await env.db.execute(
    `WITH landed AS (${landed('$6')})
     UPDATE switching.card_transaction SET state = 'declined', response_code = $3, answer = $4, answered_at = $5
      WHERE merchant_id = $1 AND transaction_id = $2 AND state IN ('sent', 'unknown')`,
    [
      transaction.merchantId,
      transaction.transactionId,
      input.code,
      input.answer,
      at(env.clock.now()),
      transaction.terminalNo,
    ],
  );
  return count === 1;
}

/**
 * Silence: we do not know. What can be reversed is reversed upstream until the network has said so, and its answer kept for copies;
 * what cannot (0220) is asked again, and a copy is answered from the row, which may know better by then.
 */
export async function markUnknown(
  env: Env,
  tx: Tx,
  transaction: CardTransaction,
  answer: Uint8Array | null,
): Promise<boolean> {
  const repeats = transactionKinds[transaction.kind].silence === 'repeat';
  const count = await tx.execute(
    `WITH landed AS (${landed('$7')})
     UPDATE switching.card_transaction SET state = $5, response_code = '98', answer = coalesce($3, answer), answered_at = $4, reversal_reason = $6
      WHERE merchant_id = $1 AND transaction_id = $2 AND state IN ('sent', 'unknown')`,
    [
      transaction.merchantId,
      transaction.transactionId,
      repeats ? null : answer,
      at(env.clock.now()),
      repeats ? 'unknown' : 'reversing',
      repeats ? null : 'silence',
      transaction.terminalNo,
    ],
  );
  if (count === 1) {
    await env.jobs.enqueue(
      tx,
      repeats ? 'repeat-upstream' : 'reverse-upstream',
      { merchantId: transaction.merchantId, transactionId: transaction.transactionId },
      { retryLimit: 50, retryDelayS: 1 },
    );
  }
  return count === 1;
}
