import { instant, type InstantMs } from '../../../kernel/instant.ts';
import type { Env } from '../../../platform/env.ts';
import type { Sql } from '../../../platform/postgres/database.ts';

export interface KeptMaterial {
  readonly materialId: string;
  readonly fileId: string;
  readonly isReplaced: boolean;
  readonly createdAt: InstantMs;
}

/** Photos and clips of a person that are still there. */
export async function keptMaterials(sql: Sql, applicantId: string): Promise<KeptMaterial[]> {
  const rows = await sql.query<{ material_id: string; file_id: string; state: string; created_at: number }>(
    `SELECT material_id, file_id, state, created_at FROM materials.material WHERE applicant_id = $1 AND state <> 'erased' ORDER BY material_id`,
    [applicantId],
  );
  return rows.map((row) => ({
    materialId: row.material_id,
    fileId: row.file_id,
    isReplaced: row.state === 'replaced',
    createdAt: instant(row.created_at),
  }));
}

/**
 * Erases photos and clips with what was read from them. The files go first: whoever dies in between finds the rows as they were and does it
 * again. A content that somebody else has handed in too stays. @returns how many rows were erased
 */
export async function eraseMaterials(
  env: Pick<Env, 'db' | 'files'>,
  of: { readonly applicantId: string; readonly materialIds: readonly string[] },
): Promise<number> {
  const { applicantId, materialIds } = of;
  const files = await env.db.query<{ file_id: string }>(
    `SELECT DISTINCT file_id FROM materials.material m WHERE applicant_id = $1 AND material_id = ANY ($2) AND state <> 'erased'
        AND NOT EXISTS (SELECT FROM materials.material o WHERE o.file_id = m.file_id AND o.state <> 'erased'
                          AND NOT (o.applicant_id = $1 AND o.material_id = ANY ($2)))`,
    [applicantId, materialIds],
  );
  await env.files.erase(files.map((row) => row.file_id));
  return env.db.execute(
    `UPDATE materials.material SET state = 'erased', reading_sealed = '' WHERE applicant_id = $1 AND material_id = ANY ($2) AND state <> 'erased'`,
    [applicantId, materialIds],
  );
}
