import type { Machine, StateOf } from '../../../kernel/machine.ts';
import { accept, refuse, type Outcome, type Refusal } from '../../../kernel/outcome.ts';
import { deviceFits, type Draft } from '../../applications/index.ts';

/** proposed: while the case is open; gone again when the reviewer takes it back. awaiting: the merchant's signature. */
export const changedTermsMachine = {
  name: 'changed terms',
  column: 'review.changed_terms.state',
  initial: 'proposed',
  final: ['signed'],
  states: { proposed: { approve: 'awaiting' }, awaiting: { sign: 'signed' }, signed: {} },
} as const satisfies Machine;
export type ChangedTermsState = StateOf<typeof changedTermsMachine>;

/** What may be approved differently from what was signed: both stand on the price-truth sheet. */
export interface TermsChange {
  readonly settlement?: 't1' | 't0';
  readonly deviceModel?: 'esign_pos' | 'smart_pos';
}

export type TermsRefusal = Refusal<'review.terms_same' | 'review.terms_not_fitting'>;

/** Pure: only what differs from the draft counts, and the device must still fit the account. */
export function decideTerms(draft: Draft, wanted: TermsChange): Outcome<TermsChange, TermsRefusal> {
  const change: TermsChange = {
    ...(wanted.settlement === undefined || wanted.settlement === draft.settlement
      ? {}
      : { settlement: wanted.settlement }),
    ...(wanted.deviceModel === undefined || wanted.deviceModel === draft.deviceModel
      ? {}
      : { deviceModel: wanted.deviceModel }),
  };
  if (Object.keys(change).length === 0) return refuse('review.terms_same');
  return deviceFits({ ...draft, ...change }) ? accept(change) : refuse('review.terms_not_fitting');
}
