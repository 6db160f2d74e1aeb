import { mkdtempSync, readdirSync } from 'node:fs';
import { appendFile, copyFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client } from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { testDatabase, type TestDatabase } from '../../../testing/database.ts';
import { migrate, MigrationProblem, readMigrations } from './migrate.ts';

const ours = fileURLToPath(new URL('../../../migrations', import.meta.url));
let database: TestDatabase;
let url = '';
let folder = '';
let made = 0;

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

/** An empty database and a folder with the first migrations of a product. */
beforeEach(async () => {
  const name = `kaitong_migrate_${process.pid}_${(made += 1)}`;
  await onServer(database.ownerUrl, `CREATE DATABASE ${name}`);
  const address = new URL(database.ownerUrl);
  address.pathname = `/${name}`;
  url = address.href;
  folder = mkdtempSync(join(tmpdir(), 'kaitong-migrations-'));
  await writeFile(join(folder, '0001_one.sql'), 'CREATE TABLE one (a int)');
  await writeFile(join(folder, '0002_two.sql'), 'CREATE TABLE two (a int)');
  return async () => {
    await onServer(database.ownerUrl, `DROP DATABASE ${name} WITH (FORCE)`);
    await rm(folder, { recursive: true });
  };
});

async function onServer<Row>(where: string, sql: string): Promise<Row[]> {
  const client = new Client({ connectionString: where });
  await client.connect();
  try {
    return (await client.query(sql)).rows as Row[];
  } finally {
    await client.end();
  }
}
const tables = async (): Promise<string[]> =>
  (
    await onServer<{ name: string }>(
      url,
      `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY 1`,
    )
  ).map((row) => row.name);

describe('migrations', () => {
  it('run once, in their order, and say which ran now', async () => {
    expect(await migrate(url, folder)).toEqual(['0001_one.sql', '0002_two.sql']);
    expect(await migrate(url, folder)).toEqual([]);
    await writeFile(join(folder, '0003_three.sql'), 'CREATE TABLE three (a int)');
    expect(await migrate(url, folder)).toEqual(['0003_three.sql']);
    expect(await tables()).toEqual(['migration', 'one', 'three', 'two']);
  });

  it('by four processes that start at once run once', async () => {
    const ran = await Promise.all(Array.from({ length: 4 }, () => migrate(url, folder)));
    expect(ran.flat().sort()).toEqual(['0001_one.sql', '0002_two.sql']);
  });

  it('that were edited after they had run are refused, and nothing new runs', async () => {
    await migrate(url, folder);
    await appendFile(join(folder, '0001_one.sql'), '\n-- a small change');
    await writeFile(join(folder, '0003_three.sql'), 'CREATE TABLE three (a int)');
    await expect(migrate(url, folder)).rejects.toThrow(/0001_one.sql was changed after it had run here/);
    expect(await tables()).not.toContain('three');
  });

  it('of a newer version stop an older program from starting', async () => {
    await migrate(url, folder);
    await rm(join(folder, '0002_two.sql'));
    await expect(migrate(url, folder)).rejects.toThrow(/newer version/);
  });

  it('that break leave nothing of themselves, and the ones before stand', async () => {
    await writeFile(join(folder, '0003_bad.sql'), 'CREATE TABLE three (a int); SELECT 1/0');
    await expect(migrate(url, folder)).rejects.toThrow(MigrationProblem);
    expect(await tables()).toEqual(['migration', 'one', 'two']);
    await writeFile(join(folder, '0003_bad.sql'), 'CREATE TABLE three (a int)');
    expect(await migrate(url, folder)).toEqual(['0003_bad.sql']);
  });

  it('with a gap in their numbers are refused', async () => {
    await writeFile(join(folder, '0004_four.sql'), 'SELECT 1');
    await expect(migrate(url, folder)).rejects.toThrow(/numbered without gaps/);
  });

  it('of the product are numbered without gaps and bring an empty database to the newest version', async () => {
    const names = readdirSync(ours)
      .filter((name) => name.endsWith('.sql'))
      .sort();
    for (const name of names) await copyFile(join(ours, name), join(folder, name));
    await rm(join(folder, '0001_one.sql'));
    await rm(join(folder, '0002_two.sql'));
    expect((await readMigrations(folder)).map((one) => one.name)).toEqual(names);
    expect(await migrate(url, folder)).toEqual(names);
  });
});
