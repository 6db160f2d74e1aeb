import { accept, refuse, type Outcome, type Refusal } from '../../../kernel/outcome.ts';
import type { Env } from '../../../platform/env.ts';
import { at, withTx } from '../../../platform/postgres/database.ts';
import type { Material, MaterialKind } from '../queries/material-of.ts';

export interface PhotoFinding {
  readonly reason: string;
  readonly score: number;
  readonly limit: number;
}

/** What the document pipeline saw. Field boxes are in pixels of the upright image: [x, y, width, height]. */
export interface Reading {
  readonly quality: {
    readonly verdict: 'good' | 'warn' | 'refuse';
    readonly findings: readonly PhotoFinding[];
    readonly scores: Readonly<Record<string, number>>;
  };
  readonly fields: Readonly<
    Record<
      string,
      { value: string; confidence: number; box: readonly [number, number, number, number]; valid: boolean }
    >
  >;
  readonly lines: readonly { text: string; confidence: number; box: readonly [number, number, number, number] }[];
  readonly width: number;
  readonly height: number;
  readonly elapsedMs: number;
}

export interface DocumentReader {
  readDocument(input: {
    image: Uint8Array;
    kind: 'id_front' | 'id_back' | 'bank_card' | 'scene_photo';
  }): Promise<Reading>;
}

export const PHOTO_BYTES_MAX = 12 * 1024 * 1024;
const LINES_MAX = 200;

export type PhotoRefusal = Refusal<'materials.photo_refused' | 'materials.photo_too_large'>;

/**
 * Judges and reads one photo. A photo that fails the gate is refused with every finding (reason, measured score, limit) and is
 * not kept; an accepted one replaces the earlier photo of its kind. The same bytes again give the same file.
 */
export async function submitPhoto(
  env: Env & { readonly documents: DocumentReader },
  input: { applicantId: string; kind: MaterialKind; content: Uint8Array; contentType: string },
): Promise<Outcome<Material, PhotoRefusal> & { readonly findings?: readonly PhotoFinding[] }> {
  if (input.content.length > PHOTO_BYTES_MAX)
    return refuse('materials.photo_too_large', { megabytesMax: PHOTO_BYTES_MAX / 1024 / 1024 });
  const reading = await env.documents.readDocument({
    image: input.content,
    kind: input.kind === 'scene_order' ? 'scene_photo' : input.kind,
  });
  if (reading.quality.verdict === 'refuse') {
    const reasons = reading.quality.findings.map((finding) => finding.reason);
    return { ...refuse('materials.photo_refused', { reasons }), findings: reading.quality.findings };
  }
  const file = await env.files.store(input.content, input.contentType);
  const materialId = env.ids.next('mat');
  const createdAt = env.clock.now();
  const kept: Material['reading'] = { fields: reading.fields, lines: reading.lines.slice(0, LINES_MAX) };
  await withTx(env, async (tx) => {
    await env.files.recordFile(tx, file);
    await tx.execute(
      `UPDATE materials.material SET state = 'replaced' WHERE applicant_id = $1 AND kind = $2 AND state = 'accepted'`,
      [input.applicantId, input.kind],
    );
    await tx.execute(
      `INSERT INTO materials.material (applicant_id, material_id, kind, state, file_id, quality, reading_sealed, elapsed_ms, created_at)
       VALUES ($1, $2, $3, 'accepted', $4, $5, $6, $7, $8)`,
      [
        input.applicantId,
        materialId,
        input.kind,
        file.fileId,
        JSON.stringify(reading.quality),
        env.crypto.seal(`material:${materialId}`, JSON.stringify(kept)),
        Math.round(reading.elapsedMs),
        at(createdAt),
      ],
    );
  });
  return accept({
    materialId,
    kind: input.kind,
    fileId: file.fileId,
    quality: reading.quality,
    reading: kept,
    createdAt,
  });
}
