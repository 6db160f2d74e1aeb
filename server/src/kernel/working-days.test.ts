import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, civilDate } from './instant.ts';
import { isWorkingDay, nextWorkingDay, type HolidayTable } from './working-days.ts';

/** The State Council's notice for 2026. */
const table: HolidayTable = {
  off: new Set([
    '2026-01-01',
    '2026-01-02',
    '2026-02-16',
    '2026-02-17',
    '2026-02-18',
    '2026-02-19',
    '2026-02-20',
    '2026-02-23',
    '2026-04-06',
    '2026-05-01',
    '2026-05-04',
    '2026-05-05',
    '2026-06-19',
    '2026-09-25',
    '2026-10-01',
    '2026-10-02',
    '2026-10-05',
    '2026-10-06',
    '2026-10-07',
  ]),
  work: new Set(['2026-01-04', '2026-02-14', '2026-02-28', '2026-05-09', '2026-09-20', '2026-10-10']),
  coverageTo: civilDate('2026-12-31'),
};

describe('S51: T+1', () => {
  it.each([
    ['2026-09-30', '2026-10-08', 'over the National Day week'],
    ['2026-02-13', '2026-02-14', 'a working Saturday before the Spring Festival'],
    ['2026-02-14', '2026-02-24', 'over the Spring Festival'],
    ['2026-05-08', '2026-05-09', 'a working Saturday after May Day'],
    ['2026-05-09', '2026-05-11', 'over the Sunday after it'],
    ['2026-11-20', '2026-11-23', 'over an ordinary weekend'],
    ['2026-11-23', '2026-11-24', 'an ordinary Monday'],
  ])('of %s is %s (%s)', (date, expected) => {
    expect(nextWorkingDay(civilDate(date), table)).toEqual({ date: expected, estimated: false });
  });

  it('of 2026-12-31, with no table for 2027, is 2027-01-04 and marked estimated: never 1 January', () => {
    expect(nextWorkingDay(civilDate('2026-12-31'), table)).toEqual({ date: '2027-01-04', estimated: true });
  });

  it('is later than its day, a working day, and every day in between is none', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000 }), (offset) => {
        const date = addDays(civilDate('2026-01-01'), offset);
        const next = nextWorkingDay(date, table);
        expect(next.date > date).toBe(true);
        expect(isWorkingDay(next.date, table)).toBe(true);
        for (let day = addDays(date, 1); day < next.date; day = addDays(day, 1))
          expect(isWorkingDay(day, table)).toBe(false);
        expect(next.estimated).toBe(next.date > '2026-12-31');
      }),
    );
  });
});
