import { createHash } from 'node:crypto';
import type { Env } from '../../../platform/env.ts';

export interface RevisionSeal {
  readonly revisionNo: number;
  /** Its content can be opened and still has the hash that was stored when it was submitted. */
  readonly intact: boolean;
}

/** Every revision of an application, and whether it is what was submitted. */
export async function revisionSeals(
  env: Pick<Env, 'db' | 'crypto'>,
  key: { applicantId: string; applicationId: string },
): Promise<RevisionSeal[]> {
  const rows = await env.db.query<{ revision_no: number; content_sealed: string; content_hash: string }>(
    'SELECT revision_no, content_sealed, content_hash FROM applications.revision WHERE applicant_id = $1 AND application_id = $2 ORDER BY revision_no',
    [key.applicantId, key.applicationId],
  );
  return rows.map((row) => ({
    revisionNo: row.revision_no,
    intact: hashOfContent(env, key.applicationId, row.revision_no, row.content_sealed) === row.content_hash,
  }));
}

/** undefined where the seal does not open: somebody wrote over it without the key. */
function hashOfContent(
  env: Pick<Env, 'crypto'>,
  applicationId: string,
  revisionNo: number,
  sealed: string,
): string | undefined {
  try {
    return createHash('sha256')
      .update(env.crypto.open(`revision:${applicationId}:${revisionNo}`, sealed))
      .digest('hex');
  } catch {
    return undefined;
  }
}

/** Whose application this is; undefined where nobody knows it. For the desk of an auditor: it looks through all of them. */
export async function applicantOfApplication(env: Pick<Env, 'db'>, applicationId: string): Promise<string | undefined> {
  const rows = await env.db.query<{ applicant_id: string }>(
    'SELECT applicant_id FROM applications.application WHERE application_id = $1',
    [applicationId],
  );
  return rows[0]?.applicant_id;
}
