/** What every command of the line needs: a voice, a clear word for what a person can put right, a data folder, a database. */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { PostgresUnavailable, startEmbeddedPostgres } from '../platform/postgres/launcher.ts';
import { SettingsProblem } from '../platform/settings.ts';
import { ensureDatabase } from './own-database.ts';
import { AlreadyRunning, readRunFile } from './run-file.ts';

export const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** Problems that a person can put right are one clear message, not a stack. */
export async function orExplain(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    const known =
      error instanceof SettingsProblem ||
      error instanceof AlreadyRunning ||
      error instanceof PostgresUnavailable ||
      (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
    process.stderr.write(`${known ? (error as Error).message : ((error as Error).stack ?? String(error))}\n`);
    process.exit(1);
  }
}

export const dataArgument = {
  data: { type: 'string', default: process.env['KAITONG_DATA'] ?? 'data', description: 'Data folder' },
} as const;

export const keyFileOf = (data: string): string =>
  process.env['KAITONG_KEY_FILE'] ?? join(resolve(data), 'keys', 'keys.json');

/** The database of a data folder or of DATABASE_URL, for one short piece of work. */
export async function withDatabase(dataDir: string, work: (url: string) => Promise<void>): Promise<void> {
  const given = process.env['DATABASE_URL'];
  if (given !== undefined && given !== '') return work(given);
  const facts = await readRunFile(resolve(dataDir));
  if (facts === undefined && !existsSync(join(resolve(dataDir), 'keys')))
    throw new SettingsProblem(
      `nothing has run in ${resolve(dataDir)} yet: start Kaitong there first, or set DATABASE_URL`,
    );
  const server = await startEmbeddedPostgres({ dataDir: resolve(dataDir), note: () => undefined });
  try {
    await work(await ensureDatabase(server.url));
  } finally {
    const inUse = (await readRunFile(resolve(dataDir))) !== undefined;
    if (!server.adopted && !inUse) await server.stop();
  }
}
