import type { Sql } from '../../../platform/postgres/database.ts';

export interface FixRow {
  readonly item: string;
  readonly reason: string;
  readonly note: string;
  readonly answered: boolean;
}

/** What the last decision asked to be done again. */
export async function openFixes(sql: Sql, applicantId: string, applicationId: string): Promise<FixRow[]> {
  const rows = await sql.query<{ item: string; reason: string; note: string }>(
    `SELECT item, reason, note FROM review.fix_request WHERE applicant_id = $1 AND application_id = $2 AND state = 'open' ORDER BY fix_id`,
    [applicantId, applicationId],
  );
  return rows.map((row) => ({ ...row, answered: false }));
}

/** The applicant has done this item again. */
export async function answerFixes(sql: Sql, applicantId: string, item?: string): Promise<void> {
  await sql.execute(
    `UPDATE review.fix_request SET state = 'answered' WHERE applicant_id = $1 AND state = 'open' AND ($2::text IS NULL OR item = $2)`,
    [applicantId, item ?? null],
  );
}
