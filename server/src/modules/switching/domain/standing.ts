import type { Relation, TransactionKind } from './transaction-kinds.ts';
import type { TransactionState } from './transaction-machine.ts';

/** A transaction that was built on another. */
export interface Follower {
  readonly relation: Relation;
  /** Of a completion that was itself voided: `voided`. */
  readonly state: TransactionState | 'voided';
  readonly amountFen: bigint;
}

/** A transaction that something is to be built on, or that is to be reversed. */
export interface OriginalFacts {
  readonly kind: TransactionKind;
  readonly state: TransactionState;
  readonly amountFen: bigint;
  readonly followers: readonly Follower[];
  /** T+0 has paid it: its money is with the merchant. */
  readonly paidEarly?: boolean;
  /** What disputes have taken of it. */
  readonly chargedFen?: bigint;
}

/** What the terminal shows beside 39. */
export interface Ruling {
  readonly code: string;
  readonly text?: string;
}

/** A follower claims its original until it is known to have come to nothing: also while the network thinks, or takes it back. */
export const claims = ({ state }: Follower): boolean => !['declined', 'reversed', 'voided'].includes(state);

export function claimedFen(original: OriginalFacts, relation: Relation): bigint {
  return original.followers
    .filter((one) => one.relation === relation && claims(one))
    .reduce((sum, one) => sum + one.amountFen, 0n);
}

/** What was added to an original or taken off it, so that it is no more what its customer was shown. */
export const adjusted = (original: OriginalFacts): boolean =>
  claimedFen(original, 'tip') + claimedFen(original, 'adjustment') > 0n;

/** Pure. Whether nothing may be built on an original any more, and in the words of the terminal leg why; undefined: it is open. */
export function closedBy(original: OriginalFacts): 'voided' | 'completed' | 'under_way' | undefined {
  const closing = original.followers.find(
    (one) => (one.relation === 'void' || one.relation === 'completion') && claims(one),
  );
  if (closing === undefined) return undefined;
  if (closing.state !== 'approved') return 'under_way';
  return closing.relation === 'void' ? 'voided' : 'completed';
}
