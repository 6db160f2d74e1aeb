import { createHash } from 'node:crypto';
import { maskPan } from '../../../kernel/masks.ts';
import type { Fen } from '../../../kernel/fen.ts';
import { dateInShanghai, timeInShanghai, type CivilDate, type InstantMs } from '../../../kernel/instant.ts';
import type { Env } from '../../../platform/env.ts';
import { at, one } from '../../../platform/postgres/database.ts';
import { transactionByKey, type CardTransaction } from '../queries/transaction-of.ts';

export interface NewTransaction {
  readonly merchantId: string;
  readonly terminalId: string;
  readonly terminalNo: string;
  readonly businessDate: CivilDate;
  readonly kind: 'sale' | 'test_sale' | 'deposit_freeze';
  readonly messageClass: string;
  readonly batchNo: string;
  readonly stan: string;
  readonly amount: Fen;
  readonly card: { readonly pan: string; readonly kind: 'debit' | 'credit'; readonly bankName: string };
  readonly entryMode: string;
  /** The message from MTI to field 64, for telling an identical copy from another message under the same number. */
  readonly body: Uint8Array;
}

export type Begun =
  | { readonly kind: 'begun'; readonly transaction: CardTransaction }
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
  const requestDigest = digest(input.body);
  const key = {
    merchantId: input.merchantId,
    terminalNo: input.terminalNo,
    messageClass: input.messageClass,
    batchNo: Number(input.batchNo),
    stan: input.stan,
    businessDate: input.businessDate,
  };
  const transaction = await insert(env, input, requestDigest).catch((error: unknown) => {
    if ((error as { code?: string }).code === '23505') return undefined;
    throw error;
  });
  if (transaction === 'tombstone') return { kind: 'reversed_before' };
  if (transaction !== undefined) return { kind: 'begun', transaction };
  const earlier = await transactionByKey(env.db, key);
  if (earlier === undefined) return { kind: 'busy' }; // another request of this terminal is in flight
  if (earlier.requestDigest !== requestDigest) return { kind: 'conflict' };
  return earlier.answer === undefined ? { kind: 'busy' } : { kind: 'copy', answer: earlier.answer };
}

async function insert(env: Env, input: NewTransaction, requestDigest: string): Promise<CardTransaction | 'tombstone'> {
  const now = env.clock.now();
  const transactionId = env.ids.next('txn');
  const rows = await env.db.query<{ rrn: string; network_stan: string; transmission_time: string }>(
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
