import { expect, test } from 'vitest';
import { isCardNumber, isDate, isEthnicity, isIdNumber, isName, normaliseName } from './rules.ts';

test('an identity number needs its check character and a real date inside', () => {
  // The number printed in GB 11643-1999 as its example.
  expect(isIdNumber('11010519491231002X')).toBe(true);
  expect(isIdNumber('110105194912310021')).toBe(false);
  // 31 April with a check character that would fit.
  expect(isIdNumber('110105194904310022')).toBe(false);
  expect(isIdNumber('110105491231002')).toBe(false);
});

test('a date is one that the calendar has', () => {
  expect(isDate('2000-02-29')).toBe(true);
  expect(isDate('1900-02-29')).toBe(false);
  expect(isDate('2023-13-01')).toBe(false);
});

test('a card number needs 13 to 19 digits and its Luhn digit', () => {
  expect(isCardNumber('4111111111111111')).toBe(true);
  expect(isCardNumber('4111111111111112')).toBe(false);
  expect(isCardNumber('411111111111')).toBe(false);
});

test('every dot of a name becomes the middle dot, and only between Han characters', () => {
  for (const dot of '·•‧⋅・･●.。．') expect(normaliseName(`买买提${dot}阿不都拉`)).toBe('买买提\u00B7阿不都拉');
  expect(normaliseName(' 林　晓梅 ')).toBe('林晓梅');
  expect(isName('买买提\u00B7阿不都拉')).toBe(true);
  expect(isName('\u00B7阿不都拉')).toBe(false);
  expect(isName('林x')).toBe(false);
});

test('the list of nationalities is whole', () => {
  expect(isEthnicity('汉')).toBe(true);
  expect(isEthnicity('维吾尔')).toBe(true);
  expect(isEthnicity('汗')).toBe(false);
});
