import { expect, test } from 'vitest';
import { FIX_REASONS } from '../../../server/src/modules/review/domain/fix-reasons.ts';
import { reasonRemedy, reasonTitle, reasons } from './reasons.ts';

test('every reason that a reviewer may give has a title and a remedy in both languages', () => {
  const codes = new Set(Object.values(FIX_REASONS).flat());
  const untold = [...codes].filter((code) =>
    (['zh-CN', 'en'] as const).some(
      (language) => reasonTitle(code, language) === code || reasonRemedy(code, language) === '',
    ),
  );
  expect(codes.size).toBeGreaterThan(15);
  expect(untold).toEqual([]);
});

test('a reason that nobody wrote a text for shows its code', () => {
  expect(reasonTitle('img_upside_down', 'en')).toBe('img_upside_down');
  expect(Object.keys(reasons)).not.toContain('img_upside_down');
});
