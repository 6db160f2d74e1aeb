import { createCipheriv, createDecipheriv } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tripleDesDecrypt, tripleDesEncrypt } from './index.ts';

const hex = (text: string) => Uint8Array.from(Buffer.from(text, 'hex'));
const toHex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex').toUpperCase();

/** OpenSSL 3 refuses single DES by its own name: it is triple DES with one key three times. */
function tripled(key: Uint8Array): Uint8Array {
  if (key.length === 24) return key;
  return key.length === 16 ? Buffer.concat([key, key.subarray(0, 8)]) : Buffer.concat([key, key, key]);
}

describe('DES', () => {
  it('is the one whose example is printed everywhere', () => {
    expect(toHex(tripleDesEncrypt(hex('133457799BBCDFF1'), hex('0123456789ABCDEF')))).toBe('85E813540F0AB405');
  });

  it('agrees with node:crypto for keys of every length, both ways', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(8, 16, 24),
        fc.uint8Array({ minLength: 24, maxLength: 24 }),
        fc.uint8Array({ minLength: 8, maxLength: 64 }),
        (length, material, text) => {
          const key = material.subarray(0, length);
          const data = text.subarray(0, text.length - (text.length % 8));
          const forth = createCipheriv('des-ede3-ecb', tripled(key), null).setAutoPadding(false).update(data);
          const back = createDecipheriv('des-ede3-ecb', tripled(key), null).setAutoPadding(false).update(data);
          expect(toHex(tripleDesEncrypt(key, data))).toBe(toHex(forth));
          expect(toHex(tripleDesDecrypt(key, data))).toBe(toHex(back));
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('refuses a key of another length and a block that is not whole', () => {
    expect(() => tripleDesEncrypt(new Uint8Array(12), new Uint8Array(8))).toThrow(/8, 16 or 24/);
    expect(() => tripleDesEncrypt(new Uint8Array(8), new Uint8Array(9))).toThrow(/whole blocks/);
  });
});
