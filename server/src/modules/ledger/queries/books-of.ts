import { instant, isoText, type CivilDate } from '../../../kernel/instant.ts';
import type { StateOf } from '../../../kernel/machine.ts';
import type { Database, Sql } from '../../../platform/postgres/database.ts';
import type { bookDayMachine } from '../domain/book-day-machine.ts';
import { readQuietly } from '../../../platform/postgres/read-quietly.ts';

export interface BookDay {
  readonly day: CivilDate;
  readonly state: StateOf<typeof bookDayMachine>;
  readonly closedAt: string | undefined;
  readonly journalCount: number;
  readonly lineCount: number;
  readonly turnoverFen: bigint;
  readonly digest: string | undefined;
}

const DAYS_MAX = 400;

/** Days of the books in a period, newest first; at most 400. */
export async function bookDays(sql: Sql, period: { from: CivilDate; to: CivilDate }): Promise<BookDay[]> {
  const rows = await sql.query<{
    day: CivilDate;
    state: BookDay['state'];
    closed_at: number | null;
    journal_count: bigint | null;
    line_count: bigint | null;
    turnover_fen: bigint | null;
    digest: string | null;
  }>(
    `SELECT day, state, closed_at, journal_count, line_count, turnover_fen, digest FROM ledger.book_day
      WHERE day BETWEEN $1 AND $2 ORDER BY day DESC LIMIT ${DAYS_MAX}`,
    [period.from, period.to],
  );
  return rows.map((row) => ({
    day: row.day,
    state: row.state,
    closedAt: row.closed_at === null ? undefined : isoText(instant(row.closed_at)),
    journalCount: Number(row.journal_count ?? 0n),
    lineCount: Number(row.line_count ?? 0n),
    turnoverFen: row.turnover_fen ?? 0n,
    digest: row.digest ?? undefined,
  }));
}

/** Journals and turnover of the days that are not closed yet, as they stand now. */
export async function openDays(env: {
  readonly db: Database;
}): Promise<{ day: CivilDate; journalCount: number; turnoverFen: bigint }[]> {
  const rows = await readQuietly(env, (tx) =>
    tx.query<{ day: CivilDate; n: bigint; turnover: bigint }>(
      `SELECT booked_on AS day, count(*) AS n, coalesce(sum((SELECT sum(a) FROM unnest(amounts) a WHERE a > 0)), 0)::bigint AS turnover
         FROM ledger.journal WHERE booked_on > ledger.rolled_up(NULL, NULL) GROUP BY 1 ORDER BY 1 LIMIT ${DAYS_MAX}`,
    ),
  );
  return rows.map((row) => ({ day: row.day, journalCount: Number(row.n), turnoverFen: row.turnover }));
}

/** The first and the last closed day, and from which day on postings are taken. Undefined days: nothing was closed yet. */
export async function booksStand(
  sql: Sql,
): Promise<{ first: CivilDate | undefined; closedThrough: CivilDate | undefined; head: string | undefined }> {
  const rows = await sql.query<{ first: CivilDate | null; through: CivilDate | null; head: string | null }>(
    `SELECT min(day) AS first, max(day) FILTER (WHERE state = 'closed') AS through,
            (SELECT digest FROM ledger.book_day WHERE state = 'closed' ORDER BY day DESC LIMIT 1) AS head FROM ledger.book_day`,
  );
  return {
    first: rows[0]?.first ?? undefined,
    closedThrough: rows[0]?.through ?? undefined,
    head: rows[0]?.head ?? undefined,
  };
}

export interface BookMonth {
  readonly month: string;
  readonly closedBy: string;
  readonly closedAt: string;
  readonly digest: string;
  readonly journalCount: number;
  readonly turnoverFen: bigint;
}

/** Closed months, newest first. */
export async function bookMonths(sql: Sql): Promise<BookMonth[]> {
  const rows = await sql.query<{
    month: CivilDate;
    closed_by: string;
    closed_at: number;
    digest: string;
    journal_count: bigint;
    turnover_fen: bigint;
  }>(
    'SELECT month, closed_by, closed_at, digest, journal_count, turnover_fen FROM ledger.book_month ORDER BY month DESC LIMIT 240',
  );
  return rows.map((row) => ({
    month: row.month.slice(0, 7),
    closedBy: row.closed_by,
    closedAt: isoText(instant(row.closed_at)),
    digest: row.digest,
    journalCount: Number(row.journal_count),
    turnoverFen: row.turnover_fen,
  }));
}

export interface MonthTotal {
  readonly account: string;
  readonly debitFen: bigint;
  readonly creditFen: bigint;
  /** At the end of the month, debit positive. */
  readonly balanceFen: bigint;
  readonly lineCount: number;
}

/** The trial balance that was kept when a month was closed; empty where it is open. */
export async function monthTotals(sql: Sql, month: string): Promise<MonthTotal[]> {
  const rows = await sql.query<{
    account: string;
    debit_fen: bigint;
    credit_fen: bigint;
    balance_fen: bigint;
    line_count: bigint;
  }>(
    'SELECT account, debit_fen, credit_fen, balance_fen, line_count FROM ledger.month_total WHERE month = $1 ORDER BY account',
    [`${month}-01`],
  );
  return rows.map((row) => ({
    account: row.account,
    debitFen: row.debit_fen,
    creditFen: row.credit_fen,
    balanceFen: row.balance_fen,
    lineCount: Number(row.line_count),
  }));
}
