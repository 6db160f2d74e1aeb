import type { Env } from '../../../platform/env.ts';
import type { Sql } from '../../../platform/postgres/database.ts';

const MATERIAL = /mat_[0-9A-Z]{26}/g;

/** Photos and clips that stand in any revision a person has sent in. */
export async function sentMaterials(
  env: Pick<Env, 'db' | 'crypto'>,
  applicantId: string,
): Promise<ReadonlySet<string>> {
  const rows = await env.db.query<{ application_id: string; revision_no: number; content_sealed: string }>(
    'SELECT application_id, revision_no, content_sealed FROM applications.revision WHERE applicant_id = $1',
    [applicantId],
  );
  return new Set(
    rows.flatMap(
      (row) =>
        env.crypto.open(`revision:${row.application_id}:${row.revision_no}`, row.content_sealed).match(MATERIAL) ?? [],
    ),
  );
}

export async function countRevisions(sql: Sql, applicantId: string): Promise<number> {
  const rows = await sql.query<{ count: bigint }>(
    'SELECT count(*) FROM applications.revision WHERE applicant_id = $1',
    [applicantId],
  );
  return Number(rows[0]?.count ?? 0);
}
