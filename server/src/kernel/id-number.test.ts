import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { birthOf, idCheckCharacter, idNumberFault, maskIdNumber } from './id-number.ts';
import { civilDate } from './instant.ts';

const today = civilDate('2026-11-23');
const complete = (first17: string): string => `${first17}${idCheckCharacter(first17)}`;

describe('an identity number', () => {
  it('of the standard itself (GB 11643, annex) is right', () => {
    expect(idNumberFault('11010519491231002X', today)).toBeUndefined();
    expect(idNumberFault('440524188001010014', today)).toBe('birth_date'); // the standard's second example is of 1880
  });
  it('S04: with 30 February in it is refused, though its check character may be right', () => {
    expect(idNumberFault('11010519900230001X', today)).toBe('birth_date');
    expect(idNumberFault(complete('11010519900230001'), today)).toBe('birth_date');
  });
  it('of somebody not yet born is refused', () => {
    expect(idNumberFault(complete('11010520261123001'), today)).toBeUndefined();
    expect(idNumberFault(complete('11010520261124001'), today)).toBe('birth_date');
  });
  it('has the check character of ISO 7064 MOD 11-2, here worked out digit by digit as the standard does it', () => {
    const byDigits = (first17: string): string => {
      const p = Array.from(first17).reduce((sum, digit) => ((sum + Number(digit)) * 2) % 11, 0);
      return '0123456789X'[(12 - p) % 11] ?? '';
    };
    fc.assert(
      fc.property(
        fc.array(fc.nat({ max: 9 }), { minLength: 17, maxLength: 17 }),
        (digits) => idCheckCharacter(digits.join('')) === byDigits(digits.join('')),
      ),
    );
    expect(idCheckCharacter('44052418800101001')).toBe('4');
  });
  it('of fifteen places, with letters, or empty is refused', () => {
    expect(idNumberFault('110105491231002', today)).toBe('length');
    expect(idNumberFault('', today)).toBe('length');
    expect(idNumberFault('1101051949123100X2', today)).toBe('characters');
    expect(idNumberFault('11010519491231002x', today)).toBe('characters');
  });
  it('of a region that was merged away since stays valid', () =>
    expect(idNumberFault(complete('11010319700101001'), today)).toBeUndefined());

  it('S03: with any one digit misread, or two neighbours swapped, is found out', () => {
    const first17 = fc.tuple(fc.integer({ min: 0, max: 20_000 }), fc.nat({ max: 999 })).map(([day, seq]) => {
      const birth = new Date(Date.UTC(1950, 0, 1) + day * 86_400_000).toISOString().slice(0, 10).replaceAll('-', '');
      return `330106${birth}${String(seq).padStart(3, '0')}`;
    });
    fc.assert(
      fc.property(first17, fc.nat({ max: 16 }), fc.integer({ min: 1, max: 9 }), (text, place, shift) => {
        const right = complete(text);
        expect(idNumberFault(right, today)).toBeUndefined();
        const misread = `${right.slice(0, place)}${(Number(right[place]) + shift) % 10}${right.slice(place + 1)}`;
        expect(idNumberFault(misread, today)).toBeDefined();
        const swapped = `${right.slice(0, place)}${right[place + 1]}${right[place]}${right.slice(place + 2)}`;
        if (swapped !== right) expect(idNumberFault(swapped, today)).toBeDefined();
      }),
    );
  });

  it('carries its birthday, and is shown with the day covered', () => {
    expect(birthOf('11010519491231002X')).toBe('1949-12-31');
    expect(maskIdNumber('330106199003070465')).toBe('330106********0465');
  });
});
