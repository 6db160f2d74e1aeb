/** Message authentication as strategies: a terminal profile names one. */
import { pack, PackError, type MessageInput } from './codec.ts';
import type { Dialect } from './dialect.ts';
import { sameBytes, tripleDesDecrypt, tripleDesEncrypt, xorBytes } from './keys.ts';

/** cup-ecb: fold then two encryptions, 8 ASCII hex characters. x99: CBC-DES. x919: retail MAC. The last two are binary. */
export type MacStrategy = 'cup-ecb' | 'x99' | 'x919';

function zeroPadded(data: Uint8Array): Uint8Array {
  const padded = new Uint8Array(Math.max(8, Math.ceil(data.length / 8) * 8));
  padded.set(data);
  return padded;
}

/**
 * XOR of all blocks -> H, its 16 upper hex characters -> E(H1) xor H2 -> E -> first 8 hex characters.
 * DES with an 8-byte key, triple DES with 16.
 */
function cupEcb(key: Uint8Array, data: Uint8Array): Uint8Array {
  const folded = new Uint8Array(8);
  for (let i = 0; i < data.length; i += 1) folded[i & 7] = (folded[i & 7] as number) ^ (data[i] as number);
  const hex = Buffer.from(Buffer.from(folded).toString('hex').toUpperCase(), 'latin1');
  const first = tripleDesEncrypt(key, hex.subarray(0, 8));
  const second = tripleDesEncrypt(key, xorBytes(first, hex.subarray(8)));
  return Uint8Array.from(Buffer.from(Buffer.from(second).toString('hex').toUpperCase().slice(0, 8), 'latin1'));
}

function chain(key: Uint8Array, data: Uint8Array): Uint8Array {
  const padded = zeroPadded(data);
  let block: Uint8Array = new Uint8Array(8);
  for (let at = 0; at < padded.length; at += 8)
    block = tripleDesEncrypt(key, xorBytes(block, padded.subarray(at, at + 8)));
  return block;
}

function retail(key: Uint8Array, data: Uint8Array): Uint8Array {
  if (key.length !== 16) throw new Error('X9.19 wants a key of 16 bytes');
  const left = key.subarray(0, 8);
  return tripleDesEncrypt(left, tripleDesDecrypt(key.subarray(8), chain(left, data)));
}

/** The 8 bytes of the MAC field over `data` (MTI to the last byte before the field, its bitmap bit already set). */
export function computeMac(strategy: MacStrategy, key: Uint8Array, data: Uint8Array): Uint8Array {
  if (strategy === 'cup-ecb') return cupEcb(key, data);
  return strategy === 'x99' ? chain(key, data) : retail(key, data);
}

const emptyMac = new Uint8Array(8);

/** Packs a message with its MAC field (64 or 128) computed and in place. Throws PackError as `pack` does. */
export function packWithMac(
  dialect: Dialect,
  message: MessageInput,
  mac: { strategy: MacStrategy; key: Uint8Array },
): Uint8Array {
  const given = message.fields instanceof Map ? message.fields : Object.entries(message.fields);
  const fields = new Map<number, string | Uint8Array>();
  for (const [number, value] of given as Iterable<[number | string, string | Uint8Array]>)
    fields.set(Number(number), value);
  if (fields.has(dialect.macField)) throw new PackError(dialect.macField, 'to be left to packWithMac');
  fields.set(dialect.macField, emptyMac);
  const bytes = pack(dialect, { mti: message.mti, fields });
  bytes.set(computeMac(mac.strategy, mac.key, bytes.subarray(0, -8)), bytes.length - 8);
  return bytes;
}

/** Whether the last 8 bytes are the MAC of the rest. Ask only for a message that carries its dialect's MAC field. */
export function macHolds(bytes: Uint8Array, mac: { strategy: MacStrategy; key: Uint8Array }): boolean {
  if (bytes.length <= 8) return false;
  return sameBytes(bytes.subarray(-8), computeMac(mac.strategy, mac.key, bytes.subarray(0, -8)));
}
