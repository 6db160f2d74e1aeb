/** Every table of the database as COPY gives it, and what stands around: sequences, migrations, the order of references. */
import { createHash } from 'node:crypto';
import { Transform, type Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Client } from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';

/** Schemas of PostgreSQL itself; everything else is ours. */
const NOT_OURS = `n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast') AND n.nspname NOT LIKE 'pg\\_%'`;

/** `"schema"."table"` of every table that holds rows, those that others refer to before those. */
export async function tablesOf(client: Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string; after: string[] }>(
    `SELECT format('%I.%I', n.nspname, c.relname) AS name,
            array(SELECT format('%I.%I', fn.nspname, f.relname) FROM pg_constraint k JOIN pg_class f ON f.oid = k.confrelid JOIN pg_namespace fn ON fn.oid = f.relnamespace
                   WHERE k.conrelid = c.oid AND k.contype = 'f' AND k.confrelid <> c.oid) AS after
       FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind = 'r' AND ${NOT_OURS} ORDER BY 1`,
  );
  const sorted: string[] = [];
  const waiting = new Map(rows.map((row) => [row.name, row.after]));
  while (waiting.size > 0) {
    const ready = [...waiting].filter(([, after]) => after.every((one) => !waiting.has(one))).map(([name]) => name);
    // tables that refer to each other in a circle: there are none, and a test would say so
    for (const name of ready.length === 0 ? [...waiting.keys()] : ready) {
      sorted.push(name);
      waiting.delete(name);
    }
  }
  return sorted;
}

export interface Sequence {
  readonly name: string;
  readonly last: string;
  readonly called: boolean;
}

export async function sequencesOf(client: Client): Promise<Sequence[]> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT format('%I.%I', n.nspname, c.relname) AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind = 'S' AND ${NOT_OURS} ORDER BY 1`,
  );
  const all: Sequence[] = [];
  for (const { name } of rows) {
    const found = await client.query<{ last: string; called: boolean }>(
      `SELECT last_value::text AS last, is_called AS called FROM ${name}`,
    );
    const row = found.rows[0];
    if (row !== undefined) all.push({ name, ...row });
  }
  return all;
}

export async function migrationsOf(client: Client): Promise<{ name: string; sha256: string }[]> {
  return (await client.query<{ name: string; sha256: string }>('SELECT name, sha256 FROM migration ORDER BY number'))
    .rows;
}

/** Counts and digests what goes through. */
export function measured(): { readonly through: Transform; readonly facts: () => { bytes: number; sha256: string } } {
  const hash = createHash('sha256');
  let bytes = 0;
  let sha256: string | undefined;
  const through = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      hash.update(chunk);
      done(null, chunk);
    },
  });
  return { through, facts: () => ({ bytes, sha256: (sha256 ??= hash.digest('hex')) }) };
}

/** One stream into the next, to the end. */
export const flow = (streams: readonly (Readable | Writable)[]): Promise<void> => pipeline(streams);

/** A table into these streams, in the order its rows lie. @returns how many rows, and the digest of what went */
export async function copyOut(
  client: Client,
  table: string,
  into: readonly (Transform | Writable)[],
): Promise<{ rows: number; bytes: number; sha256: string }> {
  const { through, facts } = measured();
  const rows = client.query(copyTo(`COPY ${table} TO STDOUT (FORMAT binary)`));
  await flow([rows, through, ...into]);
  return { rows: rows.rowCount ?? 0, ...facts() };
}

/** And back. The caller's transaction is open: a stream that fails at its end takes everything with it. */
export async function copyBack(
  client: Client,
  table: string,
  plain: readonly [Readable, ...Transform[]],
): Promise<number> {
  const rows = client.query(copyFrom(`COPY ${table} FROM STDIN (FORMAT binary)`));
  await flow([...plain, rows]);
  return rows.rowCount ?? 0;
}
