import type { TransactionState } from './transaction-machine.ts';

export interface ReversalFacts {
  readonly original: { readonly state: TransactionState; readonly amountFen: bigint } | undefined;
  readonly amountFen: bigint;
}

/** What the host answers to a terminal's 0400 and does about it (protocol 1.14, 1.19). */
export type ReversalDecision =
  | { readonly answer: '00'; readonly act: 'reverse' | 'nothing' }
  /** No original yet: remembered, so that the late original is declined. */
  | { readonly answer: '25'; readonly act: 'tombstone' }
  | { readonly answer: '12' | '13'; readonly act: 'nothing' };

/** Pure. A reversal may come many times and before its original; the same end in every order. */
export function decideReversal(facts: ReversalFacts): ReversalDecision {
  const { original } = facts;
  if (original === undefined) return { answer: '25', act: 'tombstone' };
  if (original.amountFen !== facts.amountFen) return { answer: '13', act: 'nothing' };
  if (original.state === 'declined') return { answer: '12', act: 'nothing' };
  if (original.state === 'reversing' || original.state === 'reversed') return { answer: '00', act: 'nothing' };
  return { answer: '00', act: 'reverse' };
}
