import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, civilDate, daysBetween, type CivilDate } from '../../../kernel/instant.ts';
import { decideRenewal } from './decide-renewal.ts';
import { decideSimDay, type SimDayFacts } from './decide-sim-day.ts';

const END = civilDate('2027-11-29');
const facts = (today: string, changed: Partial<SimDayFacts> = {}): SimDayFacts => ({
  state: 'running',
  wish: 'ask',
  today: civilDate(today),
  coveredTo: END,
  toldDays: undefined,
  noticeDays: [30, 7, 1],
  graceDays: 7,
  ...changed,
});

describe('a day of a data SIM', () => {
  it('tells 30, 7 and 1 days before the end, each once, and sleeps between', () => {
    expect(decideSimDay(facts('2027-01-01'))).toEqual({ next: '2027-10-30' });
    expect(decideSimDay(facts('2027-10-30'))).toEqual({ tell: 30, next: '2027-11-22' });
    expect(decideSimDay(facts('2027-10-30', { toldDays: 30 }))).toEqual({ next: '2027-11-22' });
    expect(decideSimDay(facts('2027-11-22', { toldDays: 30 }))).toEqual({ tell: 7, next: '2027-11-28' });
    expect(decideSimDay(facts('2027-11-28', { toldDays: 7 }))).toEqual({ tell: 1, next: '2027-11-29' });
  });

  it('of several days that were missed tells the nearest alone', () => {
    expect(decideSimDay(facts('2027-11-25'))).toMatchObject({ tell: 7, next: '2027-11-28' });
  });

  it('stops the data after the days of grace, and on the next day where the merchant wants no other year', () => {
    expect(decideSimDay(facts('2027-12-06', { toldDays: 1 }))).toEqual({ next: '2027-12-07' });
    expect(decideSimDay(facts('2027-12-07', { toldDays: 1 }))).toEqual({ lapse: true, next: undefined });
    expect(decideSimDay(facts('2027-11-29', { wish: 'refused', toldDays: 1 }))).toEqual({ next: '2027-11-30' });
    expect(decideSimDay(facts('2027-11-30', { wish: 'refused', toldDays: 1 }))).toEqual({
      lapse: true,
      next: undefined,
    });
  });

  it('tells whoever refused only once more, the day before', () => {
    expect(decideSimDay(facts('2027-10-30', { wish: 'refused' }))).toEqual({ next: '2027-11-28' });
    expect(decideSimDay(facts('2027-11-28', { wish: 'refused' }))).toEqual({ tell: 1, next: '2027-11-29' });
  });

  it('takes the fee on the last day only where the merchant has said so, tries again the next day, and lets go in the end', () => {
    const automatic = { wish: 'automatic', toldDays: 1 } as const;
    expect(decideSimDay(facts('2027-11-28', automatic))).toEqual({ next: '2027-11-29' });
    expect(decideSimDay(facts('2027-11-29', automatic))).toEqual({ renew: true, next: '2027-11-30' });
    expect(decideSimDay(facts('2027-12-06', automatic))).toEqual({ renew: true, next: '2027-12-07' });
    expect(decideSimDay(facts('2027-12-07', automatic))).toEqual({ lapse: true, next: undefined });
  });

  it('whoever looks on each day that it names misses nothing: three notices, then the end, never a fee that nobody asked for', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 40, max: 400 }), (grace, ahead) => {
        let [today, toldDays]: [CivilDate | undefined, number | undefined] = [addDays(END, -ahead), undefined];
        const told: number[] = [];
        for (let looks = 0; today !== undefined && looks < 20; looks += 1) {
          const decision = decideSimDay(facts(today, { toldDays, graceDays: grace }));
          expect(decision.renew).toBeUndefined();
          if (decision.tell !== undefined) told.push((toldDays = decision.tell));
          if (decision.lapse === true) expect(daysBetween(END, today)).toBe(grace + 1);
          if (decision.next !== undefined) expect(decision.next > today).toBe(true);
          today = decision.next;
        }
        expect([told, today]).toEqual([[30, 7, 1], undefined]);
      }),
    );
  });
});

describe('another year', () => {
  const of = (today: string, changed: object = {}) =>
    decideRenewal({
      state: 'running',
      today: civilDate(today),
      coveredTo: END,
      graceDays: 7,
      aheadDays: 60,
      priceFen: 4_800n,
      owedFen: 0n,
      ...changed,
    });

  it('follows the old one, also within the days of grace', () => {
    const year = { refused: false, value: { from: '2027-11-30', through: '2028-11-29', amountFen: 4_800n } };
    expect(of('2027-10-01')).toEqual(year);
    expect(of('2027-12-06')).toEqual(year);
  });

  it('begins today once the data were stopped: nobody pays for days without', () => {
    expect(of('2028-03-01', { state: 'lapsed' })).toMatchObject({
      value: { from: '2028-03-01', through: '2029-02-28' },
    });
  });

  it('is refused too early, without a price on the sheet, with a debt, and at the end of a terminal', () => {
    const code = (...given: Parameters<typeof of>) => {
      const outcome = of(...given);
      return outcome.refused && outcome.refusal.code;
    };
    expect([
      code('2027-09-29'),
      code('2027-11-01', { priceFen: undefined }),
      code('2027-11-01', { owedFen: 1n }),
      code('2027-11-01', { state: 'ended' }),
    ]).toEqual(['servicing.sim_too_early', 'servicing.sim_no_price', 'servicing.sim_owed', 'servicing.sim_ended']);
  });
});
