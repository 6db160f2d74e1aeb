import type { InstantMs } from '../../../kernel/instant.ts';
import type { Env } from '../../../platform/env.ts';
import { at, type Sql } from '../../../platform/postgres/database.ts';
import { hashOf, type Watched, type WatchListName } from '../queries/watch-hits.ts';

export type WatchKind = Watched['kind'];

const MASK_KEEPS = 4;
const masked = (value: string): string => `****${value.slice(-MASK_KEEPS)}`;

/** Numbers are listed as the checks see them: without spaces and dashes, the check letter of an identity number large. */
const tidy = <W extends Watched>(watched: W): W => ({
  ...watched,
  value: watched.value.replace(/[\s-]/g, '').toUpperCase(),
});

/** Puts a number on the list; on it again it takes the newer reason. Only its keyed hash and last places are kept. */
export async function listOnWatch(
  env: Env,
  given: Watched & {
    readonly reason: string;
    readonly source: string;
    readonly by: string;
    readonly list?: WatchListName | undefined;
    /** The instant at which it ends by itself; undefined: when somebody lifts it. */
    readonly until?: InstantMs | undefined;
  },
  sql: Sql = env.db,
): Promise<void> {
  const input = tidy(given);
  await sql.execute(
    `INSERT INTO risk.watch_entry (kind, value_hash, value_masked, reason, source, listed_by, listed_at, list, until) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
     ON CONFLICT (kind, value_hash) DO UPDATE SET reason = excluded.reason, source = excluded.source, listed_by = excluded.listed_by,
       listed_at = excluded.listed_at, lifted_at = NULL, lifted_by = NULL, list = excluded.list, until = excluded.until`,
    [
      input.kind,
      hashOf(env, input),
      masked(input.value),
      input.reason,
      input.source,
      input.by,
      at(env.clock.now()),
      input.list ?? 'black',
      input.until === undefined ? null : at(input.until),
    ],
  );
}

/** Takes a number off the list; what was on it stays on record. False when it was not on it. */
export async function liftFromWatch(env: Env, given: Watched & { readonly by: string }): Promise<boolean> {
  const input = tidy(given);
  const lifted = await env.db.execute(
    'UPDATE risk.watch_entry SET lifted_at = $3, lifted_by = $4 WHERE kind = $1 AND value_hash = $2 AND lifted_at IS NULL',
    [input.kind, hashOf(env, input), at(env.clock.now()), input.by],
  );
  return lifted === 1;
}
