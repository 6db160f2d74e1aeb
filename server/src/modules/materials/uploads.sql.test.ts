import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { testDatabase, testEnv, type TestDatabase, type TestEnv } from '../../../testing/database.ts';
import { DAY_MS, MINUTE_MS } from '../../kernel/instant.ts';
import { sweepDue } from '../../platform/due.ts';
import type { NewUpload } from './commands/begin-upload.ts';
import {
  beginUpload,
  claimUpload,
  keepPart,
  lapseUpload,
  releaseUpload,
  settleUpload,
  UPLOAD_PART_BYTES,
  type UploadKey,
} from './index.ts';

let database: TestDatabase;
let env: TestEnv;
beforeAll(async () => {
  database = await testDatabase();
});
beforeEach(async () => {
  env = await testEnv(database);
});
afterAll(async () => {
  await env.close();
  await database.close();
});

let made = 0;
const newApplicant = (): string => `apl_upload_${(made += 1)}`;
const bytesOf = (length: number, seed: number): Buffer => Buffer.alloc(length, `${seed} `);
const newUpload = (applicantId: string, content: Uint8Array, some: Partial<NewUpload> = {}): NewUpload => ({
  applicantId,
  kind: 'lease',
  byteCount: content.length,
  sha256: createHash('sha256').update(content).digest('hex'),
  contentType: 'image/jpeg',
  ...some,
});

async function begin(input: NewUpload): Promise<{ key: UploadKey; parts: readonly number[] }> {
  const done = await beginUpload(env, input);
  if (done.refused) throw new Error(done.refusal.code);
  return { key: { applicantId: input.applicantId, uploadId: done.value.uploadId }, parts: done.value.parts };
}

const pieceOf = (content: Uint8Array, partNo: number): Uint8Array =>
  content.subarray(partNo * UPLOAD_PART_BYTES, (partNo + 1) * UPLOAD_PART_BYTES);
const send = (key: UploadKey, content: Uint8Array, partNo: number) =>
  keepPart(env, { ...key, partNo, content: pieceOf(content, partNo) });
const codeOf = (done: { refused: boolean; refusal?: { code: string } }): string | undefined => done.refusal?.code;
const filesKept = async (key: UploadKey): Promise<number> =>
  (
    await env.db.query(
      `SELECT 1 FROM materials.upload_part p JOIN platform.file f USING (file_id) WHERE p.applicant_id = $1 AND p.upload_id = $2`,
      [key.applicantId, key.uploadId],
    )
  ).length;

/** A material row, as the judge would write it. */
async function material(applicantId: string, materialId: string): Promise<string> {
  await env.db.execute(
    `INSERT INTO materials.material (applicant_id, material_id, kind, state, file_id, quality, reading_sealed, elapsed_ms, created_at)
     VALUES ($1, $2, 'lease', 'accepted', 'f', '{}', 's', 1, '2026-11-23T02:00:00Z')`,
    [applicantId, materialId],
  );
  return materialId;
}

describe('S18: a large material whose line breaks', () => {
  it('goes on where it was: the same bytes again name the same upload and the parts that are here', async () => {
    const content = bytesOf(2 * UPLOAD_PART_BYTES + 10, 1);
    const input = newUpload(newApplicant(), content);
    const { key, parts } = await begin(input);
    expect(parts).toEqual([]);
    await send(key, content, 0);
    await send(key, content, 2);
    expect(await begin(input)).toEqual({ key, parts: [0, 2] });
    expect(await claimUpload(env, key)).toMatchObject({
      refusal: { code: 'materials.upload_incomplete', facts: { parts: ['1'] } },
    });
    await send(key, content, 1);
    const claim = await claimUpload(env, key);
    expect(!claim.refused && claim.value.at === 'claimed' && content.equals(claim.value.content)).toBe(true);
  });

  it('is begun once by two taps at the same moment', async () => {
    const input = newUpload(newApplicant(), bytesOf(10, 2));
    const both = await Promise.all([begin(input), begin(input)]);
    expect(both[0]?.key).toEqual(both[1]?.key);
  });

  it('is one material however often its end is asked for, and its parts are gone', async () => {
    const content = bytesOf(UPLOAD_PART_BYTES + 1, 3);
    const input = newUpload(newApplicant(), content);
    const { key } = await begin(input);
    await send(key, content, 0);
    await send(key, content, 1);
    expect(await filesKept(key)).toBe(2);
    await claimUpload(env, key);
    expect(codeOf(await claimUpload(env, key))).toBe('materials.upload_in_judgement');
    await settleUpload(env, key, await material(input.applicantId, 'mat_1'));
    expect(await claimUpload(env, key)).toMatchObject({ value: { at: 'completed', materialId: 'mat_1' } });
    expect((await begin(input)).key).toEqual(key);
    expect(await filesKept(key)).toBe(0);
  });

  it('whose material was taken anew since is another upload', async () => {
    const content = bytesOf(10, 4);
    const input = newUpload(newApplicant(), content);
    const { key } = await begin(input);
    await send(key, content, 0);
    await claimUpload(env, key);
    await settleUpload(env, key, await material(input.applicantId, 'mat_2'));
    await env.db.execute(`UPDATE materials.material SET state = 'replaced' WHERE material_id = 'mat_2'`);
    expect((await begin(input)).key).not.toEqual(key);
  });

  it('can be judged by another request once a judge has died over it, or has put it back', async () => {
    const content = bytesOf(10, 5);
    const { key } = await begin(newUpload(newApplicant(), content));
    await send(key, content, 0);
    expect((await claimUpload(env, key)).refused).toBe(false);
    await releaseUpload(env, key);
    expect((await claimUpload(env, key)).refused).toBe(false);
    env.wall.pass(2 * MINUTE_MS);
    expect((await claimUpload(env, key)).refused).toBe(false);
  });
});

