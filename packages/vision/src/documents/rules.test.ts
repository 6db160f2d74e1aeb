import { expect, test } from 'vitest';
import {
  isAccountNumber,
  isBusinessName,
  isCardNumber,
  isCreditCode,
  isDate,
  isEthnicity,
  isIdNumber,
  isName,
  isPermitNumber,
  normaliseBusinessName,
  normaliseName,
} from './rules.ts';

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

test('a credit code needs its check character and letters that the standard uses', () => {
  // Codes of listed firms, as their own reports print them.
  for (const code of ['9144030071526726XG', '91330100799655058B', '914403001922038216', '91100000100003962T'])
    expect(isCreditCode(code), code).toBe(true);
  expect(isCreditCode('9144030071526726XH')).toBe(false);
  expect(isCreditCode('9144030071526762XG')).toBe(false);
  expect(isCreditCode('9144O30071526726XG')).toBe(false);
  expect(isCreditCode('9144030071526726X')).toBe(false);
});

test('a permit number is a letter of its kind and 13 digits, an account number 9 to 25 digits', () => {
  expect(isPermitNumber('J3310099000101')).toBe(true);
  expect(isPermitNumber('K3310099000101')).toBe(false);
  expect(isPermitNumber('J331009900010')).toBe(false);
  expect(isAccountNumber('19045501040012345')).toBe(true);
  expect(isAccountNumber('12345678')).toBe(false);
});

test('a business name is mostly Han, with brackets as licences print them', () => {
  expect(normaliseBusinessName(' 星砾(杭州) 商贸有限公司。')).toBe('星砾（杭州）商贸有限公司');
  expect(isBusinessName('星砾（杭州）商贸有限公司')).toBe(true);
  expect(isBusinessName('杭州A1科技有限公司')).toBe(true);
  expect(isBusinessName('ABC 公司')).toBe(false);
  expect(isBusinessName('签章')).toBe(false);
});
