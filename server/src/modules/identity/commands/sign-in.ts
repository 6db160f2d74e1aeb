import { accept, type Outcome } from '../../../kernel/outcome.ts';
import type { Env } from '../../../platform/env.ts';
import { at, one, withTx } from '../../../platform/postgres/database.ts';
import { checkCode, type CodeCheckRefusal } from './check-code.ts';
import { phoneHash } from './request-code.ts';
import { openSession } from './sessions.ts';

/** Phone + code: signs in, and registers a phone seen for the first time. */
export async function signInWithCode(
  env: Env,
  input: { phone: string; code: string; device: string },
): Promise<Outcome<{ applicantId: string; token: string }, CodeCheckRefusal>> {
  const checked = await checkCode(env, { phone: input.phone, purpose: 'sign_in', code: input.code });
  if (checked.refused) return checked;
  const applicantId = await withTx(env, async (tx) => {
    const fresh = env.ids.next('apl');
    const hash = phoneHash(env, input.phone);
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
        [id, env.crypto.seal(`applicant:${id}:phone`, input.phone), at(env.clock.now())],
      );
    }
    return id;
  });
  const token = await openSession(env, { audience: 'applicant', subjectId: applicantId, device: input.device });
  return accept({ applicantId, token });
}
