import {
  addFen,
  feeHalfUp,
  fen,
  subtractFen,
  yuanText,
  ZERO_FEN,
  type Fen,
  type RatePpm,
} from '../../../kernel/fen.ts';
import {
  addDays,
  dateInShanghai,
  later,
  MINUTE_MS,
  shanghaiInstant,
  timeInShanghai,
  type CivilDate,
  type InstantMs,
} from '../../../kernel/instant.ts';
import { accept, refuse, type Outcome, type Refusal } from '../../../kernel/outcome.ts';

/** What the policy of the day and the merchant's price plan say of T+0. */
export interface T0Terms {
  readonly open: boolean;
  /** HH:MM in Shanghai, both inside. */
  readonly from: string;
  readonly to: string;
  readonly earliestMinutes: number;
  /** Of what arrives. */
  readonly minFen: Fen;
  /** Of one payout and of a day, before the surcharge. */
  readonly singleMaxFen: Fen;
  readonly dailyMaxFen: Fen;
  readonly ratePpm: RatePpm;
}

/** What stands for or against a merchant. */
export interface T0Standing {
  readonly active: boolean;
  readonly activatedOn: CivilDate | undefined;
  readonly afterDays: number;
  readonly tradedDays: number;
  readonly normalDays: number;
  /** The rate that its sheet or its own word in the app says; undefined: none. */
  readonly agreedPpm: RatePpm | undefined;
  /** A person looks at its sales, or has decided against it. */
  readonly onHold: boolean;
  readonly account: 'active' | 'blocked' | 'none';
  readonly debtFen: bigint;
}

export interface T0Sale {
  readonly transactionId: string;
  readonly businessDate: CivilDate;
  readonly amountFen: Fen;
  readonly feeFen: Fen;
  readonly approvedAt: InstantMs;
}

export interface T0Facts {
  readonly now: InstantMs;
  readonly terms: T0Terms;
  readonly standing: T0Standing;
  /** Paid by T+0 today, before the surcharge. */
  readonly usedFen: bigint;
  /** What may be paid, oldest first. */
  readonly sales: readonly T0Sale[];
}

export interface T0Line extends T0Sale {
  readonly surchargeFen: Fen;
}

export interface T0Plan {
  readonly lines: readonly T0Line[];
  readonly grossFen: Fen;
  readonly feeFen: Fen;
  readonly surchargeFen: Fen;
  /** What arrives: gross less fee and surcharge. */
  readonly payFen: Fen;
}

export type T0Code =
  | 'settlement.t0_off'
  | 'settlement.t0_not_active'
  | 'settlement.t0_not_yet'
  | 'settlement.t0_terms'
  | 'settlement.t0_on_hold'
  | 'settlement.t0_account'
  | 'settlement.t0_debt'
  | 'settlement.t0_closed'
  | 'settlement.t0_too_early'
  | 'settlement.t0_nothing'
  | 'settlement.t0_single'
  | 'settlement.t0_day_used'
  | 'settlement.t0_below_min';

export interface T0Refused {
  readonly refusal: Refusal<T0Code>;
  /** When it is worth asking again; undefined where that hangs on somebody and not on time. */
  readonly again: InstantMs | undefined;
}

/** Sales of one payout: each is a row and a line of a page, and 500 of them are a busy day of one merchant. */
export const T0_SALES_MAX = 500;

/** `MM-DD HH:MM` in Shanghai, as people read it. */
const momentText = (at: InstantMs): string => `${dateInShanghai(at).slice(5)} ${timeInShanghai(at).slice(0, 5)}`;

function opensNext(now: InstantMs, terms: T0Terms): InstantMs {
  const today = dateInShanghai(now);
  const opens = shanghaiInstant(today, terms.from);
  return now < opens ? opens : shanghaiInstant(addDays(today, 1), terms.from);
}

const isOpen = (at: InstantMs, terms: T0Terms): boolean => {
  const day = dateInShanghai(at);
  return at >= shanghaiInstant(day, terms.from) && at <= shanghaiInstant(day, terms.to);
};

/** The first instant at which T+0 may pay what was approved then. */
export function t0RipeAt(approvedAt: InstantMs, terms: T0Terms): InstantMs {
  const ripe = later(approvedAt, terms.earliestMinutes * MINUTE_MS);
  return isOpen(ripe, terms) ? ripe : opensNext(ripe, terms);
}

const no = (
  code: T0Code,
  again?: InstantMs,
  facts: Readonly<Record<string, string | number>> = {},
): { refused: true; why: T0Refused } => ({
  refused: true,
  why: {
    ...refuse(code, again === undefined ? facts : { ...facts, at: momentText(again) }),
    again,
  },
});

