/**
 * The ciphers that terminals use. Keys and blocks are raw bytes; nothing here keeps a key.
 */
import { createCipheriv, createDecipheriv, timingSafeEqual } from 'node:crypto';
import { readBlock, withDes, writeBlock, type Block } from './des.ts';

const block: Block = { left: 0, right: 0 };

function eachBlock(key: Uint8Array, data: Uint8Array, direction: 'encrypt' | 'decrypt'): Uint8Array {
  if (data.length % 8 !== 0) throw new Error('DES works on whole blocks of 8 bytes');
  const out = new Uint8Array(data.length);
  return withDes(key, direction, (cipher) => {
    for (let at = 0; at < data.length; at += 8) {
      readBlock(data, at, block);
      cipher(block);
      writeBlock(block, out, at);
    }
    return out;
  });
}

/** DES or triple DES in ECB by the length of the key (8, 16 or 24 bytes); `data` is whole blocks. */
export function tripleDesEncrypt(key: Uint8Array, data: Uint8Array): Uint8Array {
  return eachBlock(key, data, 'encrypt');
}

/** The reverse of `tripleDesEncrypt`. */
export function tripleDesDecrypt(key: Uint8Array, data: Uint8Array): Uint8Array {
  return eachBlock(key, data, 'decrypt');
}

/** First four bytes of eight zero bytes under the key: DES for 8 bytes of key, triple DES for more. */
export function keyCheckValue(key: Uint8Array): Uint8Array {
  return tripleDesEncrypt(key, new Uint8Array(8)).subarray(0, 4);
}

export function xorBytes(a: Uint8Array, b: Uint8Array): Uint8Array {
  return a.map((byte, i) => byte ^ (b[i] as number));
}

/** Same length and same bytes, in constant time for equal lengths. */
export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}

function panPart(pan: string): Uint8Array {
  return Buffer.from(`0000${pan.slice(0, -1).padStart(12, '0').slice(-12)}`, 'hex');
}

/** ISO 9564 format 0: 0 | length | PIN | F.. xor 0000 | the twelve digits before the PAN's check digit. In clear. */
export function clearPinBlock(pin: string, pan: string): Uint8Array {
  if (!/^\d{4,12}$/.test(pin)) throw new Error('a PIN is 4 to 12 digits');
  const pinPart = Buffer.from(`0${pin.length.toString(16)}${pin}`.padEnd(16, 'F'), 'hex');
  return xorBytes(Uint8Array.from(pinPart), panPart(pan));
}

/** The PIN of a clear format-0 block, or undefined when block and PAN do not belong together. */
export function pinOfClearBlock(block: Uint8Array, pan: string): string | undefined {
  const hex = Buffer.from(xorBytes(block, panPart(pan))).toString('hex');
  const length = Number.parseInt(hex[1] as string, 16);
  const pin = hex.slice(2, 2 + length);
  const ok = hex[0] === '0' && length >= 4 && length <= 12 && /^\d+$/.test(pin) && /^f*$/.test(hex.slice(2 + length));
  return ok ? pin : undefined;
}

/** PIN block under a PIN key (PIK, TPK or ZPK), 8 bytes. */
export function encryptPinBlock(key: Uint8Array, pin: string, pan: string): Uint8Array {
  return tripleDesEncrypt(key, clearPinBlock(pin, pan));
}

/** From under the terminal's key to under the network's; belongs inside a key vault, never in a flow. */
export function translatePinBlock(block: Uint8Array, fromKey: Uint8Array, toKey: Uint8Array): Uint8Array {
  return tripleDesEncrypt(toKey, tripleDesDecrypt(fromKey, block));
}

/** Track digits with the 16 at [even length - 18, even length - 2) under the TDK; undefined below 18 digits. */
export function encryptTrack(tdk: Uint8Array, track: string): string | undefined {
  return changeTrack(track, (block) => tripleDesEncrypt(tdk, block));
}

/** The reverse of `encryptTrack`. */
export function decryptTrack(tdk: Uint8Array, track: string): string | undefined {
  return changeTrack(track, (block) => tripleDesDecrypt(tdk, block));
}

function changeTrack(track: string, change: (block: Uint8Array) => Uint8Array): string | undefined {
  const digits = track.replaceAll('=', 'D');
  const even = digits.length % 2 === 0 ? digits : `${digits}0`;
  if (even.length < 18) return undefined;
  const start = even.length - 18;
  const block = Buffer.from(even.slice(start, start + 16), 'hex');
  const changed = Buffer.from(change(block)).toString('hex').toUpperCase();
  return `${even.slice(0, start)}${changed}${even.slice(start + 16)}`.slice(0, digits.length);
}

/** SM4 in ECB; `data` is whole blocks of 16 bytes. */
export function sm4Encrypt(key: Uint8Array, data: Uint8Array): Uint8Array {
  return Uint8Array.from(createCipheriv('sm4-ecb', key, null).setAutoPadding(false).update(data));
}

