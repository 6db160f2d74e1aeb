import { createHash } from 'node:crypto';
import { instant, later, MINUTE_MS, type InstantMs } from '../../../kernel/instant.ts';
import { accept, refuse, type Outcome, type Refusal } from '../../../kernel/outcome.ts';
import type { Env } from '../../../platform/env.ts';
import { at } from '../../../platform/postgres/database.ts';
import type { MaterialKind } from '../domain/material-kinds.ts';
import { missingParts } from '../domain/upload-parts.ts';
import { contentHashOf } from './begin-upload.ts';
import { partMark } from './keep-part.ts';
import { eraseParts, lapseUpload, type UploadKey } from './lapse-upload.ts';

/** Reading a page takes seconds; a process that died over one gives it free after this. */
const JUDGING_MS = 2 * MINUTE_MS;

export type CompletionRefusal = Refusal<
  | 'materials.upload_unknown'
  | 'materials.upload_incomplete'
  | 'materials.upload_broken'
  | 'materials.upload_in_judgement'
>;

export type ClaimedUpload =
  | { readonly at: 'completed'; readonly materialId: string }
  | {
      readonly at: 'claimed';
      readonly kind: MaterialKind;
      readonly content: Uint8Array;
      readonly contentType: string;
      readonly interviewId: string | undefined;
      readonly begunAt: InstantMs;
    };

interface Row {
  kind: MaterialKind;
  content_hash: string;
  content_type: string;
  byte_count: number;
  interview_id: string | null;
  state: string;
  material_id: string | null;
  begun_at: number;
}

async function assemble(env: Env, key: UploadKey, parts: readonly { part_no: number; file_id: string }[]) {
  const pieces: Uint8Array[] = [];
  for (const part of parts) {
    const { content } = await env.files.read(part.file_id);
    pieces.push(content.subarray(partMark(key, part.part_no).length));
  }
  return Buffer.concat(pieces);
}

/**
 * Takes an upload to be judged, with all its bytes. Asked again after it was accepted it names the same material; while another
 * request judges it, it is refused. Whoever claims it says afterwards what became of it (`settleUpload`, `releaseUpload`).
 */
export async function claimUpload(env: Env, key: UploadKey): Promise<Outcome<ClaimedUpload, CompletionRefusal>> {
  const id = [key.applicantId, key.uploadId];
  const rows = await env.db.query<Row>(
    `SELECT kind, content_hash, content_type, byte_count, interview_id, state, material_id, begun_at FROM materials.upload
      WHERE applicant_id = $1 AND upload_id = $2`,
    id,
  );
  const row = rows[0];
  if (row?.state === 'completed' && row.material_id !== null)
    return accept({ at: 'completed', materialId: row.material_id });
  if (row?.state !== 'open') return refuse('materials.upload_unknown');
  const parts = await env.db.query<{ part_no: number; file_id: string }>(
    'SELECT part_no, file_id FROM materials.upload_part WHERE applicant_id = $1 AND upload_id = $2 ORDER BY part_no',
    id,
  );
  const present = parts.map((part) => part.part_no);
  const missing = missingParts(row.byte_count, present);
  if (missing.length > 0) return refuse('materials.upload_incomplete', { parts: missing.map(String) });
  const now = env.wall.now();
  const claimed = await env.db.execute(
    `UPDATE materials.upload SET judged_until = $3
      WHERE applicant_id = $1 AND upload_id = $2 AND state = 'open' AND (judged_until IS NULL OR judged_until <= $4)`,
    [...id, at(later(now, JUDGING_MS)), at(now)],
  );
  if (claimed === 0) return refuse('materials.upload_in_judgement');
  const content = await assemble(env, key, parts);
  if (contentHashOf(env, createHash('sha256').update(content).digest('hex')) !== row.content_hash) {
    await lapseUpload(env, key);
    return refuse('materials.upload_broken');
  }
  const { kind, content_type: contentType } = row;
  const interviewId = row.interview_id ?? undefined;
  return accept({ at: 'claimed', kind, content, contentType, interviewId, begunAt: instant(row.begun_at) });
}

/** What became of a claimed upload: the material it is now, or that it was refused. Its parts are erased either way. */
export async function settleUpload(env: Env, key: UploadKey, materialId: string | undefined): Promise<void> {
  await env.db.execute(
    `UPDATE materials.upload SET state = $3, material_id = $4 WHERE applicant_id = $1 AND upload_id = $2 AND state = 'open'`,
    [key.applicantId, key.uploadId, materialId === undefined ? 'refused' : 'completed', materialId ?? null],
  );
  await eraseParts(env, key);
}

/** Judging broke down: the next request may claim it at once. */
export async function releaseUpload(env: Env, key: UploadKey): Promise<void> {
  await env.db.execute('UPDATE materials.upload SET judged_until = NULL WHERE applicant_id = $1 AND upload_id = $2', [
    key.applicantId,
    key.uploadId,
  ]);
}
