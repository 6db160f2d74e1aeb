import type { Sql } from '../../../platform/postgres/database.ts';

/** How many other applicants have handed in the very same bytes: a photo that went from hand to hand. */
export async function applicantsWithFile(sql: Sql, input: { applicantId: string; fileId: string }): Promise<number> {
  const rows = await sql.query<{ n: number }>(
    'SELECT count(DISTINCT applicant_id)::int AS n FROM materials.material WHERE file_id = $2 AND applicant_id <> $1',
    [input.applicantId, input.fileId],
  );
  return rows[0]?.n ?? 0;
}
