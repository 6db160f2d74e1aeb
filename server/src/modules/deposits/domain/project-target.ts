import { addDays, type CivilDate } from '../../../kernel/instant.ts';

export interface TargetClock {
  /** Today and the days after it that still count. */
  readonly daysLeft: number;
  /** Where it ends if the days to come are as those that went. */
  readonly projectedFen: bigint;
  /** What each day that is left has to bring; 0 when it is reached. */
  readonly neededPerDayFen: bigint;
  readonly pace: 'reached' | 'starting' | 'on_track' | 'behind' | 'far_behind' | 'over';
}

/** Each day left would have to bring more than this many times what a day brought so far. */
const FAR = 3n;
/** Fewer days foretell nothing: a shop that opened yesterday is not behind. */
const DAYS_THAT_TELL = 7n;

const daysBetween = (from: CivilDate, to: CivilDate): number => {
  let days = 0;
  for (let day = from; day < to; day = addDays(day, 1)) days += 1;
  return days;
};

/** Pure: what counted up to yesterday, carried on to the last day. */
export function projectTarget(facts: {
  readonly from: CivilDate;
  readonly lastDay: CivilDate;
  readonly today: CivilDate;
  readonly countedFen: bigint;
  readonly targetFen: bigint;
}): TargetClock {
  const { from, lastDay, today, countedFen, targetFen } = facts;
  const over = today > lastDay;
  const elapsed = BigInt(daysBetween(from, over ? addDays(lastDay, 1) : today));
  const daysLeft = over ? 0 : daysBetween(today, addDays(lastDay, 1));
  const missing = targetFen > countedFen ? targetFen - countedFen : 0n;
  const left = BigInt(daysLeft);
  const projectedFen = elapsed === 0n ? countedFen : countedFen + (countedFen * left) / elapsed;
  const neededPerDayFen = left === 0n ? missing : (missing + left - 1n) / left;
  const pace = (): TargetClock['pace'] => {
    if (missing === 0n) return 'reached';
    if (over) return 'over';
    if (elapsed < DAYS_THAT_TELL) return 'starting';
    if (projectedFen >= targetFen) return 'on_track';
    return neededPerDayFen * elapsed > countedFen * FAR ? 'far_behind' : 'behind';
  };
  return { daysLeft, projectedFen, neededPerDayFen, pace: pace() };
}
