/** Reference data as they are in force, for people. */
import type { CivilDate } from '../../../kernel/instant.ts';
import type { Sql } from '../../../platform/postgres/database.ts';

export interface CalendarDay {
  readonly day: CivilDate;
  readonly kind: 'off' | 'work';
}

/** The published days of a year and where they come from; no source where the year is not covered. */
export async function calendarOf(
  sql: Sql,
  year: number,
): Promise<{ readonly days: readonly CalendarDay[]; readonly source: string | undefined }> {
  const [days, covered] = await Promise.all([
    sql.query<CalendarDay>(
      `SELECT day, kind FROM catalogue.calendar_day WHERE day >= make_date($1, 1, 1) AND day < make_date($1 + 1, 1, 1) ORDER BY day`,
      [year],
    ),
    sql.query<{ source: string }>('SELECT source FROM catalogue.calendar_coverage WHERE year = $1', [year]),
  ]);
  return { days, source: covered[0]?.source };
}

/** How many lines each table has. */
export async function referenceCounts(sql: Sql): Promise<{ bin: number; trade: number; branch: number }> {
  const rows = await sql.query<{ bin: number; trade: number; branch: number }>(
    `SELECT (SELECT count(*)::int FROM catalogue.bin) AS bin, (SELECT count(*)::int FROM catalogue.trade WHERE offered) AS trade,
            (SELECT count(*)::int FROM catalogue.bank_branch) AS branch`,
  );
  return rows[0] ?? { bin: 0, trade: 0, branch: 0 };
}

export interface Issuer {
  readonly prefix: string;
  readonly cardLength: number;
  readonly cardKind: 'debit' | 'credit';
  readonly bankName: string;
  readonly organisation: string;
}

const FOUND_MAX = 100;

/** Issuers whose prefix begins with what was typed, is the beginning of it (a card's first digits), or whose bank bears the words. */
export async function findIssuers(sql: Sql, typed: string): Promise<Issuer[]> {
  const words = typed.trim().replace(/[%_\\]/g, '');
  return sql.query<Issuer>(
    `SELECT prefix, card_length AS "cardLength", card_kind AS "cardKind", bank_name AS "bankName", organisation FROM catalogue.bin
      WHERE $1 = '' OR prefix LIKE $1 || '%' OR $1 LIKE prefix || '%' OR bank_name ILIKE '%' || $1 || '%' ORDER BY prefix LIMIT ${FOUND_MAX}`,
    [words],
  );
}
