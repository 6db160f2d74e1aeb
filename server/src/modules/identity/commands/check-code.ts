import { accept, refuse, type Outcome, type Refusal } from '../../../kernel/outcome.ts';
import { sameText } from '../../../platform/crypto.ts';
import type { Env } from '../../../platform/env.ts';
import { withTx } from '../../../platform/postgres/database.ts';
import { codeHash, phoneHash, type CodePurpose } from './request-code.ts';

const TRIES_MAX = 5;

export type CodeCheckRefusal = Refusal<'identity.code_wrong' | 'identity.code_expired' | 'identity.code_tries_used'>;

/** Checks a code and uses it up. Tries are counted before the comparison, so guessing in parallel gains nothing. */
export async function checkCode(
  env: Env,
  input: { phone: string; purpose: CodePurpose; code: string },
): Promise<Outcome<true, CodeCheckRefusal>> {
  const hash = phoneHash(env, input.phone);
  return withTx(env, async (tx) => {
    const rows = await tx.query<{ code_hash: string; tries: number; expires_at: number }>(
      `UPDATE identity.phone_code SET tries = tries + 1 WHERE phone_hash = $1 AND purpose = $2 RETURNING code_hash, tries, expires_at`,
      [hash, input.purpose],
    );
    const row = rows[0];
    if (row === undefined || row.expires_at < env.wall.now()) return refuse('identity.code_expired');
    if (row.tries > TRIES_MAX) return refuse('identity.code_tries_used');
    if (!sameText(row.code_hash, codeHash(env, input.purpose, input.phone, input.code))) {
      return refuse('identity.code_wrong', { triesLeft: TRIES_MAX - row.tries });
    }
    await tx.execute('DELETE FROM identity.phone_code WHERE phone_hash = $1 AND purpose = $2', [hash, input.purpose]);
    return accept(true as const);
  });
}
