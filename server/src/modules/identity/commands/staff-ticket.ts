/** What stands between the password and the second factor: known to its holder alone, for five minutes. */
import { later, MINUTE_MS } from '../../../kernel/instant.ts';
import type { Env } from '../../../platform/env.ts';
import { at } from '../../../platform/postgres/database.ts';
import { freshToken, hashOf } from './sessions.ts';

const TICKET_LIVES_MS = 5 * MINUTE_MS;
/** Wrong codes that one password is good for. */
const TICKET_TRIES = 5;

/** The password was right: what comes next is asked of whoever holds this ticket, for five minutes. */
export async function openTicket(env: Pick<Env, 'db' | 'wall' | 'chance'>, staffId: string): Promise<string> {
  const ticket = freshToken(env);
  const now = env.wall.now();
  await env.db.execute('DELETE FROM identity.staff_ticket WHERE expires_at < $1', [at(now)]);
  await env.db.execute(
    'INSERT INTO identity.staff_ticket (ticket_hash, staff_id, expires_at, tries) VALUES ($1, $2, $3, 0)',
    [hashOf(ticket), staffId, at(later(now, TICKET_LIVES_MS))],
  );
  return ticket;
}

/** Who stands at the door with this ticket. */
export async function staffOfTicket(env: Pick<Env, 'db' | 'wall'>, ticket: string): Promise<string | undefined> {
  const rows = await env.db.query<{ staff_id: string }>(
    'SELECT staff_id FROM identity.staff_ticket WHERE ticket_hash = $1 AND expires_at > $2 AND tries < $3',
    [hashOf(ticket), at(env.wall.now()), TICKET_TRIES],
  );
  return rows[0]?.staff_id;
}

/** One try of a ticket is used up before the code is looked at, so that tries side by side are counted. */
export async function takeTry(
  env: Pick<Env, 'db' | 'wall'>,
  ticket: string,
): Promise<{ staffId: string; left: number } | undefined> {
  const rows = await env.db.query<{ staff_id: string; tries: number }>(
    `UPDATE identity.staff_ticket SET tries = tries + 1 WHERE ticket_hash = $1 AND expires_at > $2 AND tries < $3 RETURNING staff_id, tries`,
    [hashOf(ticket), at(env.wall.now()), TICKET_TRIES],
  );
  return rows[0] === undefined ? undefined : { staffId: rows[0].staff_id, left: TICKET_TRIES - rows[0].tries };
}
