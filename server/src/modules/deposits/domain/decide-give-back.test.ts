import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, civilDate } from '../../../kernel/instant.ts';
import { decideGiveBack, type GiveBackFacts } from './decide-give-back.ts';

const FROM = civilDate('2026-06-03');
const decide = (some: Partial<GiveBackFacts>) =>
  decideGiveBack({
    state: 'captured',
    target: 'counting',
    giveBackDays: 30,
    activatedOn: FROM,
    endedOn: addDays(FROM, 60),
    device: 'returned',
    countedFen: 1n,
    ...some,
  });

describe('the deposit of a device that has ended', () => {
  it('comes back within 30 days of activation, on the last of them too, and after that people are asked', () => {
    const after = (days: number) => decide({ endedOn: addDays(FROM, days) });
    expect([after(0), after(30), after(31)]).toEqual(['give_back', 'give_back', 'ask_people']);
  });

  it('comes back at any time where the device was never used, or never activated', () => {
    expect([decide({ countedFen: 0n }), decide({ activatedOn: undefined })]).toEqual(['give_back', 'give_back']);
  });

  it('of a lost device is put before people, used or not', () => {
    expect(decide({ device: 'lost', endedOn: FROM, countedFen: 0n })).toBe('ask_people');
  });

  it('whose target was reached comes back, lost or not, and one that was missed goes the way of its target', () => {
    expect(decide({ target: 'qualified', device: 'lost' })).toBe('give_back');
    expect([decide({ target: 'missed' }), decide({ target: 'appealed' }), decide({ target: 'applied' })]).toEqual([
      'as_it_goes',
      'as_it_goes',
      'as_it_goes',
    ]);
  });

  it('of which nothing is held is closed', () => {
    expect([decide({ state: 'quoted' }), decide({ state: 'capture_failed' })]).toEqual(['close', 'close']);
  });
});

it('nothing is ever kept that was not on the sheet', () => {
  fc.assert(
    fc.property(
      fc.record({
        state: fc.constantFrom('frozen' as const, 'captured' as const),
        device: fc.constantFrom('returned' as const, 'lost' as const),
        countedFen: fc.bigInt({ min: 0n, max: 10_000_000n }),
        endedOn: fc.integer({ min: 0, max: 400 }).map((days) => addDays(FROM, days)),
      }),
      (some) => {
        expect(decide({ ...some, giveBackDays: undefined })).toBe('give_back');
      },
    ),
  );
});
