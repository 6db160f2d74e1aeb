/** The connection to PostgreSQL: plain SQL in, typed rows out, one way to open a transaction, and a guard against network inside it. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { Pool, types, type PoolClient } from 'pg';
import { Bug } from '../../kernel/assert.ts';
import { isoText, parseIso, type InstantMs } from '../../kernel/instant.ts';

/** Values that go into SQL. Instants are handed over with `at(...)`; bigint is an amount or a counter. */
export type SqlValue = string | number | bigint | boolean | null | Uint8Array | readonly string[] | readonly bigint[];

export interface QueryOptions {
  /** A connection keeps the plan under this name: for what is asked with every message. One name, one text. */
  readonly preparedAs: string;
}

export interface Sql {
  /** Runs one statement. bigint columns arrive as bigint, timestamptz as epoch milliseconds, date as `YYYY-MM-DD`, jsonb parsed. */
  query<Row>(text: string, values?: readonly SqlValue[], options?: QueryOptions): Promise<Row[]>;
  /** How many rows an INSERT, UPDATE or DELETE touched. */
  execute(text: string, values?: readonly SqlValue[]): Promise<number>;
}

/** Proof that a transaction is open; made by withTx alone. */
export interface Tx extends Sql {
  readonly __transaction: true;
}

export interface Database extends Sql {
  readonly pool: Pool;
  close(): Promise<void>;
}

/**
 * How values arrive in our own pools. Not set for all of `pg`: the job queue has a pool of its own and writes back the instants that it
 * reads; as numbers they were refused, and its upkeep failed at every pass.
 */
const PARSERS: Readonly<Record<number, (text: string) => unknown>> = {
  20: BigInt, // int8
  1082: String, // date
  1184: parseIso, // timestamptz
};
const OWN_TYPES = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    PARSERS[oid] ?? types.getTypeParser(oid, format)) as typeof types.getTypeParser,
};

let openTransaction: AsyncLocalStorage<true> | undefined;

/**
 * From now on a transaction inside a transaction, and a call that leaves the machine from inside one, are told as the bugs they are. For
 * tests and the demo: following every promise costs a gateway a fifth of its speed, and what they have shown need not be shown again.
 */
export function watchTransactions(): void {
  openTransaction ??= new AsyncLocalStorage<true>();
}

/** Every adapter that leaves the machine calls this first: a lock held while a stranger thinks is how systems stop. */
export function refuseInsideTransaction(what: string): void {
  if (openTransaction?.getStore() === true) throw new Bug(`${what} called while a transaction is open`);
}

export const at = (instant: InstantMs): string => isoText(instant);

const plain = (values: readonly SqlValue[]): unknown[] =>
  values.map((value) => {
    if (typeof value === 'bigint') return value.toString();
    if (Array.isArray(value)) return arrayText(value);
    if (!(value instanceof Uint8Array)) return value;
    return Buffer.isBuffer(value) ? value : Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  });

