/** `kaitong backup`: the whole of an installation into a new folder, while it runs. See docs/decisions/0029. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readdir, rename, stat, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { Client } from 'pg';
import { isoText } from '../../kernel/instant.ts';
import { wallClock } from '../../platform/env.ts';
import type { ObjectStore } from '../../platform/files.ts';
import { SettingsProblem } from '../../platform/settings.ts';
import { MANIFEST, type Content, type Entry } from './manifest.ts';
import { freshKey, manifestSeal, sealInto } from './seal.ts';
import { copyOut, measured, migrationsOf, sequencesOf, tablesOf } from './tables.ts';

export interface BackupOf {
  readonly url: string;
  readonly objects: ObjectStore;
  readonly dataDir: string;
  /** Key files that lie outside the data folder, by the name they get in it. */
  readonly keyFiles: Readonly<Record<string, string>>;
  readonly to: string;
  readonly passphrase: string;
  readonly version: string;
  readonly say: (line: string) => void;
}

/** Of the data folder: what a start makes anew, what has a part of the backup of its own, and what nobody needs. */
const NOT_TAKEN = /^(postgres|files|samples|run\.json|logs|tmp)(\/|$)|\.(sock|log|tmp|lock|pid)$/;
const GZIP = { level: 1 } as const; // personal columns are sealed and pack badly; the rest packs well at any level

/** Writes nothing outside `to`. @throws SettingsProblem where the folder is there already or the passphrase is too short */
export async function writeBackup(of: BackupOf): Promise<Content> {
  const { key, wrapped } = await freshKey(of.passphrase);
  if ((await readdir(of.to).catch(() => [])).length > 0)
    throw new SettingsProblem(`${of.to} is not empty: a backup wants a folder of its own`);
  for (const part of ['tables', 'objects', 'folder']) await mkdir(join(of.to, part), { recursive: true, mode: 0o700 });
  const client = new Client({ connectionString: of.url });
  await client.connect();
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    const tables = await takeTables(client, of, key);
    const objects = await takeObjects(client, of, key);
    const content: Content = {
      format: 1,
      madeAt: isoText(wallClock.now()),
      version: of.version,
      migrations: await migrationsOf(client),
      tables,
      sequences: await sequencesOf(client),
      objects,
      folder: await takeFolder(of, key),
    };
    const text = JSON.stringify(content);
    const whole = JSON.stringify({ content: text, seal: manifestSeal(key, text), key: wrapped });
    // the manifest comes last and at once: a backup that was broken off has none
    await writeFile(join(of.to, `${MANIFEST}.part`), whole, { mode: 0o600 });
    await rename(join(of.to, `${MANIFEST}.part`), join(of.to, MANIFEST));
    return content;
  } finally {
    await client.end();
  }
}

async function takeTables(client: Client, of: BackupOf, key: Buffer): Promise<Content['tables']> {
  const names = await tablesOf(client);
  const taken: Content['tables'] = [];
  for (const [n, name] of names.entries()) {
    const { into, file } = sealInto(key, `tables/${name}`, join(of.to, 'tables', `${n}.gz`));
    taken.push({ name, ...(await copyOut(client, name, [createGzip(GZIP), into, file])) });
    of.say(`table ${n + 1} of ${names.length}: ${name}, ${taken.at(-1)?.rows ?? 0} rows`);
  }
  return taken;
}

async function takeObjects(client: Client, of: BackupOf, key: Buffer): Promise<Entry[]> {
  const { rows } = await client.query<{ id: string }>('SELECT file_id AS id FROM platform.file ORDER BY file_id');
  const taken: Entry[] = [];
  for (const [n, { id }] of rows.entries()) {
    // erased since the snapshot: its row goes with the next backup, and nobody can open it any more
    const bytes = await of.objects.get(id).catch(() => undefined);
    if (bytes === undefined) continue;
    const { into, file } = sealInto(key, `objects/${id}`, join(of.to, 'objects', id));
    await pipeline([Buffer.from(bytes)], into, file);
    taken.push({ name: id, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') });
    if (n % 100 === 0) of.say(`photos and papers: ${n + 1} of ${rows.length}`);
  }
  return taken;
}

async function takeFolder(of: BackupOf, key: Buffer): Promise<Entry[]> {
  const inside = (await readdir(of.dataDir, { recursive: true, withFileTypes: true }).catch(() => []))
    .filter((one) => one.isFile())
    .map((one) => join(one.parentPath, one.name))
    .map((path) => [relative(of.dataDir, path).replaceAll('\\', '/'), path] as const)
    .filter(([name]) => !NOT_TAKEN.test(name));
  const all = new Map([...inside, ...Object.entries(of.keyFiles)]);
  const taken: Entry[] = [];
  for (const [name, path] of [...all].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    if ((await stat(path).catch(() => undefined)) === undefined) continue;
    const { through, facts } = measured();
    const { into, file } = sealInto(key, `folder/${name}`, join(of.to, 'folder', String(taken.length)));
    await pipeline(createReadStream(path), through, into, file);
    taken.push({ name, ...facts() });
  }
  return taken;
}
