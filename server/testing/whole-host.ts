/** A whole host that is thrown away: PostgreSQL, the outside world in processes of its own, and a world for some roles in this process. */
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { demoSecrets, demoSettings, simulatorSettings } from '../src/entry/demo.ts';
import { openWorld, prepareDatabase, type OpenedWorld, type Role } from '../src/entry/open-world.ts';
import { paths } from '../src/entry/paths.ts';
import { startSimulators, type SimulatorWorld } from '../src/entry/simulators.ts';
import { makeLog } from '../src/platform/log.ts';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../src/platform/postgres/launcher.ts';
import { readSettings, type Settings } from '../src/platform/settings.ts';

export interface WholeHost {
  readonly opened: OpenedWorld;
  readonly settings: Settings;
  readonly dataDir: string;
  readonly database: EmbeddedPostgres;
  readonly simulators: SimulatorWorld;
  /** A request to the card network's own pages. */
  readonly askNetwork: <T>(method: string, path: string, body?: object) => Promise<T>;
  close(): Promise<void>;
}

interface Options {
  /** In the name of its folder and in its log. */
  readonly name: string;
  readonly roles: ReadonlySet<Role>;
  /** Settings beyond those of a demo. */
  readonly env?: Readonly<Record<string, string>>;
  /** Settings of PostgreSQL. */
  readonly postgres?: Readonly<Record<string, string>>;
}

export async function openWholeHost({ name, roles, env = {}, postgres = {} }: Options): Promise<WholeHost> {
  const dataDir = await mkdtemp(join(tmpdir(), `kaitong-${name}-`));
  await chmod(dataDir, 0o755); // PostgreSQL runs as another user and must get through
  const database = await startEmbeddedPostgres({ dataDir, note: () => undefined, settings: postgres });
  await prepareDatabase(database.url, paths.migrations);
  const keyFile = join(dataDir, 'keys', 'keys.json');
  const secrets = await demoSecrets(keyFile);
  const log = makeLog({ level: 'silent', role: name });
  const clearing = join(dataDir, 'clearing');
  const simulators = await startSimulators({
    dataDir,
    entryOf: paths.simulator,
    settings: simulatorSettings(secrets, clearing),
    clockOffsetMs: 0,
    log,
  });
  const ports = Object.fromEntries(simulators.names().map((one) => [one, simulators.ports(one as 'bank')]));
  const settings = readSettings({
    ...demoSettings(secrets, ports, clearing),
    KAITONG_KEY_FILE: keyFile,
    KAITONG_MODE: 'demo',
    KAITONG_DATA: dataDir,
    KAITONG_PORT: '0',
    DATABASE_URL: database.url,
    ...env,
  });
  const opened = await openWorld({ settings, roles, log, visionEntry: paths.visionWorker });
  return {
    opened,
    settings,
    dataDir,
    database,
    simulators,
    askNetwork: async <T>(method: string, path: string, body?: object) => {
      const response = await fetch(`http://${simulators.address('card-network')}${path}`, {
        method,
        ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
      });
      if (!response.ok) throw new Error(`${path}: ${response.status}`);
      return (await response.json()) as T;
    },
    async close() {
      await opened.close();
      await simulators.stop();
      await database.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
