/**
 * The chips of the drawn cards. A real chip keeps its key; ours is derived from the card number, so that the terminal's card
 * reader and the issuer can both be simulated without a table of keys.
 */
import { createHash } from 'node:crypto';
import { computeMac, tripleDesEncrypt, type BerTlv } from '@kaitong/iso8583';

/** Key of one drawn card, 16 bytes. */
export function demoCardKey(pan: string): Uint8Array {
  return Uint8Array.from(createHash('sha256').update(`kaitong demo card ${pan}`).digest().subarray(0, 16));
}

/** What goes into the application cryptogram, in order (the usual CDOL1 of a UnionPay card, and AIP and ATC). */
export const cryptogramTags = ['9F02', '9F03', '9F1A', '95', '5F2A', '9A', '9C', '9F37', '82', '9F36'] as const;

/** ARQC of a drawn card over the values of `cryptogramTags`, 8 bytes. */
export function demoCryptogram(pan: string, data: Uint8Array): Uint8Array {
  return computeMac('x919', demoCardKey(pan), data);
}

/** Whether field 55 carries the cryptogram of this card; true also when it carries none. */
export function cryptogramHolds(pan: string, objects: readonly BerTlv[]): boolean {
  const values = new Map(objects.map(({ tag, value }) => [tag, value]));
  const cryptogram = values.get('9F26');
  if (cryptogram === undefined) return true;
  const data = Buffer.concat(cryptogramTags.map((tag) => values.get(tag) ?? new Uint8Array()));
  return Buffer.from(demoCryptogram(pan, data)).equals(cryptogram);
}

/**
 * Tag 91 for a cryptogram: ARPC 8, then the two characters of the response code. EMV Book 2, 8.2.1, method 1:
 * ARPC = 3DES(key, ARQC xor (code, six times 00)). A real card derives a key for each transaction; the drawn ones have one key.
 */
export function issuerAuthentication(pan: string, cryptogram: Uint8Array, code: string): Uint8Array {
  const said = Uint8Array.from(Buffer.from(code, 'latin1'));
  const mixed = Uint8Array.from(cryptogram, (byte, i) => byte ^ (said[i] ?? 0));
  return Uint8Array.from(Buffer.concat([tripleDesEncrypt(demoCardKey(pan), mixed), said]));
}

/** Whether tag 91 comes from the issuer of this card and belongs to this cryptogram: what a chip checks for itself. */
export function issuerHolds(pan: string, cryptogram: Uint8Array, authentication: Uint8Array): boolean {
  const code = Buffer.from(authentication.subarray(8)).toString('latin1');
  return Buffer.from(issuerAuthentication(pan, cryptogram, code)).equals(authentication);
}
