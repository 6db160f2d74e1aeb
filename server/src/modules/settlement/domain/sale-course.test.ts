import { describe, expect, it } from 'vitest';
import { civilDate } from '../../../kernel/instant.ts';
import { saleCourse, type CourseFacts } from './sale-course.ts';

const TAKEN = '2026-11-23T04:00:00.000Z';
const day = (state: 'closed' | 'cleared' | 'funded' | 'settled') =>
  ({ date: civilDate('2026-11-23'), state, closedAt: '2026-11-23T15:00:00.000Z' }) as const;
const batch = (part: '' | 't0') =>
  ({ part, payDate: civilDate('2026-11-24'), saleCount: 3, netFen: 100n, madeAt: '2026-11-24T01:00:00.000Z' }) as const;
const payout = (state: 'prepared' | 'sending' | 'accepted' | 'paid' | 'returned' | 'unknown', reason?: string) => ({
  state,
  reason,
  reference: 'B1',
  sentAt: '2026-11-24T02:00:00.000Z',
  settledAt: '2026-11-24T02:01:00.000Z',
});
const of = (money: Partial<CourseFacts['money']>, stop?: CourseFacts['stop']) => {
  const course = saleCourse({
    stop,
    takenAt: TAKEN,
    payDate: civilDate('2026-11-24'),
    money: { file: undefined, day: undefined, batch: undefined, payout: undefined, ...money },
  });
  return course.steps.map((one) => `${one.name} ${one.state}`);
};

describe('the course of a sale', () => {
  it('before 23:00 waits for its day to close', () => {
    expect(of({})).toEqual([
      'taken done',
      'closed now',
      'confirmed ahead',
      'funded ahead',
      'settled ahead',
      'sent ahead',
      'arrived ahead',
    ]);
  });

  it('goes through file, arrival, batch and payout, one after the other', () => {
    expect(of({ day: day('closed') })[2]).toBe('confirmed now');
    expect(of({ day: day('cleared'), file: 'F' }).slice(2, 4)).toEqual(['confirmed done', 'funded now']);
    expect(of({ day: day('funded'), file: 'F' }).slice(3, 5)).toEqual(['funded done', 'settled now']);
    const settled = { day: day('settled'), file: 'F', batch: batch('') } as const;
    expect(of({ ...settled, payout: payout('unknown') }).slice(4)).toEqual([
      'settled done',
      'sent now',
      'arrived ahead',
    ]);
    expect(of({ ...settled, payout: payout('accepted') }).slice(4)).toEqual([
      'settled done',
      'sent done',
      'arrived now',
    ]);
    expect(of({ ...settled, payout: payout('paid') }).slice(4)).toEqual(['settled done', 'sent done', 'arrived done']);
  });

  it('that is not in the network’s file stops there, and does not pretend to go on', () => {
    expect(of({ day: day('funded') })).toEqual(['taken done', 'closed done', 'confirmed problem']);
  });

  it('that the bank sent back says so with the bank’s reason', () => {
    const { steps } = saleCourse({
      stop: undefined,
      takenAt: TAKEN,
      payDate: civilDate('2026-11-24'),
      money: { file: 'F', day: day('settled'), batch: batch(''), payout: payout('returned', '户名不符') },
    });
    expect(steps.at(-1)).toMatchObject({ name: 'arrived', state: 'problem', said: '户名不符' });
  });

  it('whose delay ended after its day was settled waits for the next batch', () => {
    expect(of({ day: day('settled'), file: 'F' }).slice(3)).toEqual([
      'funded done',
      'settled now',
      'sent ahead',
      'arrived ahead',
    ]);
  });

  it('paid by T+0 does not wait for its day', () => {
    expect(of({ batch: batch('t0'), payout: payout('paid') })).toEqual([
      'taken done',
      'settled done',
      'sent done',
      'arrived done',
    ]);
  });

  it('that was declined or reversed brought nothing; voided, refunded or held it goes no further than it came', () => {
    expect(of({}, 'declined')).toEqual(['taken problem']);
    expect(of({ day: day('closed') }, 'voided')).toEqual(['taken done', 'closed done']);
    expect(of({ day: day('cleared'), file: 'F' }, 'risk_hold')).toEqual([
      'taken done',
      'closed done',
      'confirmed done',
    ]);
    const paid = { day: day('settled'), file: 'F', batch: batch(''), payout: payout('paid') } as const;
    expect(of(paid, 'refunded').at(-1)).toBe('arrived done');
  });
});
