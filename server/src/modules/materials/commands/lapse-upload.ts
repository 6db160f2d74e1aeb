import { cancelDue } from '../../../platform/due.ts';
import type { Env } from '../../../platform/env.ts';
import { withTx } from '../../../platform/postgres/database.ts';

export interface UploadKey {
  readonly applicantId: string;
  readonly uploadId: string;
}

/** Gives an upload up that did not arrive in time, and erases what came of it. One that has ended stays as it ended. */
export async function lapseUpload(env: Env, key: UploadKey): Promise<void> {
  const { applicantId, uploadId } = key;
  await env.db.execute(
    `UPDATE materials.upload SET state = 'lapsed' WHERE applicant_id = $1 AND upload_id = $2 AND state = 'open'`,
    [applicantId, uploadId],
  );
  await eraseParts(env, key);
}

/**
 * Erases the parts of an upload that has ended: first the objects, then their names, so that a process that dies between the two
 * leaves something that the next run finds. The due date stays until nothing is left.
 */
export async function eraseParts(env: Env, { applicantId, uploadId }: UploadKey): Promise<void> {
  const parts = await env.db.query<{ file_id: string }>(
    'SELECT file_id FROM materials.upload_part WHERE applicant_id = $1 AND upload_id = $2',
    [applicantId, uploadId],
  );
  await env.files.erase(parts.map((part) => part.file_id));
  await withTx(env, async (tx) => {
    await tx.execute('DELETE FROM materials.upload_part WHERE applicant_id = $1 AND upload_id = $2', [
      applicantId,
      uploadId,
    ]);
    await cancelDue(tx, 'lapse-upload', uploadId);
  });
}
