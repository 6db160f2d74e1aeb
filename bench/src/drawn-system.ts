import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { demoSecrets, demoSettings, simulatorSettings } from '../../server/src/entry/demo.ts';
import { openWorld, prepareDatabase, type OpenedWorld, type Role } from '../../server/src/entry/open-world.ts';
import { paths } from '../../server/src/entry/paths.ts';
import { startRoles } from '../../server/src/entry/roles.ts';
import { startSimulators } from '../../server/src/entry/simulators.ts';
import { makeLog } from '../../server/src/platform/log.ts';
import { startEmbeddedPostgres } from '../../server/src/platform/postgres/launcher.ts';
import { readSettings } from '../../server/src/platform/settings.ts';

export interface DrawnSystem {
  readonly opened: OpenedWorld;
  readonly url: string;
  stop(): Promise<void>;
}

/** A whole system of its own in this process: PostgreSQL, the outside world in its own processes, and the roles asked for. */
export async function openDrawnSystem(roles: ReadonlySet<Role>, databasePool = 8): Promise<DrawnSystem> {
  const dataDir = await mkdtemp(join(tmpdir(), 'kaitong-bench-'));
  await chmod(dataDir, 0o755);
  const server = await startEmbeddedPostgres({ dataDir, note: () => undefined });
  await prepareDatabase(server.url, paths.migrations);
  const keyFile = join(dataDir, 'keys.json');
  const secrets = await demoSecrets(keyFile);
  const log = makeLog({ level: 'silent', role: 'bench' });
  const clearing = join(dataDir, 'clearing');
  const simulators = await startSimulators({
    dataDir,
    entryOf: paths.simulator,
    settings: simulatorSettings(secrets, clearing),
    clockOffsetMs: 0,
    log,
  });
  const ports = Object.fromEntries(simulators.names().map((name) => [name, simulators.ports(name as 'bank')]));
  const settings = readSettings({
    ...demoSettings(secrets, ports, clearing),
    KAITONG_KEY_FILE: keyFile,
    KAITONG_MODE: 'demo',
    KAITONG_DATA: dataDir,
    KAITONG_PORT: '0',
    DATABASE_URL: server.url,
    DATABASE_POOL: String(databasePool),
  });
  const opened = await openWorld({ settings, roles, log, visionEntry: paths.visionWorker });
  const running = await startRoles({ opened, settings, roles, demo: undefined, terminalHost: undefined });
  return {
    opened,
    url: `http://127.0.0.1:${running.httpPort ?? 0}`,
    async stop() {
      await running.stop();
      await opened.close();
      await simulators.stop();
      await server.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
