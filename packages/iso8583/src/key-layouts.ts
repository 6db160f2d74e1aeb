/** Field 62 of a sign-in answer: which key stands where. A deviation met in the field is a row of a table. */
import { keyCheckValue, sameBytes, sm4Decrypt, sm4Encrypt, tripleDesDecrypt, tripleDesEncrypt } from './keys.ts';
import { readError, readOk, type Read } from './read.ts';

/** Working keys in clear: PIK 8 or 16 bytes, MAK 8 or 16, TDK 16 (only where the layout has a place for it). */
export interface WorkingKeys {
  readonly pik: Uint8Array;
  readonly mak: Uint8Array;
  readonly tdk?: Uint8Array;
}

/** Management code of the sign-in: 001 single DES, 003 double length, 004 double length with a track key. */
export type SignInLayout = '001' | '003' | '004';

/**
 * early-check: the MAK's check value stands directly behind its 8 bytes, the filling behind that. tlv: one byte of tag, one of length,
 * key and check value, 01 MAK, 02 PIK, 03 TDK (one acquirer's own; the length byte is not confirmed). 005: as 004 under SM4, not
 * confirmed.
 */
export type KeyLayout = SignInLayout | '003-early-check' | '004-early-check' | '005' | 'tlv';

export type WorkingKeyName = 'pik' | 'mak' | 'tdk';

interface Place {
  readonly name: WorkingKeyName;
  readonly at: number;
  /** Bytes kept for the key; a shorter one is followed by 00. */
  readonly length: 8 | 16;
  readonly checkAt: number;
}

interface Layout {
  readonly bytes: number;
  readonly cipher: 'des' | 'sm4';
  readonly places: readonly Place[];
}

const place = (name: WorkingKeyName, at: number, length: 8 | 16, checkAt = at + length): Place => ({
  name,
  at,
  length,
  checkAt,
});
const pik = place('pik', 0, 16);
const tdk = place('tdk', 40, 16);
const layouts: Readonly<Record<Exclude<KeyLayout, 'tlv'>, Layout>> = {
  '001': { bytes: 24, cipher: 'des', places: [place('pik', 0, 8), place('mak', 12, 8)] },
  '003': { bytes: 40, cipher: 'des', places: [pik, place('mak', 20, 16)] },
  '004': { bytes: 60, cipher: 'des', places: [pik, place('mak', 20, 16), tdk] },
  '003-early-check': { bytes: 40, cipher: 'des', places: [pik, place('mak', 20, 8)] },
  '004-early-check': { bytes: 60, cipher: 'des', places: [pik, place('mak', 20, 8), tdk] },
  '005': { bytes: 60, cipher: 'sm4', places: [pik, place('mak', 20, 16), tdk] },
};

const sm4Check = (key: Uint8Array): Uint8Array => sm4Encrypt(key, new Uint8Array(16)).subarray(0, 4);
const ciphers = {
  des: { wrap: tripleDesEncrypt, unwrap: tripleDesDecrypt, check: keyCheckValue },
  sm4: { wrap: sm4Encrypt, unwrap: sm4Decrypt, check: sm4Check },
};

/** A working key as it travels: under the TMK, with its check value. */
export interface CarriedKey {
  readonly wrapped: Uint8Array;
  readonly checkValue: Uint8Array;
}

/** A layout's field with the keys under the TMK. Throws when a key does not fit its place or is missing. */
export function encodeWorkingKeys(layout: KeyLayout, tmk: Uint8Array, keys: WorkingKeys): Uint8Array {
  const { wrap, check } = ciphers[layout === 'tlv' ? 'des' : layouts[layout].cipher];
  const carried = (key: Uint8Array): CarriedKey => ({ wrapped: wrap(tmk, key), checkValue: check(key) });
  return layWorkingKeys(layout, {
    pik: carried(keys.pik),
    mak: carried(keys.mak),
    ...(keys.tdk === undefined ? {} : { tdk: carried(keys.tdk) }),
  });
}

