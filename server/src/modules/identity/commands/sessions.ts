import { createHash } from 'node:crypto';
import { DAY_MS, HOUR_MS, instant, later } from '../../../kernel/instant.ts';
import type { Env } from '../../../platform/env.ts';
import { at, type Sql, type Tx } from '../../../platform/postgres/database.ts';
import { maskAddress } from '../domain/device-words.ts';

export type Audience = 'applicant' | 'staff' | 'channel';

export interface Session {
  readonly audience: Audience;
  readonly subjectId: string;
}

const LIVES: Readonly<Record<Audience, { idleMs: number; absoluteMs: number }>> = {
  applicant: { idleMs: 7 * DAY_MS, absoluteMs: 30 * DAY_MS },
  staff: { idleMs: HOUR_MS, absoluteMs: 12 * HOUR_MS },
  channel: { idleMs: HOUR_MS, absoluteMs: 12 * HOUR_MS },
};

export const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex');
/** 256 bits, as they travel in a cookie or a link. */
export const freshToken = (env: Pick<Env, 'chance'>): string => Buffer.from(env.chance.bytes(32)).toString('base64url');

/** Opens a session and returns its token (256 bits); only the hash is stored. */
export async function openSession(
  env: Pick<Env, 'wall' | 'chance' | 'db' | 'ids'>,
  session: Session & { readonly device: string; readonly address?: string },
  sql: Sql = env.db,
): Promise<string> {
  const token = freshToken(env);
  const now = env.wall.now();
  const life = LIVES[session.audience];
  await sql.execute(
    `INSERT INTO identity.session (token_hash, audience, subject_id, created_at, idle_until, absolute_until, device, session_id, seen_at, address)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $4, $9)`,
    [
      hashOf(token),
      session.audience,
      session.subjectId,
      at(now),
      at(later(now, life.idleMs)),
      at(later(now, life.absoluteMs)),
      session.device.slice(0, 200),
      env.ids.next('ses'),
      maskAddress(session.address ?? ''),
    ],
  );
  return token;
}

/**
 * The living session of a token; of staff only while they may enter: whoever is suspended is out with the next request, also by a session
 * that was opened in the very moment of the suspension. Its idle time renewed at most once a minute. */
export async function sessionOf(env: Env, audience: Audience, token: string): Promise<Session | undefined> {
  const now = env.wall.now();
  const rows = await env.db.query<{ subject_id: string; idle_until: number }>(
    `SELECT subject_id, idle_until FROM identity.session WHERE token_hash = $1 AND audience = $2 AND idle_until > $3 AND absolute_until > $3
        AND (audience = 'applicant' OR EXISTS (SELECT 1 FROM identity.staff s WHERE s.staff_id = subject_id AND s.state = 'active'))`,
    [hashOf(token), audience, at(now)],
  );
  const row = rows[0];
  if (row === undefined) return undefined;
  const renewed = later(now, LIVES[audience].idleMs);
  if (renewed - row.idle_until > 60_000) {
    await env.db.execute('UPDATE identity.session SET idle_until = $2, seen_at = $3 WHERE token_hash = $1', [
      hashOf(token),
      at(instant(renewed)),
      at(now),
    ]);
  }
  return { audience, subjectId: row.subject_id };
}

export async function endSession(env: Env, token: string): Promise<void> {
  await env.db.execute('DELETE FROM identity.session WHERE token_hash = $1', [hashOf(token)]);
}

/** Ends every session of these people at once, in the caller's transaction. */
export async function endSessionsOf(tx: Tx, audience: Audience, subjectIds: readonly string[]): Promise<void> {
  await tx.execute('DELETE FROM identity.session WHERE audience = $1 AND subject_id = ANY ($2)', [
    audience,
    subjectIds,
  ]);
}
