import type { InstantMs } from '../../../kernel/instant.ts';
import { accept, refuse, type Outcome, type Refusal } from '../../../kernel/outcome.ts';

export interface ClaimFacts {
  readonly now: InstantMs;
  readonly wallNow: InstantMs;
  readonly deviceState: string;
  /** The code issued for this serial number, if any is still alive. */
  readonly code: { readonly state: string; readonly expiresAt: InstantMs | undefined } | undefined;
  readonly codeMatches: boolean;
  readonly resume: boolean;
  readonly wrongTries: number;
  readonly lockedUntil: InstantMs | undefined;
  readonly triesMax: number;
}

export type ClaimRefusal = Refusal<
  | 'activation.device_not_delivered'
  | 'activation.no_code'
  | 'activation.code_wrong'
  | 'activation.code_locked'
  | 'activation.code_expired'
  | 'activation.nothing_to_resume'
  | 'activation.already_active'
>;

/**
 * Whether a device may go on with this code (S30-S32). Wrong tries are counted per serial number; while it is locked even the
 * right code is refused; a device that has claimed its code comes back without typing it.
 */
export function decideClaim(facts: ClaimFacts): Outcome<'claim' | 'resume', ClaimRefusal> {
  if (facts.deviceState === 'bound') return refuse('activation.already_active');
  if (facts.deviceState !== 'delivered') return refuse('activation.device_not_delivered');
  if (facts.lockedUntil !== undefined && facts.lockedUntil > facts.wallNow) {
    return refuse('activation.code_locked', { minutes: Math.ceil((facts.lockedUntil - facts.wallNow) / 60_000) });
  }
  if (facts.code === undefined) return refuse('activation.no_code');
  if (facts.resume)
    return facts.code.state === 'claimed' ? accept('resume' as const) : refuse('activation.nothing_to_resume');
  if (facts.code.expiresAt !== undefined && facts.code.expiresAt < facts.now) return refuse('activation.code_expired');
  if (!facts.codeMatches)
    return refuse('activation.code_wrong', { triesLeft: Math.max(0, facts.triesMax - facts.wrongTries - 1) });
  return accept('claim' as const);
}
