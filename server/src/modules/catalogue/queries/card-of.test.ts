import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { luhnValid } from './card-of.ts';

const digits = (length: number): fc.Arbitrary<string> =>
  fc.array(fc.nat({ max: 9 }), { minLength: length, maxLength: length }).map((all) => all.join(''));

describe('the check digit of a card', () => {
  it('of well-known test numbers is right', () => {
    for (const pan of ['4111111111111111', '5555555555554444', '378282246310005', '6011111111111117'])
      expect(luhnValid(pan)).toBe(true);
  });
  it('exists exactly once for any number, and finds any one misread digit', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 12, max: 18 }).chain(digits),
        fc.nat({ max: 17 }),
        fc.integer({ min: 1, max: 9 }),
        (body, place, shift) => {
          const right = Array.from({ length: 10 }, (_, digit) => `${body}${digit}`).filter(luhnValid);
          expect(right).toHaveLength(1);
          const pan = right[0] ?? '';
          const at = place % pan.length;
          expect(luhnValid(`${pan.slice(0, at)}${(Number(pan[at]) + shift) % 10}${pan.slice(at + 1)}`)).toBe(false);
        },
      ),
    );
  });
  it('of what is no card number is never right', () =>
    expect(['', '0', '000000000000', '4111 1111 1111 1111', '41111111111111111111'].filter(luhnValid)).toEqual([]));
});
