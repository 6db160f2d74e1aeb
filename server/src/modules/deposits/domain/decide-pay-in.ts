import { normaliseName } from '../../../kernel/person-name.ts';

/** What a merchant writes as the remark of a transfer: it names the terminal, nothing else has to be kept. */
export const transferReference = (terminalNo: string): string => `KT${terminalNo}`;

/** The terminal number in a remark, whatever banks add around it; undefined where none or several stand there. */
export function terminalNoInRemark(remark: string): string | undefined {
  const found = [
    ...remark
      .normalize('NFKC')
      .toUpperCase()
      .matchAll(/KT\s?([0-9A-Z]{8})(?![0-9A-Z])/g),
  ];
  const numbers = new Set(found.map((one) => one[1]));
  return numbers.size === 1 ? [...numbers][0] : undefined;
}

export type PayInReason = 'no_reference' | 'unknown_reference' | 'amount_differs' | 'payer_differs' | 'not_open';

export interface PayInFacts {
  readonly remark: string;
  readonly amountFen: bigint;
  readonly payerName: string;
  /** The deposit of the terminal that the remark names. */
  readonly deposit: { readonly state: string; readonly amountFen: bigint } | undefined;
  /** Who may pay it: the merchant, the holder of its settlement account, its principal. */
  readonly payers: readonly string[];
}

/**
 * Whether a transfer is the deposit of the terminal that it names. Pure. What is not certain is nobody's yet: people look at it,
 * because money of a stranger would otherwise be paid back to the merchant one day.
 */
export function decidePayIn(facts: PayInFacts): { kind: 'match' } | { kind: 'unclear'; reason: PayInReason } {
  const unclear = (reason: PayInReason) => ({ kind: 'unclear', reason }) as const;
  if (terminalNoInRemark(facts.remark) === undefined) return unclear('no_reference');
  if (facts.deposit === undefined) return unclear('unknown_reference');
  if (facts.deposit.state !== 'quoted' && facts.deposit.state !== 'capture_failed') return unclear('not_open');
  if (facts.deposit.amountFen !== facts.amountFen) return unclear('amount_differs');
  const payer = normaliseName(facts.payerName);
  if (!facts.payers.some((one) => normaliseName(one) === payer)) return unclear('payer_differs');
  return { kind: 'match' };
}
