import { accept, refuse, type Outcome, type Refusal } from '../../../kernel/outcome.ts';
import type { ChangeKind } from './change-content.ts';
import type { ChangeEvent, ChangeState } from './change-machine.ts';
import { takesTwo } from './decide-change.ts';

export type VerdictRefusal = Refusal<
  | 'servicing.change_not_waiting'
  | 'servicing.change_stale'
  | 'servicing.change_same_person'
  | 'servicing.change_reasons'
>;

export interface VerdictFacts {
  readonly kind: ChangeKind;
  readonly state: ChangeState;
  readonly revisionNo: number;
  readonly doubts: readonly string[];
  /** Who approved it first. */
  readonly firstBy: string | undefined;
  readonly verdict: {
    readonly decision: 'approve' | 'fix' | 'reject';
    /** The revision that was looked at. */
    readonly revisionNo: number;
    readonly reasons: readonly string[];
    readonly by: string;
  };
}

/** Pure: what follows from what a person says. The second approval is another person's; whoever sends back says why. */
export function decideVerdict(facts: VerdictFacts): Outcome<ChangeEvent, VerdictRefusal> {
  const { state, verdict } = facts;
  if (state !== 'in_review' && state !== 'second_review') return refuse('servicing.change_not_waiting', { state });
  if (verdict.revisionNo !== facts.revisionNo) return refuse('servicing.change_stale');
  if (verdict.decision !== 'approve') {
    if (verdict.reasons.length === 0) return refuse('servicing.change_reasons');
    return accept(verdict.decision === 'fix' ? 'ask_fix' : 'reject');
  }
  if (state === 'second_review')
    return facts.firstBy === verdict.by ? refuse('servicing.change_same_person') : accept('approve');
  return accept(takesTwo(facts.kind, facts.doubts) ? 'approve_first' : 'approve');
}
