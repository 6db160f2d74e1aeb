import type { Env } from '../../../platform/env.ts';
import { at, type Tx } from '../../../platform/postgres/database.ts';

/** Each of these is asked for by itself and can be withdrawn (personal data law: separate consent for sensitive data). */
export const CONSENT_KINDS = ['privacy', 'id_images', 'face', 'third_party_check', 'location', 'interview'] as const;
export type ConsentKind = (typeof CONSENT_KINDS)[number];

/** Takes one consent back, in the caller's transaction. @returns false where none was in force. */
export async function endConsent(
  env: Pick<Env, 'clock'>,
  tx: Pick<Tx, 'execute'>,
  input: { applicantId: string; kind: ConsentKind },
): Promise<boolean> {
  const count = await tx.execute(
    `UPDATE identity.consent SET withdrawn_at = $3 WHERE applicant_id = $1 AND kind = $2 AND withdrawn_at IS NULL`,
    [input.applicantId, input.kind, at(env.clock.now())],
  );
  return count > 0;
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
