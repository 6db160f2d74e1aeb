import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { merchantNumber } from './merchant-number.ts';

const parts = { acquirer: '898', region: '330100', mcc: '5814', sequence: 1 };

it('a merchant number has fifteen places: acquirer, four of the region, trade, sequence', () =>
  expect(merchantNumber(parts)).toBe('898330158140001'));

it('the sequence counts in base 36, so a region and trade do not end at 9,999', () => {
  expect(merchantNumber({ ...parts, sequence: 9_999 })).toBe('8983301581407PR');
  expect(merchantNumber({ ...parts, sequence: 10_000 })).toBe('8983301581407PS');
  expect(merchantNumber({ ...parts, sequence: 36 ** 4 - 1 })).toBe('89833015814ZZZZ');
});

it('past the last sequence, or with parts that do not fit, it stops', () => {
  expect(() => merchantNumber({ ...parts, sequence: 36 ** 4 })).toThrow(/used up/);
  expect(() => merchantNumber({ ...parts, acquirer: '89' })).toThrow(/parts/);
  expect(() => merchantNumber({ ...parts, mcc: '58' })).toThrow(/parts/);
});

it('two sequences never give one number, and numbers sort as their sequences', () => {
  const sequence = fc.nat({ max: 36 ** 4 - 1 });
  fc.assert(
    fc.property(
      sequence,
      sequence,
      (a, b) => a < b === merchantNumber({ ...parts, sequence: a }) < merchantNumber({ ...parts, sequence: b }),
    ),
  );
});
