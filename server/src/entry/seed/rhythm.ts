/** How shops sell: at which hours, on which weekdays, for how much, with which cards. Pure: chance is handed in. */
import type { NeighbourTrade } from '../../../../simulators/src/population/index.ts';

/** A number from 0 up to, but not including, 1. */
export type Draw = () => number;

/** The draws of one stream: the same seed and keys give the same numbers (splitmix32). */
export function drawsOf(...keys: readonly number[]): Draw {
  let state = 0;
  for (const key of keys) state = Math.imul(state ^ (key | 0), 0x9e37_79b1) + 0x7f4a_7c15;
  return () => {
    state = (state + 0x9e37_79b9) | 0;
    let z = Math.imul(state ^ (state >>> 16), 0x21f0_aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a_2d97);
    return ((z ^ (z >>> 15)) >>> 0) / 4_294_967_296;
  };
}

interface Rhythm {
  /** Weight of each hour from 6 to 22. */
  readonly hours: readonly number[];
  /** Sunday to Saturday. */
  readonly week: readonly number[];
  /** In the middle, in fen. */
  readonly medianFen: number;
  /** How far amounts spread: 1 is far. */
  readonly spread: number;
  /** Sales a day next to the average shop. */
  readonly busy: number;
  readonly creditShare: number;
}

//                   6  7  8  9 10 11 12 13 14 15 16 17 18 19 20 21 22
const MORNING = [6, 10, 9, 5, 2, 2, 3, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0];
const MEALS = [0, 1, 1, 1, 2, 7, 10, 5, 1, 1, 1, 4, 9, 8, 5, 2, 1];
const SHOPPING = [0, 0, 1, 3, 5, 6, 5, 5, 6, 7, 7, 6, 7, 8, 6, 3, 0];
const ALL_DAY = [2, 5, 6, 4, 3, 5, 6, 4, 4, 4, 5, 7, 9, 8, 7, 5, 3];
const WORKDAYS = [0.6, 1.1, 1.1, 1.05, 1.1, 1.15, 0.9];
const WEEKEND = [1.45, 0.8, 0.8, 0.85, 0.9, 1.1, 1.5];
const EVEN = [1.05, 0.97, 0.97, 0.97, 1, 1, 1.05];

const RHYTHMS: Readonly<Record<NeighbourTrade, Rhythm>> = {
  breakfast: { hours: MORNING, week: WORKDAYS, medianFen: 1_400, spread: 0.5, busy: 1.6, creditShare: 0.25 },
  noodles: { hours: MEALS, week: EVEN, medianFen: 4_200, spread: 0.6, busy: 1.3, creditShare: 0.4 },
  cafe: { hours: SHOPPING, week: WEEKEND, medianFen: 3_200, spread: 0.5, busy: 1.2, creditShare: 0.55 },
  grocery: { hours: ALL_DAY, week: EVEN, medianFen: 2_600, spread: 0.9, busy: 1.8, creditShare: 0.35 },
  fruit: { hours: ALL_DAY, week: EVEN, medianFen: 3_600, spread: 0.6, busy: 1.1, creditShare: 0.3 },
  bakery: { hours: ALL_DAY, week: WEEKEND, medianFen: 3_800, spread: 0.6, busy: 1, creditShare: 0.45 },
  clothes: { hours: SHOPPING, week: WEEKEND, medianFen: 22_000, spread: 0.9, busy: 0.5, creditShare: 0.6 },
  hair: { hours: SHOPPING, week: WEEKEND, medianFen: 8_800, spread: 0.8, busy: 0.5, creditShare: 0.5 },
  pharmacy: { hours: ALL_DAY, week: EVEN, medianFen: 6_500, spread: 0.8, busy: 0.9, creditShare: 0.35 },
  hardware: { hours: SHOPPING, week: WORKDAYS, medianFen: 9_800, spread: 1, busy: 0.4, creditShare: 0.4 },
  phones: { hours: SHOPPING, week: WEEKEND, medianFen: 68_000, spread: 1.1, busy: 0.25, creditShare: 0.65 },
  hotel: { hours: SHOPPING, week: WEEKEND, medianFen: 26_000, spread: 0.5, busy: 0.35, creditShare: 0.6 },
};

const FIRST_HOUR = 6;
/** A shop grows by so much a day: a seventh in two months. */
const GROWTH_PER_DAY = 0.002;
const AMOUNT_MAX_FEN = 480_000;

/** How many sales a shop makes on a day; `day` counts from its first. */
export function salesOn(
  of: { readonly trade: NeighbourTrade; readonly weekday: number; readonly day: number; readonly meanPerDay: number },
  draw: Draw,
): number {
  const { week, busy } = RHYTHMS[of.trade];
  const mean = of.meanPerDay * busy * (week[of.weekday] ?? 1) * (1 + GROWTH_PER_DAY * of.day);
  const wished = mean * (0.6 + 0.8 * draw());
  return Math.floor(wished) + (draw() < wished % 1 ? 1 : 0);
}

export interface DrawnSale {
  /** Of the day in Shanghai. */
  readonly second: number;
  readonly amountFen: number;
  readonly credit: boolean;
  /** As on field 22: chip with PIN or without, contactless without. */
  readonly entryMode: '051' | '052' | '072';
  /** Which of the customers comes. */
  readonly customer: number;
  /** Field 39 where the issuer said no. */
  readonly declined: string | undefined;
  readonly voided: boolean;
  readonly refundedLater: boolean;
}

/** Below this a card is only held to the terminal. */
const SMALL_FEN = 100_000;

export function drawSale(trade: NeighbourTrade, customers: number, draw: Draw): DrawnSale {
  const rhythm = RHYTHMS[trade];
  const bell = draw() + draw() + draw() - 1.5;
  const raw = rhythm.medianFen * Math.exp(bell * 2 * rhythm.spread);
  const step = raw < 10_000 ? 50 : 100;
  const amountFen = Math.min(AMOUNT_MAX_FEN, Math.max(100, Math.round(raw / step) * step));
  const contactless = amountFen <= SMALL_FEN && draw() < 0.6;
  const fate = draw();
  return {
    second: secondOf(rhythm.hours, draw),
    amountFen,
    credit: draw() < rhythm.creditShare,
    entryMode: contactless ? '072' : draw() < 0.7 ? '051' : '052',
    customer: Math.floor(draw() * customers),
    declined: fate < 0.017 ? '51' : fate < 0.021 ? '55' : fate < 0.024 ? '61' : undefined,
    voided: fate >= 0.024 && fate < 0.029,
    refundedLater: fate >= 0.029 && fate < 0.037,
  };
}

function secondOf(hours: readonly number[], draw: Draw): number {
  const total = hours.reduce((sum, one) => sum + one, 0);
  let left = draw() * total;
  let hour = 0;
  while (hour < hours.length - 1 && left >= (hours[hour] ?? 0)) {
    left -= hours[hour] ?? 0;
    hour += 1;
  }
  // the cut-off is at 23:00, and what is voided is so within ten minutes
  const minutes = FIRST_HOUR + hour === 22 ? 45 : 60;
  return (FIRST_HOUR + hour) * 3_600 + Math.floor(draw() * minutes * 60);
}
