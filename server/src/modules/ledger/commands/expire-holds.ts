import type { CivilDate } from '../../../kernel/instant.ts';
import type { Env } from '../../../platform/env.ts';
import { at, one } from '../../../platform/postgres/database.ts';

/** Ends the holds of a kind whose time is over, each with its memo journal, once. Returns how many. */
export async function expireHolds(env: Env, kind: 'pre_auth', date: CivilDate): Promise<number> {
  const rows = await env.db.query<{ ended: number }>('SELECT ledger.do_expire_holds($1, $2, $3) AS ended', [
    kind,
    date,
    at(env.clock.now()),
  ]);
  return one(rows, 'expiry').ended;
}
