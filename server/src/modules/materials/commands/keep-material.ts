import type { Env } from '../../../platform/env.ts';
import { at, withTx } from '../../../platform/postgres/database.ts';
import type { MaterialKind } from '../domain/material-kinds.ts';
import type { Material } from '../queries/material-of.ts';

export interface KeptMaterial {
  readonly applicantId: string;
  readonly kind: MaterialKind;
  readonly content: Uint8Array;
  readonly contentType: string;
  readonly quality: Material['quality'];
  readonly reading: Material['reading'];
  readonly video: Material['video'];
  readonly look?: string | undefined;
  readonly elapsedMs: number;
}

/** Writes an accepted material and retires the earlier one of its kind. The same bytes again give the same file. */
export async function keepMaterial(env: Env, input: KeptMaterial): Promise<Material> {
  const file = await env.files.store(input.content, input.contentType);
  const materialId = env.ids.next('mat');
  const createdAt = env.clock.now();
  await withTx(env, async (tx) => {
    await env.files.recordFile(tx, file);
    await tx.execute(
      `UPDATE materials.material SET state = 'replaced' WHERE applicant_id = $1 AND kind = $2 AND state = 'accepted'`,
      [input.applicantId, input.kind],
    );
    await tx.execute(
      `INSERT INTO materials.material (applicant_id, material_id, kind, state, file_id, quality, reading_sealed, elapsed_ms, created_at, video, look)
       VALUES ($1, $2, $3, 'accepted', $4, $5, $6, $7, $8, $9, $10::bit(256))`,
      [
        input.applicantId,
        materialId,
        input.kind,
        file.fileId,
        JSON.stringify(input.quality),
        env.crypto.seal(`material:${materialId}`, JSON.stringify(input.reading)),
        Math.round(input.elapsedMs),
        at(createdAt),
        input.video === undefined ? null : JSON.stringify(input.video),
        input.look ?? null,
      ],
    );
    // whoever has the same application open elsewhere sees it arrive
    await env.jobs.emit(tx, {
      kind: 'material.handed_in',
      audience: [`applicant:${input.applicantId}`],
      payload: { materialId, material: input.kind },
    });
  });
  const { kind, quality, reading, video } = input;
  return { materialId, kind, fileId: file.fileId, quality, reading, video, createdAt };
}
