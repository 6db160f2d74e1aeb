/** A file of reference data beside what is in force: the same question in SQL for each kind, so that a quarter of a million lines are one statement. */
import type { CivilDate } from '../../../kernel/instant.ts';
import { one, type Sql } from '../../../platform/postgres/database.ts';
import type { ReferenceKind } from '../domain/reference-file.ts';
import type { Compared } from '../domain/reference-import.ts';

/**
 * Of every kind: what is in force under a key of the file, as text for people (`before`), and what the line would make of it (`after`).
 * A line that takes away has no `after`. The calendar also has the days of its year that the file does not name: they go.
 */
const DIFFERENCE: Readonly<Record<ReferenceKind, string>> = {
  calendar: `SELECT coalesce(l.line_no, 0) AS line_no, coalesce(l.key, c.day::text) AS key, c.kind AS before, l.row->>'kind' AS after
      FROM (SELECT * FROM catalogue.reference_line WHERE import_id = $1) l
      FULL JOIN (SELECT day, kind FROM catalogue.calendar_day
                  WHERE to_char(day, 'YYYY') = (SELECT left(key, 4) FROM catalogue.reference_line WHERE import_id = $1 ORDER BY line_no LIMIT 1)) c
        ON c.day::text = l.key`,
  bin: `SELECT l.line_no, l.key, CASE WHEN b.prefix IS NOT NULL THEN concat_ws(' · ', b.bank_name, b.card_kind, b.card_length, b.organisation) END AS before,
        CASE WHEN l.row->>'gone' IS DISTINCT FROM '1'
             THEN concat_ws(' · ', l.row->>'bank_name', l.row->>'card_kind', l.row->>'card_length', l.row->>'organisation') END AS after
      FROM catalogue.reference_line l LEFT JOIN catalogue.bin b ON b.prefix = l.key WHERE l.import_id = $1`,
  trade: `SELECT l.line_no, l.key, CASE WHEN t.offered THEN concat_ws(' · ', t.zh, t.en) END AS before,
        CASE WHEN l.row->>'gone' IS DISTINCT FROM '1' THEN concat_ws(' · ', l.row->>'zh', l.row->>'en') END AS after
      FROM catalogue.reference_line l LEFT JOIN catalogue.trade t ON t.code = l.key WHERE l.import_id = $1`,
  branch: `SELECT l.line_no, l.key, CASE WHEN b.branch_code IS NOT NULL THEN concat_ws(' · ', b.bank_name, b.branch_name, b.city) END AS before,
        CASE WHEN l.row->>'gone' IS DISTINCT FROM '1'
             THEN concat_ws(' · ', l.row->>'bank_name', l.row->>'branch_name', l.row->>'city') END AS after
      FROM catalogue.reference_line l LEFT JOIN catalogue.bank_branch b ON b.branch_code = l.key WHERE l.import_id = $1`,
};

/** Lines that contradict each other or, in a calendar, another year: seen only when all are there. */
export async function markContradictions(sql: Sql, importId: string, kind: ReferenceKind): Promise<void> {
  await sql.execute(
    `UPDATE catalogue.reference_line l SET fault = 'twice' WHERE import_id = $1 AND fault IS NULL
       AND EXISTS (SELECT 1 FROM catalogue.reference_line o WHERE o.import_id = $1 AND o.key = l.key AND o.line_no < l.line_no)`,
    [importId],
  );
  if (kind === 'calendar')
    await sql.execute(
      `UPDATE catalogue.reference_line l SET fault = 'other_year' WHERE import_id = $1 AND fault IS NULL
         AND left(key, 4) <> (SELECT left(key, 4) FROM catalogue.reference_line WHERE import_id = $1 AND fault IS NULL ORDER BY line_no LIMIT 1)`,
      [importId],
    );
}

/** What the file would change, in figures. */
export async function compareReference(sql: Sql, importId: string, kind: ReferenceKind): Promise<Compared> {
  const counted = one(
    await sql.query<{ lines: number; faults: number; covered: boolean }>(
      `SELECT count(*)::int AS lines, count(fault)::int AS faults,
              EXISTS (SELECT 1 FROM catalogue.calendar_coverage WHERE year::text = left(min(key), 4)) AS covered
         FROM catalogue.reference_line WHERE import_id = $1`,
      [importId],
    ),
    'the lines of a file',
  );
  if (counted.faults > 0) return { ...counted, fresh: 0, other: 0, gone: 0, firstChanged: undefined };
  const differs = one(
    await sql.query<{ fresh: number; other: number; gone: number; first: string | null }>(
      `WITH d AS (${DIFFERENCE[kind]})
       SELECT count(*) FILTER (WHERE before IS NULL AND after IS NOT NULL)::int AS fresh,
              count(*) FILTER (WHERE before <> after)::int AS other,
              count(*) FILTER (WHERE before IS NOT NULL AND after IS NULL)::int AS gone,
              min(key) FILTER (WHERE before IS DISTINCT FROM after) AS first FROM d`,
      [importId],
    ),
    'the differences of a file',
  );
  const firstChanged = kind === 'calendar' ? (differs.first as CivilDate | null) : null;
  return { ...counted, ...differs, firstChanged: firstChanged ?? undefined };
}

export interface Difference {
  /** Line of the file; 0 for a day of the calendar that the file does not name. */
  readonly lineNo: number;
  readonly key: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

const SHOWN_MAX = 50;

/** The first fifty differences, for whoever decides. */
export async function differencesOf(sql: Sql, importId: string, kind: ReferenceKind): Promise<Difference[]> {
  const rows = await sql.query<{ line_no: number; key: string; before: string | null; after: string | null }>(
    `WITH d AS (${DIFFERENCE[kind]}) SELECT line_no, key, before, after FROM d WHERE before IS DISTINCT FROM after ORDER BY key LIMIT ${SHOWN_MAX}`,
    [importId],
  );
  return rows.map((row) => ({
    lineNo: row.line_no,
    key: row.key,
    before: row.before ?? undefined,
    after: row.after ?? undefined,
  }));
}
