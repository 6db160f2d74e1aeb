import { civilDate } from '../../../kernel/instant.ts';
import type { HolidayTable } from '../../../kernel/working-days.ts';
import type { Sql } from '../../../platform/postgres/database.ts';

export async function readHolidays(sql: Sql): Promise<HolidayTable> {
  const days = await sql.query<{ day: string; kind: 'off' | 'work' }>('SELECT day, kind FROM catalogue.calendar_day');
  const years = await sql.query<{ year: number }>('SELECT max(year) AS year FROM catalogue.calendar_coverage');
  return {
    off: new Set(days.filter((row) => row.kind === 'off').map((row) => row.day)),
    work: new Set(days.filter((row) => row.kind === 'work').map((row) => row.day)),
    coverageTo: civilDate(`${years[0]?.year ?? 1970}-12-31`),
  };
}
