import type { Env } from '../../../platform/env.ts';
import { at, one } from '../../../platform/postgres/database.ts';

/** Rows a transaction seals: some 30 ms of one session, and nobody waits for it. */
const BATCH = 500;
/** A worker that was away for a week finds some 100,000 rows; what is left goes with the next beat. */
const BATCHES = 200;

/** Gives every row that has none its link in the chain, in the order in which they were written. Returns how many were sealed. */
export async function sealActs(env: Pick<Env, 'db' | 'wall'>): Promise<number> {
  let sealed = 0;
  for (let batch = 0; batch < BATCHES; batch += 1) {
    const rows = await env.db.query<{ made: number }>('SELECT audit.do_seal($1, $2) AS made', [
      at(env.wall.now()),
      BATCH,
    ]);
    const { made } = one(rows, 'rows sealed');
    sealed += made;
    if (made < BATCH) break;
  }
  return sealed;
}
