/**
 * How the software vault keeps a key outside itself: `kb1.<LMK>.<AES-KW(LMK, header | key)>`, base64url. RFC 3394 authenticates all it
 * wraps, so the header holds with the key, and a key is only ever used for what it was made for.
 *
 * Header, 8 ASCII bytes: `KB1`, usage (2, the letters of ANSI X9.143), algorithm (1), bytes of the key (2). Values without the
 * first part were written before there were blocks: 16 bytes, nothing said of their use.
 */
import { aesKeyUnwrap, aesKeyWrap } from '@kaitong/iso8583';
import { Bug } from '../../kernel/assert.ts';
import type { KeyUse } from '../../modules/terminals/index.ts';
import type { Lmk, LmkRing } from '../../platform/lmk-file.ts';

/** T: DES, single or triple by its length. A: AES. S: SM4. */
export type KeyAlgorithm = 'T' | 'A' | 'S';

export interface BlockKey {
  readonly use: KeyUse;
  readonly algorithm: KeyAlgorithm;
  readonly key: Uint8Array;
}

const VERSION = 'kb1';
const HEADER = 'KB1';
const HEADER_BYTES = 8;
const BARE_BYTES = 16;

/** Key derivation key, key encryption key, PIN encryption, MAC, data encryption. */
const USAGES: Readonly<Record<KeyUse, string>> = { device: 'B3', tmk: 'K0', pik: 'P0', mak: 'M0', tdk: 'D0' };

const headerOf = ({ use, algorithm, key }: BlockKey): Buffer =>
  Buffer.from(`${HEADER}${USAGES[use]}${algorithm}${String(key.length).padStart(2, '0')}`, 'ascii');

/** What a text begins with that stands under this LMK. */
export const blockPrefix = (lmk: Lmk): string => `${VERSION}.${lmk.id}.`;

/** `key` is 8, 16, 24 or 32 bytes: AES-KW takes whole halves of a block. */
export function wrapKeyBlock(lmk: Lmk, parts: BlockKey): string {
  const body = aesKeyWrap(lmk.key, Buffer.concat([headerOf(parts), parts.key]));
  return blockPrefix(lmk) + Buffer.from(body).toString('base64url');
}

/** @throws Bug when no LMK opens the text or when it holds a key of another use: a row was changed, or a caller mistook one for another. */
export function openKeyBlock(ring: LmkRing, text: string, use: KeyUse): BlockKey {
  const [version, lmkId, body] = text.split('.');
  if (version !== VERSION || body === undefined) return openBare(ring, text, use);
  const lmk = [ring.active, ...ring.older].find((one) => one.id === lmkId);
  if (lmk === undefined) throw new Bug(`a key under the local master key ${lmkId}, which this vault does not hold`);
  const opened = aesKeyUnwrap(lmk.key, Buffer.from(body, 'base64url'));
  if (opened === undefined) throw new Bug('not a key block of this vault');
  const header = Buffer.from(opened.subarray(0, HEADER_BYTES)).toString('ascii');
  const algorithm = (['T', 'A', 'S'] as const).find((one) => header[5] === one);
  const key = opened.subarray(HEADER_BYTES);
  if (algorithm === undefined || headerOf({ use, algorithm, key }).toString('ascii') !== header)
    throw new Bug(`a key of another use: ${header} is no ${use}`);
  return { use, algorithm, key };
}

function openBare(ring: LmkRing, text: string, use: KeyUse): BlockKey {
  const wrapped = Buffer.from(text, 'base64url');
  for (const lmk of [ring.active, ...ring.older]) {
    const key = aesKeyUnwrap(lmk.key, wrapped);
    // longer ones are blocks without their first part: whoever cut it off wanted the header forgotten
    if (key?.length !== BARE_BYTES) continue;
    // a single-length MAK was filled with zeros
    if (use === 'mak') return { use, algorithm: 'T', key: key.subarray(0, 8) };
    return { use, algorithm: use === 'device' ? 'A' : 'T', key };
  }
  throw new Bug('not a key of this vault');
}
