import { instant, type InstantMs } from '../../../kernel/instant.ts';
import type { Env } from '../../../platform/env.ts';
import type { Reading, SealReading } from '../commands/submit-photo.ts';
import type { VideoFacts } from '../domain/decide-video.ts';
import type { MaterialKind } from '../domain/material-kinds.ts';

export interface Material {
  readonly materialId: string;
  readonly kind: MaterialKind;
  readonly fileId: string;
  readonly quality: Reading['quality'];
  readonly reading: Pick<Reading, 'fields' | 'lines'> & { readonly seals: readonly SealReading[] };
  /** Of a video only. */
  readonly video: VideoFacts | undefined;
  readonly createdAt: InstantMs;
}

interface Row {
  material_id: string;
  kind: MaterialKind;
  file_id: string;
  quality: Reading['quality'];
  reading_sealed: string;
  created_at: number;
  video: VideoFacts | null;
  state: string;
}

/** Readings of before seals were looked for have none; what was erased has none at all. */
function readingOf(env: Pick<Env, 'crypto'>, row: Row): Material['reading'] {
  if (row.state === 'erased') return { fields: {}, lines: [], seals: [] };
  const kept = JSON.parse(env.crypto.open(`material:${row.material_id}`, row.reading_sealed)) as Partial<
    Material['reading']
  >;
  return { fields: kept.fields ?? {}, lines: kept.lines ?? [], seals: kept.seals ?? [] };
}

const toMaterial = (env: Pick<Env, 'crypto'>, row: Row): Material => ({
  materialId: row.material_id,
  kind: row.kind,
  fileId: row.file_id,
  quality: row.quality,
  reading: readingOf(env, row),
  video: row.video ?? undefined,
  createdAt: instant(row.created_at),
});

const COLUMNS = 'material_id, kind, file_id, quality, reading_sealed, created_at, video, state';

/** One material of its owner; undefined for another's. */
export async function materialOf(
  env: Pick<Env, 'db' | 'crypto'>,
  applicantId: string,
  materialId: string,
): Promise<Material | undefined> {
  const rows = await env.db.query<Row>(
    `SELECT ${COLUMNS} FROM materials.material WHERE applicant_id = $1 AND material_id = $2`,
    [applicantId, materialId],
  );
  return rows[0] === undefined ? undefined : toMaterial(env, rows[0]);
}

/** The current material of each kind. */
export async function materialsOf(env: Pick<Env, 'db' | 'crypto'>, applicantId: string): Promise<Material[]> {
  const rows = await env.db.query<Row>(
    `SELECT ${COLUMNS} FROM materials.material WHERE applicant_id = $1 AND state = 'accepted' ORDER BY material_id`,
    [applicantId],
  );
  return rows.map((row) => toMaterial(env, row));
}
