import { describe, expect, it } from 'vitest';
import { civilDate } from '../../../kernel/instant.ts';
import { decideAccess } from './receipt-access.ts';

const on = (today: string, soldOn = '2026-11-30', request?: 'asked' | 'readable' | 'ended') =>
  decideAccess({
    soldOn: civilDate(soldOn),
    today: civilDate(today),
    keptMonths: 12,
    archiveYears: 10,
    request: request === undefined ? undefined : { state: request },
  });

describe('a receipt', () => {
  it('is in the app through the same day of the next year, and in the archive from the day after', () => {
    expect(['2026-11-30', '2027-11-29', '2027-11-30', '2027-12-01'].map((day) => on(day))).toEqual([
      'kept',
      'kept',
      'kept',
      'archived',
    ]);
  });
  it('of a 29 February is there through 28 February', () =>
    expect([on('2029-02-28', '2028-02-29'), on('2029-03-01', '2028-02-29')]).toEqual(['kept', 'archived']));
  it('is in the archive through its tenth year and then nowhere, whatever was asked', () => {
    expect(on('2036-11-30')).toBe('archived');
    expect(on('2036-12-01')).toBe('gone');
    expect(on('2036-12-01', '2026-11-30', 'readable')).toBe('gone');
  });
  it('that was asked for waits, can be read, and is archived again', () =>
    expect((['asked', 'readable', 'ended'] as const).map((state) => on('2028-01-01', '2026-11-30', state))).toEqual([
      'asked',
      'readable',
      'archived',
    ]));
  it('within its year needs no request', () => expect(on('2027-01-01', '2026-11-30', 'ended')).toBe('kept'));
});
