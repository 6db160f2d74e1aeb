import { describe, expect, it } from 'vitest';
import { later, MINUTE_MS, parseIso } from '../../../kernel/instant.ts';
import { decideClaim, type ClaimFacts } from './decide-claim.ts';

const now = parseIso('2026-11-23T10:00:00+08:00');
const facts: ClaimFacts = {
  now,
  wallNow: now,
  deviceState: 'delivered',
  code: { state: 'sent', expiresAt: later(now, MINUTE_MS) },
  codeMatches: true,
  resume: false,
  wrongTries: 0,
  lockedUntil: undefined,
  triesMax: 5,
};

describe('an activation code', () => {
  it('S30: the right code on the delivered device is claimed', () =>
    expect(decideClaim(facts)).toEqual({ refused: false, value: 'claim' }));

  it('S31: a wrong code is refused with the tries that are left', () => {
    expect([0, 3, 4].map((wrongTries) => decideClaim({ ...facts, codeMatches: false, wrongTries }))).toMatchObject([
      { refusal: { code: 'activation.code_wrong', facts: { triesLeft: 4 } } },
      { refusal: { facts: { triesLeft: 1 } } },
      { refusal: { facts: { triesLeft: 0 } } },
    ]);
  });

  it('S31: while the device is locked even the right code is refused, and so is a resume', () => {
    const locked = { ...facts, lockedUntil: later(now, 29 * MINUTE_MS + 1) };
    expect(decideClaim(locked)).toMatchObject({ refusal: { code: 'activation.code_locked', facts: { minutes: 30 } } });
    expect(decideClaim({ ...locked, resume: true, code: { state: 'claimed', expiresAt: undefined } })).toMatchObject({
      refusal: { code: 'activation.code_locked' },
    });
  });

  it('S31: the lock is of the wall clock and ends on the minute', () => {
    expect(decideClaim({ ...facts, lockedUntil: now }).refused).toBe(false);
    expect(
      decideClaim({
        ...facts,
        now: later(now, 31 * MINUTE_MS),
        lockedUntil: later(now, 30 * MINUTE_MS),
        code: { state: 'sent', expiresAt: undefined },
      }).refused,
    ).toBe(true);
  });

  it('S32: an expired code is refused; on its last instant it still holds', () => {
    expect(decideClaim({ ...facts, code: { state: 'sent', expiresAt: now } }).refused).toBe(false);
    expect(decideClaim({ ...facts, code: { state: 'sent', expiresAt: later(now, -1) } })).toMatchObject({
      refusal: { code: 'activation.code_expired' },
    });
  });

  it('S32: an expired code says so and counts no try, right or wrong', () => {
    expect(
      decideClaim({ ...facts, codeMatches: false, code: { state: 'sent', expiresAt: later(now, -1) } }),
    ).toMatchObject({ refusal: { code: 'activation.code_expired' } });
  });

  it('that a device has claimed need not be typed again, even after its thirty days; without a claim there is nothing to resume', () => {
    expect(
      decideClaim({
        ...facts,
        resume: true,
        codeMatches: false,
        code: { state: 'claimed', expiresAt: later(now, -1) },
      }),
    ).toEqual({ refused: false, value: 'resume' });
    expect(decideClaim({ ...facts, resume: true })).toMatchObject({
      refusal: { code: 'activation.nothing_to_resume' },
    });
  });

  it('is good for a delivered device alone: not on its way, not active, not without a code', () => {
    for (const deviceState of ['in_stock', 'allocated', 'shipped', 'lost', 'returned']) {
      expect(decideClaim({ ...facts, deviceState })).toMatchObject({
        refusal: { code: 'activation.device_not_delivered' },
      });
    }
    expect(decideClaim({ ...facts, deviceState: 'bound' })).toMatchObject({
      refusal: { code: 'activation.already_active' },
    });
    expect(decideClaim({ ...facts, code: undefined })).toMatchObject({ refusal: { code: 'activation.no_code' } });
  });
});
