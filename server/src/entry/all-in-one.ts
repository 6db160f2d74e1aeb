/** `npm start`: database, outside world (demo), pages, terminal line and worker in one process tree on one machine. */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { makeLog } from '../platform/log.ts';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../platform/postgres/launcher.ts';
import { readSettings, type Settings } from '../platform/settings.ts';
import {
  demoSecrets,
  demoSettings,
  ensureDemoStaff,
  ensureDemoStock,
  makeDemo,
  simulatorSettings,
  type DemoSecrets,
} from './demo.ts';
import { openDoorkeeper } from './doorkeeper.ts';
import { emptyDatabase, freshDatabase, removeBeside } from './fresh-data.ts';
import { emptyDemo, SITUATION_MERCHANTS, startLivingDemo } from './living-demo.ts';
import { openWorld, prepareDatabase, type Role } from './open-world.ts';
import { paths } from './paths.ts';
import { startRoles } from './roles.ts';
import type { World } from '../flows/ports.ts';
import { ensureDemoBranches } from './demo-branches.ts';
import { leaveDataFolder, takeDataFolder, writeRunFile } from './run-file.ts';
import { beginAt } from '../platform/clock.ts';
import { startSimulators, type SimulatorWorld } from './simulators.ts';

export interface StartOptions {
  readonly port: number;
  readonly dataDir: string;
  readonly demo: boolean;
  readonly say: (line: string) => void;
  /** A fresh demo is given merchants with a past in the background. */
  readonly living?: boolean;
}

/** What a reset hands to the system that follows it. */
interface Again extends StartOptions {
  /** Whatever the demo held is thrown away first. */
  readonly empty?: boolean;
  /** Called when everything is there and the pages are about to be served. */
  readonly beforeServing?: () => Promise<void>;
  readonly onEmptied?: () => void;
  readonly reset: () => void;
}

export interface Running {
  readonly url: string;
  /** Those made just now; later starts show them on the first page only. */
  readonly signIns: readonly { login: string; password: string; role: string }[];
  stop(): Promise<void>;
}

const ALL_ROLES: ReadonlySet<Role> = new Set(['serve', 'gateway', 'worker'] as const);

/** Starts everything; in demo mode the pages can put it back to its first state, and then all but this process begins anew. */
export async function startAllInOne(options: StartOptions): Promise<Running> {
  let resetting: Promise<void> | undefined;
  let running: Running;
  const reset = (): void => {
    resetting ??= beginAnew({ ...options, port: Number(new URL(running.url).port), reset }, running)
      .then((next) => void (running = next))
      .catch((error: unknown) => options.say(`the reset failed: ${String(error)}`))
      .finally(() => (resetting = undefined));
  };
  running = await startOnce({ ...options, reset });
  return {
    url: running.url,
    signIns: running.signIns,
    async stop() {
      await resetting;
      await running.stop();
    },
  };
}

/** Stops, empties, starts; meanwhile somebody answers at the door. */
async function beginAnew(options: Again, running: Running): Promise<Running> {
  await running.stop();
  const doorkeeper = await openDoorkeeper({ host: process.env['KAITONG_HOST'] ?? '127.0.0.1', port: options.port });
  try {
    return await startOnce({
      ...options,
      empty: true,
      beforeServing: () => doorkeeper.close(),
      say: (line) => options.say(line),
      onEmptied: () => doorkeeper.say('starting'),
    });
  } catch (error) {
    doorkeeper.say('failed');
    throw error;
  }
}

async function startOnce(options: Again): Promise<Running> {
  const dataDir = resolve(options.dataDir);
  await takeDataFolder(dataDir);
  const undo: (() => Promise<void>)[] = [() => leaveDataFolder(dataDir)];
  try {
    return await start({ ...options, dataDir }, undo);
  } catch (error) {
    for (const step of undo.reverse()) await step().catch(() => undefined);
    throw error;
  }
}

