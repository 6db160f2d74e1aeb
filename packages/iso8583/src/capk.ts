/** Public keys of card organisations as a terminal keeps them. */
import { createHash } from 'node:crypto';
import { sameBytes } from './keys.ts';
import type { BerTlv } from './tlv.ts';

/** Hex in upper case; the expiry is YYYYMMDD. */
export interface CardOrganisationKey {
  readonly rid: string;
  readonly index: string;
  readonly expiry: string;
  readonly modulus: string;
  readonly exponent: string;
}

/** The key in the answer to 0800/370; undefined where an object is missing or DF03 is not the SHA-1 over the others. */
export function readCapk(objects: readonly BerTlv[]): CardOrganisationKey | undefined {
  const bytes = (tag: string): Uint8Array | undefined => objects.find((one) => one.tag === tag)?.value;
  const [rid, index, expiry, modulus, exponent, check] = ['9F06', '9F22', 'DF05', 'DF02', 'DF04', 'DF03'].map(bytes);
  if (rid === undefined || index === undefined || expiry === undefined) return undefined;
  if (modulus === undefined || exponent === undefined || check === undefined) return undefined;
  const sum = createHash('sha1').update(rid).update(index).update(modulus).update(exponent).digest();
  if (!sameBytes(sum, check)) return undefined;
  const hex = (value: Uint8Array): string => Buffer.from(value).toString('hex').toUpperCase();
  return {
    rid: hex(rid),
    index: hex(index),
    expiry: Buffer.from(expiry).toString('latin1'),
    modulus: hex(modulus),
    exponent: hex(exponent),
  };
}
