/**
 * The e-receipt of a card transaction: a page that whoever holds its address may read. The address is not stored: it names terminal and
 * reference number, which the receipt shows anyway, and carries 128 bits of a keyed hash over the transaction, which nobody can guess.
 */
import { createHash } from 'node:crypto';
import { dateInShanghai, isoText } from '../kernel/instant.ts';
import { merchantOf, type Merchant } from '../modules/merchants/index.ts';
import {
  isSigned,
  originalOf,
  standingOf,
  transactionsByRrn,
  type CardTransaction,
  type Standing,
  type TransactionKind,
} from '../modules/switching/index.ts';
import { terminalByNo } from '../modules/terminals/index.ts';
import { sameText } from '../platform/crypto.ts';
import type { Env } from '../platform/env.ts';
import type { World } from './ports.ts';

/** A balance moves no money; the deposit's freeze has papers of its own. */
const WITHOUT: ReadonlySet<TransactionKind> = new Set(['balance', 'deposit_freeze']);
const HASH_HEX_PLACES = 32;
const TOKEN = /^([0-9A-Za-z]{8})-(\d{12})-([0-9A-Za-z_-]{22})$/;

function hashOf(env: Env, { merchantId, transactionId }: CardTransaction): string {
  const hex = env.crypto.lookup('e-receipt', `${merchantId}:${transactionId}`).slice(0, HASH_HEX_PLACES);
  return Buffer.from(hex, 'hex').toString('base64url');
}

/** `terminal-reference-hash`, 44 characters. */
export function receiptToken(env: Env, of: CardTransaction): string {
  return `${of.terminalNo}-${of.rrn}-${hashOf(env, of)}`;
}

/** Where the receipt is; undefined where there is none, or where no address of ours is known outside. */
export function receiptUrl(world: World, of: CardTransaction): string | undefined {
  const { publicUrl } = world.site;
  return publicUrl === undefined || WITHOUT.has(of.kind) ? undefined : `${publicUrl}/r/${receiptToken(world, of)}`;
}

export interface EReceipt {
  readonly transaction: CardTransaction;
  readonly merchant: Merchant;
  readonly standing: Standing;
  readonly signed: boolean;
  /** Of a void or a refund: what it takes back. */
  readonly original: CardTransaction | undefined;
}

export type ReceiptState = 'approved' | 'voided' | 'refunded' | 'partly_refunded' | 'completed' | 'reversed';

/** Pure. What has become of it since it was approved. */
export function receiptState({ transaction, standing }: Pick<EReceipt, 'transaction' | 'standing'>): ReceiptState {
  if (transaction.state !== 'approved') return 'reversed';
  if (standing.voided) return 'voided';
  if (standing.refundedFen > 0n) return standing.refundedFen < transaction.amount ? 'partly_refunded' : 'refunded';
  return standing.completed ? 'completed' : 'approved';
}

/** Pure. SHA-256 over what was said once and never changes, in hex: the same on the page, on the PDF and on the picture. */
export function receiptDigest(of: CardTransaction, merchant: Pick<Merchant, 'merchantNo'>): string {
  const facts = [
    merchant.merchantNo,
    of.terminalNo,
    of.kind,
    of.batchNo,
    of.stan,
    of.rrn,
    of.authCode ?? '',
    of.cardMasked,
    of.amount,
    isoText(of.createdAt),
  ];
  return createHash('sha256').update(facts.map(String).join('|')).digest('hex');
}

/** Whether a slip of it may be shown: something that moves no money has none, and neither has what was not approved. */
export const hasReceipt = ({ kind, state }: CardTransaction): boolean =>
  !WITHOUT.has(kind) && ['approved', 'reversing', 'reversed'].includes(state);

/** The slip of a transaction with what has become of it. */
export async function receiptOfTransaction(env: Env, transaction: CardTransaction): Promise<EReceipt> {
  const [merchant, standing, signed, original] = await Promise.all([
    merchantOf(env, transaction.merchantId),
    standingOf(env.db, transaction),
    isSigned(env, transaction),
    originalOf(env.db, transaction),
  ]);
  return { transaction, merchant, standing, signed, original };
}

/** What an address stands for; undefined for one that we have not given out, and while nothing has been approved. */
export async function receiptByToken(env: Env, token: string): Promise<EReceipt | undefined> {
  const [, terminalNo, rrn, hash] = TOKEN.exec(token) ?? [];
  if (terminalNo === undefined || rrn === undefined || hash === undefined) return undefined;
  const terminal = await terminalByNo(env.db, terminalNo);
  if (terminal === undefined) return undefined;
  const { merchantId } = terminal;
  const found = (await transactionsByRrn(env.db, { merchantId, terminalNo, rrn })).find((one) =>
    sameText(hashOf(env, one), hash),
  );
  return found === undefined || !hasReceipt(found) ? undefined : receiptOfTransaction(env, found);
}

/** What stands on a paper slip. */
export interface SlipWords {
  readonly terminalNo: string;
  readonly rrn: string;
  /** In Shanghai. */
  readonly date: string;
  readonly amountFen: bigint;
}

/** Pure. Whether a slip says this of a transaction: all of it, or nothing. */
export const fitsSlip = (of: CardTransaction, said: SlipWords): boolean =>
  of.terminalNo === said.terminalNo &&
  of.rrn === said.rrn &&
  dateInShanghai(of.createdAt) === said.date &&
  of.amount === said.amountFen;

/** The transaction that a paper slip was printed for; undefined where anything on it is not as we have it. */
export async function receiptBySlip(env: Env, said: SlipWords): Promise<EReceipt | undefined> {
  const terminal = await terminalByNo(env.db, said.terminalNo);
  if (terminal === undefined) return undefined;
  const { merchantId } = terminal;
  const rows = await transactionsByRrn(env.db, { merchantId, terminalNo: said.terminalNo, rrn: said.rrn });
  const found = rows.find((one) => hasReceipt(one) && fitsSlip(one, said));
  return found === undefined ? undefined : receiptOfTransaction(env, found);
}
