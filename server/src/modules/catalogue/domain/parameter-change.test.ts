import { describe, expect, it } from 'vitest';
import { civilDate } from '../../../kernel/instant.ts';
import { decideParameter, decideParameterMove } from './parameter-change.ts';

const TODAY = civilDate('2026-11-30');
const judged = (typed: string, before: number | string | undefined, more: { day?: string; isTaken?: boolean } = {}) => {
  const done = decideParameter({
    typed,
    before,
    effectiveFrom: civilDate(more.day ?? '2026-12-01'),
    today: TODAY,
    isTaken: more.isTaken ?? false,
  });
  return done.refused ? done.refusal.code : done.value;
};

describe('another value of a parameter', () => {
  it.each([
    ['19900', 9900, 19900],
    ['0.5', 9900, 'catalogue.parameter_value'],
    ['0.75', 0.5, 0.75],
    ['-1', 9900, 'catalogue.parameter_value'],
    ['1e9', 9900, 'catalogue.parameter_value'],
    ['99999999999999', 9900, 'catalogue.parameter_value'],
    ['22:30', '23:00', '22:30'],
    ['24:00', '23:00', 'catalogue.parameter_value'],
    ['later', '23:00', 'catalogue.parameter_value'],
    [' ', 'words', 'catalogue.parameter_value'],
    ['9900', 9900, 'catalogue.parameter_same'],
    ['1', undefined, 'catalogue.parameter_unknown'],
  ])('%s where it was %s: %s', (typed, before, wanted) => expect(judged(typed, before)).toBe(wanted));

  it('begins on a day that has not begun, within two years, and once', () => {
    expect(judged('1', 2, { day: '2026-11-30' })).toBe('catalogue.parameter_day');
    expect(judged('1', 2, { day: '2028-12-01' })).toBe('catalogue.parameter_day');
    expect(judged('1', 2, { isTaken: true })).toBe('catalogue.parameter_day_taken');
  });
});

describe('a proposal', () => {
  const of = (event: 'approve' | 'refuse' | 'withdraw', by: string, state: 'proposed' | 'approved' = 'proposed') => {
    const moved = decideParameterMove({ state, proposedBy: 'a' }, { event, by });
    return moved.refused ? moved.refusal.code : moved.value;
  };
  it('is approved or refused by another, taken back by whoever made it, and decided once', () => {
    expect([of('approve', 'b'), of('refuse', 'b'), of('withdraw', 'a')]).toEqual(['approved', 'refused', 'withdrawn']);
    expect(of('approve', 'a')).toBe('catalogue.parameter_second_person');
    expect(of('withdraw', 'b')).toBe('catalogue.parameter_not_yours');
    expect(of('approve', 'b', 'approved')).toBe('catalogue.parameter_decided');
  });
});
