import { instant, isoText, type InstantMs } from '../../../kernel/instant.ts';
import type { Env } from '../../../platform/env.ts';
import { at, type Sql } from '../../../platform/postgres/database.ts';
import type { RelocationState } from '../domain/relocation.ts';

export interface Relocation {
  readonly merchantId: string;
  readonly relocationId: string;
  readonly terminalId: string;
  readonly region: string;
  readonly address: string;
  readonly state: RelocationState;
  readonly reason: string | undefined;
  readonly askedAt: string;
}

interface Row {
  merchant_id: string;
  relocation_id: string;
  terminal_id: string;
  region: string;
  address_sealed: string;
  state: RelocationState;
  reason: string | null;
  asked_at: number;
}

const COLUMNS = 'merchant_id, relocation_id, terminal_id, region, address_sealed, state, reason, asked_at';
const ROWS_MAX = 100;
type Readable = Pick<Env, 'crypto'>;

const toRelocation = (env: Readable, row: Row): Relocation => ({
  merchantId: row.merchant_id,
  relocationId: row.relocation_id,
  terminalId: row.terminal_id,
  region: row.region,
  address: env.crypto.open(`relocation:${row.relocation_id}:address`, row.address_sealed),
  state: row.state,
  reason: row.reason ?? undefined,
  askedAt: isoText(instant(row.asked_at)),
});

export async function relocationOf(
  env: Readable,
  sql: Sql,
  relocationId: string,
  lock?: 'for update',
): Promise<Relocation | undefined> {
  const rows = await sql.query<Row>(
    `SELECT ${COLUMNS} FROM terminals.relocation WHERE relocation_id = $1 ${lock === undefined ? '' : 'FOR UPDATE'}`,
    [relocationId],
  );
  return rows[0] === undefined ? undefined : toRelocation(env, rows[0]);
}

/** The newest relocation of a terminal. */
export async function newestRelocation(
  env: Readable,
  sql: Sql,
  of: { readonly merchantId: string; readonly terminalId: string },
): Promise<Relocation | undefined> {
  const rows = await sql.query<Row>(
    `SELECT ${COLUMNS} FROM terminals.relocation WHERE merchant_id = $1 AND terminal_id = $2 ORDER BY relocation_id DESC LIMIT 1`,
    [of.merchantId, of.terminalId],
  );
  return rows[0] === undefined ? undefined : toRelocation(env, rows[0]);
}

/** What waits for a person first, then the newest. At most 100. */
export async function listRelocations(env: Pick<Env, 'db' | 'crypto'>): Promise<Relocation[]> {
  const rows = await env.db.query<Row>(
    `SELECT ${COLUMNS} FROM terminals.relocation ORDER BY (state <> 'in_review'), relocation_id DESC LIMIT ${ROWS_MAX}`,
  );
  return rows.map((row) => toRelocation(env, row));
}

/** Where a terminal stands if it was moved; undefined: where its merchant does. */
export async function ownPlaceOf(
  env: Readable,
  sql: Sql,
  of: { readonly merchantId: string; readonly terminalId: string },
): Promise<{ region: string; address: string } | undefined> {
  const rows = await sql.query<{ region: string | null; address_sealed: string | null }>(
    'SELECT region, address_sealed FROM terminals.terminal WHERE merchant_id = $1 AND terminal_id = $2',
    [of.merchantId, of.terminalId],
  );
  const { region = null, address_sealed = null } = rows[0] ?? {};
  if (region === null || address_sealed === null) return undefined;
  return { region, address: env.crypto.open(`terminal:${of.terminalId}:address`, address_sealed) };
}

export async function movedSince(
  sql: Sql,
  of: { readonly merchantId: string; readonly terminalId: string; readonly since: InstantMs },
): Promise<boolean> {
  const rows = await sql.query(
    `SELECT 1 FROM terminals.relocation WHERE merchant_id = $1 AND terminal_id = $2 AND state IN ('registering', 'done') AND asked_at > $3 LIMIT 1`,
    [of.merchantId, of.terminalId, at(of.since)],
  );
  return rows.length > 0;
}

/** Sales outside the city since the network last registered the terminal: how many, and how far the last one was. */
export async function driftsOf(
  sql: Sql,
  of: { readonly merchantId: string; readonly terminalId: string },
): Promise<{ count: number; distanceKm: number } | undefined> {
  const rows = await sql.query<{ count: number; distance_km: number | null }>(
    `SELECT count(*)::int AS count, (array_agg(d.distance_km ORDER BY d.at DESC))[1] AS distance_km FROM terminals.place_drift d
      WHERE d.merchant_id = $1 AND d.terminal_id = $2
        AND d.at > coalesce((SELECT max(r.answered_at) FROM terminals.registration r
              WHERE r.merchant_id = $1 AND r.terminal_id = $2 AND r.network_reference IS NOT NULL), '-infinity')`,
    [of.merchantId, of.terminalId],
  );
  const row = rows[0];
  return row === undefined || row.count === 0 ? undefined : { count: row.count, distanceKm: row.distance_km ?? 0 };
}
