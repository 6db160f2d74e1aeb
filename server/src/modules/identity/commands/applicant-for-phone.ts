import type { Env } from '../../../platform/env.ts';
import { at, one, withTx } from '../../../platform/postgres/database.ts';
import { phoneHash } from './request-code.ts';

/** The person of this number; a number seen for the first time becomes one. Nobody is signed in by it. */
export async function applicantForPhone(env: Env, phone: string): Promise<string> {
  const fresh = env.ids.next('apl');
  const hash = phoneHash(env, phone);
  return withTx(env, async (tx) => {
    await tx.execute(
      'INSERT INTO identity.phone_directory (phone_hash, applicant_id) VALUES ($1, $2) ON CONFLICT (phone_hash) DO NOTHING',
      [hash, fresh],
    );
    const rows = await tx.query<{ applicant_id: string }>(
      'SELECT applicant_id FROM identity.phone_directory WHERE phone_hash = $1',
      [hash],
    );
    const id = one(rows, 'phone directory').applicant_id;
    if (id === fresh) {
      await tx.execute(
        `INSERT INTO identity.applicant (applicant_id, phone_sealed, created_at, identity_state) VALUES ($1, $2, $3, 'none')`,
        [id, env.crypto.seal(`applicant:${id}:phone`, phone), at(env.clock.now())],
      );
    }
    return id;
  });
}
