import type { ConsentKind } from '../commands/set-consent.ts';

/**
 * What follows when a consent is taken back, said before it is done.
 * - `nothing`: nothing hangs on it now.
 * - `face_forgotten`, `card_forgotten`, `interview_forgotten`: what was collected by it goes, and its step is open again.
 * - `cannot_submit`: what was filled in stays, but nothing can be handed in without it.
 * - `application_ends`: an application that is being judged cannot be judged without it and is withdrawn; the draft stays.
 * - `kept_by_law`: nothing more is collected by it; what the law wants kept of a merchant is kept.
 */
export const CONSENT_EFFECTS = [
  'nothing',
  'face_forgotten',
  'card_forgotten',
  'interview_forgotten',
  'cannot_submit',
  'application_ends',
  'kept_by_law',
] as const;
export type ConsentEffect = (typeof CONSENT_EFFECTS)[number];

export interface WithdrawalFacts {
  readonly kind: ConsentKind;
  readonly stage: 'filling_in' | 'judged' | 'merchant' | 'none';
  readonly faceRoute: 'live' | 'interview';
  /** Two officers have seen the person: no face was collected. */
  readonly witnessed: boolean;
}

/** Pure. Taking a consent back never reaches what was done before it, only what would be done from now on. */
export function decideWithdrawal({ kind, stage, faceRoute, witnessed }: WithdrawalFacts): ConsentEffect {
  if (kind === 'location') return 'nothing';
  const ofOtherWay =
    kind === 'face' ? faceRoute === 'interview' || witnessed : kind === 'interview' && faceRoute === 'live';
  if (stage === 'merchant') return 'kept_by_law';
  if (ofOtherWay) return 'nothing';
  if (stage === 'judged') return 'application_ends';
  if (kind === 'face') return 'face_forgotten';
  if (kind === 'id_images') return 'card_forgotten';
  if (kind === 'interview') return 'interview_forgotten';
  return stage === 'none' ? 'nothing' : 'cannot_submit';
}
