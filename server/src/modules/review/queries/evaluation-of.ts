import type { Env } from '../../../platform/env.ts';
import type { NameRow } from '../domain/name-matrix.ts';

export interface Evaluation {
  readonly evaluationId: string;
  readonly people: number;
  readonly elapsedMs: number;
  readonly matrix: readonly NameRow[];
}

/** What the machine made of a revision; undefined while it has not yet looked. */
export async function evaluationOf(
  env: Pick<Env, 'db' | 'crypto'>,
  key: { applicantId: string; applicationId: string; revisionNo: number },
): Promise<Evaluation | undefined> {
  const rows = await env.db.query<{
    evaluation_id: string;
    people: number;
    elapsed_ms: number;
    matrix_sealed: string | null;
  }>(
    'SELECT evaluation_id, people, elapsed_ms, matrix_sealed FROM review.evaluation WHERE applicant_id = $1 AND application_id = $2 AND revision_no = $3',
    [key.applicantId, key.applicationId, key.revisionNo],
  );
  const row = rows[0];
  if (row === undefined) return undefined;
  const matrix =
    row.matrix_sealed === null
      ? []
      : (JSON.parse(env.crypto.open(`matrix:${key.applicationId}:${key.revisionNo}`, row.matrix_sealed)) as NameRow[]);
  return { evaluationId: row.evaluation_id, people: row.people, elapsedMs: row.elapsed_ms, matrix };
}
