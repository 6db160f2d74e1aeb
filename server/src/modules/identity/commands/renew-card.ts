import type { Env } from '../../../platform/env.ts';
import type { Tx } from '../../../platform/postgres/database.ts';

/** The same person has a newer card: its photos and its end stand in the place of the old ones. Of another number nothing changes. */
export async function renewCard(
  env: Pick<Env, 'crypto'>,
  tx: Pick<Tx, 'execute'>,
  card: {
    readonly applicantId: string;
    readonly idNumber: string;
    readonly validTo: string;
    readonly frontMaterialId: string;
    readonly backMaterialId: string;
  },
): Promise<void> {
  await tx.execute(
    `UPDATE identity.applicant SET id_valid_to = $3, id_front_material = $4, id_back_material = $5 WHERE applicant_id = $1 AND id_hash = $2`,
    [card.applicantId, env.crypto.lookup('id', card.idNumber), card.validTo, card.frontMaterialId, card.backMaterialId],
  );
}
