import { DAY_MS, later } from '../../../kernel/instant.ts';
import { accept, type Outcome } from '../../../kernel/outcome.ts';
import { scheduleDue } from '../../../platform/due.ts';
import type { Env } from '../../../platform/env.ts';
import { at, withTx, type Tx } from '../../../platform/postgres/database.ts';
import type { MaterialKind } from '../domain/material-kinds.ts';
import { decideSize, UPLOADS_OPEN_MAX, type SizeRefusal } from '../domain/upload-parts.ts';
import { lapseUpload } from './lapse-upload.ts';

/** As long as the phone keeps its own copy. */
const LIFE_MS = DAY_MS;

export interface NewUpload {
  readonly applicantId: string;
  readonly kind: MaterialKind;
  readonly byteCount: number;
  /** Hex SHA-256 of the whole. */
  readonly sha256: string;
  readonly contentType: string;
  readonly interviewId?: string | undefined;
}

export interface UploadProgress {
  readonly uploadId: string;
  /** Numbers of the parts that are here already, from 0. */
  readonly parts: readonly number[];
}

/** A hash of a photo says whose photo it is to whoever has the photo: keyed, like the names of files. */
export const contentHashOf = (env: Pick<Env, 'crypto'>, sha256: string): string =>
  env.crypto.lookup('upload-content', sha256);

/** The same bytes again: on their way, or arrived as a material that still stands (the answer to the phone was lost). */
const resumable = async (env: Env, tx: Tx, input: NewUpload): Promise<string | undefined> => {
  const rows = await tx.query<{ upload_id: string }>(
    `SELECT u.upload_id FROM materials.upload u LEFT JOIN materials.material m USING (applicant_id, material_id)
      WHERE u.applicant_id = $1 AND u.kind = $2 AND u.content_hash = $3 AND u.interview_id IS NOT DISTINCT FROM $4
        AND (u.state = 'open' OR m.state = 'accepted') ORDER BY u.upload_id DESC LIMIT 1`,
    [input.applicantId, input.kind, contentHashOf(env, input.sha256), input.interviewId ?? null],
  );
  return rows[0]?.upload_id;
};

async function open(env: Env, tx: Tx, input: NewUpload): Promise<string> {
  const uploadId = env.ids.next('upl');
  const expiresAt = later(env.clock.now(), LIFE_MS);
  await tx.execute(
    `INSERT INTO materials.upload (applicant_id, upload_id, kind, content_hash, content_type, byte_count, interview_id, state, begun_at, expires_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, 'open', $8, $9)`,
    [
      input.applicantId,
      uploadId,
      input.kind,
      contentHashOf(env, input.sha256),
      input.contentType,
      input.byteCount,
      input.interviewId ?? null,
      at(env.wall.now()),
      at(expiresAt),
    ],
  );
  const { applicantId } = input;
  await scheduleDue(tx, { kind: 'lapse-upload', key: uploadId, at: expiresAt, data: { applicantId, uploadId } });
  return uploadId;
}

/**
 * Opens an upload, or finds the one that the same bytes have already. Beyond the limit of open ones the oldest is given up.
 * `begun_at` is wall time: what was in time when it was begun stays in time, however long the line is down.
 */
export async function beginUpload(env: Env, input: NewUpload): Promise<Outcome<UploadProgress, SizeRefusal>> {
  const size = decideSize(input.kind, input.byteCount);
  if (size.refused) return size;
  const { applicantId } = input;
  const begun = await withTx(env, async (tx) => {
    // two taps at once: the second waits and finds what the first has opened
    await tx.execute('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`upload:${applicantId}`]);
    const uploadId = (await resumable(env, tx, input)) ?? (await open(env, tx, input));
    const others = await tx.query<{ upload_id: string }>(
      `SELECT upload_id FROM materials.upload WHERE applicant_id = $1 AND state = 'open' AND upload_id <> $2 ORDER BY upload_id DESC`,
      [applicantId, uploadId],
    );
    const parts = await tx.query<{ part_no: number }>(
      'SELECT part_no FROM materials.upload_part WHERE applicant_id = $1 AND upload_id = $2 ORDER BY part_no',
      [applicantId, uploadId],
    );
    const over = others.slice(UPLOADS_OPEN_MAX - 1).map((row) => row.upload_id);
    return { uploadId, parts: parts.map((row) => row.part_no), over };
  });
  for (const uploadId of begun.over) await lapseUpload(env, { applicantId, uploadId });
  return accept({ uploadId: begun.uploadId, parts: begun.parts });
}
