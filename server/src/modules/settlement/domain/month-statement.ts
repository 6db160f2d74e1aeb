/** A merchant's month in lines that add up: what stood with us, what was sold, what was taken, what arrived, what still stands with us. */
import type { CivilDate } from '../../../kernel/instant.ts';
import type { EntryFilter, MerchantBalances, MerchantPeriod, MonthMove } from '../../ledger/index.ts';

export const MONTH_LINES = [
  'sales',
  'fees',
  'taken_back',
  'refunds',
  'surcharges',
  'sim_fees',
  'differences',
  'adjustments',
  'other',
  'arrivals',
] as const;
export type MonthLineName = (typeof MONTH_LINES)[number];

export interface MonthLine {
  readonly line: MonthLineName;
  readonly count: number;
  /** What it did to the merchant's money with us: sales > 0, arrivals < 0. */
  readonly amountFen: bigint;
}

const SOLD = ['sale', 'completion', 'completion_advice', 'qr_passive', 'qr_active', 'offline_sale', 'tip'];
const VOIDS = ['sale_void', 'completion_void', 'qr_void'];
const DIFFERENCES = ['break_book', 'break_reverse', 'break_charge', 'break_follow', 'break_accept_cost', 'break_bear'];
const DISPUTES = [
  'chargeback',
  'chargeback_again',
  'chargeback_won',
  'credit_adjustment',
  'credit_adjustment_declined',
];
const EVENTS: Readonly<Partial<Record<MonthLineName, readonly string[]>>> = {
  sales: SOLD,
  taken_back: [...VOIDS, 'adjustment', ...[...SOLD, ...VOIDS].map((event) => `${event}_reversed`)],
  refunds: ['refund', 'refund_reversed'],
  differences: [...DIFFERENCES, ...DISPUTES, 'suspense', 'taken_back', 'found', 'overtaken', 'other_day'],
  sim_fees: ['sim_fee'],
  adjustments: ['books_adjustment'],
  arrivals: ['payout_paid', 'payout_returned'],
};
const LINE_OF = new Map(
  MONTH_LINES.flatMap((line) => (EVENTS[line] ?? []).map((event): [string, MonthLineName] => [event, line])),
);

export interface PendingStands {
  readonly businessDate: CivilDate;
  readonly amountFen: bigint;
  readonly payDate: CivilDate;
  /** Whether its day has been settled already: what is left of it was not paid with it. */
  readonly settled: boolean;
}

/**
 * What of the pending money comes on a date, and what does not: of a day whose time to be paid is over, because the network and we do not
 * say the same of it. A sale that a later file brought was paid with that file's day, which stands below zero for it: the two belong together.
 */
export function standsOf<T extends PendingStands>(
  pending: readonly T[],
  asOf: CivilDate,
): { ahead: readonly T[]; heldFen: bigint } {
  const held = (one: T): boolean => one.amountFen < 0n || one.settled || one.payDate < asOf;
  return {
    ahead: pending.filter((one) => !held(one)),
    heldFen: pending.filter(held).reduce((sum, one) => sum + one.amountFen, 0n),
  };
}

/** Which journals a line is made of. An event that no line knows is `other`: nothing is left out of the sum. */
export function entriesOfLine(line: MonthLineName): EntryFilter {
  if (line === 'fees') return { part: 'fee' };
  if (line === 'surcharges') return { part: 'surcharge' };
  if (line === 'other') return { part: 'principal', except: [...LINE_OF.keys()] };
  return { part: 'principal', events: EVENTS[line] ?? [] };
}

export interface MonthStatement {
  readonly openingFen: bigint;
  readonly closingFen: bigint;
  /** openingFen + all of these = closingFen. Lines of nothing are left out, but for sales and arrivals. */
  readonly lines: readonly MonthLine[];
  readonly opening: MerchantBalances;
  readonly closing: MerchantBalances;
  readonly days: readonly { readonly day: CivilDate; readonly soldFen: bigint; readonly arrivedFen: bigint }[];
  /** Taken from sales for what the merchant owed: moves nothing in or out. */
  readonly debtsCollectedFen: bigint;
  /** Held, returned or kept, beside the money of sales; > 0 came in. */
  readonly deposits: readonly { readonly event: string; readonly count: number; readonly amountFen: bigint }[];
  /** Pending at the end by business date; `older` is what came before all of them. */
  readonly pending: readonly { readonly businessDate: CivilDate; readonly amountFen: bigint }[];
  readonly pendingOlderFen: bigint;
}

const held = (balances: MerchantBalances): bigint => Object.values(balances).reduce((sum, one) => sum + one, 0n);
const principalOf = (move: MonthMove): bigint => move.ownFen + move.feeFen + move.surchargeFen;
const lineOf = (event: string): MonthLineName => LINE_OF.get(event) ?? 'other';

/** Pure. The lines are read from the journals by themselves, the balances from accounts: that they agree is the books' own rule. */
export function monthStatement(period: MerchantPeriod): MonthStatement {
  const sums = new Map<MonthLineName, { count: number; amountFen: bigint }>();
  const add = (line: MonthLineName, count: number, amountFen: bigint): void => {
    const old = sums.get(line) ?? { count: 0, amountFen: 0n };
    sums.set(line, { count: old.count + count, amountFen: old.amountFen + amountFen });
  };
  for (const move of period.moves) {
    const line = lineOf(move.event);
    const principal = principalOf(move);
    if (principal !== 0n || line !== 'other') add(line, move.count, principal);
    add('fees', move.feeCount, -move.feeFen);
    add('surcharges', move.surchargeCount, -move.surchargeFen);
  }
  const lines = MONTH_LINES.map((line): MonthLine => ({ line, ...(sums.get(line) ?? { count: 0, amountFen: 0n }) }));
  const named = period.pending.reduce((sum, one) => sum + one.amountFen, 0n);
  return {
    openingFen: held(period.opening),
    closingFen: held(period.closing),
    lines: lines.filter((one) => one.count > 0 || one.line === 'sales' || one.line === 'arrivals'),
    opening: period.opening,
    closing: period.closing,
    days: daysOf(period.moves),
    debtsCollectedFen: period.moves
      .filter((move) => move.event === 'debt_collected')
      .reduce((sum, move) => sum + move.debtFen, 0n),
    deposits: depositsOf(period.moves),
    pending: period.pending,
    pendingOlderFen: period.closing['m:pending'] - named,
  };
}

function daysOf(moves: readonly MonthMove[]): MonthStatement['days'] {
  const days = new Map<CivilDate, { soldFen: bigint; arrivedFen: bigint }>();
  for (const move of moves) {
    const line = lineOf(move.event);
    if (line !== 'sales' && line !== 'arrivals') continue;
    const { soldFen, arrivedFen } = days.get(move.day) ?? { soldFen: 0n, arrivedFen: 0n };
    const fen = principalOf(move);
    days.set(
      move.day,
      line === 'sales' ? { soldFen: soldFen + fen, arrivedFen } : { soldFen, arrivedFen: arrivedFen - fen },
    );
  }
  return [...days].map(([day, sums]) => ({ day, ...sums }));
}

function depositsOf(moves: readonly MonthMove[]): MonthStatement['deposits'] {
  const sums = new Map<string, { count: number; amountFen: bigint }>();
  for (const { event, count, depositFen } of moves) {
    if (depositFen === 0n) continue;
    const old = sums.get(event) ?? { count: 0, amountFen: 0n };
    sums.set(event, { count: old.count + count, amountFen: old.amountFen + depositFen });
  }
  return [...sums].map(([event, sum]) => ({ event, ...sum }));
}
