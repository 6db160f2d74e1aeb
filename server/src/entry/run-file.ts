/** <data>/run.json: who runs on this data folder and where it serves; refuses a second one instead of breaking the first. */
import { existsSync } from 'node:fs';
import { mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isAlive } from '../platform/postgres/launcher.ts';

export interface RunFacts {
  readonly pid: number;
  readonly url?: string;
  readonly ports?: Readonly<Record<string, number>>;
}

export class AlreadyRunning extends Error {
  override readonly name = 'AlreadyRunning';
}

const fileOf = (dataDir: string): string => join(dataDir, 'run.json');

/** A number in an old file may belong to somebody else by now: only a Node process of this program counts. */
async function isKaitong(pid: number): Promise<boolean> {
  if (!isAlive(pid)) return false;
  if (process.platform !== 'linux') return true;
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  return command.includes('kaitong');
}

export async function readRunFile(dataDir: string): Promise<RunFacts | undefined> {
  const text = await readFile(fileOf(dataDir), 'utf8').catch(() => undefined);
  return text === undefined || text === '' ? undefined : (JSON.parse(text) as RunFacts);
}

/** Takes the data folder. @throws AlreadyRunning with the address of the one that has it. */
export async function takeDataFolder(dataDir: string): Promise<void> {
  await mkdir(dataDir, { recursive: true });
  for (let attempt = 0; attempt < 2; attempt += 1) {
    try {
      const handle = await open(fileOf(dataDir), 'wx', 0o600);
      await handle.writeFile(JSON.stringify({ pid: process.pid }));
      await handle.close();
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const other = await readRunFile(dataDir);
    if (other !== undefined && other.pid !== process.pid && (await isKaitong(other.pid))) {
      throw new AlreadyRunning(
        `Kaitong already runs on ${dataDir} (process ${other.pid})${other.url === undefined ? '' : `: ${other.url}`}`,
      );
    }
    await rm(fileOf(dataDir), { force: true }); // left over by a process that was killed
  }
  throw new AlreadyRunning(`somebody else is starting on ${dataDir} at this moment`);
}

export async function writeRunFile(dataDir: string, facts: RunFacts): Promise<void> {
  await writeFile(`${fileOf(dataDir)}.tmp`, JSON.stringify(facts, null, 2), { mode: 0o600 });
  await rename(`${fileOf(dataDir)}.tmp`, fileOf(dataDir));
}

export async function leaveDataFolder(dataDir: string): Promise<void> {
  if (existsSync(fileOf(dataDir)) && (await readRunFile(dataDir))?.pid === process.pid)
    await rm(fileOf(dataDir), { force: true });
}
