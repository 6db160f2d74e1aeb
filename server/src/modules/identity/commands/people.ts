/** Who is of the staff, as what, and whether they may enter. Each act has a reason, which the audit log keeps. */
import { DAY_MS, later } from '../../../kernel/instant.ts';
import { accept, refuse, type Outcome, type Refusal } from '../../../kernel/outcome.ts';
import { hashPassword } from '../../../platform/crypto.ts';
import type { Env } from '../../../platform/env.ts';
import { at, withTx, type Tx } from '../../../platform/postgres/database.ts';
import { decideMove, decideReset, decideRole, decideStaffProposal, type Person } from '../domain/decide-people.ts';
import type { StaffEvent, StaffProposalEvent, StaffProposalState, StaffState } from '../domain/staff-machine.ts';
import { forgetFactors } from './second-factor.ts';
import { freshToken, hashOf } from './sessions.ts';
import { APP_OF_ROLE, NOBODY, type StaffRole } from './staff.ts';

const SETUP_LIVES_MS = 3 * DAY_MS;
/** Administrators decide one after the other, so that two of them do not take each other away. */
const PEOPLE_LOCK = 5_018_127;

type Acting = Pick<Env, 'db' | 'wall' | 'ids' | 'chance' | 'jobs'>;
interface About {
  readonly staffId: string;
  readonly by: string;
  readonly reason: string;
}
export type StaffAsk = 'make_admin' | 'reset_factor' | 'new_setup';
type Unknown = Refusal<'identity.staff_unknown'>;
/** A link of one use, in the clear this once. */
export interface Setup {
  readonly token: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}
/** Done, or put before a second administrator. */
export type Done = { readonly state: 'done'; readonly setup?: Setup } | { readonly state: 'proposed' };

const isConsole = (role: StaffRole): boolean => APP_OF_ROLE[role] === 'console';

async function factsOf(tx: Tx, { staffId, by }: { staffId: string; by: string }) {
  await tx.query('SELECT pg_advisory_xact_lock($1)', [PEOPLE_LOCK]);
  const rows = await tx.query<Person>(
    'SELECT staff_id AS "staffId", role, state FROM identity.staff WHERE staff_id = $1 FOR UPDATE',
    [staffId],
  );
  const admins = await tx.query<{ count: bigint }>(
    `SELECT count(*) AS count FROM identity.staff WHERE role = 'admin' AND state = 'active'`,
  );
  const person = rows[0];
  return person === undefined ? undefined : { by, person, admins: Number(admins[0]?.count ?? 0), isConsole };
}

async function makeSetup(
  env: Acting,
  tx: Tx,
  about: { readonly staffId: string; readonly by: string },
): Promise<Setup> {
  const token = freshToken(env);
  const now = env.wall.now();
  const expiresAt = later(now, SETUP_LIVES_MS);
  // one link of a person at a time: an older one that lies about opens nothing any more
  await tx.execute('DELETE FROM identity.staff_setup WHERE staff_id = $1 AND used_at IS NULL', [about.staffId]);
  await tx.execute(
    'INSERT INTO identity.staff_setup (token_hash, staff_id, made_by, made_at, expires_at) VALUES ($1, $2, $3, $4, $5)',
    [hashOf(token), about.staffId, about.by, at(now), at(expiresAt)],
  );
  return { token, expiresAt };
}

/** Adds somebody who sets their own password with the link. An administrator is never made in one step. */
export async function inviteStaff(
  env: Acting,
  input: { readonly login: string; readonly displayName: string; readonly role: StaffRole; readonly by: string },
): Promise<
  Outcome<
    { staffId: string; setup: Setup },
    Refusal<'identity.staff_login_taken' | 'identity.admin_by_two' | 'identity.role_elsewhere'>
  >
> {
  if (input.role === 'admin') return refuse('identity.admin_by_two');
  if (!isConsole(input.role)) return refuse('identity.role_elsewhere');
  return withTx(env, async (tx) => {
    const rows = await tx.query<{ staff_id: string }>(
      `INSERT INTO identity.staff (staff_id, login, display_name, password_hash, role, state) VALUES ($1, $2, $3, $4, $5, 'invited')
       ON CONFLICT (login) DO NOTHING RETURNING staff_id`,
      [env.ids.next('stf'), input.login, input.displayName, NOBODY, input.role],
    );
    const staffId = rows[0]?.staff_id;
    if (staffId === undefined) return refuse('identity.staff_login_taken');
    return accept({ staffId, setup: await makeSetup(env, tx, { staffId, by: input.by }) });
  });
}

