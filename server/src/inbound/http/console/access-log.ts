import { at } from '../../../platform/postgres/database.ts';
import type { World } from '../../../flows/ports.ts';

/** Every look at somebody's picture or number leaves a line that cannot be changed. */
export async function logAccess(
  world: World,
  input: { staffId: string; what: string; subject: string },
): Promise<void> {
  await world.db.execute(
    'INSERT INTO platform.access_log (access_id, at, staff_id, what, subject) VALUES ($1, $2, $3, $4, $5)',
    [world.ids.next('acs'), at(world.wall.now()), input.staffId, input.what, input.subject],
  );
}

interface Look {
  readonly accessId: string;
  /** Milliseconds since 1970, of the wall. */
  readonly at: number;
  readonly staffId: string;
  readonly what: string;
  readonly subject: string;
}

/** Looks newest first; `after` is the accessId of the last row of the page before. */
export async function looksPage(
  world: World,
  input: { readonly staffId?: string; readonly after?: string; readonly limit: number },
): Promise<Look[]> {
  return world.db.query<Look>(
    `SELECT access_id AS "accessId", at, staff_id AS "staffId", what, subject FROM platform.access_log
      WHERE ($1::text IS NULL OR staff_id = $1)
        AND ($2::text IS NULL OR (at, access_id) < (SELECT b.at, b.access_id FROM platform.access_log b WHERE b.access_id = $2))
      ORDER BY at DESC, access_id DESC LIMIT $3`,
    [input.staffId ?? null, input.after ?? null, input.limit],
  );
}
