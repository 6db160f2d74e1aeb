import { describe, expect, it } from 'vitest';
import { civilDate } from '../../../kernel/instant.ts';
import { holdFrom, priceDayOf } from './price-day.ts';

const day = civilDate;
const next = (effectiveFrom: string, until: string | undefined) => ({
  effectiveFrom: day(effectiveFrom),
  until: until === undefined ? undefined : day(until),
  today: day('2026-12-10'),
});

describe('a merchant that keeps an older price', () => {
  it('pays it from the day of the rise to the end of the hold, and its own day otherwise', () => {
    const hold = holdFrom(undefined, next('2026-12-24', '2027-01-10'));
    const days = ['2026-12-23', '2026-12-24', '2027-01-09', '2027-01-10'].map((one) => priceDayOf(hold, day(one)));
    expect(days).toEqual(['2026-12-23', '2026-12-23', '2026-12-23', '2027-01-10']);
    expect(priceDayOf(holdFrom(undefined, next('2026-12-24', undefined)), day('2030-01-01'))).toBe('2026-12-23');
    expect(priceDayOf(undefined, day('2030-01-01'))).toBe('2030-01-01');
  });

  it('never pays more because of a second hold', () => {
    const first = holdFrom(undefined, next('2026-12-01', '2026-12-20'));
    expect(holdFrom(first, next('2027-02-01', '2027-03-01'))).toEqual({ asOf: '2026-11-30', until: '2027-03-01' });
    expect(holdFrom(first, next('2027-02-01', undefined))).toEqual({ asOf: '2026-11-30', until: undefined });
    const over = { asOf: day('2026-01-01'), until: day('2026-12-10') };
    expect(holdFrom(over, next('2027-02-01', '2027-03-01'))).toEqual({ asOf: '2027-01-31', until: '2027-03-01' });
  });
});
