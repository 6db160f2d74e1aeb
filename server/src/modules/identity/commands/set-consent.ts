import { accept, refuse, type Outcome, type Refusal } from '../../../kernel/outcome.ts';
import type { Env } from '../../../platform/env.ts';
import { at, withTx, type Tx } from '../../../platform/postgres/database.ts';

/** Each of these is asked for by itself and can be withdrawn (personal data law: separate consent for sensitive data). */
export const CONSENT_KINDS = ['privacy', 'id_images', 'face', 'third_party_check', 'location', 'interview'] as const;
export type ConsentKind = (typeof CONSENT_KINDS)[number];

export async function setConsent(
  env: Env,
  input: { applicantId: string; kind: ConsentKind; given: boolean; textVersion: string },
): Promise<Outcome<true, Refusal<'identity.consent_never_given'>>> {
  return withTx(env, async (tx) => {
    if (input.given) {
      await giveConsents(env, tx, { ...input, kinds: [input.kind], via: 'own_phone' });
      return accept(true as const);
    }
    const count = await tx.execute(
      `UPDATE identity.consent SET withdrawn_at = $3 WHERE applicant_id = $1 AND kind = $2 AND withdrawn_at IS NULL`,
      [input.applicantId, input.kind, at(env.clock.now())],
    );
    return count > 0 ? accept(true as const) : refuse('identity.consent_never_given');
  });
}

/** Records consents in the caller's transaction. `via`: `own_phone`, or the filing at whose counter the person's code was entered. */
export async function giveConsents(
  env: Env,
  tx: Tx,
  input: { applicantId: string; kinds: readonly ConsentKind[]; textVersion: string; via: string },
): Promise<void> {
  for (const kind of input.kinds) {
    await tx.execute(
      `INSERT INTO identity.consent (applicant_id, kind, text_version, given_at, given_via) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (applicant_id, kind, text_version) DO UPDATE
         SET given_at = excluded.given_at, given_via = excluded.given_via, withdrawn_at = NULL`,
      [input.applicantId, kind, input.textVersion, at(env.clock.now()), input.via],
    );
  }
}