async function start(options: Again, undo: (() => Promise<void>)[]): Promise<Running> {
  const { dataDir, demo } = options;
  const log = makeLog({
    level: process.env['KAITONG_LOG_LEVEL'] ?? 'info',
    destination: process.env['KAITONG_LOG_FILE'] ?? join(dataDir, 'kaitong.log'),
    role: 'all-in-one',
  });
  const keyFile = process.env['KAITONG_KEY_FILE'] ?? join(dataDir, 'keys', 'keys.json');
  const clearingInbox = process.env['KAITONG_CLEARING_INBOX'] ?? join(dataDir, 'clearing');
  const secrets = demo ? await demoSecrets(keyFile) : undefined;
  if (options.empty === true) await removeBeside(dataDir);
  const [databaseUrl, simulators] = await Promise.all([
    openDatabaseServer(options, undo),
    secrets === undefined
      ? undefined
      : startWorld({ dataDir, secrets: simulatorSettings(secrets, clearingInbox), log, undo }),
  ]);
  const settings = settingsOf(options, { secrets, simulators, keyFile, clearingInbox, databaseUrl });
  const opened = await openWorld({ settings, roles: ALL_ROLES, log, visionEntry: paths.visionWorker });
  undo.push(() => opened.close());
  const begins = process.env['KAITONG_DEMO_BEGINS'] ?? '';
  if (demo && begins !== '') await beginAt(opened.world.db, opened.clock, begins);
  const firstTime = demo && !existsSync(join(dataDir, 'demo-sign-ins.json'));
  const signIns = secrets === undefined ? [] : await furnishDemo(opened.world, secrets, dataDir);
  await simulators?.spreadClock(opened.clock.offsetMs());
  let living = emptyDemo;
  await options.beforeServing?.();
  const roles = await startRoles({
    opened,
    settings,
    roles: ALL_ROLES,
    demo:
      simulators === undefined
        ? undefined
        : makeDemo(simulators, signIns, {
            living: () => living.state(),
            pastWritten: () => living.pastWritten,
            reset: options.reset,
            situations: SITUATION_MERCHANTS,
          }),
    terminalHost: simulators === undefined ? undefined : terminalHostOf(simulators),
  });
  undo.push(() => roles.stop());
  await simulators?.introduce('terminal-host', { gateway: `127.0.0.1:${roles.gatewayPort}` });
  await simulators?.introduce('courier', { kaitong: `127.0.0.1:${roles.httpPort}` });
  const url = `http://localhost:${roles.httpPort}`;
  if (demo) opened.world.site.publicUrl ??= url;
  if (demo && options.living === true) {
    living = startLivingDemo(opened.world, { acquirer: settings.KAITONG_ACQUIRER_CODE, url });
    undo.push(() => living.stop());
  }
  await writeRunFile(dataDir, {
    pid: process.pid,
    url,
    ports: { http: roles.httpPort ?? 0, gateway: roles.gatewayPort ?? 0 },
  });
  return {
    url,
    signIns: firstTime ? signIns : [],
    async stop() {
      for (const step of undo.reverse())
        await step().catch((error: unknown) => log.error({ error: String(error) }, 'while stopping'));
    },
  };
}

interface Parts {
  readonly secrets: DemoSecrets | undefined;
  readonly simulators: SimulatorWorld | undefined;
  readonly keyFile: string;
  readonly clearingInbox: string;
  readonly databaseUrl: string;
}

function settingsOf({ demo, dataDir, port }: StartOptions, parts: Parts): Settings {
  const { secrets, simulators, keyFile, clearingInbox, databaseUrl } = parts;
  return readSettings({
    ...(secrets === undefined || simulators === undefined
      ? {}
      : demoSettings(
          secrets,
          Object.fromEntries(simulators.names().map((name) => [name, simulators.ports(name as 'bank')])),
          clearingInbox,
        )),
    ...(demo ? { KAITONG_KEY_FILE: keyFile } : {}),
    ...process.env,
    KAITONG_MODE: demo ? 'demo' : 'production',
    KAITONG_DATA: dataDir,
    KAITONG_PORT: String(port),
    DATABASE_URL: databaseUrl,
  });
}

const terminalHostOf = (simulators: SimulatorWorld) => ({
  admin: () => simulators.address('terminal-host'),
  ws: () => (simulators.alive('terminal-host') ? `127.0.0.1:${simulators.ports('terminal-host')['ws']}` : undefined),
});

/** Staff, stock and branches of the drawn world; returns who may sign in. */
async function furnishDemo(world: World, secrets: DemoSecrets, dataDir: string): ReturnType<typeof ensureDemoStaff> {
  const signIns = await ensureDemoStaff(world, dataDir);
  await ensureDemoStock(world, secrets);
  await ensureDemoBranches(world);
  return signIns;
}

async function startWorld(input: {
  dataDir: string;
  secrets: ReturnType<typeof simulatorSettings>;
  log: ReturnType<typeof makeLog>;
  undo: (() => Promise<void>)[];
}): Promise<SimulatorWorld> {
  const simulators = await startSimulators({
    dataDir: input.dataDir,
    entryOf: paths.simulator,
    settings: input.secrets,
    clockOffsetMs: 0,
    log: input.log,
  });
  input.undo.push(() => simulators.stop());
  return simulators;
}

/** DATABASE_URL where given; otherwise our own PostgreSQL in the data folder. Returns the address of the prepared database. */
async function openDatabaseServer(options: Again, undo: (() => Promise<void>)[]): Promise<string> {
  const given = process.env['DATABASE_URL'];
  if (given !== undefined && given !== '') {
    if (options.empty === true) await emptyDatabase(given);
    options.onEmptied?.();
    await prepareDatabase(given, paths.migrations);
    return given;
  }
  const server: EmbeddedPostgres = await startEmbeddedPostgres({ dataDir: options.dataDir, note: options.say });
  undo.push(() => server.stop());
  const url = await freshDatabase({ serverUrl: server.url, dataDir: options.dataDir, empty: options.empty === true });
  options.onEmptied?.();
  await prepareDatabase(url, paths.migrations);
  return url;
}
