import type { Fen } from '../../../kernel/fen.ts';
import { instant, type CivilDate } from '../../../kernel/instant.ts';
import type { Env } from '../../../platform/env.ts';
import { at, type Tx } from '../../../platform/postgres/database.ts';
import type { CardNetwork } from '../card-network.ts';
import { decideReversal, type ReversalDecision } from '../domain/decide-reversal.ts';
import { transactionKinds } from '../domain/transaction-kinds.ts';
import { digest } from './begin-transaction.ts';
import { followersOf, takenAgain } from '../queries/original-of.ts';
import { transactionByKey, transactionOf, cardNumberOf, type CardTransaction } from '../queries/transaction-of.ts';

export interface ReversalKey {
  readonly merchantId: string;
  readonly terminalNo: string;
  readonly messageClass: string;
  readonly batchNo: string;
  readonly stan: string;
  readonly businessDate: CivilDate;
  /** The first business date whose money may still be taken back; left out: only today's. */
  readonly since?: CivilDate;
  /** The card that the reversal names: numbers may come round to another sale of another day, hardly with the card. */
  readonly pan?: string | undefined;
  /** The frame of the request itself, from MTI to field 63, where the host takes back what it has in hand: on earlier days only its copy is meant. */
  readonly frame?: Uint8Array | undefined;
  /** Says of an approved original whether it is settled already, and keeps that true until the caller has committed. Left out: it is not. */
  readonly settled?: (tx: Tx, original: CardTransaction) => Promise<boolean>;
  /** Dates on which an original may come to stand that arrives later; left out: only today's. */
  readonly around?: readonly CivilDate[];
  readonly amount: Fen;
  readonly reason: string;
}

/**
 * A terminal's 0400. An approved or unanswered original is taken back here at once (its journal mirrored) and upstream until the
 * network has said so. Returns the answer for field 39 and, when something was taken back, which transaction.
 */
export async function reverseByTerminal(
  env: Env,
  tx: Tx,
  key: ReversalKey,
): Promise<{ decision: ReversalDecision; original: CardTransaction | undefined }> {
  const cardHash = key.pan === undefined ? undefined : env.crypto.lookup('card', key.pan);
  const lookup = { ...key, batchNo: Number(key.batchNo), cardHash, digest: key.frame && digest(key.frame) };
  await tx.query('SELECT switching.do_lock_merchant($1)', [key.merchantId]); // an approval sees this reversal, or this reversal sees the approval
  const original = await transactionByKey(tx, lookup, 'for update');
  const decision = decideReversal({
    original:
      original === undefined
        ? undefined
        : {
            ...original,
            amountFen: original.amount,
            followers: await followersOf(tx, original),
            takenAgain: await takenAgain(tx, original),
            settled: original.state === 'approved' && ((await key.settled?.(tx, original)) ?? false),
          },
    amountFen: key.amount,
  });
  await tx.execute(
    `INSERT INTO switching.reversal (merchant_id, terminal_no, batch_no, stan, business_date, transaction_id, answer_code, at)
     SELECT $1, $2, $3, $4, day, $6, $7, $8 FROM unnest($5::date[]) AS days (day)
     ON CONFLICT (merchant_id, terminal_no, batch_no, stan, business_date) DO NOTHING`,
    [
      key.merchantId,
      key.terminalNo,
      lookup.batchNo,
      key.stan,
      original === undefined ? (key.around ?? [key.businessDate]) : [original.businessDate],
      original?.transactionId ?? null,
      decision.answer,
      at(env.clock.now()),
    ],
  );
  if (decision.act === 'to_people' && original !== undefined) await leaveToPeople(env, tx, original, key.reason);
  if (decision.act !== 'reverse' || original === undefined) return { decision, original: undefined };
  await tx.execute(
    `UPDATE switching.card_transaction SET state = 'reversing', reversal_reason = $3 WHERE merchant_id = $1 AND transaction_id = $2`,
    [original.merchantId, original.transactionId, key.reason],
  );
  await tx.query('SELECT switching.do_land($1, $2, $3)', [
    original.merchantId,
    original.terminalNo,
    original.transactionId,
  ]);
  if (original.state === 'approved') await undo(env, tx, original);
  await env.jobs.enqueue(
    tx,
    'reverse-upstream',
    { merchantId: original.merchantId, transactionId: original.transactionId },
    { retryLimit: 50, retryDelayS: 1 },
  );
  return { decision, original };
}

/** Once a transaction: a device that asks again finds it known. */
async function leaveToPeople(env: Env, tx: Tx, original: CardTransaction, reason: string): Promise<void> {
  const { merchantId, transactionId } = original;
  const fresh = await tx.execute(
    `INSERT INTO switching.late_reversal (merchant_id, transaction_id, state, reason, came_at) VALUES ($1, $2, 'open', $3, $4) ON CONFLICT DO NOTHING`,
    [merchantId, transactionId, reason, at(env.clock.now())],
  );
  if (fresh === 0) return;
  await env.jobs.emit(tx, {
    kind: 'late_reversal.came',
    audience: ['console', `merchant:${merchantId}`],
    payload: { merchantId, transactionId },
  });
}