/** The link is used: a password is set, and whoever was invited is there. Sessions under the old password end. */
export async function setUpStaff(
  env: Acting,
  input: { readonly token: string; readonly password: string },
): Promise<Outcome<{ staffId: string; login: string }, Refusal<'identity.setup_invalid'>>> {
  const password = await hashPassword(input.password);
  return withTx(env, async (tx) => {
    const now = at(env.wall.now());
    const used = await tx.query<{ staff_id: string }>(
      'UPDATE identity.staff_setup SET used_at = $2 WHERE token_hash = $1 AND used_at IS NULL AND expires_at > $2 RETURNING staff_id',
      [hashOf(input.token), now],
    );
    const staffId = used[0]?.staff_id;
    if (staffId === undefined) return refuse('identity.setup_invalid');
    const rows = await tx.query<{ login: string }>(
      `UPDATE identity.staff SET password_hash = $2, state = CASE state WHEN 'invited' THEN 'active' ELSE state END
        WHERE staff_id = $1 AND state <> 'left' RETURNING login`,
      [staffId, password],
    );
    if (rows[0] === undefined) return refuse('identity.setup_invalid');
    await endAllOf(env, tx, staffId);
    return accept({ staffId, login: rows[0].login });
  });
}

export async function changeRole(
  env: Acting,
  input: About & { readonly role: StaffRole },
): Promise<
  Outcome<
    Done,
    | Unknown
    | Extract<ReturnType<typeof decideRole>, { refused: true }>['refusal']
    | Refusal<'identity.staff_proposal_open'>
  >
> {
  return withTx(env, async (tx) => {
    const facts = await factsOf(tx, input);
    if (facts === undefined) return refuse('identity.staff_unknown');
    const decided = decideRole(facts, input.role);
    if (decided.refused) return decided;
    if (decided.value === 'propose') return propose(env, tx, { ...input, what: 'make_admin' });
    await tx.execute('UPDATE identity.staff SET role = $2 WHERE staff_id = $1', [input.staffId, input.role]);
    return accept({ state: 'done' });
  });
}

/** Suspends, resumes, or lets somebody go. Whoever may not enter any more is out with this transaction. */
export async function moveStaff(
  env: Acting,
  input: About & { readonly event: StaffEvent },
): Promise<
  Outcome<{ state: StaffState }, Unknown | Extract<ReturnType<typeof decideMove>, { refused: true }>['refusal']>
> {
  return withTx(env, async (tx) => {
    const facts = await factsOf(tx, input);
    if (facts === undefined) return refuse('identity.staff_unknown');
    const decided = decideMove(facts, input.event);
    if (decided.refused) return decided;
    await tx.execute('UPDATE identity.staff SET state = $2 WHERE staff_id = $1', [input.staffId, decided.value]);
    if (decided.value !== 'active') await endAllOf(env, tx, input.staffId);
    if (decided.value === 'left') await forgetFactors(tx, input.staffId);
    return accept({ state: decided.value });
  });
}

/** Takes the second factor away, or makes a link for a new password. */
export async function resetStaff(
  env: Acting,
  input: About & { readonly what: 'reset_factor' | 'new_setup' },
): Promise<
  Outcome<Done, Unknown | Refusal<'identity.staff_own' | 'identity.staff_moved' | 'identity.staff_proposal_open'>>
> {
  return withTx(env, async (tx) => {
    const facts = await factsOf(tx, input);
    if (facts === undefined) return refuse('identity.staff_unknown');
    const decided = decideReset(facts);
    if (decided.refused) return decided;
    return decided.value === 'propose' ? propose(env, tx, input) : accept(await carryOut(env, tx, input));
  });
}

export async function endSessionsOfStaff(env: Acting, staffId: string): Promise<Outcome<{ ended: number }, Unknown>> {
  return withTx(env, async (tx) => {
    const rows = await tx.query('SELECT 1 FROM identity.staff WHERE staff_id = $1', [staffId]);
    return rows.length === 0 ? refuse('identity.staff_unknown') : accept({ ended: await endAllOf(env, tx, staffId) });
  });
}

/** From the command line, for the one administrator who has lost everything: whoever has the database's password needs no second person. */
export async function forgetSecondFactor(env: Pick<Env, 'db'>, staffId: string): Promise<void> {
  await withTx(env, async (tx) => {
    await forgetFactors(tx, staffId);
    await dropSessions(tx, staffId);
  });
}

/** Out at once: tickets and sessions are gone with this transaction, and lines that are open for live events end when they hear of it. */
async function endAllOf(env: Pick<Env, 'jobs'>, tx: Tx, staffId: string): Promise<number> {
  await env.jobs.emit(tx, { kind: 'staff.out', audience: ['console'], payload: { staffId } });
  return dropSessions(tx, staffId);
}

async function dropSessions(tx: Tx, staffId: string): Promise<number> {
  await tx.execute('DELETE FROM identity.staff_ticket WHERE staff_id = $1', [staffId]);
  return tx.execute(`DELETE FROM identity.session WHERE subject_id = $1 AND audience IN ('staff', 'channel')`, [
    staffId,
  ]);
}

