import { addDays, weekday, type CivilDate } from './instant.ts';

/** What the State Council published: days off and working weekends, for the years it covers. */
export interface HolidayTable {
  readonly off: ReadonlySet<string>;
  readonly work: ReadonlySet<string>;
  /** Last day that the published table covers; later days are computed by weekday alone and marked estimated. */
  readonly coverageTo: CivilDate;
}

export interface WorkingDay {
  readonly date: CivilDate;
  /** True when the table does not cover the way there, so a holiday not yet published may move it. */
  readonly estimated: boolean;
}

/** 1 January is a holiday by the State Council's standing order (every year), even where no table covers it yet. */
export function isWorkingDay(date: CivilDate, table: HolidayTable): boolean {
  if (table.work.has(date)) return true;
  if (table.off.has(date) || date.endsWith('-01-01')) return false;
  const day = weekday(date);
  return day !== 0 && day !== 6;
}

/** The first working day after `date`: the T+1 of a sale of that business date. */
export function nextWorkingDay(date: CivilDate, table: HolidayTable): WorkingDay {
  let day = addDays(date, 1);
  while (!isWorkingDay(day, table)) day = addDays(day, 1);
  return { date: day, estimated: day > table.coverageTo };
}
