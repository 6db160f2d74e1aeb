/** What fields 60, 61 and 62 are made of. */
import { keyCheckValue, sameBytes, tripleDesDecrypt, tripleDesEncrypt } from './keys.ts';
import { readError, readOk, type Read } from './read.ts';

/** Field 60: type 2 | batch 6 | management code 3 | and, on financial messages, four condition digits more. */
export interface Field60 {
  /** 60.1, e.g. 22 sale, 10 pre-authorisation, 00 management. */
  readonly messageType: string;
  readonly batchNo: string;
  /** 60.3, e.g. 003 sign-in with double-length keys. */
  readonly managementCode: string;
  /** 60.4: 0 unknown, 2 stripe, 5 contact, 6 contactless and all. */
  readonly readCapability?: string;
  /** 60.5: 0 none, 1 last chip read ok, 2 fallback. */
  readonly icCondition?: string;
  /** 60.6 and 60.7, 1 and 3 digits. */
  readonly partialApproval?: string;
  readonly accountType?: string;
}

/** 11 digits for management messages; further parts only in order, so a later one needs the ones before it. */
export function encodeField60(parts: Field60): string {
  const tail = [parts.readCapability, parts.icCondition, parts.partialApproval, parts.accountType];
  const known = tail.slice(0, tail.findIndex((part) => part === undefined) < 0 ? tail.length : tail.indexOf(undefined));
  return parts.messageType + parts.batchNo + parts.managementCode + known.join('');
}

/** Decodes by length: 11 digits at least, 19 at most; digits after 60.7 are passed over. */
export function decodeField60(digits: string): Read<Field60> {
  if (!/^\d{11,19}$/.test(digits)) return readError(60, 0, '11 to 19 digits');
  return readOk({
    messageType: digits.slice(0, 2),
    batchNo: digits.slice(2, 8),
    managementCode: digits.slice(8, 11),
    ...(digits.length > 11 ? { readCapability: digits.slice(11, 12) } : {}),
    ...(digits.length > 12 ? { icCondition: digits.slice(12, 13) } : {}),
    ...(digits.length > 13 ? { partialApproval: digits.slice(13, 14) } : {}),
    ...(digits.length > 16 ? { accountType: digits.slice(14, 17) } : {}),
  });
}

/** Field 61: what the original transaction was. */
export interface Field61 {
  readonly batchNo: string;
  readonly stan: string;
  /** MMDD */
  readonly date?: string;
  readonly authMode?: string;
  readonly authInstitution?: string;
}

export function encodeField61(parts: Field61): string {
  const tail = [parts.date, parts.authMode, parts.authInstitution];
  const end = tail.indexOf(undefined);
  return parts.batchNo + parts.stan + tail.slice(0, end < 0 ? tail.length : end).join('');
}

export function decodeField61(digits: string): Read<Field61> {
  if (!/^\d{12,29}$/.test(digits)) return readError(61, 0, '12 to 29 digits');
  return readOk({
    batchNo: digits.slice(0, 6),
    stan: digits.slice(6, 12),
    ...(digits.length >= 16 ? { date: digits.slice(12, 16) } : {}),
    ...(digits.length >= 18 ? { authMode: digits.slice(16, 18) } : {}),
    ...(digits.length > 18 ? { authInstitution: digits.slice(18) } : {}),
  });
}

/** Working keys in clear: PIK 8 or 16 bytes, MAK 8 or 16, TDK 16 (layout 004 only). */
export interface WorkingKeys {
  readonly pik: Uint8Array;
  readonly mak: Uint8Array;
  readonly tdk?: Uint8Array;
}

/** Management code of the sign-in: 001 single DES, 003 double length, 004 double length with a track key. */
export type SignInLayout = '001' | '003' | '004';

function wrapped(tmk: Uint8Array, key: Uint8Array, places: number): Buffer {
  const field = Buffer.alloc(places);
  field.set(tripleDesEncrypt(tmk, key));
  return Buffer.concat([field, keyCheckValue(key)]);
}

/**
 * Field 62 of a sign-in answer. 001: PIK 8 KCV 4 MAK 8 KCV 4. 003: PIK 16 KCV MAK 8 + 8x00 KCV. 004: that + TDK 16 KCV.
 * A double-length MAK fills the second half in 003 and 004, and its check value is then by triple DES.
 */
export function encodeWorkingKeys(layout: SignInLayout, tmk: Uint8Array, keys: WorkingKeys): Uint8Array {
  const places = layout === '001' ? 8 : 16;
  const parts = [wrapped(tmk, keys.pik, places), wrapped(tmk, keys.mak, places)];
  if (layout === '004') {
    if (keys.tdk === undefined) throw new Error('layout 004 carries a track key');
    parts.push(wrapped(tmk, keys.tdk, 16));
  }
  return Uint8Array.from(Buffer.concat(parts));
}

export type WorkingKeyName = 'pik' | 'mak' | 'tdk';

function unwrapOne(tmk: Uint8Array, slot: Uint8Array, name: WorkingKeyName): Uint8Array | undefined {
  const cipherText = slot.subarray(0, -4);
  // Eight zero bytes after a MAK mean a single-length key; they are filling, not cipher text.
  const single = name === 'mak' && cipherText.length === 16 && cipherText.subarray(8).every((byte) => byte === 0);
  const key = tripleDesDecrypt(tmk, single ? cipherText.subarray(0, 8) : cipherText);
  return sameBytes(keyCheckValue(key), slot.subarray(-4)) ? key : undefined;
}

/**
 * The working keys of a sign-in answer, decrypted and compared with their check values. `wrongKey` names the first key
 * whose check value is not its own: the terminal must refuse it ("校验值错").
 */
export function decodeWorkingKeys(
  layout: SignInLayout,
  tmk: Uint8Array,
  field62: Uint8Array,
):
  | Read<WorkingKeys>
  | {
      readonly ok: false;
      readonly wrongKey: WorkingKeyName;
      readonly error: { field: 62; offset: number; expected: string };
    } {
  const slot = layout === '001' ? 12 : 20;
  const names: WorkingKeyName[] = layout === '004' ? ['pik', 'mak', 'tdk'] : ['pik', 'mak'];
  if (field62.length !== slot * names.length)
    return readError(62, 0, `${slot * names.length} bytes for layout ${layout}`);
  const keys: Partial<Record<WorkingKeyName, Uint8Array>> = {};
  for (const [i, name] of names.entries()) {
    const key = unwrapOne(tmk, field62.subarray(i * slot, (i + 1) * slot), name);
    if (key === undefined) {
      return {
        ok: false,
        wrongKey: name,
        error: { field: 62, offset: i * slot, expected: `the check value of the ${name}` },
      };
    }
    keys[name] = key;
  }
  return readOk(keys as WorkingKeys);
}
