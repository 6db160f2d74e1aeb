import { instant, later, type InstantMs } from '../../../kernel/instant.ts';
import { compareNames } from '../../../kernel/person-name.ts';
import { refuse, type Outcome, type Refusal } from '../../../kernel/outcome.ts';
import type { Env } from '../../../platform/env.ts';
import { at, type Tx } from '../../../platform/postgres/database.ts';
import { decideRecovery } from '../domain/decide-recovery.ts';
import type { RecoveryState } from '../domain/recovery-machine.ts';
import type { FaceEngine, LivenessAction } from './attempt-face.ts';
import { randomActions } from './issue-face-challenge.ts';
import { phoneHash } from './request-code.ts';
import { endSessionsOf } from './sessions.ts';

/** Whoever asks for somebody who is not here. */
const NOBODY = 'nobody';
const LIFE_MS = 10 * 60_000;

export interface Recovery {
  readonly recoveryId: string;
  /** Undefined where nobody here has that name and number. */
  readonly applicantId: string | undefined;
  readonly newPhone: string;
  readonly actions: readonly LivenessAction[];
  readonly state: RecoveryState;
  readonly tries: number;
  readonly startedAt: InstantMs;
  readonly coolingUntil: InstantMs | undefined;
}

interface Row {
  applicant_id: string;
  recovery_id: string;
  new_phone_sealed: string;
  actions: LivenessAction[];
  state: RecoveryState;
  tries: number;
  started_at: number;
  cooling_until: number | null;
}

const COLUMNS = 'applicant_id, recovery_id, new_phone_sealed, actions, state, tries, started_at, cooling_until';

function toRecovery(env: Pick<Env, 'crypto'>, row: Row): Recovery {
  return {
    recoveryId: row.recovery_id,
    applicantId: row.applicant_id === NOBODY ? undefined : row.applicant_id,
    newPhone: env.crypto.open(`recovery:${row.recovery_id}`, row.new_phone_sealed),
    actions: row.actions,
    state: row.state,
    tries: row.tries,
    startedAt: instant(row.started_at),
    coolingUntil: row.cooling_until === null ? undefined : instant(row.cooling_until),
  };
}

/** The newest person with this card whose name is this; a spelling variant is the same name. */
async function personWith(env: Env, input: { name: string; idNumber: string }): Promise<string | undefined> {
  const rows = await env.db.query<{ applicant_id: string; name_sealed: string }>(
    `SELECT applicant_id, name_sealed FROM identity.applicant WHERE id_hash = $1 AND name_sealed IS NOT NULL ORDER BY created_at DESC LIMIT 5`,
    [env.crypto.lookup('id', input.idNumber.trim().toUpperCase())],
  );
  return rows.find(
    (row) =>
      compareNames(env.crypto.open(`applicant:${row.applicant_id}:name`, row.name_sealed), input.name) !== 'mismatch',
  )?.applicant_id;
}

/** Starts a recovery for whoever has just proved to hold `newPhone`. The answer is the same whether the person is here or not. */
export async function startRecovery(
  env: Env,
  input: { name: string; idNumber: string; newPhone: string; actions: readonly LivenessAction[] },
): Promise<{ recoveryId: string }> {
  const recoveryId = env.ids.next('rcv');
  await env.db.execute(
    `INSERT INTO identity.recovery (applicant_id, recovery_id, new_phone_sealed, actions, state, started_at) VALUES ($1, $2, $3, $4, 'started', $5)`,
    [
      (await personWith(env, input)) ?? NOBODY,
      recoveryId,
      env.crypto.seal(`recovery:${recoveryId}`, input.newPhone),
      input.actions,
      at(env.wall.now()),
    ],
  );
  return { recoveryId };
}

export async function recoveryOf(env: Pick<Env, 'db' | 'crypto'>, recoveryId: string): Promise<Recovery | undefined> {
  const rows = await env.db.query<Row>(`SELECT ${COLUMNS} FROM identity.recovery WHERE recovery_id = $1`, [recoveryId]);
  return rows[0] === undefined ? undefined : toRecovery(env, rows[0]);
}

/** The recovery that will take this account away unless it is stopped. */
export async function coolingRecoveryOf(
  env: Pick<Env, 'db' | 'crypto'>,
  applicantId: string,
): Promise<Recovery | undefined> {
  const rows = await env.db.query<Row>(
    `SELECT ${COLUMNS} FROM identity.recovery WHERE applicant_id = $1 AND state = 'cooling' ORDER BY recovery_id DESC LIMIT 1`,
    [applicantId],
  );
  return rows[0] === undefined ? undefined : toRecovery(env, rows[0]);
}

export interface RecoveryFace {
  readonly recovery: Recovery;
  readonly frames: { image: Uint8Array; atMs: number }[];
  /** The portrait on the card; absent for nobody. */
  readonly reference: Uint8Array | undefined;
  readonly passFrom: number;
  readonly triesMax: number;
}

