import type { InstantMs } from '../../../kernel/instant.ts';
import { accept, refuse, type Outcome, type Refusal } from '../../../kernel/outcome.ts';
import type { HandOffState } from './hand-off-machine.ts';

export interface RedemptionFacts {
  readonly state: HandOffState;
  readonly applicantId: string;
  readonly expiresAt: InstantMs;
  /** Whether the session that made the code is still signed in: a desktop that has signed out hands nothing over. */
  readonly makerLives: boolean;
  /** Whose session the phone has already, if any. */
  readonly signedInAs: string | undefined;
  readonly now: InstantMs;
}

export type RedemptionRefusal = Refusal<'identity.hand_off_invalid'>;

/**
 * Pure: whether a code opens this phone. Spent, old, unknown and somebody else's are one answer, or the answer would tell which
 * codes exist. A phone that is signed in as somebody else keeps that session: nobody is moved into another account by a picture.
 */
export function decideRedemption(facts: RedemptionFacts | undefined): Outcome<true, RedemptionRefusal> {
  if (facts === undefined) return refuse('identity.hand_off_invalid');
  const fresh = facts.state === 'waiting' && facts.now < facts.expiresAt;
  const own = facts.signedInAs === undefined || facts.signedInAs === facts.applicantId;
  return fresh && own && facts.makerLives ? accept(true as const) : refuse('identity.hand_off_invalid');
}
