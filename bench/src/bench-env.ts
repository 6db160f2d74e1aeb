/** What a command that touches nothing but the database needs, on a database of its own. */
import { parseIso } from '../../server/src/kernel/instant.ts';
import { ids, type Env } from '../../server/src/platform/env.ts';
import { openJobs } from '../../server/src/platform/jobs.ts';
import { makeLog } from '../../server/src/platform/log.ts';
import { openDatabase } from '../../server/src/platform/postgres/database.ts';
import { APPLICATION_ROLE } from '../../server/src/platform/postgres/migrate.ts';

export async function benchEnv(url: string, now: string): Promise<{ env: Env; close: () => Promise<void> }> {
  const db = openDatabase({ url, role: APPLICATION_ROLE, poolMax: 4 });
  const clock = { now: () => parseIso(now) };
  const log = makeLog({ level: 'silent', role: 'bench' });
  const jobs = await openJobs({
    url,
    role: APPLICATION_ROLE,
    db,
    log,
    ids,
    clock,
    subscriptions: {},
    onFailed: () => undefined,
  });
  await db.query('SELECT 1');
  return {
    env: { db, clock, jobs, ids, log } as unknown as Env, // no more than these is used
    async close() {
      await jobs.stop();
      await db.close();
    },
  };
}
