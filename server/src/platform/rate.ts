/** Rate limits that hold over every process, because the count is in the database. Fixed windows of the wall clock. */
import { instant } from '../kernel/instant.ts';
import type { Env } from './env.ts';
import { at } from './postgres/database.ts';

export interface RateLimit {
  readonly limit: number;
  readonly windowMs: number;
}

/** Counts one more of `bucket`. Returns undefined while it is within the limit, else the seconds until the window ends. */
export async function countAgainst(
  env: Pick<Env, 'db' | 'wall'>,
  bucket: string,
  rate: RateLimit,
): Promise<number | undefined> {
  const now = env.wall.now();
  const windowStart = instant(Math.floor(now / rate.windowMs) * rate.windowMs);
  const rows = await env.db.query<{ count: number }>(
    `INSERT INTO platform.rate (bucket, window_start, count) VALUES ($1, $2, 1)
     ON CONFLICT (bucket, window_start) DO UPDATE SET count = platform.rate.count + 1 RETURNING count`,
    [bucket, at(windowStart)],
  );
  return (rows[0]?.count ?? 1) <= rate.limit ? undefined : Math.ceil((windowStart + rate.windowMs - now) / 1_000);
}
