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
