import { addFen, feeHalfUp, minFen, subtractFen, ZERO_FEN, type Fen } from '../../../kernel/fen.ts';
import {
  businessDate,
  dateInShanghai,
  later,
  MINUTE_MS,
  shanghaiInstant,
  type InstantMs,
} from '../../../kernel/instant.ts';
import { nextWorkingDay, type HolidayTable } from '../../../kernel/working-days.ts';
import type { PricePlan } from '../queries/price-plan.ts';

export interface SettlementTimes {
  readonly cutOff: string;
  readonly payoutTime: string;
  readonly t0EarliestMinutes: number;
  readonly t0From: string;
  readonly t0To: string;
}

/** What one sale brings and when, for one way of settling. */
export interface Arrival {
  readonly settlement: 't1' | 't0';
  readonly feeFen: Fen;
  readonly surchargeFen: Fen;
  readonly netFen: Fen;
  readonly at: InstantMs;
  /** The way there is not covered by a published calendar. */
  readonly estimated: boolean;
}

/**
 * Pure: T+1 pays on the next working day of the business date; T+0 at the earliest a quarter of an hour after the sale and within
 * its window, a sale outside the window with the next one (or, after closing, like T+1 without the surcharge).
 */
export function arrivalOf(
  sale: { readonly amount: Fen; readonly cardKind: 'debit' | 'credit'; readonly at: InstantMs },
  settlement: 't1' | 't0',
  terms: { readonly plan: PricePlan; readonly times: SettlementTimes; readonly holidays: HolidayTable },
): Arrival {
  const { plan, times, holidays } = terms;
  const uncapped = feeHalfUp(sale.amount, sale.cardKind === 'credit' ? plan.creditPpm : plan.debitPpm);
  const fee = sale.cardKind === 'debit' ? minFen(uncapped, plan.debitCapFen) : uncapped;
  const payDay = nextWorkingDay(businessDate(sale.at, times.cutOff), holidays);
  const sameDay = settlement === 't0' ? sameDayAt(sale.at, times) : undefined;
  const surcharge = sameDay === undefined ? ZERO_FEN : feeHalfUp(sale.amount, plan.t0Ppm);
  return {
    settlement,
    feeFen: fee,
    surchargeFen: surcharge,
    netFen: subtractFen(sale.amount, addFen(fee, surcharge)),
    at: sameDay ?? shanghaiInstant(payDay.date, times.payoutTime),
    estimated: sameDay === undefined && payDay.estimated,
  };
}

function sameDayAt(at: InstantMs, times: SettlementTimes): InstantMs | undefined {
  const day = dateInShanghai(at);
  const earliest = later(at, times.t0EarliestMinutes * MINUTE_MS);
  const opens = shanghaiInstant(day, times.t0From);
  const closes = shanghaiInstant(day, times.t0To);
  if (earliest > closes) return undefined;
  return earliest < opens ? opens : earliest;
}
