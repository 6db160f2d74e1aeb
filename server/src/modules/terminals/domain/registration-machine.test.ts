import { assert, integer, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MINUTE_MS } from '../../../kernel/instant.ts';
import { askAgainMs, decideRegistration } from './registration-machine.ts';

describe('a registration with the network', () => {
  it('is asked again later after each silence, after ten seconds first and never later than six hours', () => {
    expect([1, 2, 3].map(askAgainMs)).toEqual([10_000, 20_000, 40_000]);
    assert(
      property(integer({ min: 1, max: 10_000 }), (tries) => {
        expect(askAgainMs(tries + 1)).toBeGreaterThanOrEqual(askAgainMs(tries));
        expect(askAgainMs(tries)).toBeLessThanOrEqual(360 * MINUTE_MS);
      }),
    );
  });

  it('is told anew for a terminal with another device, asked while it waits, and left alone once it is answered', () => {
    const terminal = { serialNo: 'KT1', state: 'pending_activation' };
    expect(decideRegistration(undefined, terminal)).toBe('tell_new');
    expect(decideRegistration({ serialNo: 'KT0', state: 'registered' }, terminal)).toBe('tell_new');
    expect(decideRegistration({ serialNo: 'KT1', state: 'pending' }, terminal)).toBe('ask');
    expect(decideRegistration({ serialNo: 'KT1', state: 'registered' }, terminal)).toBe('nothing');
    expect(decideRegistration({ serialNo: 'KT1', state: 'refused' }, terminal)).toBe('nothing');
  });

  it('of a terminal that is no longer anybody’s is not told', () =>
    expect(decideRegistration(undefined, { serialNo: 'KT1', state: 'closed' })).toBe('nothing'));

  it('of a terminal that has ended is taken back until the network has said so, and then left alone', () => {
    const ended = { serialNo: 'KT1', state: 'unbound' };
    expect(decideRegistration({ serialNo: 'KT1', state: 'withdrawing' }, ended)).toBe('withdraw');
    expect(decideRegistration({ serialNo: 'KT1', state: 'withdrawn' }, { ...ended, state: 'closed' })).toBe('nothing');
  });
});
