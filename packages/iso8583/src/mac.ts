/** Message authentication as strategies: a terminal profile names one. */
import { createCipheriv } from 'node:crypto';
import type { MessageInput } from './codec.ts';
import { readBlock, withDes, writeBlock, type Block } from './des.ts';
import type { Dialect } from './dialect.ts';
import { sameBytes, xorBytes } from './keys.ts';
import { messageBytesMax, packed, packUnsealedInto } from './pack.ts';
import { highCode, lowCode } from './plan.ts';

/**
 * cup-ecb: fold, then two encryptions, 8 ASCII hex characters; DES with a MAK of 8 bytes, triple DES with one of 16.
 * x99: CBC, last block (ANSI X9.9; the card network's leg has it with triple DES). x919: retail MAC, 16-byte key.
 * fold-x919: the fold, then X9.19 over its one block. sm4-cbc: CBC in blocks of 16, left 8 bytes of the last; 16-byte key; the field's
 * form for the terminal leg is not confirmed. All but the first are 8 binary bytes.
 */
export type MacStrategy = 'cup-ecb' | 'x99' | 'x919' | 'fold-x919' | 'sm4-cbc';

const folded: Block = { left: 0, right: 0 };
const block: Block = { left: 0, right: 0 };

/** Exclusive or of all blocks of 8 bytes, the last one filled with 00. */
function fold(data: Uint8Array, into: Block): void {
  let left = 0;
  let right = 0;
  const whole = data.length & ~7;
  for (let i = 0; i < whole; i += 8) {
    left ^=
      ((data[i] as number) << 24) |
      ((data[i + 1] as number) << 16) |
      ((data[i + 2] as number) << 8) |
      (data[i + 3] as number);
    right ^=
      ((data[i + 4] as number) << 24) |
      ((data[i + 5] as number) << 16) |
      ((data[i + 6] as number) << 8) |
      (data[i + 7] as number);
  }
  for (let i = whole; i < data.length; i += 1) {
    const shifted = (data[i] as number) << (24 - 8 * (i & 3));
    if ((i & 4) === 0) left ^= shifted;
    else right ^= shifted;
  }
  into.left = left;
  into.right = right;
}

/** The four upper-case hex characters of half a word, as a word. */
function hexWord(half: number): number {
  const high = (half >>> 8) & 0xff;
  const low = half & 0xff;
  return (
    ((highCode[high] as number) << 24) |
    ((lowCode[high] as number) << 16) |
    ((highCode[low] as number) << 8) |
    (lowCode[low] as number)
  );
}

/** X -> H, its 16 upper hex characters -> E(H1) xor H2 -> E -> its first 8 hex characters. */
function cupEcb(key: Uint8Array, data: Uint8Array, out: Uint8Array, at: number): void {
  fold(data, folded);
  withDes(key, 'encrypt', (cipher) => {
    block.left = hexWord(folded.left >>> 16);
    block.right = hexWord(folded.left);
    cipher(block);
    block.left ^= hexWord(folded.right >>> 16);
    block.right ^= hexWord(folded.right);
    cipher(block);
  });
  const first = block.left;
  block.left = hexWord(first >>> 16);
  block.right = hexWord(first);
  writeBlock(block, out, at);
}

/** CBC from zero over the data filled with 00; the last block is left in `block`. */
function chain(key: Uint8Array, data: Uint8Array): void {
  withDes(key, 'encrypt', (cipher) => {
    block.left = 0;
    block.right = 0;
    let { left, right } = block;
    for (let at = 0; at < Math.max(data.length, 1); at += 8) {
      readBlock(data, at, block);
      block.left ^= left;
      block.right ^= right;
      cipher(block);
      ({ left, right } = block);
    }
  });
}

/** What X9.19 does with the last block of the chain: D under the right half of the key, E under the left. */
function retail(key: Uint8Array): void {
  withDes(key.subarray(8), 'decrypt', (cipher) => cipher(block));
  withDes(key.subarray(0, 8), 'encrypt', (cipher) => cipher(block));
}

function doubleLength(key: Uint8Array): void {
  if (key.length !== 16) throw new Error('X9.19 wants a key of 16 bytes');
}

