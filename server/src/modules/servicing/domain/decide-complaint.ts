import { accept, refuse, type Outcome, type Refusal } from '../../../kernel/outcome.ts';

/** Why a cardholder complains about a sale. */
export const COMPLAINT_REASONS = ['amount_wrong', 'charged_twice', 'not_received', 'not_mine', 'other'] as const;
export type ComplaintReason = (typeof COMPLAINT_REASONS)[number];

/** So many people may be waiting for an answer about one sale: a card has one holder, and what more come are not theirs. */
const OPEN_OF_SALE_MAX = 3;
/** So many complaints of one phone are open at most. */
const OPEN_OF_PHONE_MAX = 5;

export interface ComplaintFacts {
  /** What this phone has said about this sale and nobody has answered yet. */
  readonly same: string | undefined;
  readonly openOfSale: number;
  readonly openOfPhone: number;
}

export type ComplaintRefusal = Refusal<'servicing.complaint_limit'>;

/** Pure. Said again while it is open, it is the one that was said. */
export function decideComplaint(facts: ComplaintFacts): Outcome<{ again: string } | { open: true }, ComplaintRefusal> {
  if (facts.same !== undefined) return accept({ again: facts.same });
  return facts.openOfSale >= OPEN_OF_SALE_MAX || facts.openOfPhone >= OPEN_OF_PHONE_MAX
    ? refuse('servicing.complaint_limit')
    : accept({ open: true });
}