/** The same for keys that a hardware module has wrapped already. Throws as `encodeWorkingKeys` does. */
export function layWorkingKeys(
  layout: KeyLayout,
  keys: Readonly<Partial<Record<WorkingKeyName, CarriedKey>>>,
): Uint8Array {
  if (layout === 'tlv') return layTlv(keys);
  const { bytes, places } = layouts[layout];
  const field = new Uint8Array(bytes);
  for (const { name, at, length, checkAt } of places) {
    const key = keys[name];
    if (key === undefined) throw new Error(`layout ${layout} carries a track key`);
    if (key.wrapped.length > length) throw new Error(`layout ${layout}: ${length} bytes of ${name}`);
    field.set(key.wrapped, at);
    field.set(key.checkValue, checkAt);
  }
  return field;
}

const tlvTags: readonly (readonly [number, WorkingKeyName])[] = [
  [0x01, 'mak'],
  [0x02, 'pik'],
  [0x03, 'tdk'],
];

function layTlv(keys: Readonly<Partial<Record<WorkingKeyName, CarriedKey>>>): Uint8Array {
  return Uint8Array.from(
    tlvTags.flatMap(([tag, name]) => {
      const key = keys[name];
      return key === undefined ? [] : [tag, key.wrapped.length + 4, ...key.wrapped, ...key.checkValue];
    }),
  );
}

type WrongKey = {
  readonly ok: false;
  readonly wrongKey: WorkingKeyName;
  readonly error: { field: 62; offset: number; expected: string };
};

const wrongKey = (name: WorkingKeyName, offset: number): WrongKey => ({
  ok: false,
  wrongKey: name,
  error: { field: 62, offset, expected: `the check value of the ${name}` },
});

/**
 * The working keys of a sign-in answer, decrypted and compared with their check values. `wrongKey` names the first key
 * whose check value is not its own: the terminal must refuse it ("校验值错").
 */
export function decodeWorkingKeys(
  layout: KeyLayout,
  tmk: Uint8Array,
  field62: Uint8Array,
): Read<WorkingKeys> | WrongKey {
  if (layout === 'tlv') return decodeTlv(tmk, field62);
  const { bytes, cipher, places } = layouts[layout];
  if (field62.length !== bytes) return readError(62, 0, `${bytes} bytes for layout ${layout}`);
  const { unwrap, check } = ciphers[cipher];
  const keys: Partial<Record<WorkingKeyName, Uint8Array>> = {};
  for (const { name, at, length, checkAt } of places) {
    const text = field62.subarray(at, at + length);
    // Eight zero bytes after a MAK mean a single-length key; they are filling, not cipher text.
    const single = cipher === 'des' && name === 'mak' && length === 16 && text.subarray(8).every((byte) => byte === 0);
    const key = unwrap(tmk, single ? text.subarray(0, 8) : text);
    if (!sameBytes(check(key), field62.subarray(checkAt, checkAt + 4))) return wrongKey(name, at);
    keys[name] = key;
  }
  return readOk(keys as WorkingKeys);
}

function decodeTlv(tmk: Uint8Array, field62: Uint8Array): Read<WorkingKeys> | WrongKey {
  const keys: Partial<Record<WorkingKeyName, Uint8Array>> = {};
  for (let at = 0; at < field62.length;) {
    const name = tlvTags.find(([tag]) => tag === field62[at])?.[1];
    const length = field62[at + 1] ?? 0;
    if (name === undefined) return readError(62, at, 'tag 01, 02 or 03');
    if ((length !== 12 && length !== 20) || at + 2 + length > field62.length)
      return readError(62, at + 1, 'a key of 8 or 16 bytes and its check value');
    const value = field62.subarray(at + 2, at + 2 + length);
    const key = tripleDesDecrypt(tmk, value.subarray(0, -4));
    if (!sameBytes(keyCheckValue(key), value.subarray(-4))) return wrongKey(name, at);
    keys[name] = key;
    at += 2 + length;
  }
  if (keys.pik === undefined || keys.mak === undefined) return readError(62, field62.length, 'a PIK and a MAK');
  return readOk(keys as WorkingKeys);
}
