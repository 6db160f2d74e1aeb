import type { Env } from '../../../platform/env.ts';
import type { Sql } from '../../../platform/postgres/database.ts';

export interface Applicant {
  readonly applicantId: string;
  readonly phone: string;
  readonly name: string | undefined;
  readonly idNumber: string | undefined;
  readonly idHash: string | undefined;
  readonly idValidTo: string | undefined;
  readonly frontMaterialId: string | undefined;
  readonly backMaterialId: string | undefined;
  readonly identityState: 'none' | 'id_confirmed' | 'face_passed' | 'face_human' | 'face_witnessed';
  /** The way in which they show that they are the one on the card. */
  readonly faceRoute: 'live' | 'interview';
  readonly faceSimilarity: number | undefined;
  readonly faceTries: number;
  readonly faceFileId: string | undefined;
}

interface Row {
  phone_sealed: string;
  name_sealed: string | null;
  id_number_sealed: string | null;
  id_hash: string | null;
  id_valid_to: string | null;
  id_front_material: string | null;
  id_back_material: string | null;
  identity_state: Applicant['identityState'];
  face_route: Applicant['faceRoute'];
  face_similarity: number | null;
  face_tries: number;
  face_file_id: string | null;
}

export async function applicantOf(
  env: Pick<Env, 'db' | 'crypto'>,
  applicantId: string,
): Promise<Applicant | undefined> {
  const rows = await env.db.query<Row>(
    `SELECT phone_sealed, name_sealed, id_number_sealed, id_hash, id_valid_to, id_front_material, id_back_material, identity_state,
            face_route, face_similarity, face_tries, face_file_id FROM identity.applicant WHERE applicant_id = $1`,
    [applicantId],
  );
  const row = rows[0];
  if (row === undefined) return undefined;
  const open = (what: string, sealed: string | null): string | undefined =>
    sealed === null ? undefined : env.crypto.open(`applicant:${applicantId}:${what}`, sealed);
  return {
    applicantId,
    phone: env.crypto.open(`applicant:${applicantId}:phone`, row.phone_sealed),
    name: open('name', row.name_sealed),
    idNumber: open('id', row.id_number_sealed),
    idHash: row.id_hash ?? undefined,
    idValidTo: row.id_valid_to ?? undefined,
    frontMaterialId: row.id_front_material ?? undefined,
    backMaterialId: row.id_back_material ?? undefined,
    identityState: row.identity_state,
    faceRoute: row.face_route,
    faceSimilarity: row.face_similarity ?? undefined,
    faceTries: row.face_tries,
    faceFileId: row.face_file_id ?? undefined,
  };
}

/** Consents in force. */
export async function consentsOf(sql: Sql, applicantId: string): Promise<string[]> {
  const rows = await sql.query<{ kind: string }>(
    'SELECT DISTINCT kind FROM identity.consent WHERE applicant_id = $1 AND withdrawn_at IS NULL',
    [applicantId],
  );
  return rows.map((row) => row.kind);
}

export async function applicantByPhone(env: Pick<Env, 'db' | 'crypto'>, phone: string): Promise<string | undefined> {
  const rows = await env.db.query<{ applicant_id: string }>(
    'SELECT applicant_id FROM identity.phone_directory WHERE phone_hash = $1',
    [env.crypto.lookup('phone', phone)],
  );
  return rows[0]?.applicant_id;
}
