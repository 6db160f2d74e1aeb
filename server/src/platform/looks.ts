import type { Sql } from './postgres/database.ts';
import { instant, isoText } from '../kernel/instant.ts';

export interface Look {
  readonly at: string;
  /** What was looked at or taken, as the log of accesses names it. */
  readonly what: string;
}

const LOOKS_MAX = 1_000;

/** Looks of our people at what belongs to somebody: under these numbers of theirs, and at these pictures; the newest first. */
export async function looksAt(
  sql: Sql,
  of: { readonly subjects: readonly string[]; readonly pictures: readonly string[] },
): Promise<Look[]> {
  const rows = await sql.query<{ at: number; what: string }>(
    `SELECT at, what FROM (
       SELECT at, what FROM platform.access_log WHERE subject = ANY ($1)
       UNION ALL SELECT at, what FROM platform.access_log WHERE what = 'image' AND split_part(subject, ':', 2) = ANY ($2)) AS looks
      ORDER BY at DESC LIMIT ${LOOKS_MAX}`,
    [of.subjects, of.pictures],
  );
  return rows.map((row) => ({ at: isoText(instant(row.at)), what: row.what }));
}