/** Pure. Whether the merchant may have T+0 at all, leaving sales and hours aside. */
function decideStanding({ terms, standing, now }: T0Facts): { refused: true; why: T0Refused } | undefined {
  if (!terms.open) return no('settlement.t0_off');
  if (!standing.active || standing.activatedOn === undefined) return no('settlement.t0_not_active');
  const due = addDays(standing.activatedOn, standing.afterDays);
  const lacking = standing.normalDays - standing.tradedDays;
  const today = dateInShanghai(now);
  if (due > today || lacking > 0) {
    const traded = addDays(today, Math.max(lacking, 0));
    const from = due > traded ? due : traded;
    return no('settlement.t0_not_yet', shanghaiInstant(from, terms.from), {
      from,
      days: standing.afterDays,
      normal: standing.normalDays,
      traded: standing.tradedDays,
    });
  }
  if (standing.agreedPpm === undefined || standing.agreedPpm < terms.ratePpm) return no('settlement.t0_terms');
  if (standing.onHold) return no('settlement.t0_on_hold');
  if (standing.account !== 'active') return no('settlement.t0_account');
  if (standing.debtFen > 0n) return no('settlement.t0_debt', undefined, { owed: yuanText(fen(standing.debtFen)) });
  return undefined;
}

/** Of the ripe sales, oldest first, what fits: one that does not is passed over, and smaller ones after it still go. */
function fitting(ripe: readonly T0Sale[], roomFen: bigint, ratePpm: RatePpm): T0Plan {
  const lines: T0Line[] = [];
  let room = roomFen;
  let plan = { grossFen: ZERO_FEN, feeFen: ZERO_FEN, surchargeFen: ZERO_FEN, payFen: ZERO_FEN };
  for (const sale of ripe) {
    const net = subtractFen(sale.amountFen, sale.feeFen);
    const surchargeFen = feeHalfUp(sale.amountFen, ratePpm);
    if (net > room || net <= surchargeFen) continue;
    if (lines.length === T0_SALES_MAX) break;
    room -= net;
    lines.push({ ...sale, surchargeFen });
    plan = {
      grossFen: addFen(plan.grossFen, sale.amountFen),
      feeFen: addFen(plan.feeFen, sale.feeFen),
      surchargeFen: addFen(plan.surchargeFen, surchargeFen),
      payFen: addFen(plan.payFen, subtractFen(net, surchargeFen)),
    };
  }
  return { lines, ...plan };
}

const least = (a: bigint, b: bigint): bigint => (a < b ? a : b);

/** Pure. What T+0 pays now, or why it pays nothing and when that will be otherwise. */
export function decideT0(facts: T0Facts): { refused: false; plan: T0Plan } | { refused: true; why: T0Refused } {
  const { now, terms, sales, usedFen } = facts;
  const standing = decideStanding(facts);
  if (standing !== undefined) return standing;
  if (!isOpen(now, terms)) return no('settlement.t0_closed', opensNext(now, terms), { from: terms.from, to: terms.to });
  const isRipe = (sale: T0Sale): boolean => later(sale.approvedAt, terms.earliestMinutes * MINUTE_MS) <= now;
  const ripe = sales.filter(isRipe);
  const [next] = sales.filter((sale) => !isRipe(sale)).map((sale) => t0RipeAt(sale.approvedAt, terms));
  if (ripe.length === 0)
    return next === undefined
      ? no('settlement.t0_nothing')
      : no('settlement.t0_too_early', next, { minutes: terms.earliestMinutes });
  const room = least(terms.singleMaxFen, terms.dailyMaxFen - usedFen);
  const netOf = (sale: T0Sale): bigint => sale.amountFen - sale.feeFen;
  if (ripe.every((sale) => netOf(sale) > terms.singleMaxFen))
    return no('settlement.t0_single', next, { max: yuanText(terms.singleMaxFen) });
  if (ripe.every((sale) => netOf(sale) > room))
    return no('settlement.t0_day_used', opensNext(now, terms), { max: yuanText(terms.dailyMaxFen) });
  const plan = fitting(ripe, room, terms.ratePpm);
  if (plan.payFen < terms.minFen) return no('settlement.t0_below_min', next, { min: yuanText(terms.minFen) });
  return { refused: false, plan };
}

/** A payout as it was shown to whoever asks for it. */
export interface T0Asked {
  readonly surchargeFen: bigint;
  readonly payFen: bigint;
}

/** Pure. What is taken is what was seen: a sale that came or went meanwhile makes it another payout. */
export function asAsked(plan: T0Plan, asked: T0Asked | undefined): Outcome<T0Plan, Refusal<'settlement.t0_changed'>> {
  if (asked !== undefined && (asked.payFen !== plan.payFen || asked.surchargeFen !== plan.surchargeFen))
    return refuse('settlement.t0_changed');
  return accept(plan);
}

/** What T+0 has left of a day. */
export const leftOfDay = (terms: T0Terms, usedFen: bigint): Fen =>
  fen(usedFen < terms.dailyMaxFen ? terms.dailyMaxFen - usedFen : 0n);
