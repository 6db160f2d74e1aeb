/** The database of a whole system as its owner sees it, around the program. */
import { Client } from 'pg';
import type { OwnSystem } from '../src/entry/journey.ts';
import { startEmbeddedPostgres } from '../src/platform/postgres/launcher.ts';

export async function asOwner<T>(system: OwnSystem, work: (database: Client) => Promise<T>): Promise<T> {
  const given = system.env['DATABASE_URL'];
  const url = new URL(given ?? (await startEmbeddedPostgres({ dataDir: system.dataDir, note: () => undefined })).url);
  if (given === undefined) url.pathname = '/kaitong';
  const database = new Client({ connectionString: url.toString() });
  await database.connect();
  try {
    return await work(database);
  } finally {
    await database.end();
  }
}
