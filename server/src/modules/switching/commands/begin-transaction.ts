import { createHash } from 'node:crypto';
import { maskPan } from '../../../kernel/masks.ts';
import type { Fen } from '../../../kernel/fen.ts';
import { dateInShanghai, timeInShanghai, type CivilDate, type InstantMs } from '../../../kernel/instant.ts';
import type { Env } from '../../../platform/env.ts';
import { assert } from '../../../kernel/assert.ts';
import { at, one, withTx, type Sql } from '../../../platform/postgres/database.ts';
import { decideFollowing, type FollowingRules } from '../domain/decide-following.ts';
import { decideLimit, type SaleLimits } from '../domain/decide-limit.ts';
import type { Ruling } from '../domain/standing.ts';
import { relationOfKind, type FollowingKind, type TransactionKind } from '../domain/transaction-kinds.ts';
import { chargesOf } from '../queries/charges-of.ts';
import { findOriginal, type OriginalReference } from '../queries/original-of.ts';
import { transactionByKey, type CardTransaction } from '../queries/transaction-of.ts';

export interface NewTransaction {
  readonly merchantId: string;
  readonly terminalId: string;
  readonly terminalNo: string;
  readonly businessDate: CivilDate;
  readonly kind: TransactionKind;
  readonly messageClass: string;
  readonly batchNo: string;
  readonly stan: string;
  readonly amount: Fen;
  readonly card: { readonly pan: string; readonly kind: 'debit' | 'credit'; readonly bankName: string };
  readonly entryMode: string;
  /** Of what charges a card; left out where none is set. */
  readonly limits?: SaleLimits;
  /** The message from MTI to field 64, for telling an identical copy from another message under the same number. */
  readonly body: Uint8Array;
}

export type Begun =
  | { readonly kind: 'begun'; readonly transaction: CardTransaction; readonly original?: CardTransaction }
  /** The rules of what may be built on what say no; nothing was written. */
  | { readonly kind: 'refused'; readonly ruling: Ruling }
  /** The same frame again, and its answer was not kept: to be told from the row. */
  | { readonly kind: 'known'; readonly transaction: CardTransaction }
  /** The same frame again: answer what was answered, byte for byte. */
  | { readonly kind: 'copy'; readonly answer: Uint8Array }
  /** The same frame while the first is under way, or another request of this terminal is. */
  | { readonly kind: 'busy' }
  | { readonly kind: 'conflict' }
  /** Its reversal came first. */
  | { readonly kind: 'reversed_before' };

const digest = (body: Uint8Array): string => createHash('sha256').update(body).digest('hex');

/**
 * Writes the intent before the network hears of it: one statement that also says whether this is a copy, whether the terminal is
 * already waiting for an answer, and whether a reversal came first.
 */
export async function beginTransaction(env: Env, input: NewTransaction): Promise<Begun> {
  if (input.limits !== undefined) return beginLimited(env, input, input.limits);
  const requestDigest = digest(input.body);
  const transaction = await insert(env, env.db, { ...input, requestDigest }).catch(undefinedWhenTaken);
  if (transaction === 'tombstone') return { kind: 'reversed_before' };
  if (transaction !== undefined) return { kind: 'begun', transaction };
  return (await copyOf(env, input, requestDigest)) ?? { kind: 'busy' }; // another request of this terminal is in flight
}

/** Where a limit is set, sums and intent stand under the merchant's lock: two terminals together do not pass it either. */
async function beginLimited(env: Env, input: NewTransaction, limits: SaleLimits): Promise<Begun> {
  const requestDigest = digest(input.body);
  const copy = await copyOf(env, input, requestDigest);
  if (copy !== undefined) return copy;
  const begun = await withTx(env, async (tx): Promise<Begun> => {
    await tx.query('SELECT switching.do_lock_merchant($1)', [input.merchantId]);
    const ruling = await limitRuling(tx, input, limits);
    if (ruling.code !== '00') return { kind: 'refused', ruling };
    const transaction = await insert(env, tx, { ...input, requestDigest });
    return transaction === 'tombstone' ? { kind: 'reversed_before' } : { kind: 'begun', transaction };
  }).catch(undefinedWhenTaken);
  return begun ?? (await copyOf(env, input, requestDigest)) ?? { kind: 'busy' };
}

async function limitRuling(sql: Sql, input: NewTransaction, limits: SaleLimits): Promise<Ruling> {
  const { merchantId, businessDate: date, card, amount: amountFen } = input;
  return decideLimit({ amountFen, limits, ...(await chargesOf(sql, { merchantId, cardKind: card.kind, date })) });
}

export interface NewFollower extends NewTransaction {
  readonly kind: FollowingKind;
  /** How the original is found. */
  readonly find: OriginalReference;
  readonly rules: FollowingRules;
}

/**
 * The intent of a void, refund or completion. Its original is read, judged and claimed under the merchant's lock, in the
 * transaction that writes the intent: two that exclude each other cannot both be on their way.
 */
