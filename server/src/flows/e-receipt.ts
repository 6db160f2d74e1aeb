/**
 * The e-receipt of a card transaction: a page that whoever holds its address may read. The address is not stored: it names terminal and
 * reference number, which the receipt shows anyway, and carries 128 bits of a keyed hash over the transaction, which nobody can guess.
 */
import { merchantOf, type Merchant } from '../modules/merchants/index.ts';
import {
  isSigned,
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
  if (found === undefined || WITHOUT.has(found.kind) || !['approved', 'reversing', 'reversed'].includes(found.state))
    return undefined;
  const [merchant, standing, signed] = await Promise.all([
    merchantOf(env, merchantId),
    standingOf(env.db, found),
    isSigned(env, found),
  ]);
  return { transaction: found, merchant, standing, signed };
}
