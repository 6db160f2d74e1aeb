import type { Env } from '../../../platform/env.ts';
import { at, type Tx } from '../../../platform/postgres/database.ts';

/** Notes whose system opened an application, in the transaction that makes it. */
export async function claimApplication(
  env: Pick<Env, 'clock'>,
  tx: Tx,
  claim: { applicantId: string; applicationId: string; partner: string; keyId: string },
): Promise<void> {
  await tx.execute(
    `INSERT INTO openplatform.partner_application (applicant_id, application_id, partner, key_id, created_at) VALUES ($1, $2, $3, $4, $5)`,
    [claim.applicantId, claim.applicationId, claim.partner, claim.keyId, at(env.clock.now())],
  );
}
