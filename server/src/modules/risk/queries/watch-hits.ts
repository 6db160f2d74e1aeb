import { instant, type InstantMs } from '../../../kernel/instant.ts';
import type { Env } from '../../../platform/env.ts';
import type { Sql } from '../../../platform/postgres/database.ts';

/** A number of a person or a company, in clear; it is compared by its keyed hash. */
export interface Watched {
  readonly kind: 'id_number' | 'phone' | 'account' | 'credit_code';
  readonly value: string;
}

/** The same hashes by which other modules keep these numbers, so that lists and merchants can be compared. */
const LOOKUPS = { id_number: 'id', phone: 'phone', account: 'card', credit_code: 'credit-code' } as const;
export const hashOf = (env: Pick<Env, 'crypto'>, { kind, value }: Watched): string =>
  env.crypto.lookup(LOOKUPS[kind], value);

/** Which of these are on a list now. */
export async function watchHits(
  env: Pick<Env, 'db' | 'crypto'>,
  watched: readonly Watched[],
): Promise<Watched['kind'][]> {
  const rows = await env.db.query<{ kind: Watched['kind'] }>(
    `SELECT DISTINCT w.kind FROM risk.watch_entry w JOIN unnest($1::text[], $2::text[]) AS asked (kind, value_hash)
        ON asked.kind = w.kind AND asked.value_hash = w.value_hash WHERE w.lifted_at IS NULL ORDER BY w.kind`,
    [watched.map((one) => one.kind), watched.map((one) => hashOf(env, one))],
  );
  return rows.map((row) => row.kind);
}

export interface WatchEntry {
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
  }>(
    `SELECT kind, value_masked, reason, source, listed_at FROM risk.watch_entry WHERE lifted_at IS NULL ORDER BY listed_at DESC LIMIT ${LIST_MAX}`,
  );
  return rows.map((row) => ({
    kind: row.kind,
    masked: row.value_masked,
    reason: row.reason,
    source: row.source,
    listedAt: instant(row.listed_at),
  }));
}
