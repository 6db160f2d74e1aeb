import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addDays,
  addMonths,
  businessDate,
  civilDate,
  dateInShanghai,
  instant,
  isCivilDate,
  isoText,
  later,
  parseIso,
  shanghaiInstant,
  timeInShanghai,
  weekday,
  yearsBetween,
} from './instant.ts';

const instants = fc.integer({ min: Date.UTC(1992, 0, 1), max: Date.UTC(2100, 0, 1) }).map(instant);
const dates = instants.map(dateInShanghai);

describe('the day in Shanghai', () => {
  it('turns at 16:00 UTC', () => {
    expect(dateInShanghai(parseIso('2026-11-23T15:59:59.999Z'))).toBe('2026-11-23');
    expect(dateInShanghai(parseIso('2026-11-23T16:00:00Z'))).toBe('2026-11-24');
    expect(timeInShanghai(parseIso('2026-11-23T16:00:00Z'))).toBe('00:00:00');
  });
  it('with its time is the instant again', () => {
    fc.assert(
      fc.property(instants, (at) => shanghaiInstant(dateInShanghai(at), timeInShanghai(at)) === at - (at % 1_000)),
    );
  });
  it('reads HH:MM and HH:MM:SS alike', () => {
    expect(isoText(shanghaiInstant(civilDate('2026-01-01'), '09:00'))).toBe('2026-01-01T01:00:00.000Z');
    expect(shanghaiInstant(civilDate('2026-01-01'), '09:00:00')).toBe(
      shanghaiInstant(civilDate('2026-01-01'), '09:00'),
    );
  });
});

describe('S50: the business day', () => {
  it('a sale at 22:59:59 belongs to today, one at 23:00:00 to tomorrow', () => {
    expect(businessDate(parseIso('2026-11-23T22:59:59+08:00'), '23:00')).toBe('2026-11-23');
    expect(businessDate(parseIso('2026-11-23T22:59:59.999+08:00'), '23:00')).toBe('2026-11-23');
    expect(businessDate(parseIso('2026-11-23T23:00:00+08:00'), '23:00')).toBe('2026-11-24');
    expect(businessDate(parseIso('2026-12-31T23:00:00+08:00'), '23:00')).toBe('2027-01-01');
  });
  it('never goes back as time goes on, and is today or tomorrow', () => {
    fc.assert(
      fc.property(instants, fc.nat({ max: 40 * 3_600_000 }), (at, ms) => {
        const day = businessDate(at, '23:00');
        expect(businessDate(later(at, ms), '23:00') >= day).toBe(true);
        expect([dateInShanghai(at), addDays(dateInShanghai(at), 1)]).toContain(day);
      }),
    );
  });
});

describe('a civil date', () => {
  it('that no calendar has is refused', () => {
    expect(
      ['2026-02-29', '2026-02-30', '2026-13-01', '2026-00-10', '2026-1-1', '', '2026-01-01T00:00'].filter(isCivilDate),
    ).toEqual([]);
    expect(isCivilDate('2028-02-29')).toBe(true);
    expect(() => civilDate('2026-02-30')).toThrow(RangeError);
  });
  it('plus P3M keeps its day, clamped to the end of the month', () => {
    expect(addMonths(civilDate('2026-11-30'), 3)).toBe('2027-02-28');
    expect(addMonths(civilDate('2027-11-30'), 3)).toBe('2028-02-29');
    expect(addMonths(civilDate('2026-11-23'), 3)).toBe('2027-02-23');
    expect(addMonths(civilDate('2026-10-31'), 1)).toBe('2026-11-30');
    expect(addMonths(civilDate('2026-12-31'), 12)).toBe('2027-12-31');
    expect(addMonths(civilDate('2026-01-31'), -2)).toBe('2025-11-30');
  });
  it('plus months is a day of the calendar in the month that was meant', () => {
    fc.assert(
      fc.property(dates, fc.integer({ min: -240, max: 240 }), (date, months) => {
        const moved = addMonths(date, months);
        const index = (text: string): number => Number(text.slice(0, 4)) * 12 + Number(text.slice(5, 7)) - 1;
        expect(isCivilDate(moved)).toBe(true);
        expect(index(moved)).toBe(index(date) + months);
        expect(moved.slice(8) <= date.slice(8)).toBe(true);
      }),
    );
  });
  it('plus days and minus days is itself, and each step is the next weekday', () => {
    fc.assert(
      fc.property(dates, fc.integer({ min: -1_000, max: 1_000 }), (date, days) => {
        expect(addDays(addDays(date, days), -days)).toBe(date);
        expect(weekday(addDays(date, 1))).toBe((weekday(date) + 1) % 7);
      }),
    );
  });
  it('counts an age on the birthday and not before', () => {
    expect(yearsBetween(civilDate('2008-11-23'), civilDate('2026-11-22'))).toBe(17);
    expect(yearsBetween(civilDate('2008-11-23'), civilDate('2026-11-23'))).toBe(18);
    expect(yearsBetween(civilDate('2008-02-29'), civilDate('2026-02-28'))).toBe(17);
  });
});
