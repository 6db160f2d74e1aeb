import { describe, expect, it } from 'vitest';
import { HOUR_MS, MINUTE_MS, parseIso } from '../../../kernel/instant.ts';
import { caseDueAt } from './case-due.ts';

const now = parseIso('2026-11-23T10:00:00+08:00');

describe('the promise of a review', () => {
  it('is one for the whole application: what was spent before a fix is taken off, the time with the applicant is not', () => {
    expect(caseDueAt(now, 2 * HOUR_MS, 0) - now).toBe(2 * HOUR_MS);
    expect(caseDueAt(now, 2 * HOUR_MS, 50 * MINUTE_MS) - now).toBe(70 * MINUTE_MS);
  });

  it('leaves whoever takes it up again a quarter of it', () => {
    expect(caseDueAt(now, 2 * HOUR_MS, 5 * HOUR_MS) - now).toBe(30 * MINUTE_MS);
  });
});
