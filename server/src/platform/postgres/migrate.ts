/** Forward-only migrations: numbered .sql files, each in its own transaction, under one advisory lock, remembered with their hash. */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from 'pg';

/** The role that application code runs as. NOLOGIN: connections log in as the owner and take it on, or as a login that is in it. */
export const APPLICATION_ROLE = 'kaitong_app';
const LOCK_KEY = 5_018_100;
const JOBS_SCHEMA = 'jobs';

export interface Migration {
  readonly number: number;
  readonly name: string;
  readonly sql: string;
  readonly sha256: string;
}

export class MigrationProblem extends Error {
  override readonly name = 'MigrationProblem';
}

export async function readMigrations(folder: string): Promise<Migration[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort();
  return Promise.all(
    names.map(async (name, index) => {
      const number = Number(name.slice(0, 4));
      if (number !== index + 1)
        throw new MigrationProblem(`migrations must be numbered without gaps: ${name} is in place ${index + 1}`);
      const sql = await readFile(join(folder, name), 'utf8');
      return { number, name, sql, sha256: createHash('sha256').update(sql).digest('hex') };
    }),
  );
}

/** Brings a database to the newest version. Returns the names that ran now. @throws MigrationProblem when a past file was edited or the data is newer than the program. */
export async function migrate(url: string, folder: string): Promise<string[]> {
  const migrations = await readMigrations(folder);
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [LOCK_KEY]);
    await prepare(client);
    const done = await client.query<{ number: number; name: string; sha256: string }>(
      'SELECT number, name, sha256 FROM migration ORDER BY number',
    );
    refuseStrangePast(migrations, done.rows);
    const fresh = migrations.slice(done.rows.length);
    for (const migration of fresh) await runOne(client, migration);
    return fresh.map((migration) => migration.name);
  } finally {
    await client.end();
  }
}

async function prepare(client: Client): Promise<void> {
  await client.query(
    `DO $$ BEGIN CREATE ROLE ${APPLICATION_ROLE} NOLOGIN; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$`,
  );
  await client.query(`GRANT ${APPLICATION_ROLE} TO CURRENT_USER`);
  await client.query(
    'CREATE TABLE IF NOT EXISTS migration (number int PRIMARY KEY, name text NOT NULL, sha256 text NOT NULL, ran_at timestamptz NOT NULL DEFAULT now())',
  );
}

function refuseStrangePast(
  migrations: readonly Migration[],
  done: readonly { number: number; name: string; sha256: string }[],
): void {
  if (done.length > migrations.length)
    throw new MigrationProblem('this data folder was made by a newer version of Kaitong; start that one');
  for (const row of done) {
    if (migrations[row.number - 1]?.sha256 !== row.sha256)
      throw new MigrationProblem(`migration ${row.name} was changed after it had run here`);
  }
}

async function runOne(client: Client, migration: Migration): Promise<void> {
  await client.query('BEGIN');
  try {
    await client.query(migration.sql);
    await client.query('INSERT INTO migration (number, name, sha256) VALUES ($1, $2, $3)', [
      migration.number,
      migration.name,
      migration.sha256,
    ]);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK');
    throw new MigrationProblem(`${migration.name}: ${String(error)}`, { cause: error });
  }
}

/** The job queue's own tables (pg-boss), installed by the owner so that the application role needs no right to create anything. */
export async function migrateJobs(
  url: string,
  queues: readonly string[],
  open: (url: string, schema: string) => Promise<QueueInstaller>,
): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [LOCK_KEY]);
    const boss = await open(url, JOBS_SCHEMA);
    for (const queue of queues) await boss.ensure(queue);
    await boss.close();
    await client.query(`GRANT USAGE ON SCHEMA ${JOBS_SCHEMA} TO ${APPLICATION_ROLE}`);
    await client.query(
      `GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${JOBS_SCHEMA} TO ${APPLICATION_ROLE}`,
    );
    await client.query(`GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA ${JOBS_SCHEMA} TO ${APPLICATION_ROLE}`);
  } finally {
    await client.end();
  }
}

export interface QueueInstaller {
  ensure(queue: string): Promise<void>;
  close(): Promise<void>;
}
