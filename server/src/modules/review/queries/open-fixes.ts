import type { Sql } from '../../../platform/postgres/database.ts';

export interface FixRow {
  readonly item: string;
  readonly reasons: readonly string[];
  readonly note: string;
  readonly answered: boolean;
}

/** What the review of one revision asked to be done again, and whether it has been. */
export async function fixesOf(
  sql: Sql,
  key: { applicantId: string; applicationId: string; revisionNo: number },
): Promise<FixRow[]> {
  const rows = await sql.query<{ item: string; reasons: string[]; note: string; state: 'open' | 'answered' }>(
    'SELECT item, reasons, note, state FROM review.fix_request WHERE applicant_id = $1 AND application_id = $2 AND revision_no = $3 ORDER BY fix_id',
    [key.applicantId, key.applicationId, key.revisionNo],
  );
  return rows.map(({ state, ...row }) => ({ ...row, answered: state === 'answered' }));
}

/** The applicant has done this item again. */
export async function answerFixes(sql: Sql, applicantId: string, item?: string): Promise<void> {
  await sql.execute(
    `UPDATE review.fix_request SET state = 'answered' WHERE applicant_id = $1 AND state = 'open' AND ($2::text IS NULL OR item = $2)`,
    [applicantId, item ?? null],
  );
}
