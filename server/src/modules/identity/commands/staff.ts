import { accept, refuse, type Outcome, type Refusal } from '../../../kernel/outcome.ts';
import { checkPassword, hashPassword } from '../../../platform/crypto.ts';
import type { Env } from '../../../platform/env.ts';
import { countAgainst } from '../../../platform/rate.ts';
import { openSession } from './sessions.ts';

export type StaffRole = 'reviewer' | 'operator' | 'accountant' | 'admin';

const TRIES = { limit: 10, windowMs: 10 * 60_000 };
/** A hash of nothing anybody knows: unknown logins cost the same time as wrong passwords. */
const NOBODY = 'scrypt$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA';

export async function staffSignIn(
  env: Env,
  input: { login: string; password: string; device: string },
): Promise<
  Outcome<
    { staffId: string; role: StaffRole; displayName: string; token: string },
    Refusal<'identity.sign_in_wrong' | 'identity.sign_in_limit'>
  >
> {
  const over = await countAgainst(env, `staff:${input.login}`, TRIES);
  if (over !== undefined) return refuse('identity.sign_in_limit', { seconds: over });
  const rows = await env.db.query<{ staff_id: string; password_hash: string; role: StaffRole; display_name: string }>(
    'SELECT staff_id, password_hash, role, display_name FROM identity.staff WHERE login = $1',
    [input.login],
  );
  const row = rows[0];
  const right = await checkPassword(input.password, row?.password_hash ?? NOBODY);
  if (row === undefined || !right) return refuse('identity.sign_in_wrong');
  const token = await openSession(env, { audience: 'staff', subjectId: row.staff_id, device: input.device });
  return accept({ staffId: row.staff_id, role: row.role, displayName: row.display_name, token });
}

/** Adds a member of staff, or sets a new password and role. Used by the CLI and the demo's seed. */
export async function ensureStaff(
  env: Env,
  input: { login: string; displayName: string; password: string; role: StaffRole },
): Promise<void> {
  await env.db.execute(
    `INSERT INTO identity.staff (staff_id, login, display_name, password_hash, role) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (login) DO UPDATE SET password_hash = excluded.password_hash, role = excluded.role, display_name = excluded.display_name`,
    [env.ids.next('stf'), input.login, input.displayName, await hashPassword(input.password), input.role],
  );
}

export async function staffOf(
  env: Env,
  staffId: string,
): Promise<{ staffId: string; role: StaffRole; displayName: string } | undefined> {
  const rows = await env.db.query<{ role: StaffRole; display_name: string }>(
    'SELECT role, display_name FROM identity.staff WHERE staff_id = $1',
    [staffId],
  );
  const row = rows[0];
  return row === undefined ? undefined : { staffId, role: row.role, displayName: row.display_name };
}
