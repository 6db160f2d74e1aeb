import { dateInShanghai } from '../../../kernel/instant.ts';
import { accept, refuse, type Outcome, type Refusal } from '../../../kernel/outcome.ts';
import type { Env } from '../../../platform/env.ts';
import { withTx } from '../../../platform/postgres/database.ts';
import { decideIdentity, type IdentityRefusal } from '../domain/decide-identity.ts';
import { tellIdentity } from './tell-identity.ts';

export interface ConfirmedIdentity {
  readonly applicantId: string;
  readonly name: string;
  readonly idNumber: string;
  readonly validTo: string;
  readonly frontMaterialId: string;
  readonly backMaterialId: string;
  readonly limits: { readonly validityMonthsMin: number; readonly ageMin: number };
}

/** The applicant confirms (or corrects) what was read from the card; a face already accepted stays with its card. */
export async function confirmIdentity(
  env: Env,
  input: ConfirmedIdentity,
): Promise<Outcome<true, IdentityRefusal | Refusal<'identity.already_verified'>>> {
  const decision = decideIdentity({
    name: input.name,
    idNumber: input.idNumber,
    validTo: input.validTo,
    today: dateInShanghai(env.clock.now()),
    ...input.limits,
  });
  if (decision.refused) return decision;
  const { name, idNumber, validTo } = decision.value;
  const changed = await withTx(env, async (tx) => {
    const moved = await tx.execute(
      `UPDATE identity.applicant SET name_sealed = $2, id_number_sealed = $3, id_hash = $4, id_valid_to = $5, id_front_material = $6,
              id_back_material = $7, identity_state = 'id_confirmed', face_tries = CASE WHEN id_hash = $4 THEN face_tries ELSE 0 END
        WHERE applicant_id = $1 AND identity_state IN ('none', 'id_confirmed', 'face_human')`,
      [
        input.applicantId,
        env.crypto.seal(`applicant:${input.applicantId}:name`, name),
        env.crypto.seal(`applicant:${input.applicantId}:id`, idNumber),
        env.crypto.lookup('id', idNumber),
        validTo,
        input.frontMaterialId,
        input.backMaterialId,
      ],
    );
    if (moved === 1) await tellIdentity(env, tx, input.applicantId, 'id_confirmed');
    return moved;
  });
  return changed === 1 ? accept(true as const) : refuse('identity.already_verified');
}
