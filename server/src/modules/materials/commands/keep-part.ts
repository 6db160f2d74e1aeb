import { accept, refuse, type Outcome, type Refusal } from '../../../kernel/outcome.ts';
import type { Env } from '../../../platform/env.ts';
import { withTx } from '../../../platform/postgres/database.ts';
import { partBytesOf } from '../domain/upload-parts.ts';
import type { UploadKey } from './lapse-upload.ts';

export type PartRefusal = Refusal<'materials.upload_unknown' | 'materials.upload_part_wrong'>;

/**
 * A part is stored behind its own name. Files are named by their content: without it, a part equal to somebody's whole photo would
 * be that photo's object, and erasing the one would erase the other.
 */
export const partMark = ({ uploadId }: UploadKey, partNo: number): Buffer => Buffer.from(`${uploadId} ${partNo}\n`);

/** Keeps one part. The same part again changes nothing: whether the whole is right is asked of the whole. */
export async function keepPart(
  env: Env,
  input: UploadKey & { readonly partNo: number; readonly content: Uint8Array },
): Promise<Outcome<true, PartRefusal>> {
  const { applicantId, uploadId, partNo, content } = input;
  const rows = await env.db.query<{ byte_count: number; present: boolean }>(
    `SELECT byte_count, EXISTS (SELECT 1 FROM materials.upload_part WHERE applicant_id = $1 AND upload_id = $2 AND part_no = $3) AS present
       FROM materials.upload WHERE applicant_id = $1 AND upload_id = $2 AND state = 'open'`,
    [applicantId, uploadId, partNo],
  );
  const upload = rows[0];
  if (upload === undefined) return refuse('materials.upload_unknown');
  if (content.length === 0 || content.length !== partBytesOf(upload.byte_count, partNo))
    return refuse('materials.upload_part_wrong', { bytes: partBytesOf(upload.byte_count, partNo) });
  if (upload.present) return accept(true as const);
  const file = await env.files.store(Buffer.concat([partMark(input, partNo), content]), 'application/octet-stream');
  const kept = await withTx(env, async (tx) => {
    const open = await tx.query(
      `SELECT 1 FROM materials.upload WHERE applicant_id = $1 AND upload_id = $2 AND state = 'open' FOR UPDATE`,
      [applicantId, uploadId],
    );
    if (open.length === 0) return false;
    await env.files.recordFile(tx, file);
    await tx.execute(
      'INSERT INTO materials.upload_part (applicant_id, upload_id, part_no, file_id) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING',
      [applicantId, uploadId, partNo, file.fileId],
    );
    return true;
  });
  if (kept) return accept(true as const);
  await env.files.erase([file.fileId]); // it lapsed while this part was written
  return refuse('materials.upload_unknown');
}
