import type { Machine, StateOf } from '../../../kernel/machine.ts';
import { accept, refuse, type Outcome, type Refusal } from '../../../kernel/outcome.ts';

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

/** Pure: only what differs from what was filed counts. `fits`: whether the wanted device fits the account that was filed. */
export function decideTerms(facts: {
  readonly filed: { readonly [part in keyof TermsChange]: TermsChange[part] | undefined };
  readonly wanted: TermsChange;
  readonly fits: boolean;
}): Outcome<TermsChange, TermsRefusal> {
  const { filed, wanted } = facts;
  const change: TermsChange = {
    ...(wanted.settlement === undefined || wanted.settlement === filed.settlement
      ? {}
      : { settlement: wanted.settlement }),
    ...(wanted.deviceModel === undefined || wanted.deviceModel === filed.deviceModel
      ? {}
      : { deviceModel: wanted.deviceModel }),
  };
  if (Object.keys(change).length === 0) return refuse('review.terms_same');
  return facts.fits ? accept(change) : refuse('review.terms_not_fitting');
}
