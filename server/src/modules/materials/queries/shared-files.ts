import type { Sql } from '../../../platform/postgres/database.ts';
import { LOOK_APART_MAX, mirroredLook } from '../domain/look.ts';

/**
 * How many other applicants have handed in this photo: the very same bytes, or what looks like it, also mirrored. S21: a photo that
 * went from hand to hand is saved anew by each messenger.
 */
export async function applicantsWithPhoto(
  sql: Sql,
  input: { applicantId: string; materialId: string; fileId: string },
): Promise<number> {
  const own = await sql.query<{ look: string | null }>(
    'SELECT look::text AS look FROM materials.material WHERE applicant_id = $1 AND material_id = $2',
    [input.applicantId, input.materialId],
  );
  const look = own[0]?.look ?? null;
  const rows = await sql.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM (
       SELECT applicant_id FROM materials.material WHERE file_id = $2 AND applicant_id <> $1
       UNION
       SELECT applicant_id FROM materials.material WHERE look IS NOT NULL AND applicant_id <> $1
          AND least(bit_count(look # $3::bit(256)), bit_count(look # $4::bit(256))) <= $5) AS others`,
    [input.applicantId, input.fileId, look, look === null ? null : mirroredLook(look), LOOK_APART_MAX],
  );
  return rows[0]?.n ?? 0;
}
