import { accept, refuse, type Outcome, type Refusal } from '../../../kernel/outcome.ts';
import { checkPassword, hashPassword } from '../../../platform/crypto.ts';
import type { Env } from '../../../platform/env.ts';
import { one } from '../../../platform/postgres/database.ts';
import { countAgainst } from '../../../platform/rate.ts';
import { openSession } from './sessions.ts';

export type StaffRole =
  | 'reviewer'
  | 'operator'
  | 'accountant'
  | 'admin'
  | 'auditor'
  | 'hotline'
  | 'teller'
  | 'supervisor'
  | 'agent_rep';
export type StaffApp = 'console' | 'counter' | 'agent';

/** Where somebody of a role signs in; a right password at another door is a wrong one. */
export const APP_OF_ROLE: Readonly<Record<StaffRole, StaffApp>> = {
  reviewer: 'console',
  operator: 'console',
  accountant: 'console',
  admin: 'console',
  auditor: 'console',
  hotline: 'console',
  teller: 'counter',
  supervisor: 'counter',
  agent_rep: 'agent',
};

const TRIES = { limit: 10, windowMs: 10 * 60_000 };
/** A hash of nothing anybody knows: unknown logins cost the same time as wrong passwords. */
const NOBODY = 'scrypt$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA';

export async function staffSignIn(
  env: Env,
  input: { login: string; password: string; device: string; app?: StaffApp },
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
  const app = input.app ?? 'console';
  if (row === undefined || !right || APP_OF_ROLE[row.role] !== app) return refuse('identity.sign_in_wrong');
  const audience = app === 'console' ? 'staff' : 'channel';
  const token = await openSession(env, { audience, subjectId: row.staff_id, device: input.device });
  return accept({ staffId: row.staff_id, role: row.role, displayName: row.display_name, token });
}

export interface NewStaff {
  readonly login: string;
  readonly displayName: string;
  readonly password: string;
  readonly role: StaffRole;
  /** Banks and agents that this person also works for, `bank:<id>` or `agent:<id>`: what those have filed stays out of their sight. */
  readonly organisations?: readonly string[];
}

/** Adds a member of staff, or sets a new password, role and organisations. Returns the id. */
export async function ensureStaff(env: Pick<Env, 'db' | 'ids'>, input: NewStaff): Promise<string> {
  const rows = await env.db.query<{ staff_id: string }>(
    `INSERT INTO identity.staff (staff_id, login, display_name, password_hash, role, organisations) VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (login) DO UPDATE SET password_hash = excluded.password_hash, role = excluded.role, display_name = excluded.display_name,
       organisations = excluded.organisations
     RETURNING staff_id`,
    [
      env.ids.next('stf'),
      input.login,
      input.displayName,
      await hashPassword(input.password),
      input.role,
      input.organisations ?? [],
    ],
  );
  return one(rows, 'staff just written').staff_id;
}

export async function staffOf(
  env: Pick<Env, 'db'>,
  staffId: string,
): Promise<{ staffId: string; role: StaffRole; displayName: string } | undefined> {
  const rows = await env.db.query<{ role: StaffRole; display_name: string }>(
    'SELECT role, display_name FROM identity.staff WHERE staff_id = $1',
    [staffId],
  );
  const row = rows[0];
  return row === undefined ? undefined : { staffId, role: row.role, displayName: row.display_name };
}

export async function staffByLogin(env: Pick<Env, 'db'>, login: string): Promise<string | undefined> {
  const rows = await env.db.query<{ staff_id: string }>('SELECT staff_id FROM identity.staff WHERE login = $1', [
    login,
  ]);
  return rows[0]?.staff_id;
}

/** Banks and agents that a member of staff also works for. */
export async function organisationsOf(env: Pick<Env, 'db'>, staffId: string): Promise<readonly string[]> {
  const rows = await env.db.query<{ organisations: string[] }>(
    'SELECT organisations FROM identity.staff WHERE staff_id = $1',
    [staffId],
  );
  return rows[0]?.organisations ?? [];
}

/** Everybody who ever was of the staff: as many as a company has people. */
export async function staffDirectory(
  env: Pick<Env, 'db'>['db'],
): Promise<{ staffId: string; role: StaffRole; displayName: string }[]> {
  return env.query(
    'SELECT staff_id AS "staffId", role, display_name AS "displayName" FROM identity.staff ORDER BY display_name, staff_id LIMIT 5000',
  );
}
