import { describe, expect, it } from 'vitest';
import { withoutNumbers } from './without-numbers.ts';

describe('a reason that is kept', () => {
  it.each([
    ['客户来电 13800001234 要求', '客户来电 ***34 要求'],
    ['卡 6222 0212 3456 7890 被盗', '卡 ***90 被盗'],
    ['身份证 11010119900307123X 不符', '身份证 ***3X 不符'],
    ['2026-11 第 3 次', '2026-11 第 3 次'],
  ])('%s is kept as %s', (given, kept) => expect(withoutNumbers(given)).toBe(kept));

  it('is cut where somebody writes a letter', () => expect(withoutNumbers('长'.repeat(500))).toHaveLength(200));
});