describe('parts', () => {
  it('of the wrong length, beyond the end, or of somebody else are refused; the same part twice is one', async () => {
    const content = bytesOf(UPLOAD_PART_BYTES + 10, 6);
    const { key } = await begin(newUpload(newApplicant(), content));
    expect(codeOf(await keepPart(env, { ...key, partNo: 1, content: content.subarray(0, 11) }))).toBe(
      'materials.upload_part_wrong',
    );
    expect(codeOf(await send(key, content, 2))).toBe('materials.upload_part_wrong');
    const other = { ...key, applicantId: newApplicant() };
    expect(codeOf(await send(other, content, 0))).toBe('materials.upload_unknown');
    expect(codeOf(await claimUpload(env, other))).toBe('materials.upload_unknown');
    await Promise.all([send(key, content, 0), send(key, content, 0)]);
    expect(await filesKept(key)).toBe(1);
  });

  it('that are not what was announced end the upload', async () => {
    const content = bytesOf(20, 7);
    const { key } = await begin(newUpload(newApplicant(), content));
    await keepPart(env, { ...key, partNo: 0, content: bytesOf(20, 8) });
    expect(codeOf(await claimUpload(env, key))).toBe('materials.upload_broken');
    expect(codeOf(await send(key, content, 0))).toBe('materials.upload_unknown');
    expect(await filesKept(key)).toBe(0);
  });

  it('lie under their own names: erasing them leaves a photo of the same bytes alone', async () => {
    const content = bytesOf(30, 9);
    const photo = await env.files.store(content, 'image/jpeg');
    await env.db.execute(
      'INSERT INTO platform.file (file_id, content_type, byte_count, wrapped_key) VALUES ($1, $2, $3, $4)',
      [photo.fileId, photo.contentType, photo.byteCount, photo.wrappedKey],
    );
    const { key } = await begin(newUpload(newApplicant(), content));
    await send(key, content, 0);
    await lapseUpload(env, key);
    expect(content.equals((await env.files.read(photo.fileId)).content)).toBe(true);
  });
});

describe('what does not arrive', () => {
  it('is erased after a day', async () => {
    const content = bytesOf(UPLOAD_PART_BYTES, 10);
    const { key } = await begin(newUpload(newApplicant(), content));
    await send(key, content, 0);
    const [part] = await env.db.query<{ file_id: string }>(
      'SELECT file_id FROM materials.upload_part WHERE upload_id = $1',
      [key.uploadId],
    );
    env.clock.pass(DAY_MS);
    await sweepDue(env);
    const due = (await env.enqueued('lapse-upload')).find((one) => one.data['uploadId'] === key.uploadId);
    expect(due?.data).toMatchObject(key);
    await lapseUpload(env, key);
    await lapseUpload(env, key);
    await expect(env.files.read(part?.file_id ?? '')).rejects.toThrow(/missing/);
    expect(codeOf(await claimUpload(env, key))).toBe('materials.upload_unknown');
  });

  it('makes room: one more than four at a time gives up the oldest', async () => {
    const applicantId = newApplicant();
    const contents = [11, 12, 13, 14, 15].map((seed) => bytesOf(40, seed));
    const keys: UploadKey[] = [];
    for (const content of contents) {
      const { key } = await begin(newUpload(applicantId, content));
      await send(key, content, 0);
      keys.push(key);
    }
    expect(await Promise.all(keys.map(filesKept))).toEqual([0, 1, 1, 1, 1]);
  });
});
