import { expect, it } from 'vitest';
import { isIdNumber } from './id-number.ts';

it('an identity number with one place typed wrong, or two swapped, is seen', () => {
  const right = '330106199104160465';
  expect(isIdNumber(right)).toBe(true);
  expect(isIdNumber('11010519491231002X')).toBe(true); // the example of GB 11643
  for (let at = 0; at < 17; at += 1) {
    const other = (Number(right[at]) + 1) % 10;
    expect(isIdNumber(`${right.slice(0, at)}${other}${right.slice(at + 1)}`)).toBe(false);
  }
  expect(isIdNumber('330106199104160645')).toBe(false);
});

it.each(['', '33010619910416046', '3301061991041604655', '11010519491231002x', '33010619910416046５'])(
  '%s is none',
  (text) => expect(isIdNumber(text)).toBe(false),
);