/** The reverse of `sm4Encrypt`. */
export function sm4Decrypt(key: Uint8Array, data: Uint8Array): Uint8Array {
  return Uint8Array.from(createDecipheriv('sm4-ecb', key, null).setAutoPadding(false).update(data));
}

/**
 * PIN block of the SM4 profile, 16 bytes: 0 | length | PIN | F.. xor zeros | the twelve digits before the check digit, right aligned.
 * How the block is filled up is not published; agree on a vector with the other end first.
 */
export function encryptPinBlockSm4(key: Uint8Array, pin: string, pan: string): Uint8Array {
  if (!/^\d{4,12}$/.test(pin)) throw new Error('a PIN is 4 to 12 digits');
  const pinPart = Buffer.from(`0${pin.length.toString(16)}${pin}`.padEnd(32, 'F'), 'hex');
  const whole = new Uint8Array(16);
  whole.set(panPart(pan), 8);
  return sm4Encrypt(key, xorBytes(Uint8Array.from(pinPart), whole));
}

/**
 * The other form of track encryption: length (1 byte, BCD; 2 where it needs three digits) and digits, filled with 00 to whole blocks,
 * all under the TDK. The nibbles stand in the field in place of the digits, so their number is no longer that of the track.
 */
export function encryptWholeTrack(tdk: Uint8Array, track: string): string {
  const digits = track.replaceAll('=', 'D');
  const prefix = String(digits.length).padStart(digits.length > 99 ? 4 : 2, '0');
  const hex = prefix + digits;
  const clear = Buffer.from(hex.padEnd(Math.ceil(hex.length / 16) * 16, '0'), 'hex');
  return Buffer.from(tripleDesEncrypt(tdk, clear)).toString('hex').toUpperCase();
}

/** The reverse of `encryptWholeTrack`; undefined when what comes out is no track of its own length. Field 35 only: one length byte. */
export function decryptWholeTrack(tdk: Uint8Array, nibbles: string): string | undefined {
  return decryptTrackBy((data) => tripleDesDecrypt(tdk, data), nibbles, 'whole');
}

/** Both forms, by a decryption that somebody else does: a hardware module that keeps the key. */
export function decryptTrackBy(
  decrypt: (data: Uint8Array) => Uint8Array,
  nibbles: string,
  form: 'eight-bytes' | 'whole',
): string | undefined {
  if (form === 'eight-bytes') return changeTrack(nibbles, decrypt);
  if (nibbles.length === 0 || nibbles.length % 16 !== 0) return undefined;
  const clear = Buffer.from(decrypt(Buffer.from(nibbles, 'hex')))
    .toString('hex')
    .toUpperCase();
  const length = /^\d\d/.test(clear) ? Number(clear.slice(0, 2)) : 0;
  const fits = length > 0 && clear.length >= 2 + length && /^0*$/.test(clear.slice(2 + length));
  return fits ? clear.slice(2, 2 + length) : undefined;
}

/** AES-CMAC, RFC 4493: 16-byte key, 16-byte result. */
export function aesCmac(key: Uint8Array, data: Uint8Array): Uint8Array {
  const zero = createCipheriv('aes-128-ecb', key, null).setAutoPadding(false).update(Buffer.alloc(16));
  const k1 = doubled(zero);
  const blocks = Math.max(1, Math.ceil(data.length / 16));
  const padded = Buffer.alloc(blocks * 16);
  padded.set(data);
  const whole = data.length === blocks * 16;
  if (!whole) padded[data.length] = 0x80;
  const mask = whole ? k1 : doubled(k1);
  const last = padded.subarray(-16);
  last.set(xorBytes(Uint8Array.from(last), mask));
  const chain = createCipheriv('aes-128-cbc', key, Buffer.alloc(16)).setAutoPadding(false).update(padded);
  return Uint8Array.from(chain.subarray(-16));
}

function doubled(block: Uint8Array): Uint8Array {
  const out = new Uint8Array(16);
  for (let i = 0; i < 16; i += 1) out[i] = (((block[i] as number) << 1) | ((block[i + 1] ?? 0) >> 7)) & 0xff;
  if ((block[0] as number) >= 0x80) out[15] = (out[15] as number) ^ 0x87;
  return out;
}

const keyWrapIv = Buffer.from('A6A6A6A6A6A6A6A6', 'hex');

/** AES key wrap, RFC 3394: a key of n bytes becomes n + 8. */
export function aesKeyWrap(kek: Uint8Array, key: Uint8Array): Uint8Array {
  const cipher = createCipheriv(`id-aes${kek.length * 8}-wrap`, kek, keyWrapIv);
  return Uint8Array.from(Buffer.concat([cipher.update(key), cipher.final()]));
}

/** The wrapped key, or undefined when the key-encryption key is not the one or a bit was changed. */
export function aesKeyUnwrap(kek: Uint8Array, wrapped: Uint8Array): Uint8Array | undefined {
  try {
    const cipher = createDecipheriv(`id-aes${kek.length * 8}-wrap`, kek, keyWrapIv);
    return Uint8Array.from(Buffer.concat([cipher.update(wrapped), cipher.final()]));
  } catch {
    return undefined;
  }
}
