import { addDays, daysBetween, type CivilDate } from '../../../kernel/instant.ts';
import type { SimPlanState, SimWish } from './sim-machines.ts';

export interface SimDayFacts {
  readonly state: SimPlanState;
  readonly wish: SimWish;
  readonly today: CivilDate;
  /** The last day that is paid, or free. */
  readonly coveredTo: CivilDate;
  /** Days before that day at which it was told last; undefined: not yet. */
  readonly toldDays: number | undefined;
  /** Days before the last one on which the merchant is told, most first. */
  readonly noticeDays: readonly number[];
  /** Days after the last one on which it still works. */
  readonly graceDays: number;
}

export interface SimDayDecision {
  /** Days before the end that are told now. */
  readonly tell?: number;
  readonly renew?: true;
  readonly lapse?: true;
  /** The next day on which something may happen; undefined: none until somebody renews. */
  readonly next: CivilDate | undefined;
}

/**
 * Pure: what a day brings to a plan. A day that was missed is made up for: of several notices the latest one alone is told. Whoever refused
 * another year hears of it once more on the last notice, and its data end without days of grace.
 */
export function decideSimDay(facts: SimDayFacts): SimDayDecision {
  const { state, wish, today, coveredTo, graceDays } = facts;
  if (state !== 'running') return { next: undefined };
  const lastDay = wish === 'refused' ? coveredTo : addDays(coveredTo, graceDays);
  if (today > lastDay) return { lapse: true, next: undefined };
  // what stands in its way today, a debt say, may be gone tomorrow
  if (wish === 'automatic' && today >= coveredTo) return { renew: true, next: addDays(today, 1) };
  const notices = wish === 'refused' ? facts.noticeDays.slice(-1) : facts.noticeDays;
  const left = daysBetween(today, coveredTo);
  const open = notices.filter((days) => facts.toldDays === undefined || days < facts.toldDays);
  const due = left < 0 ? [] : open.filter((days) => left <= days);
  const tell = due.at(-1);
  const ahead = [
    ...open.filter((days) => days < left).map((days) => addDays(coveredTo, -days)),
    coveredTo,
    addDays(lastDay, 1),
  ];
  const next = ahead.filter((day) => day > today).toSorted()[0];
  return { ...(tell === undefined ? {} : { tell }), next };
}
