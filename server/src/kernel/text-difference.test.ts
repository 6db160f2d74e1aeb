import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { textDifference, textLikeness } from './text-difference.ts';

const marked = (a: string, b: string): [string, string] => {
  const show = (runs: { text: string; same: boolean }[]): string =>
    runs.map((run) => (run.same ? run.text : `[${run.text}]`)).join('');
  const { left, right } = textDifference(a, b);
  return [show(left), show(right)];
};

describe('the difference of two names', () => {
  it('marks the characters that only one has', () => {
    expect(marked('杭州晓梅餐饮有限公司', '杭州小梅餐饮管理有限公司')).toEqual([
      '杭州[晓]梅餐饮有限公司',
      '杭州[小]梅餐饮[管理]有限公司',
    ]);
    expect(marked('林晓梅', '林晓梅')).toEqual(['林晓梅', '林晓梅']);
  });
  it('counts a rare character as one', () => expect(marked('王𠅤', '王明')).toEqual(['王[𠅤]', '王[明]']));
  it('loses nothing of either text, and shares the same characters in the same order', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 40 }),
        fc.string({ unit: 'binary', maxLength: 40 }),
        (a, b) => {
          const { left, right } = textDifference(a, b);
          const all = (runs: { text: string }[]): string => runs.map((run) => run.text).join('');
          expect([all(left), all(right)]).toEqual([a, b]);
          const shared = (runs: { text: string; same: boolean }[]): string => all(runs.filter((run) => run.same));
          expect(shared(left)).toBe(shared(right));
        },
      ),
    );
  });
  it('is likeness 1 for the same text and 0 for none in common', () => {
    expect(textLikeness('公司', '公司')).toBe(1);
    expect(textLikeness('甲', '乙')).toBe(0);
    expect(textLikeness('甲乙丙丁', '甲乙丙')).toBe(0.75);
  });
});
