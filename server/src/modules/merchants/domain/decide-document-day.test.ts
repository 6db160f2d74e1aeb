import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, civilDate, daysBetween, type CivilDate } from '../../../kernel/instant.ts';
import { decideDocumentDay, type DocumentDayFacts } from './decide-document-day.ts';

const END = civilDate('2028-02-29');
const facts = (today: string, changed: Partial<DocumentDayFacts> = {}): DocumentDayFacts => ({
  today: civilDate(today),
  validTo: END,
  toldDays: undefined,
  heardOn: undefined,
  noticeDays: [90, 30, 7],
  graceDays: 0,
  ...changed,
});
const HEARD = { heardOn: civilDate('2027-12-01') };

interface Lived {
  readonly told: number[];
  readonly firstHeard: CivilDate | undefined;
  readonly expiredOn: CivilDate | undefined;
}

/** Looks on each day that the decision names, as the due rows do. */
function live(validTo: CivilDate | undefined, from: CivilDate, graceDays = 0): Lived {
  const told: number[] = [];
  let [today, toldDays, heardOn]: [CivilDate | undefined, number | undefined, CivilDate | undefined] = [
    from,
    undefined,
    undefined,
  ];
  for (let looks = 0; today !== undefined && looks < 20; looks += 1) {
    const decision = decideDocumentDay(facts(today, { validTo, toldDays, heardOn, graceDays }));
    if (decision.tell !== undefined) {
      told.push((toldDays = decision.tell));
      heardOn ??= today;
    }
    if (decision.expire === true) return { told, firstHeard: heardOn, expiredOn: today };
    if (decision.next !== undefined) expect(decision.next > today).toBe(true);
    today = decision.next;
  }
  return { told, firstHeard: heardOn, expiredOn: undefined };
}

/** Any day of 40 years, with the ends of months and leap days more often than chance would have them. */
const anyDay = fc.oneof(
  fc.integer({ min: 0, max: 14_600 }).map((days) => addDays(civilDate('2020-01-01'), days)),
  fc.constantFrom('2024-02-29', '2028-02-29', '2027-02-28', '2026-12-31', '2027-04-30', '2027-01-31').map(civilDate),
);

describe('a day of a document', () => {
  it('tells 90, 30 and 7 days before the last valid day, each once, and sleeps between', () => {
    expect(decideDocumentDay(facts('2027-06-01'))).toEqual({ next: '2027-12-01' });
    expect(decideDocumentDay(facts('2027-12-01'))).toEqual({ tell: 90, next: '2028-01-30' });
    expect(decideDocumentDay(facts('2028-01-30', { ...HEARD, toldDays: 90 }))).toEqual({
      tell: 30,
      next: '2028-02-22',
    });
    expect(decideDocumentDay(facts('2028-02-22', { ...HEARD, toldDays: 30 }))).toEqual({ tell: 7, next: '2028-03-01' });
  });

  it('the last valid day is valid until midnight, and the day after it is not', () => {
    expect(decideDocumentDay(facts('2028-02-29', { ...HEARD, toldDays: 7 }))).toEqual({ next: '2028-03-01' });
    expect(decideDocumentDay(facts('2028-03-01', { ...HEARD, toldDays: 7 }))).toEqual({
      expire: true,
      next: undefined,
    });
  });

  it('days of grace come after it', () => {
    const grace = { ...HEARD, toldDays: 7, graceDays: 3 };
    expect(decideDocumentDay(facts('2028-03-03', grace))).toEqual({ next: '2028-03-04' });
    expect(decideDocumentDay(facts('2028-03-04', grace))).toMatchObject({ expire: true });
  });

  it('长期 has no end: nothing is told and nothing follows (S02)', () => {
    expect(decideDocumentDay(facts('2099-12-31', { validTo: undefined }))).toEqual({ next: undefined });
  });

  it('of several notices that were missed the nearest alone is told', () => {
    expect(decideDocumentDay(facts('2028-02-10'))).toMatchObject({ tell: 30, next: '2028-02-22' });
  });

  it('a document that was found expired is told of first, and a week later sales stop', () => {
    expect(decideDocumentDay(facts('2028-06-01'))).toEqual({ tell: 7, next: '2028-06-09' });
    const heard = { heardOn: civilDate('2028-06-01'), toldDays: 7 };
    expect(decideDocumentDay(facts('2028-06-08', heard))).toEqual({ next: '2028-06-09' });
    expect(decideDocumentDay(facts('2028-06-09', heard))).toEqual({ expire: true, next: undefined });
  });

  it('whichever day it ends on, whoever was there in time hears of it three times and stops on the day after', () => {
    fc.assert(
      fc.property(anyDay, fc.integer({ min: 90, max: 800 }), fc.integer({ min: 0, max: 30 }), (end, ahead, grace) => {
        const { told, expiredOn } = live(end, addDays(end, -ahead), grace);
        expect([told, expiredOn]).toEqual([[90, 30, 7], addDays(end, grace + 1)]);
      }),
    );
  });

  it('whenever it is taken in, nobody is restricted while it is valid, nor before they have known of it for a week', () => {
    fc.assert(
      fc.property(anyDay, fc.integer({ min: -400, max: 89 }), (end, ahead) => {
        const { firstHeard, expiredOn } = live(end, addDays(end, -ahead));
        expect(expiredOn !== undefined && expiredOn > end).toBe(true);
        expect(daysBetween(firstHeard ?? end, expiredOn ?? end)).toBeGreaterThan(7);
      }),
    );
  });
});
