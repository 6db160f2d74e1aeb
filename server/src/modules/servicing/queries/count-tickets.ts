import type { InstantMs } from '../../../kernel/instant.ts';
import { at, one, type Sql } from '../../../platform/postgres/database.ts';

/** Tickets that nobody has answered yet, and how many of them should have been by `now`. */
export async function countTickets(
  sql: Sql,
  now: InstantMs,
): Promise<{ readonly open: number; readonly overdue: number }> {
  const rows = await sql.query<{ open: number; overdue: number }>(
    `SELECT count(*)::int AS open, (count(*) FILTER (WHERE due_at <= $1))::int AS overdue FROM servicing.ticket WHERE state NOT IN ('resolved', 'closed')`,
    [at(now)],
  );
  return one(rows, 'counts');
}
