import { DAY_MS, later } from '../../../kernel/instant.ts';
import type { Env } from '../../../platform/env.ts';
import { at, withTx } from '../../../platform/postgres/database.ts';

/** No I, L, O, U: read out on a telephone and typed by hand. 32^8 = 10^12 codes, looked up at most 30 times in ten minutes a person. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const PLACES = 8;
const LIFE_MS = 7 * DAY_MS;

/** What a person types becomes what was printed: small letters, spaces and look-alikes are forgiven. */
export const normaliseFormCode = (typed: string): string =>
  typed.toUpperCase().replace(/[\s-]/g, '').replaceAll('O', '0').replace(/[IL]/g, '1');

const hashOf = (env: Pick<Env, 'crypto'>, code: string): string => env.crypto.lookup('form-code', code);

/** A fresh code for a printed form; the earlier ones of this person stop working. `bankId`: only at that bank's counters. */
export async function makeFormCode(
  env: Env,
  input: { readonly applicantId: string; readonly bankId?: string; readonly by: string },
): Promise<string> {
  const code = [...env.chance.bytes(PLACES)].map((byte) => ALPHABET[byte % 32]).join('');
  const now = env.wall.now();
  await withTx(env, async (tx) => {
    await tx.execute(
      'UPDATE channels.form_code SET revoked_at = $2 WHERE applicant_id = $1 AND revoked_at IS NULL AND expires_at > $2',
      [input.applicantId, at(now)],
    );
    await tx.execute(
      `INSERT INTO channels.form_code (code_hash, applicant_id, bank_id, made_by, made_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6)`,
      [hashOf(env, code), input.applicantId, input.bankId ?? null, input.by, at(now), at(later(now, LIFE_MS))],
    );
  });
  return code;
}

/** Whose form this is, at a counter of this bank; undefined for a code that is wrong, old, revoked or of another bank. */
export async function applicantOfFormCode(
  env: Pick<Env, 'db' | 'crypto' | 'wall'>,
  typed: string,
  bankId: string,
): Promise<string | undefined> {
  const rows = await env.db.query<{ applicant_id: string }>(
    `SELECT applicant_id FROM channels.form_code WHERE code_hash = $1 AND revoked_at IS NULL AND expires_at > $2
        AND (bank_id IS NULL OR bank_id = $3)`,
    [hashOf(env, normaliseFormCode(typed)), at(env.wall.now()), bankId],
  );
  return rows[0]?.applicant_id;
}

export async function revokeFormCodes(env: Env, applicantId: string): Promise<void> {
  await env.db.execute('UPDATE channels.form_code SET revoked_at = $2 WHERE applicant_id = $1 AND revoked_at IS NULL', [
    applicantId,
    at(env.wall.now()),
  ]);
}