function sm4Cbc(key: Uint8Array, data: Uint8Array): Uint8Array {
  if (key.length !== 16) throw new Error('SM4 wants a key of 16 bytes');
  const padded = new Uint8Array(Math.max(16, Math.ceil(data.length / 16) * 16));
  padded.set(data);
  const cipher = createCipheriv('sm4-cbc', key, new Uint8Array(16)).setAutoPadding(false);
  return cipher.update(padded).subarray(-16, -8);
}

function macInto(strategy: MacStrategy, key: Uint8Array, data: Uint8Array, out: Uint8Array, at: number): void {
  switch (strategy) {
    case 'cup-ecb':
      return cupEcb(key, data, out, at);
    case 'x99':
      chain(key, data);
      return writeBlock(block, out, at);
    case 'x919':
      doubleLength(key);
      chain(key.subarray(0, 8), data);
      retail(key);
      return writeBlock(block, out, at);
    case 'fold-x919':
      doubleLength(key);
      fold(data, folded);
      block.left = folded.left;
      block.right = folded.right;
      withDes(key, 'encrypt', (cipher) => cipher(block));
      return writeBlock(block, out, at);
    default:
      out.set(sm4Cbc(key, data), at);
  }
}

/** The 8 bytes of the MAC field over `data` (MTI to the last byte before the field, its bitmap bit already set). */
export function computeMac(strategy: MacStrategy, key: Uint8Array, data: Uint8Array): Uint8Array {
  const mac = new Uint8Array(8);
  macInto(strategy, key, data, mac, 0);
  return mac;
}

/**
 * The same by blocks of 8 bytes that somebody else encrypts: a hardware module that keeps the key. Only the strategies that need
 * nothing but encryption under the whole key; throws for the others.
 */
export function computeMacBy(
  strategy: MacStrategy,
  encrypt: (block: Uint8Array) => Uint8Array,
  data: Uint8Array,
): Uint8Array {
  fold(data, folded);
  const out = new Uint8Array(8);
  writeBlock(folded, out, 0);
  if (strategy === 'fold-x919') return encrypt(out);
  if (strategy !== 'cup-ecb') throw new Error(`no ${strategy} by single blocks`);
  const upperHex = (bytes: Uint8Array): Uint8Array =>
    Uint8Array.from(Buffer.from(Buffer.from(bytes).toString('hex').toUpperCase(), 'latin1'));
  const hex = upperHex(out);
  const first = encrypt(hex.subarray(0, 8));
  return upperHex(encrypt(xorBytes(first, hex.subarray(8)))).subarray(0, 8);
}

/** A strategy with its key. */
export interface Mac {
  readonly strategy: MacStrategy;
  readonly key: Uint8Array;
}

/** Packs a message with its MAC field (64 or 128) computed and in place. Throws PackError as `pack` does. */
export function packWithMac(dialect: Dialect, message: MessageInput, mac: Mac): Uint8Array {
  packed.reserve(messageBytesMax);
  const end = packUnsealedInto(dialect, message, packed.bytes, packed.at);
  const bytes = packed.take(end - packed.at);
  macInto(mac.strategy, mac.key, bytes.subarray(0, -8), bytes, bytes.length - 8);
  return bytes;
}

/** As `packWithMac`, for a MAC that somebody else computes over the bytes before the field. */
export function packWithMacBy(
  dialect: Dialect,
  message: MessageInput,
  macOf: (data: Uint8Array) => Uint8Array,
): Uint8Array {
  packed.reserve(messageBytesMax);
  const end = packUnsealedInto(dialect, message, packed.bytes, packed.at);
  const bytes = packed.take(end - packed.at);
  bytes.set(macOf(bytes.subarray(0, -8)), bytes.length - 8);
  return bytes;
}

/** As `packWithMac`, into a buffer of the caller's; the offset behind the last byte. */
export function packWithMacInto(
  dialect: Dialect,
  message: MessageInput,
  mac: Mac,
  target: Uint8Array,
  offset = 0,
): number {
  const end = packUnsealedInto(dialect, message, target, offset);
  macInto(mac.strategy, mac.key, target.subarray(offset, end - 8), target, end - 8);
  return end;
}

/** Whether the last 8 bytes are the MAC of the rest. Ask only for a message that carries its dialect's MAC field. */
export function macHolds(bytes: Uint8Array, mac: Mac): boolean {
  if (bytes.length <= 8) return false;
  return sameBytes(bytes.subarray(-8), computeMac(mac.strategy, mac.key, bytes.subarray(0, -8)));
}