async function propose(
  env: Acting,
  tx: Tx,
  input: About & { readonly what: StaffAsk },
): Promise<Outcome<Done, Refusal<'identity.staff_proposal_open'>>> {
  const made = await tx.execute(
    `INSERT INTO identity.staff_proposal (proposal_id, staff_id, what, reason, proposed_by, proposed_at, state)
     VALUES ($1, $2, $3, $4, $5, $6, 'proposed') ON CONFLICT (staff_id, what) WHERE state = 'proposed' DO NOTHING`,
    [env.ids.next('spr'), input.staffId, input.what, input.reason, input.by, at(env.wall.now())],
  );
  return made === 0 ? refuse('identity.staff_proposal_open') : accept({ state: 'proposed' });
}

async function carryOut(
  env: Acting,
  tx: Tx,
  input: { readonly staffId: string; readonly by: string; readonly what: StaffAsk },
): Promise<Done> {
  const { staffId, what } = input;
  if (what === 'make_admin')
    await tx.execute(`UPDATE identity.staff SET role = 'admin' WHERE staff_id = $1`, [staffId]);
  if (what === 'reset_factor') {
    await forgetFactors(tx, staffId);
    await endAllOf(env, tx, staffId);
  }
  return what === 'new_setup' ? { state: 'done', setup: await makeSetup(env, tx, input) } : { state: 'done' };
}

/** The second administrator says yes or no; the first may take it back. What was approved is carried out in the same transaction. */
export async function decideOnStaff(
  env: Acting,
  input: {
    readonly proposalId: string;
    readonly event: StaffProposalEvent;
    readonly by: string;
    readonly reason: string;
  },
): Promise<
  Outcome<
    { state: StaffProposalState; setup?: Setup },
    Refusal<'identity.staff_second_person' | 'identity.staff_proposal_over' | 'identity.staff_moved'>
  >
> {
  return withTx(env, async (tx) => {
    const rows = await tx.query<{ staffId: string; what: StaffAsk; state: StaffProposalState; proposedBy: string }>(
      `SELECT staff_id AS "staffId", what, state, proposed_by AS "proposedBy" FROM identity.staff_proposal WHERE proposal_id = $1 FOR UPDATE`,
      [input.proposalId],
    );
    const proposal = rows[0];
    if (proposal === undefined) return refuse('identity.staff_proposal_over');
    const decided = decideStaffProposal(proposal, input.event, input.by);
    if (decided.refused) return decided;
    const facts = await factsOf(tx, { staffId: proposal.staffId, by: input.by });
    if (decided.value === 'approved' && facts?.person.state === 'left') return refuse('identity.staff_moved');
    await tx.execute(
      `UPDATE identity.staff_proposal SET state = $2, decided_by = $3, decided_at = $4, decided_reason = $5
        WHERE proposal_id = $1 AND state = 'proposed'`,
      [input.proposalId, decided.value, input.by, at(env.wall.now()), input.reason],
    );
    if (decided.value !== 'approved') return accept({ state: decided.value });
    const done = await carryOut(env, tx, { staffId: proposal.staffId, by: input.by, what: proposal.what });
    return accept({ state: decided.value, ...('setup' in done && done.setup !== undefined && { setup: done.setup }) });
  });
}

export interface StaffRow {
  readonly staffId: string;
  readonly login: string;
  readonly displayName: string;
  readonly role: StaffRole;
  readonly state: StaffState;
  /** Milliseconds since 1970. */
  readonly signedInAt: number | null;
  readonly hasTotp: boolean;
  readonly passkeys: number;
  readonly sessions: number;
}
const STAFF_SHOWN = 1_000;

export async function peopleOfStaff(env: Pick<Env, 'db' | 'wall'>): Promise<StaffRow[]> {
  return env.db.query<StaffRow>(
    `SELECT s.staff_id AS "staffId", s.login, s.display_name AS "displayName", s.role, s.state, s.signed_in_at AS "signedInAt",
            EXISTS (SELECT 1 FROM identity.staff_totp t WHERE t.staff_id = s.staff_id AND t.confirmed_at IS NOT NULL) AS "hasTotp",
            (SELECT count(*)::int FROM identity.staff_passkey p WHERE p.staff_id = s.staff_id) AS passkeys,
            (SELECT count(*)::int FROM identity.session e WHERE e.subject_id = s.staff_id AND e.idle_until > $1 AND e.absolute_until > $1) AS sessions
       FROM identity.staff s ORDER BY s.state = 'left', s.role, s.display_name, s.staff_id LIMIT ${STAFF_SHOWN}`,
    [at(env.wall.now())],
  );
}

export interface StaffProposal {
  readonly proposalId: string;
  readonly staffId: string;
  readonly what: StaffAsk;
  readonly reason: string;
  readonly proposedBy: string;
  readonly proposedAt: number;
}

/** What waits for a second administrator, oldest first. */
export async function openStaffProposals(env: Pick<Env, 'db'>): Promise<StaffProposal[]> {
  return env.db.query<StaffProposal>(
    `SELECT proposal_id AS "proposalId", staff_id AS "staffId", what, reason, proposed_by AS "proposedBy", proposed_at AS "proposedAt"
       FROM identity.staff_proposal WHERE state = 'proposed' ORDER BY proposed_at LIMIT 100`,
  );
}
