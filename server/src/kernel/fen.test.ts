import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addFen, FEN_MAX, feeHalfUp, fen, minFen, ratePpm, subtractFen, sumFen, yuanText } from './fen.ts';

const amounts = fc.bigInt({ min: 0n, max: 9_999_999_999n }).map(fen);
const rates = fc.bigInt({ min: 0n, max: 1_000_000n }).map(ratePpm);

describe('a fee', () => {
  it.each([
    [10_000n, 6_000n, 60n], // 100.00 at 0.60 %
    [100n, 6_000n, 1n], // 1.00: 0.6 fen is a whole fen
    [83n, 6_000n, 0n], // 0.498 fen
    [250n, 6_000n, 2n], // 1.5 fen goes up
    [10_000n, 325n, 3n], // 3.25 fen
    [20_000n, 325n, 7n], // 6.5 fen goes up
    [0n, 6_000n, 0n],
  ])('of %s fen at %s ppm is %s fen: rounded half-up, once', (amount, rate, expected) => {
    expect(feeHalfUp(fen(amount), ratePpm(rate))).toBe(expected);
  });

  it('is never further than half a fen from the exact product, and at exactly half it goes up', () => {
    fc.assert(
      fc.property(amounts, rates, (amount, rate) => {
        const twiceError = 2n * (feeHalfUp(amount, rate) * 1_000_000n - amount * rate);
        expect(twiceError > -1_000_000n && twiceError <= 1_000_000n).toBe(true);
      }),
    );
  });

  it('never falls when the amount grows', () => {
    fc.assert(
      fc.property(
        amounts,
        amounts,
        rates,
        (a, b, rate) => feeHalfUp(minFen(a, b), rate) <= feeHalfUp(a > b ? a : b, rate),
      ),
    );
  });

  it('of a negative amount is a bug', () => expect(() => feeHalfUp(fen(-1n), ratePpm(1n))).toThrow(RangeError));
});

describe('an amount', () => {
  it('that field 4 could not carry is refused, above and below', () => {
    expect(fen(FEN_MAX)).toBe(999_999_999_999n);
    expect(() => fen(FEN_MAX + 1n)).toThrow(RangeError);
    expect(() => fen(-FEN_MAX - 1n)).toThrow(RangeError);
    expect(() => addFen(fen(FEN_MAX), fen(1n))).toThrow(RangeError);
  });
  it('is written with two places and a sign, without separators', () => {
    expect([12_345n, 5n, 0n, -5n, -12_345n, 100n].map((one) => yuanText(fen(one)))).toEqual([
      '123.45',
      '0.05',
      '0.00',
      '-0.05',
      '-123.45',
      '1.00',
    ]);
  });
  it('is read back from its text without loss', () => {
    const read = (text: string): bigint => BigInt(text.replace('.', ''));
    fc.assert(fc.property(fc.bigInt({ min: -FEN_MAX, max: FEN_MAX }), (value) => read(yuanText(fen(value))) === value));
  });
  it('adds and takes away without loss', () => {
    fc.assert(fc.property(amounts, amounts, (a, b) => subtractFen(addFen(a, b), b) === a && sumFen([a, b]) === a + b));
  });
});
