/** Staff who see a merchant's app as its owner sees it: a session of its own kind, which opens nothing but reading. Real time, as for sessions. */
import { instant, later, MINUTE_MS, type InstantMs } from '../../../kernel/instant.ts';
import type { Env } from '../../../platform/env.ts';
import { at, withTx, type Sql } from '../../../platform/postgres/database.ts';
import { freshToken, hashOf } from './sessions.ts';

/** As long as a call takes; whoever needs longer gives a reason again. */
export const LOOK_LIFE_MS = 15 * MINUTE_MS;
const LOOKS_SHOWN = 50;

export interface OpenLook {
  readonly lookId: string;
  readonly staffId: string;
  /** Whose app it is. */
  readonly subjectId: string;
  readonly until: InstantMs;
  readonly reason: string;
}

/**
 * Opens a look and returns what its cookie holds. A look that this person had open ends with it, by the key of the table. `doorToken` is the
 * staff session it is opened from: where that ends, the look does.
 */
export async function openLook(
  env: Pick<Env, 'wall' | 'chance' | 'db' | 'ids'>,
  input: {
    readonly staffId: string;
    readonly doorToken: string;
    readonly applicantId: string;
    readonly reason: string;
  },
): Promise<{ readonly lookId: string; readonly token: string; readonly until: InstantMs }> {
  const [token, lookId, now] = [freshToken(env), env.ids.next('lok'), env.wall.now()];
  const until = later(now, LOOK_LIFE_MS);
  await withTx(env, async (tx) => {
    await tx.execute(
      `INSERT INTO identity.look_session (staff_id, look_id, token_hash, door_hash, subject_id, until) VALUES ($1, $2, $3, $4, $5, $6)
       ON CONFLICT (staff_id) DO UPDATE SET look_id = excluded.look_id, token_hash = excluded.token_hash, door_hash = excluded.door_hash,
         subject_id = excluded.subject_id, until = excluded.until`,
      [input.staffId, lookId, hashOf(token), hashOf(input.doorToken), input.applicantId, at(until)],
    );
    await tx.execute(
      `INSERT INTO identity.look (applicant_id, look_id, at, until, staff_id, reason) VALUES ($1, $2, $3, $4, $5, $6)`,
      [input.applicantId, lookId, at(now), at(until), input.staffId, input.reason],
    );
  });
  return { lookId, token, until };
}

/** The look that a page names and its cookie opens, while it lasts and the staff session behind it does. */
export async function lookOf(
  env: Pick<Env, 'wall' | 'db'>,
  named: { readonly lookId: string; readonly token: string },
): Promise<OpenLook | undefined> {
  const rows = await env.db.query<Omit<OpenLook, 'until'> & { until: number }>(
    `SELECT o.look_id AS "lookId", o.staff_id AS "staffId", o.subject_id AS "subjectId", o.until, l.reason
       FROM identity.look_session o JOIN identity.look l ON l.applicant_id = o.subject_id AND l.look_id = o.look_id
       JOIN identity.staff s ON s.staff_id = o.staff_id AND s.state = 'active'
       JOIN identity.session d ON d.token_hash = o.door_hash AND d.audience = 'staff' AND d.subject_id = o.staff_id
      WHERE o.token_hash = $1 AND o.look_id = $2 AND o.until > $3 AND d.idle_until > $3 AND d.absolute_until > $3`,
    [hashOf(named.token), named.lookId, at(env.wall.now())],
  );
  const row = rows[0];
  return row === undefined ? undefined : { ...row, until: instant(row.until) };
}

/** Ends the look that this person has open, if any. */
export async function endLook(sql: Sql, staffId: string): Promise<void> {
  await sql.execute('DELETE FROM identity.look_session WHERE staff_id = $1', [staffId]);
}

export interface PastLook {
  readonly lookId: string;
  readonly at: number;
  readonly name: string;
  readonly reason: string;
}

/** Who saw this person's app in their place, when and why, newest first. */
export async function looksOf(sql: Sql, applicantId: string): Promise<PastLook[]> {
  return sql.query<PastLook>(
    `SELECT l.look_id AS "lookId", l.at, s.display_name AS name, l.reason
       FROM identity.look l JOIN identity.staff s ON s.staff_id = l.staff_id
      WHERE l.applicant_id = $1 ORDER BY l.at DESC, l.look_id DESC LIMIT ${LOOKS_SHOWN}`,
    [applicantId],
  );
}
