import { claims, type OriginalFacts } from './standing.ts';
import { transactionKinds } from './transaction-kinds.ts';

export interface ReversalFacts {
  readonly original: (OriginalFacts & { readonly takenAgain?: boolean; readonly settled?: boolean }) | undefined;
  readonly amountFen: bigint;
}

/** What the host answers to a terminal's 0400 and does about it (protocol 1.14, 1.19). */
export type ReversalDecision =
  | { readonly answer: '00'; readonly act: 'reverse' | 'nothing' }
  /**
   * Its day is settled: the merchant has the money, and a mirror of the journal would take somebody else's. The device is told 00, as we
   * take it over from here: any other code makes it ask again, or print that the reversal failed. People see to it.
   */
  | { readonly answer: '00'; readonly act: 'to_people' }
  /** No original yet: remembered, so that the late original is declined. */
  | { readonly answer: '25'; readonly act: 'tombstone' }
  | { readonly answer: '12' | '13'; readonly act: 'nothing' };

/**
 * Pure. A reversal may come many times and before its original; the same end in every order. What something was built on (a void,
 * a completion, a refund) is not reversed, nor what is repeated instead, nor the void of a completion after another completion.
 */
export function decideReversal({ original, amountFen }: ReversalFacts): ReversalDecision {
  if (original === undefined) return { answer: '25', act: 'tombstone' };
  if (original.amountFen !== amountFen) return { answer: '13', act: 'nothing' };
  if (original.state === 'declined') return { answer: '12', act: 'nothing' };
  if (original.state === 'reversing' || original.state === 'reversed') return { answer: '00', act: 'nothing' };
  const builtOn = original.followers.some(claims) || original.takenAgain === true;
  if (!transactionKinds[original.kind].reversible || builtOn) return { answer: '12', act: 'nothing' };
  return { answer: '00', act: original.settled === true && original.state === 'approved' ? 'to_people' : 'reverse' };
}