/** An array as PostgreSQL writes it. Every text is quoted, so that none is taken for NULL. */
function arrayText(values: readonly string[] | readonly bigint[]): string {
  if (typeof values[0] === 'bigint') return `{${values.join(',')}}`;
  const texts = values as readonly string[];
  const special = texts.some((text) => text.includes('"') || text.includes('\\'));
  const safe = special ? texts.map((text) => text.replaceAll(/["\\]/g, '\\$&')) : texts;
  return texts.length === 0 ? '{}' : `{"${safe.join('","')}"}`;
}

const TEXT_OID = 25;
const BYTEA_OID = 17;
/** Dimensions, whether any is null, what they are; then how many, counted from one. */
const ARRAY_HEAD_BYTES = 20;
/** A character of UTF-16 takes at most three bytes of UTF-8. */
const UTF8_MOST = 3;

function arrayHead(block: Buffer, oid: number, count: number): number {
  block.writeInt32BE(1, 0);
  block.writeInt32BE(0, 4);
  block.writeInt32BE(oid, 8);
  block.writeInt32BE(count, 12);
  block.writeInt32BE(1, 16);
  return ARRAY_HEAD_BYTES;
}

/**
 * A text[] in PostgreSQL's binary form, for what is asked with every message: its text form is read there character by character.
 * Only where the parameter is a text[] and nothing else.
 */
export function textArray(values: readonly string[]): Uint8Array {
  const most = values.reduce((sum, value) => sum + 4 + value.length * UTF8_MOST, ARRAY_HEAD_BYTES);
  const block = Buffer.allocUnsafe(most);
  let at = arrayHead(block, TEXT_OID, values.length);
  for (const value of values) {
    const length = block.write(value, at + 4);
    block.writeInt32BE(length, at);
    at += 4 + length;
  }
  return block.subarray(0, at);
}

/** A bytea[] in binary form, as above. */
export function bytesArray(values: readonly Uint8Array[]): Uint8Array {
  const block = Buffer.allocUnsafe(values.reduce((sum, value) => sum + 4 + value.length, ARRAY_HEAD_BYTES));
  let at = arrayHead(block, BYTEA_OID, values.length);
  for (const value of values) {
    block.writeInt32BE(value.length, at);
    block.set(value, at + 4);
    at += 4 + value.length;
  }
  return block;
}

function sqlOver(client: Pool | PoolClient): Sql {
  return {
    async query<Row>(text: string, values: readonly SqlValue[] = [], options?: QueryOptions) {
      const asked = { text, values: plain(values), ...(options === undefined ? {} : { name: options.preparedAs }) };
      return (await client.query(asked)).rows as Row[];
    },
    async execute(text, values = []) {
      return (await client.query(text, plain(values))).rowCount ?? 0;
    },
  };
}

export interface DatabaseOptions {
  readonly url: string;
  /** Connections; 2-4 x cores is enough on one machine. */
  readonly poolMax?: number;
  /** Application code runs as this role, which may not change what is immutable. */
  readonly role?: string;
  readonly applicationName?: string;
}

export function openDatabase(options: DatabaseOptions): Database {
  const pool = new Pool({
    connectionString: options.url,
    types: OWN_TYPES,
    max: options.poolMax ?? 10,
    application_name: options.applicationName ?? 'kaitong',
    ...(options.role === undefined ? {} : { options: `-c role=${options.role}` }),
    connectionTimeoutMillis: 10_000,
  });
  pool.on('error', () => undefined); // an idle connection that breaks is replaced at the next use
  return { ...sqlOver(pool), pool, close: () => pool.end() };
}

const RETRY_CODES = new Set(['40001', '40P01']); // serialization failure, deadlock
const RETRY_MAX = 3;

/**
 * The only place that opens a transaction. Commits when `work` resolves, rolls back when it throws; a deadlock or a
 * serialization failure runs `work` again (at most 3 times), so `work` must not have effects outside the database.
 */
export async function withTx<T>(env: { readonly db: Database }, work: (tx: Tx) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await oneTransaction(env.db, work);
    } catch (error) {
      const code = (error as { code?: string }).code ?? '';
      if (attempt >= RETRY_MAX || !RETRY_CODES.has(code)) throw error;
    }
  }
}

async function oneTransaction<T>(db: Database, work: (tx: Tx) => Promise<T>): Promise<T> {
  if (openTransaction?.getStore() === true) throw new Bug('a transaction inside a transaction');
  const client = await db.pool.connect();
  let broken: Error | undefined;
  try {
    await client.query('BEGIN');
    const tx: Tx = { ...sqlOver(client), __transaction: true };
    const value = await (openTransaction === undefined ? work(tx) : openTransaction.run(true, () => work(tx)));
    await client.query('COMMIT');
    return value;
  } catch (error) {
    await client.query('ROLLBACK').catch((rollbackError: unknown) => {
      broken = rollbackError as Error;
    });
    throw error;
  } finally {
    client.release(broken);
  }
}

/** The one row that a primary key or a RETURNING promises. */
export function one<Row>(rows: readonly Row[], what: string): Row {
  if (rows.length !== 1) throw new Bug(`${what}: ${rows.length} rows where one was promised`);
  return rows[0] as Row;
}