/** We take an approval back ourselves, because what it was for is no longer wanted; the terminal hears a refusal. */
export async function takeBack(env: Env, tx: Tx, transaction: CardTransaction, reason: string): Promise<void> {
  await tx.execute(
    `UPDATE switching.card_transaction SET state = 'reversing', reversal_reason = $3 WHERE merchant_id = $1 AND transaction_id = $2 AND state = 'approved'`,
    [transaction.merchantId, transaction.transactionId, reason],
  );
  await env.jobs.enqueue(
    tx,
    'reverse-upstream',
    { merchantId: transaction.merchantId, transactionId: transaction.transactionId },
    { retryLimit: 50, retryDelayS: 1 },
  );
}

/** What the approval did in the ledger is undone; a deposit's hold is the deposit's own affair. */
async function undo(env: Env, tx: Tx, approved: CardTransaction): Promise<void> {
  await tx.query('SELECT switching.do_undo($1, $2, $3, $4, $5)', [
    approved.merchantId,
    approved.transactionId,
    env.ids.next('jrn'),
    env.ids.next('jrn'),
    at(env.clock.now()),
  ]);
}

/** Tells the network to take it back. Anything but an answer throws, and the queue asks again: same STAN, same time, so asking twice is asking once. */
export async function reverseUpstream(
  env: Env & { readonly cardNetwork: CardNetwork },
  input: { merchantId: string; transactionId: string; merchant: { merchantNo: string; mcc: string; name: string } },
): Promise<void> {
  const transaction = await transactionOf(env.db, input.merchantId, input.transactionId);
  if (transaction?.state !== 'reversing') return;
  const { mti, processingCode, conditionCode } = transactionKinds[transaction.kind];
  const answer = await env.cardNetwork.exchange({
    kind: 'reversal',
    stan: transaction.networkStan,
    transmissionTime: transaction.transmissionTime,
    rrn: transaction.rrn,
    pan: await cardNumberOf(env, transaction.merchantId, transaction.transactionId),
    amountFen: transaction.amount,
    entryMode: transaction.entryMode,
    conditionCode,
    merchantNo: input.merchant.merchantNo,
    terminalNo: transaction.terminalNo,
    mcc: input.merchant.mcc,
    merchantName: input.merchant.name,
    original: {
      mti,
      processingCode,
      stan: transaction.networkStan,
      transmissionTime: transaction.transmissionTime,
    },
    reason: '4351',
  });
  if (answer.kind !== 'answered') throw new Error(`reversal of ${transaction.rrn} not confirmed: ${answer.reason}`);
  if (!['00', '12', '25'].includes(answer.code))
    throw new Error(`reversal of ${transaction.rrn} refused with ${answer.code}`);
  await finishReversal(env, transaction);
}

export async function finishReversal(env: Env, transaction: CardTransaction): Promise<void> {
  await env.db.execute(
    `UPDATE switching.card_transaction SET state = 'reversed', reversed_at = $3 WHERE merchant_id = $1 AND transaction_id = $2 AND state = 'reversing'`,
    [transaction.merchantId, transaction.transactionId, at(env.clock.now())],
  );
}

/** Requests whose gateway died while it waited: nobody will hear their answer any more. */
export async function strandedTransactions(env: Env, olderThanMs: number): Promise<CardTransaction[]> {
  const before = at(instant(env.wall.now() - olderThanMs));
  const rows = await env.db.query<{ merchant_id: string; transaction_id: string }>(
    `SELECT merchant_id, transaction_id FROM switching.in_flight WHERE sent_wall_at < $1 LIMIT 100`,
    [before],
  );
  const found = await Promise.all(rows.map((row) => transactionOf(env.db, row.merchant_id, row.transaction_id)));
  return found.filter((one) => one !== undefined);
}

/** Whether an approval stands and nothing was built on it; it stays so until the caller has committed. */
export async function mayTakeBack(
  tx: Tx,
  key: { readonly merchantId: string; readonly transactionId: string },
): Promise<boolean> {
  await tx.query('SELECT switching.do_lock_merchant($1)', [key.merchantId]);
  const transaction = await transactionOf(tx, key.merchantId, key.transactionId);
  if (transaction?.state !== 'approved') return false;
  const followers = await followersOf(tx, transaction);
  return followers.every((one) => one.state === 'declined' || one.state === 'reversed');
}

/**
 * What the network says it never had is taken back here, as if it had not been approved, and the network is told so: should it have it after
 * all, it takes it back too. For what `mayTakeBack` says yes to.
 */
export async function takeBackUnknownToNetwork(env: Env, tx: Tx, transaction: CardTransaction): Promise<void> {
  await takeBack(env, tx, transaction, 'not_in_clearing');
  await undo(env, tx, transaction);
}
