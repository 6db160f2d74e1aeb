/** The database of a demo's data folder, made where it is missing, and emptied where somebody asks for it. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from 'pg';
import { isAlive } from '../platform/postgres/launcher.ts';
import { DATABASE, ensureDatabase } from './own-database.ts';

/** What a demo keeps beside its database; keys and sign-ins stay. */
const KEPT_BESIDE = ['files', 'clearing', 'payout-files', 'simulators', 'terminals'] as const;

export const isAnother = (pid: number): boolean => pid !== process.pid && isAlive(pid);

export async function removeBeside(dataDir: string): Promise<void> {
  for (const folder of KEPT_BESIDE) await rm(join(dataDir, folder), { recursive: true, force: true });
}

/** Drops and makes again the database of this address; whoever is asked must be allowed to. */
export async function emptyDatabase(url: string): Promise<void> {
  const name = new URL(url).pathname.slice(1);
  const client = new Client({ connectionString: Object.assign(new URL(url), { pathname: '/postgres' }).href });
  await client.connect();
  try {
    await client.query(`DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`);
    await client.query(`CREATE DATABASE "${name}"`);
  } finally {
    await client.end();
  }
}

/** Returns the address of the database, made where it is missing. */
export async function freshDatabase(of: {
  readonly serverUrl: string;
  readonly dataDir: string;
  readonly empty: boolean;
}): Promise<string> {
  if (of.empty) {
    await emptyDatabase(Object.assign(new URL(of.serverUrl), { pathname: `/${DATABASE}` }).href);
    await removeBeside(of.dataDir);
  }
  return ensureDatabase(of.serverUrl);
}
