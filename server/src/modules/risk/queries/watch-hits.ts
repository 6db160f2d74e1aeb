import { instant, type InstantMs } from '../../../kernel/instant.ts';
import type { Env } from '../../../platform/env.ts';
import { at, type Sql } from '../../../platform/postgres/database.ts';

/** A number of a person or a company, in clear; it is compared by its keyed hash. */
export interface Watched {
  readonly kind: 'id_number' | 'phone' | 'account' | 'credit_code' | 'card';
  readonly value: string;
}

/** The same hashes by which other modules keep these numbers, so that lists and merchants can be compared. */
const LOOKUPS = { id_number: 'id', phone: 'phone', account: 'card', credit_code: 'credit-code', card: 'card' } as const;
export const hashOf = (env: Pick<Env, 'crypto'>, { kind, value }: Watched): string =>
  env.crypto.lookup(LOOKUPS[kind], value);

/** What stands on the black list is refused and cleared out; what is on the watch list is looked at by a person. */
export type WatchListName = 'black' | 'watch';

/** In force at $1: not lifted, and its end has not come. */
const IN_FORCE = '(w.lifted_at IS NULL AND (w.until IS NULL OR w.until > $1))';

/** Which of these are on the black list now; or on the watch list, where that is asked. */
export async function watchHits(
  env: Pick<Env, 'db' | 'crypto' | 'clock'>,
  watched: readonly Watched[],
  list: WatchListName = 'black',
): Promise<Watched['kind'][]> {
  const rows = await env.db.query<{ kind: Watched['kind'] }>(
    `SELECT DISTINCT w.kind FROM risk.watch_entry w JOIN unnest($2::text[], $3::text[]) AS asked (kind, value_hash)
        ON asked.kind = w.kind AND asked.value_hash = w.value_hash WHERE ${IN_FORCE} AND w.list = $4 ORDER BY w.kind`,
    [at(env.clock.now()), watched.map((one) => one.kind), watched.map((one) => hashOf(env, one)), list],
  );
  return rows.map((row) => row.kind);
}

/** So many cards a gateway keeps in mind: 64 places each, some ten megabytes. */
const CARDS_MAX = 100_000;

/** Cards on the black list, by the keyed hash under which transactions keep them. */
export async function cardsListed(sql: Sql, now: InstantMs): Promise<ReadonlySet<string>> {
  const rows = await sql.query<{ value_hash: string }>(
    `SELECT w.value_hash FROM risk.watch_entry w WHERE ${IN_FORCE} AND w.list = 'black' AND w.kind = 'card' LIMIT ${CARDS_MAX}`,
    [at(now)],
  );
  return new Set(rows.map((row) => row.value_hash));
}

export interface WatchEntry {
  readonly list: WatchListName;
  /** From then on it hits nothing any more. */
  readonly until: InstantMs | undefined;
  readonly kind: Watched['kind'];
  readonly masked: string;
  readonly reason: string;
  readonly source: string;
  readonly listedAt: InstantMs;
}

const LIST_MAX = 200;

export async function watchEntries(sql: Sql): Promise<WatchEntry[]> {
  const rows = await sql.query<{
    kind: Watched['kind'];
    value_masked: string;
    reason: string;
    source: string;
    listed_at: number;
    list: WatchListName;
    until: number | null;
  }>(
    `SELECT list, until, kind, value_masked, reason, source, listed_at FROM risk.watch_entry WHERE lifted_at IS NULL ORDER BY listed_at DESC LIMIT ${LIST_MAX}`,
  );
  return rows.map((row) => ({
    kind: row.kind,
    masked: row.value_masked,
    reason: row.reason,
    source: row.source,
    listedAt: instant(row.listed_at),
    list: row.list,
    until: row.until === null ? undefined : instant(row.until),
  }));
}
