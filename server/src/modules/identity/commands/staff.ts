import { accept, refuse, type Outcome, type Refusal } from '../../../kernel/outcome.ts';
import { checkPassword, hashPassword } from '../../../platform/crypto.ts';
import type { Env } from '../../../platform/env.ts';
import { at, one, withTx } from '../../../platform/postgres/database.ts';
import { countAgainst } from '../../../platform/rate.ts';
import type { StaffState } from '../domain/staff-machine.ts';
import { openSession } from './sessions.ts';
import { endOtherSessions } from './sign-in-log.ts';
import { openTicket } from './staff-ticket.ts';

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
export const NOBODY = 'scrypt$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA';

/** What a right password leads to: a session, or the question for the second factor. */
export interface PasswordRight {
  readonly staffId: string;
  readonly role: StaffRole;
  readonly displayName: string;
  /** Undefined while the second factor is asked for. */
  readonly token: string | undefined;
  readonly ticket: string | undefined;
  readonly methods: readonly FactorKind[];
}
export type FactorKind = 'totp' | 'passkey' | 'recovery';

/** A second factor is asked for at the console alone: counters and agents have their own doors, which do not ask yet. */
export async function staffSignIn(
  env: Env,
  input: { login: string; password: string; device: string; address?: string; app?: StaffApp },
): Promise<
  Outcome<PasswordRight, Refusal<'identity.sign_in_wrong' | 'identity.sign_in_limit' | 'identity.staff_locked'>>
> {
  const over = await countAgainst(env, `staff:${input.login}`, TRIES);
  if (over !== undefined) return refuse('identity.sign_in_limit', { seconds: over });
  const rows = await env.db.query<{ staff_id: string; password_hash: string }>(
    'SELECT staff_id, password_hash FROM identity.staff WHERE login = $1',
    [input.login],
  );
  const row = rows[0];
  const right = await checkPassword(input.password, row?.password_hash ?? NOBODY);
  const app = input.app ?? 'console';
  const staff = row === undefined || !right ? undefined : await staffOf(env, row.staff_id);
  if (staff === undefined || APP_OF_ROLE[staff.role] !== app) return refuse('identity.sign_in_wrong');
  if (staff.state !== 'active') return refuse('identity.staff_locked');
  const { staffId, role, displayName } = staff;
  const methods = app === 'console' ? await factorsOf(env, staffId) : [];
  if (methods.length > 0) {
    const ticket = await openTicket(env, staffId);
    return accept({ staffId, role, displayName, token: undefined, ticket, methods });
  }
  const audience = app === 'console' ? 'staff' : 'channel';
  const { device, address = '' } = input;
  const token = await openSession(env, { audience, subjectId: staffId, device, address });
  await env.db.execute('UPDATE identity.staff SET signed_in_at = $2 WHERE staff_id = $1', [
    staffId,
    at(env.wall.now()),
  ]);
  return accept({ staffId, role, displayName, token, ticket: undefined, methods: [] });
}

/** Ways in besides the password. Recovery codes are a way only beside another. */
async function factorsOf(env: Pick<Env, 'db'>, staffId: string): Promise<FactorKind[]> {
  const rows = await env.db.query<{ totp: boolean; passkey: boolean; recovery: boolean }>(
    `SELECT EXISTS (SELECT 1 FROM identity.staff_totp WHERE staff_id = $1 AND confirmed_at IS NOT NULL) AS totp,
            EXISTS (SELECT 1 FROM identity.staff_passkey WHERE staff_id = $1) AS passkey,
            EXISTS (SELECT 1 FROM identity.staff_recovery_code WHERE staff_id = $1 AND used_at IS NULL) AS recovery`,
    [staffId],
  );
  const has = rows[0];
  if (has === undefined || (!has.totp && !has.passkey)) return [];
  return (['totp', 'passkey', 'recovery'] as const).filter((kind) => has[kind]);
}

/** Asked again before something that somebody at an unwatched desk must not do. Counted with the tries at the door. */
export async function isOwnPassword(
  env: Env,
  input: { readonly staffId: string; readonly password: string },
): Promise<Outcome<void, Refusal<'identity.password_wrong' | 'identity.sign_in_limit'>>> {
  const rows = await env.db.query<{ login: string; password_hash: string }>(
    'SELECT login, password_hash FROM identity.staff WHERE staff_id = $1',
    [input.staffId],
  );
  const over = await countAgainst(env, `staff:${rows[0]?.login ?? ''}`, TRIES);
  if (over !== undefined) return refuse('identity.sign_in_limit', { seconds: over });
  const right = await checkPassword(input.password, rows[0]?.password_hash ?? NOBODY);
  return right ? accept(undefined) : refuse('identity.password_wrong');
}

/** Another password for oneself; whoever calls has asked for the one before (`isOwnPassword`). Every other session ends with it. */
export async function changeOwnPassword(
  env: Env,
  input: { readonly staffId: string; readonly token: string; readonly before: string; readonly password: string },
): Promise<Outcome<{ ended: number }, Refusal<'identity.password_same'>>> {
  if (input.password === input.before) return refuse('identity.password_same');
  const hashed = await hashPassword(input.password);
  return withTx(env, async (tx) => {
    await tx.execute('UPDATE identity.staff SET password_hash = $2 WHERE staff_id = $1', [input.staffId, hashed]);
    const of = { applicantId: input.staffId, token: input.token, audience: 'staff' as const };
    return accept({ ended: await endOtherSessions(tx, of) });
  });
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
       state = 'active', organisations = excluded.organisations
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

export interface Staff {
  readonly staffId: string;
  readonly login: string;
  readonly role: StaffRole;
  readonly displayName: string;
  readonly state: StaffState;
  /** An authenticator app or a passkey. */
  readonly hasFactor: boolean;
}

export async function staffOf(env: Pick<Env, 'db'>, staffId: string): Promise<Staff | undefined> {
  const rows = await env.db.query<Staff>(
    `SELECT s.staff_id AS "staffId", s.login, s.role, s.display_name AS "displayName", s.state,
            EXISTS (SELECT 1 FROM identity.staff_totp t WHERE t.staff_id = s.staff_id AND t.confirmed_at IS NOT NULL)
              OR EXISTS (SELECT 1 FROM identity.staff_passkey p WHERE p.staff_id = s.staff_id) AS "hasFactor"
       FROM identity.staff s WHERE s.staff_id = $1`,
    [staffId],
  );
  return rows[0];
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