export type RecoveryFaceRefusal = Refusal<'identity.recovery_no_match' | 'identity.recovery_over'>;

/** One try to show the face. The try is counted before it is judged, and the next wants other actions: they stand in the refusal. */
export async function judgeRecoveryFace(
  env: Env & { readonly face: FaceEngine },
  { recovery, frames, reference, passFrom, triesMax }: RecoveryFace,
): Promise<Outcome<true, RecoveryFaceRefusal>> {
  const next = randomActions(env);
  const counted = await env.db.query<{ tries: number }>(
    `UPDATE identity.recovery SET tries = tries + 1, actions = $4, state = CASE WHEN tries + 1 > $3 THEN 'refused' ELSE state END
      WHERE recovery_id = $1 AND state = 'started' AND started_at > $2 RETURNING tries`,
    [recovery.recoveryId, at(later(env.wall.now(), -LIFE_MS)), triesMax, next],
  );
  const tryNo = counted[0]?.tries;
  if (tryNo === undefined || tryNo > triesMax) return refuse('identity.recovery_over');
  // the same work for nobody, so that the time tells nothing either
  const compared = reference ?? frames[0]?.image ?? new Uint8Array();
  const judged = await env.face.judgeLiveness({ frames, challenge: [...recovery.actions], reference: compared });
  const decision = decideRecovery({
    known: reference !== undefined,
    live: judged.passed,
    similarity: judged.similarity ?? 0,
    passFrom,
    tryNo,
    triesMax,
  });
  if (!decision.refused) return decision;
  return refuse(decision.refusal.code, { ...decision.refusal.facts, actions: next });
}

/** From now on the clock runs; an earlier recovery of the same account is stopped. False where another call was first. */
export async function coolRecovery(env: Env, tx: Tx, recovery: Recovery, coolingUntil: InstantMs): Promise<boolean> {
  await endCooling(env, tx, recovery.applicantId ?? NOBODY);
  const moved = await tx.execute(
    `UPDATE identity.recovery SET state = 'cooling', cooling_until = $2 WHERE recovery_id = $1 AND state = 'started'`,
    [recovery.recoveryId, at(coolingUntil)],
  );
  return moved === 1;
}

/** Whoever has the account says no. @returns whether there was something to stop. */
export async function endCooling(env: Pick<Env, 'clock'>, tx: Tx, applicantId: string): Promise<boolean> {
  const stopped = await tx.execute(
    `UPDATE identity.recovery SET state = 'cancelled', ended_at = $2 WHERE applicant_id = $1 AND state = 'cooling'`,
    [applicantId, at(env.clock.now())],
  );
  return stopped > 0;
}

/** Whether this number already belongs to somebody who has shown their card; an empty account may be taken over. */
export async function isPhoneTaken(env: Pick<Env, 'db' | 'crypto'>, phone: string, by: string): Promise<boolean> {
  const rows = await env.db.query(
    `SELECT 1 FROM identity.phone_directory d JOIN identity.applicant a USING (applicant_id)
      WHERE d.phone_hash = $1 AND a.applicant_id <> $2 AND a.identity_state <> 'none'`,
    [phoneHash(env, phone), by],
  );
  return rows.length > 0;
}

/** The account has another number: the old one opens it no longer, and whoever is signed in has to sign in again. */
export async function finishRecovery(env: Env, tx: Tx, recovery: Recovery, oldPhone: string): Promise<boolean> {
  const applicantId = recovery.applicantId ?? NOBODY;
  const moved = await tx.execute(
    `UPDATE identity.recovery SET state = 'done', ended_at = $2 WHERE recovery_id = $1 AND state = 'cooling'`,
    [recovery.recoveryId, at(env.clock.now())],
  );
  if (moved === 0) return false;
  const before = await tx.query<{ applicant_id: string }>(
    'SELECT applicant_id FROM identity.phone_directory WHERE phone_hash = $1',
    [phoneHash(env, recovery.newPhone)],
  );
  await tx.execute('DELETE FROM identity.phone_directory WHERE phone_hash = $1 AND applicant_id = $2', [
    phoneHash(env, oldPhone),
    applicantId,
  ]);
  await tx.execute(
    `INSERT INTO identity.phone_directory (phone_hash, applicant_id) VALUES ($1, $2)
     ON CONFLICT (phone_hash) DO UPDATE SET applicant_id = excluded.applicant_id`,
    [phoneHash(env, recovery.newPhone), applicantId],
  );
  await tx.execute('UPDATE identity.applicant SET phone_sealed = $2 WHERE applicant_id = $1', [
    applicantId,
    env.crypto.seal(`applicant:${applicantId}:phone`, recovery.newPhone),
  ]);
  // of the empty account too that the new number had opened
  await endSessionsOf(tx, 'applicant', [applicantId, ...before.map((row) => row.applicant_id)]);
  return true;
}
