import { accept, refuse, type Outcome, type Refusal } from '../../../kernel/outcome.ts';

export interface RecoveryFacts {
  /** Whether name and number belong to somebody here; who asks is never told. */
  readonly known: boolean;
  readonly live: boolean;
  readonly similarity: number;
  readonly passFrom: number;
  readonly tryNo: number;
  readonly triesMax: number;
}

/**
 * Pure. A face between the bands is not good enough to give an account away, so there is no way to a person here: that is at a
 * counter. A wrong name reads the same as a wrong face, or this page would tell who is a merchant.
 */
export function decideRecovery(facts: RecoveryFacts): Outcome<true, Refusal<'identity.recovery_no_match'>> {
  if (facts.known && facts.live && facts.similarity >= facts.passFrom) return accept(true as const);
  return refuse('identity.recovery_no_match', { triesLeft: Math.max(0, facts.triesMax - facts.tryNo) });
}
