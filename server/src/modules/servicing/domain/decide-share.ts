import { accept, refuse, type Outcome, type Refusal } from '../../../kernel/outcome.ts';

export interface ShareFacts {
  /** The same request came before: its answer was lost on the way. */
  readonly known: boolean;
  readonly ofSale: number;
  readonly ofDay: number;
  readonly ofSaleMax: number;
  readonly ofDayMax: number;
}

export type ShareRefusal = Refusal<'servicing.share_limit_sale' | 'servicing.share_limit_day'>;

/** Pure. Whether a receipt goes to a phone: a message costs money, and a merchant's app must not be a way to pester people. */
export function decideShare(facts: ShareFacts): Outcome<'send' | 'sent_before', ShareRefusal> {
  if (facts.known) return accept('sent_before');
  if (facts.ofSale >= facts.ofSaleMax) return refuse('servicing.share_limit_sale', { most: facts.ofSaleMax });
  return facts.ofDay >= facts.ofDayMax ? refuse('servicing.share_limit_day', { most: facts.ofDayMax }) : accept('send');
}
