import { decideAdjustment } from './decide-adjustment.ts';
import { decideCompletion } from './decide-completion.ts';
import { decideRefund } from './decide-refund.ts';
import { decideVoid } from './decide-void.ts';
import type { OriginalFacts, Ruling } from './standing.ts';
import type { FollowingKind } from './transaction-kinds.ts';

export interface FollowingRules {
  /** How long a pre-authorisation lives. */
  readonly holdDays: number;
  /** How much of it a completion may take at most. */
  readonly completionPercentMax: number;
  /** How much of a sale a tip may be at most. */
  readonly tipPercentMax: number;
}

export interface FollowingFacts {
  readonly kind: FollowingKind;
  readonly amountFen: bigint;
  readonly businessDate: string;
  readonly batchNo: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly rules: FollowingRules;
  readonly original:
    | (OriginalFacts & {
        readonly businessDate: string;
        readonly batchNo: string;
        readonly createdAt: number;
        readonly sameCard: boolean;
      })
    | undefined;
}

const DAY_MS = 86_400_000;

/** Pure. Whether this may be built on that. */
export function decideFollowing(facts: FollowingFacts): Ruling {
  const { kind, amountFen, businessDate, batchNo, rules } = facts;
  const original =
    facts.original === undefined
      ? undefined
      : {
          ...facts.original,
          lapsed: facts.original.kind === 'pre_auth' && facts.at >= facts.original.createdAt + rules.holdDays * DAY_MS,
        };
  if (kind === 'tip' || kind === 'adjustment') {
    const percentMax = BigInt(rules.tipPercentMax);
    return decideAdjustment({ kind, amountFen, businessDate, batchNo, percentMax, original });
  }
  if (kind === 'refund') return decideRefund({ amountFen, original });
  if (kind === 'completion' || kind === 'completion_advice')
    return decideCompletion({ amountFen, percentMax: BigInt(rules.completionPercentMax), original });
  return decideVoid({ kind, amountFen, businessDate, original });
}
