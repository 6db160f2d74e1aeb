/** What happened at the door of a person's account, and where they are signed in. Real time, as for sessions. */
import { DAY_MS, later } from '../../../kernel/instant.ts';
import type { Env } from '../../../platform/env.ts';
import { at, type Sql } from '../../../platform/postgres/database.ts';
import { deviceWords, maskAddress } from '../domain/device-words.ts';
import { hashOf, type Audience } from './sessions.ts';

export type SignInWhat = 'signed_in' | 'wrong_code' | 'locked' | 'signed_out' | 'ended' | 'recovered';

export interface SignInNote {
  readonly applicantId: string;
  readonly what: SignInWhat;
  /** As the browser says it. */
  readonly userAgent: string;
  readonly address: string;
}

type Noting = Pick<Env, 'wall' | 'ids'>;
const LOG_SHOWN = 50;
const SESSIONS_SHOWN = 50;

export async function noteSignIn(env: Noting, sql: Sql, note: SignInNote): Promise<void> {
  await sql.execute(
    `INSERT INTO identity.sign_in_log (applicant_id, entry_id, at, what, device, address) VALUES ($1, $2, $3, $4, $5, $6)`,
    [
      note.applicantId,
      env.ids.next('sil'),
      at(env.wall.now()),
      note.what,
      deviceWords(note.userAgent),
      maskAddress(note.address),
    ],
  );
}

/** Has this person signed in before, and never from such a device? */
export async function isNewDevice(sql: Sql, applicantId: string, userAgent: string): Promise<boolean> {
  const rows = await sql.query<{ before: boolean; same: boolean }>(
    `SELECT count(*) > 0 AS before, coalesce(bool_or(device = $2), false) AS same FROM identity.sign_in_log
      WHERE applicant_id = $1 AND what = 'signed_in'`,
    [applicantId, deviceWords(userAgent)],
  );
  return rows[0]?.before === true && !rows[0].same;
}

/** Drops what is older than that; returns how many entries went. */
export async function forgetSignIns(env: Pick<Env, 'wall' | 'db'>, days: number): Promise<number> {
  return env.db.execute('DELETE FROM identity.sign_in_log WHERE at < $1', [at(later(env.wall.now(), -days * DAY_MS))]);
}

export interface OpenSession {
  readonly sessionId: string;
  readonly device: string;
  readonly address: string;
  /** Milliseconds since 1970. */
  readonly since: number;
  readonly seenAt: number;
  readonly current: boolean;
}

/** Living sessions of a person (an applicant, where nothing else is said), the one that asks first. */
export async function sessionsOf(
  env: Pick<Env, 'wall' | 'db'>,
  input: { readonly applicantId: string; readonly token: string; readonly audience?: Audience },
): Promise<OpenSession[]> {
  const rows = await env.db.query<Omit<OpenSession, 'device'> & { userAgent: string }>(
    `SELECT session_id AS "sessionId", device AS "userAgent", address, created_at AS since, coalesce(seen_at, created_at) AS "seenAt",
            token_hash = $2 AS current
       FROM identity.session
      WHERE subject_id = $1 AND audience = $4 AND session_id IS NOT NULL AND idle_until > $3 AND absolute_until > $3
      ORDER BY 6 DESC, 5 DESC, 1 LIMIT ${SESSIONS_SHOWN}`,
    [input.applicantId, hashOf(input.token), at(env.wall.now()), input.audience ?? 'applicant'],
  );
  return rows.map(({ userAgent, ...row }) => ({ ...row, device: deviceWords(userAgent) }));
}

export interface SignInEntry {
  readonly entryId: string;
  readonly at: number;
  readonly what: SignInWhat;
  readonly device: string;
  readonly address: string;
}

/** What happened lately, newest first. */
export async function signInsOf(sql: Sql, applicantId: string): Promise<SignInEntry[]> {
  return sql.query<SignInEntry>(
    `SELECT entry_id AS "entryId", at, what, device, address FROM identity.sign_in_log WHERE applicant_id = $1
      ORDER BY at DESC, entry_id DESC LIMIT ${LOG_SHOWN}`,
    [applicantId],
  );
}

/** Ends sessions of a person but the one that asks: one of them, or all. Returns how many. */
export async function endOtherSessions(
  sql: Sql,
  input: {
    readonly applicantId: string;
    readonly token: string;
    readonly sessionId?: string;
    readonly audience?: Audience;
  },
): Promise<number> {
  return sql.execute(
    `DELETE FROM identity.session WHERE subject_id = $1 AND audience = $4 AND token_hash <> $2 AND ($3::text IS NULL OR session_id = $3)`,
    [input.applicantId, hashOf(input.token), input.sessionId ?? null, input.audience ?? 'applicant'],
  );
}
