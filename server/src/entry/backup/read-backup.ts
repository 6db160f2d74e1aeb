/** `kaitong restore`: a backup into an empty installation, and the proof that it is the same. See docs/decisions/0029. */
import { mkdir, readdir } from 'node:fs/promises';
import { createWriteStream } from 'node:fs';
import { dirname, join, resolve, sep } from 'node:path';
import { Writable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { Client } from 'pg';
import type { ObjectStore } from '../../platform/files.ts';
import { SettingsProblem } from '../../platform/settings.ts';
import { readManifest, type Content } from './manifest.ts';
import { unsealFrom } from './seal.ts';
import { copyBack, copyOut, flow, measured, migrationsOf, tablesOf } from './tables.ts';

export interface RestoreOf {
  readonly from: string;
  readonly passphrase: string;
  readonly say: (line: string) => void;
}

interface Opened {
  readonly key: Buffer;
  readonly content: Content;
}

/** Reads every file of a backup to its end. @throws SettingsProblem with the name of the first that is not what it was */
export async function checkBackup(of: RestoreOf): Promise<Content> {
  const { key, content } = await readManifest(of.from, of.passphrase);
  const nowhere = (): Writable => new Writable({ write: (_chunk, _encoding, done) => done() });
  for (const [part, entries] of partsOf(content))
    for (const [n, entry] of entries.entries()) {
      const { through, facts } = measured();
      const plain = await unsealFrom(key, `${part}/${entry.name}`, join(of.from, part, fileName(part, n, entry.name)));
      const unpack = part === 'tables' ? [createGunzip()] : [];
      await flow([plain, ...unpack, through, nowhere()]);
      if (facts().sha256 !== entry.sha256) throw new SettingsProblem(`${part}/${entry.name} is not what was saved`);
    }
  return content;
}

type Part = 'tables' | 'objects' | 'folder';
const partsOf = (content: Content): readonly [Part, Content['objects']][] => [
  ['tables', content.tables],
  ['objects', content.objects],
  ['folder', content.folder],
];
const fileName = (part: Part, n: number, name: string): string =>
  part === 'tables' ? `${n}.gz` : part === 'folder' ? String(n) : name;

/** The data folder first: the keys are in it, and a database may be. @throws SettingsProblem where the folder is not empty */
export async function restoreFolder(of: RestoreOf, dataDir: string): Promise<Content> {
  const { key, content } = await readManifest(of.from, of.passphrase);
  if ((await readdir(dataDir).catch(() => [])).length > 0)
    throw new SettingsProblem(`${dataDir} is not empty: a backup is restored into an empty folder`);
  for (const [n, entry] of content.folder.entries()) {
    const path = resolve(dataDir, entry.name);
    if (!path.startsWith(resolve(dataDir) + sep)) throw new SettingsProblem(`${entry.name} leads out of the folder`);
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const plain = await unsealFrom(key, `folder/${entry.name}`, join(of.from, 'folder', String(n)));
    await pipeline(plain, createWriteStream(path, { flags: 'wx', mode: 0o600 }));
  }
  of.say(`${content.folder.length} files of the data folder, keys among them`);
  return content;
}

/**
 * The database, which migrations have made and nobody has used, and the objects. Read again afterwards: every table must give the bytes that
 * were saved. @throws SettingsProblem with the name of the table that does not
 */
export async function restoreData(
  of: RestoreOf,
  into: { readonly url: string; readonly objects: ObjectStore },
): Promise<void> {
  const opened = await readManifest(of.from, of.passphrase);
  const client = new Client({ connectionString: into.url });
  await client.connect();
  try {
    await refuseOther(client, opened.content);
    await client.query('BEGIN');
    await fill(client, of, opened);
    for (const one of opened.content.sequences)
      await client.query('SELECT setval($1::regclass, $2::bigint, $3)', [one.name, one.last, one.called]);
    await compare(client, of, opened.content);
    await client.query('COMMIT');
  } finally {
    await client.end();
  }
  for (const { name } of opened.content.objects) {
    const plain = await unsealFrom(opened.key, `objects/${name}`, join(of.from, 'objects', name));
    await into.objects.put(name, await buffer(plain));
  }
  of.say(`${opened.content.objects.length} photos and papers`);
}

async function refuseOther(client: Client, content: Content): Promise<void> {
  const here = await migrationsOf(client);
  const same =
    here.length === content.migrations.length && here.every((one, n) => one.sha256 === content.migrations[n]?.sha256);
  if (!same)
    throw new SettingsProblem(
      `this backup was made by version ${content.version} with ${content.migrations.length} migrations, this program has ${here.length}: ` +
        'restore with that version, then upgrade',
    );
  const used = await client.query('SELECT 1 FROM platform.event LIMIT 1');
  if (used.rows.length > 0) throw new SettingsProblem('the database is in use already: restore into an empty one');
}

async function fill(client: Client, of: RestoreOf, { key, content }: Opened): Promise<void> {
  const order = await tablesOf(client);
  const strange = content.tables.find((one) => !order.includes(one.name));
  if (strange !== undefined)
    throw new SettingsProblem(`the backup has a table that this program has not: ${strange.name}`);
  await client.query(`TRUNCATE ${order.join(', ')}`);
  for (const [n, { name }] of content.tables.entries()) {
    const plain = await unsealFrom(key, `tables/${name}`, join(of.from, 'tables', `${n}.gz`));
    const rows = await copyBack(client, name, [plain, createGunzip()]);
    of.say(`table ${n + 1} of ${content.tables.length}: ${name}, ${rows} rows`);
  }
}

async function compare(client: Client, of: RestoreOf, content: Content): Promise<void> {
  const nowhere = (): Writable => new Writable({ write: (_chunk, _encoding, done) => done() });
  for (const { name, sha256 } of content.tables) {
    const found = await copyOut(client, name, [nowhere()]);
    if (found.sha256 !== sha256) throw new SettingsProblem(`${name} is not what was saved; nothing was kept`);
  }
  of.say(`${content.tables.length} tables read again: each is what was saved`);
}