export async function beginFollower(env: Env, input: NewFollower): Promise<Begun> {
  const requestDigest = digest(input.body);
  const copy = await copyOf(env, input, requestDigest);
  if (copy !== undefined) return copy;
  const begun = await withTx(env, async (tx): Promise<Begun> => {
    await tx.query('SELECT switching.do_lock_merchant($1)', [input.merchantId]);
    const found = await findOriginal(tx, {
      ...input.find,
      merchantId: input.merchantId,
      cardHash: env.crypto.lookup('card', input.card.pan),
    });
    const ruling = decideFollowing({
      kind: input.kind,
      amountFen: input.amount,
      businessDate: input.businessDate,
      at: env.clock.now(),
      rules: input.rules,
      original: found?.facts,
    });
    if (ruling.code !== '00' || found === undefined) return { kind: 'refused', ruling };
    if (input.limits !== undefined) {
      const limit = await limitRuling(tx, input, input.limits);
      if (limit.code !== '00') return { kind: 'refused', ruling: limit };
    }
    const transaction = await insert(env, tx, { ...input, requestDigest });
    if (transaction === 'tombstone') return { kind: 'reversed_before' };
    const claimed = await tx.query<{ done: boolean }>('SELECT switching.do_claim($1, $2, $3, $4, $5) AS done', [
      input.merchantId,
      transaction.transactionId,
      found.transaction.transactionId,
      relationOfKind[input.kind],
      input.amount,
    ]);
    assert(one(claimed, 'claim').done, 'what was ruled open can be claimed under the same lock');
    return { kind: 'begun', transaction, original: found.transaction };
  }).catch(undefinedWhenTaken);
  return begun ?? (await copyOf(env, input, requestDigest)) ?? { kind: 'busy' };
}

function undefinedWhenTaken(error: unknown): undefined {
  if ((error as { code?: string }).code === '23505') return undefined;
  throw error;
}

/** What is to be said to a request that stands here already under its number; undefined when none does. */
async function copyOf(env: Env, input: NewTransaction, requestDigest: string): Promise<Begun | undefined> {
  const earlier = await transactionByKey(env.db, {
    merchantId: input.merchantId,
    terminalNo: input.terminalNo,
    messageClass: input.messageClass,
    batchNo: Number(input.batchNo),
    stan: input.stan,
    businessDate: input.businessDate,
  });
  if (earlier === undefined) return undefined;
  if (earlier.requestDigest !== requestDigest) return { kind: 'conflict' };
  if (earlier.answer !== undefined) return { kind: 'copy', answer: earlier.answer };
  return earlier.state === 'sent' ? { kind: 'busy' } : { kind: 'known', transaction: earlier };
}

async function insert(
  env: Env,
  sql: Sql,
  input: NewTransaction & { requestDigest: string },
): Promise<CardTransaction | 'tombstone'> {
  const { requestDigest } = input;
  const now = env.clock.now();
  const transactionId = env.ids.next('txn');
  const rows = await sql.query<{ rrn: string; network_stan: string; transmission_time: string }>(
    `WITH trace AS (SELECT lpad(nextval('switching.trace_no')::text, 6, '0') AS no)
     INSERT INTO switching.card_transaction (merchant_id, transaction_id, business_date, terminal_id, terminal_no, kind, state, message_class, batch_no, stan,
       rrn, network_stan, transmission_time, amount_fen, card_kind, card_masked, card_hash, card_sealed, bank_name, entry_mode, request_digest, created_at, sent_wall_at)
     SELECT $1, $2, $3, $4, $5, $6, 'sent', $7, $8, $9, $10 || trace.no, trace.no, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21
       FROM trace
      WHERE NOT EXISTS (SELECT 1 FROM switching.reversal r WHERE r.merchant_id = $1 AND r.terminal_no = $5 AND r.batch_no = $8 AND r.stan = $9
                          AND r.business_date = $3 AND r.transaction_id IS NULL)
     RETURNING rrn, network_stan, transmission_time`,
    [
      input.merchantId,
      transactionId,
      input.businessDate,
      input.terminalId,
      input.terminalNo,
      input.kind,
      input.messageClass,
      Number(input.batchNo),
      input.stan,
      timeInShanghai(now).replaceAll(':', ''),
      transmissionTime(now),
      input.amount,
      input.card.kind,
      maskPan(input.card.pan),
      env.crypto.lookup('card', input.card.pan),
      env.crypto.seal(`transaction:${transactionId}`, input.card.pan),
      input.card.bankName,
      input.entryMode,
      requestDigest,
      at(now),
      at(env.wall.now()),
    ],
  );
  if (rows.length === 0) return 'tombstone';
  const row = one(rows, 'transaction');
  return {
    merchantId: input.merchantId,
    transactionId,
    businessDate: input.businessDate,
    terminalId: input.terminalId,
    terminalNo: input.terminalNo,
    kind: input.kind,
    state: 'sent',
    batchNo: input.batchNo,
    stan: input.stan,
    rrn: row.rrn,
    networkStan: row.network_stan,
    transmissionTime: row.transmission_time,
    amount: input.amount,
    cardKind: input.card.kind,
    cardMasked: maskPan(input.card.pan),
    bankName: input.card.bankName,
    entryMode: input.entryMode,
    authCode: undefined,
    responseCode: undefined,
    feeFen: undefined,
    requestDigest,
    answer: undefined,
    createdAt: now,
  };
}

/** MMDDhhmmss in Shanghai, field 7 of the network leg. */
export const transmissionTime = (now: InstantMs): string =>
  `${dateInShanghai(now).slice(5).replace('-', '')}${timeInShanghai(now).replaceAll(':', '')}`;
