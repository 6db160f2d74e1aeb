import { step } from '../../../kernel/machine.ts';
import { accept, refuse, type Outcome, type Refusal } from '../../../kernel/outcome.ts';
import { lateReversalMachine, type LateReversalEvent, type LateReversalState } from './late-reversal-machine.ts';

export type LateReversalRefusal = Refusal<
  'switching.late_reversal_unknown' | 'switching.late_reversal_elsewhere' | 'switching.late_reversal_not_refunded'
>;

/**
 * Pure. Where a late reversal goes. `refund` is what the journal shows and not what somebody says: the refunds that the network has
 * approved make up the whole transaction. What was put right in another way is dismissed, with words.
 */
export function decideLateReversal(
  facts: { readonly state: LateReversalState; readonly amountFen: bigint; readonly refundedFen: bigint },
  event: LateReversalEvent,
): Outcome<LateReversalState, LateReversalRefusal> {
  const to = step(lateReversalMachine, facts.state, event);
  if (to === undefined) return refuse('switching.late_reversal_elsewhere', { state: facts.state });
  if (event === 'refund' && facts.refundedFen < facts.amountFen)
    return refuse('switching.late_reversal_not_refunded', { missingFen: String(facts.amountFen - facts.refundedFen) });
  return accept(to);
}
