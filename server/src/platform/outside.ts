/** What of the outside world cannot be reached now: seen by workers, read by whoever serves pages. Real time, whatever the demo clock says. */
import { instant, MINUTE_MS, SECOND_MS, type InstantMs } from '../kernel/instant.ts';
import type { Env } from './env.ts';
import { at } from './postgres/database.ts';

export type OutsideName = 'sms' | 'network' | 'bank';

/** One lost line is no outage: it is told when it has lasted. */
const TOLD_AFTER_MS = 20 * SECOND_MS;
/** What nobody has looked at for so long is not known, and nothing is claimed. */
const STALE_MS = MINUTE_MS;

export interface Outside {
  readonly name: OutsideName;
  readonly downSince: InstantMs | undefined;
  readonly seenAt: InstantMs;
}

/** What is told to merchants: down for a while, and looked at lately. */
export function outagesOf(seen: readonly Outside[], now: InstantMs): { name: OutsideName; since: InstantMs }[] {
  return seen.flatMap(({ name, downSince, seenAt }) =>
    downSince !== undefined && now - downSince >= TOLD_AFTER_MS && now - seenAt <= STALE_MS
      ? [{ name, since: downSince }]
      : [],
  );
}

type Noting = Pick<Env, 'db' | 'wall'>;

/** Writes down what a worker sees. Of several workers one that gets through is enough: it is up. */
export async function noteOutside(env: Noting, name: OutsideName, up: boolean): Promise<void> {
  await env.db.execute(
    `INSERT INTO platform.outside (name, down_since, seen_at) VALUES ($1, CASE WHEN $2 THEN NULL ELSE $3::timestamptz END, $3)
     ON CONFLICT (name) DO UPDATE SET seen_at = $3, down_since = CASE WHEN $2 THEN NULL ELSE coalesce(outside.down_since, $3) END`,
    [name, up, at(env.wall.now())],
  );
}

export async function outsideSeen(env: Pick<Env, 'db'>): Promise<Outside[]> {
  const rows = await env.db.query<{ name: OutsideName; down_since: number | null; seen_at: number }>(
    'SELECT name, down_since, seen_at FROM platform.outside ORDER BY name',
  );
  return rows.map((row) => ({
    name: row.name,
    downSince: row.down_since === null ? undefined : instant(row.down_since),
    seenAt: instant(row.seen_at),
  }));
}
