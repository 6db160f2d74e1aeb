import type { Ruling } from './standing.ts';

/** Fen; 0 is no limit. */
export interface SaleLimits {
  readonly singleFen: bigint;
  readonly dayFen: bigint;
  readonly monthFen: bigint;
}

/** Limits of what is read in one way: the first two places of field 22. */
export interface EntryLimits extends SaleLimits {
  readonly places: readonly string[];
}

export interface LimitFacts {
  readonly amountFen: bigint;
  readonly limits: SaleLimits;
  /** Taken by this kind of card, this one left out; what is on its way counts. */
  readonly dayFen: bigint;
  readonly monthFen: bigint;
}

export const limited = ({ singleFen, dayFen, monthFen }: SaleLimits): boolean =>
  singleFen > 0n || dayFen > 0n || monthFen > 0n;

/** Pure. C3 one sale, C4 the day, C5 the month; at the limit is within it. */
export function decideLimit({ amountFen, limits, dayFen, monthFen }: LimitFacts): Ruling {
  const over = (limit: bigint, sum: bigint): boolean => limit > 0n && sum > limit;
  if (over(limits.singleFen, amountFen)) return { code: 'C3', text: '超出该卡种单笔限额' };
  if (over(limits.dayFen, dayFen + amountFen)) return { code: 'C4', text: '超出该卡种当日限额' };
  if (over(limits.monthFen, monthFen + amountFen)) return { code: 'C5', text: '超出该卡种当月限额' };
  return { code: '00' };
}

/** Pure. The same for cards that were read in one way, in words of their own. */
export function decideEntryLimit(facts: LimitFacts): Ruling {
  const ruling = decideLimit(facts);
  const texts: Readonly<Record<string, string>> = {
    C3: '超出该刷卡方式单笔限额',
    C4: '超出该刷卡方式当日限额',
    C5: '超出该刷卡方式当月限额',
  };
  const text = texts[ruling.code];
  return text === undefined ? ruling : { code: ruling.code, text };
}

/** Pure. The same for all merchants without a licence of one person, in the words that such a merchant understands. */
export function decidePersonLimit(facts: LimitFacts): Ruling {
  const ruling = decideLimit(facts);
  if (ruling.code === 'C4') return { code: 'C4', text: '小微商户当日信用卡收款已达上限' };
  return ruling.code === 'C5' ? { code: 'C5', text: '小微商户当月信用卡收款已达上限' } : ruling;
}
