import { describe, expect, it } from 'vitest';
import { instant } from '../../../kernel/instant.ts';
import { decideRedemption, type RedemptionFacts } from './decide-redemption.ts';

const fresh: RedemptionFacts = {
  state: 'waiting',
  applicantId: 'apl_1',
  expiresAt: instant(1_000),
  makerLives: true,
  signedInAs: undefined,
  now: instant(999),
};

describe('a code for the phone', () => {
  it('opens a phone on which nobody is signed in, and one of the same person', () => {
    expect(decideRedemption(fresh).refused).toBe(false);
    expect(decideRedemption({ ...fresh, signedInAs: 'apl_1' }).refused).toBe(false);
  });

  it.each([
    ['is unknown', undefined],
    ['is spent', { ...fresh, state: 'opened' as const }],
    ['was replaced by a newer one', { ...fresh, state: 'withdrawn' as const }],
    ['was ended by the desktop', { ...fresh, state: 'ended' as const }],
    ['is as old as it may become', { ...fresh, now: instant(1_000) }],
    ['comes from a desktop that has signed out', { ...fresh, makerLives: false }],
    ['is of somebody else than is signed in on the phone', { ...fresh, signedInAs: 'apl_2' }],
  ])('that %s gets one and the same answer', (_what, facts) => {
    expect(decideRedemption(facts)).toEqual({ refused: true, refusal: { code: 'identity.hand_off_invalid' } });
  });
});
