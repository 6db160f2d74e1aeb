/** One role in one process against a shared database. In demo mode the simulators' addresses are read from the data folder. */
import { watchTransactions } from '../platform/postgres/database.ts';
import { join } from 'node:path';
import { makeLog } from '../platform/log.ts';
import { readSettings, SettingsProblem } from '../platform/settings.ts';
import { beginAt, openClock } from '../platform/clock.ts';
import { openDatabase } from '../platform/postgres/database.ts';
import { demoSecrets, demoSettings, ensureDemoStaff, ensureDemoStock, makeDemo, simulatorSettings } from './demo.ts';
import { openWorld, prepareDatabase, type Role } from './open-world.ts';
import { paths } from './paths.ts';
import { startRoles } from './roles.ts';
import { readSimulatorPorts, remoteDesk, startSimulators, type SimulatorWorld } from './simulators.ts';

function databaseUrl(): string {
  const url = process.env['DATABASE_URL'];
  if (url === undefined || url === '')
    throw new SettingsProblem(
      'roles apart need DATABASE_URL: a PostgreSQL server (15 or newer) that all of them share',
    );
  return url;
}

export async function startApart(options: {
  role: Role;
  port: number;
  dataDir: string;
}): Promise<{ address: string; stop(): Promise<void> }> {
  const url = databaseUrl();
  const demo = process.env['KAITONG_MODE'] !== 'production';
  if (demo) watchTransactions();
  const keyFile = process.env['KAITONG_KEY_FILE'] ?? join(options.dataDir, 'keys', 'keys.json');
  const clearingInbox = join(options.dataDir, 'clearing');
  const secrets = demo ? await demoSecrets(keyFile) : undefined;
  await prepareDatabase(url, paths.migrations);
  const settings = readSettings({
    ...(secrets === undefined ? {} : demoSettings(secrets, await readSimulatorPorts(options.dataDir), clearingInbox)),
    KAITONG_KEY_FILE: keyFile,
    ...process.env,
    KAITONG_MODE: demo ? 'demo' : 'production',
    KAITONG_DATA: options.dataDir,
    KAITONG_PORT: options.role === 'serve' ? String(options.port) : '0',
    KAITONG_GATEWAY_PORT: options.role === 'gateway' ? String(options.port) : '0',
    DATABASE_URL: url,
  });
  const log = makeLog({
    level: settings.KAITONG_LOG_LEVEL,
    role: options.role,
    ...(settings.KAITONG_LOG_FILE === undefined ? {} : { destination: settings.KAITONG_LOG_FILE }),
  });
  const roles: ReadonlySet<Role> = new Set([options.role]);
  const opened = await openWorld({ settings, roles, log, visionEntry: paths.visionWorker });
  const begins = process.env['KAITONG_DEMO_BEGINS'] ?? '';
  if (demo && begins !== '') await beginAt(opened.world.db, opened.clock, begins);
  const desk = remoteDesk(options.dataDir);
  const signIns =
    secrets === undefined || options.role === 'gateway' ? [] : await ensureDemoStaff(opened.world, options.dataDir);
  if (secrets !== undefined && options.role === 'worker') await ensureDemoStock(opened.world, secrets);
  const ws = (): string | undefined => {
    const port = desk.port('terminal-host', 'ws');
    return port === undefined ? undefined : `127.0.0.1:${port}`;
  };
  const started = await startRoles({
    opened,
    settings,
    roles,
    demo: demo ? makeDemo(desk, signIns) : undefined,
    terminalHost: demo ? { admin: () => desk.address('terminal-host'), ws } : undefined,
  });
  return {
    address: `${options.role === 'gateway' ? settings.KAITONG_GATEWAY_HOST : settings.KAITONG_HOST}:${started.httpPort ?? started.gatewayPort ?? '-'}`,
    async stop() {
      await started.stop();
      await opened.close();
    },
  };
}

/** The outside world by itself. It follows the demo clock of the database. */
export async function startSimulatorsApart(options: {
  dataDir: string;
  gateway: string;
  kaitong: string;
}): Promise<SimulatorWorld> {
  const secrets = await demoSecrets(process.env['KAITONG_KEY_FILE'] ?? join(options.dataDir, 'keys', 'keys.json'));
  const db = openDatabase({ url: databaseUrl(), poolMax: 2 });
  const log = makeLog({ level: 'info', role: 'simulators' });
  const clock = await openClock(db);
  const simulators = await startSimulators({
    dataDir: options.dataDir,
    entryOf: paths.simulator,
    settings: simulatorSettings(secrets, join(options.dataDir, 'clearing')),
    clockOffsetMs: clock.offsetMs(),
    log,
  });
  if (options.gateway !== '') await simulators.introduce('terminal-host', { gateway: options.gateway });
  if (options.kaitong !== '') await simulators.introduce('courier', { kaitong: options.kaitong });
  const following = setInterval(() => {
    const before = clock.offsetMs();
    void clock
      .refresh()
      .then(() => (clock.offsetMs() === before ? undefined : simulators.spreadClock(clock.offsetMs())));
  }, 500);
  const stop = simulators.stop.bind(simulators);
  simulators.stop = async () => {
    clearInterval(following);
    await stop();
    await db.close();
  };
  return simulators;
}
