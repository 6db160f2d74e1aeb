import { step } from '../../../kernel/machine.ts';
import { accept, refuse, type Outcome, type Refusal } from '../../../kernel/outcome.ts';
import { adjustmentMachine, type AdjustmentState } from './adjustment-machine.ts';
import { isOwnAccount } from './chart.ts';
import type { Posting } from './postings.ts';

/** As many as a journal holds. */
export const ADJUSTMENT_LINES_MAX = 16;
/** Of one line: ten million yuan. More is a mistake of typing. */
export const ADJUSTMENT_FEN_MAX = 1_000_000_000n;

export type ProposalRefusal = Refusal<
  'ledger.adjust_unbalanced' | 'ledger.adjust_account' | 'ledger.adjust_merchant' | 'ledger.adjust_amount'
>;

/** `*` at the end of a pattern stands for the rest. */
const matches = (pattern: string, account: string): boolean =>
  pattern.endsWith('*')
    ? account.startsWith(pattern.slice(0, -1)) && account.length >= pattern.length
    : account === pattern;

/**
 * Whether these lines may be a journal made by people: they balance, each account is on the list, and a merchant's own account has its
 * merchant. `merchantId` is `-` for none.
 */
export function decideProposal(facts: {
  readonly merchantId: string;
  readonly lines: readonly Posting[];
  readonly adjustable: readonly string[];
}): Outcome<true, ProposalRefusal> {
  const { lines, merchantId, adjustable } = facts;
  if (lines.some((line) => line.amount === 0n || line.amount > ADJUSTMENT_FEN_MAX || -line.amount > ADJUSTMENT_FEN_MAX))
    return refuse('ledger.adjust_amount', { most: (ADJUSTMENT_FEN_MAX / 100n).toString() });
  const total = lines.reduce((sum, line) => sum + line.amount, 0n);
  if (lines.length < 2 || lines.length > ADJUSTMENT_LINES_MAX || total !== 0n)
    return refuse('ledger.adjust_unbalanced', { differenceFen: total.toString() });
  const strange = lines.find((line) => !adjustable.some((pattern) => matches(pattern, line.account)));
  if (strange !== undefined) return refuse('ledger.adjust_account', { account: strange.account });
  if (merchantId === '-' && lines.some((line) => isOwnAccount(line.account))) return refuse('ledger.adjust_merchant');
  return accept(true);
}

export type AdjustmentEvent = 'approve' | 'refuse' | 'withdraw';
export type MoveRefusal = Refusal<'ledger.adjust_decided' | 'ledger.adjust_second_person' | 'ledger.adjust_not_yours'>;

/** Four eyes: whoever proposed neither approves nor refuses, and nobody else takes it back. */
export function decideAdjustment(
  facts: { readonly state: AdjustmentState; readonly proposedBy: string },
  asked: { readonly event: AdjustmentEvent; readonly by: string },
): Outcome<AdjustmentState, MoveRefusal> {
  const to = step(adjustmentMachine, facts.state, asked.event);
  if (to === undefined) return refuse('ledger.adjust_decided');
  const own = asked.by === facts.proposedBy;
  if (asked.event === 'withdraw') return own ? accept(to) : refuse('ledger.adjust_not_yours');
  return own ? refuse('ledger.adjust_second_person') : accept(to);
}
