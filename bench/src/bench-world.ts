/** A whole host for a benchmark: PostgreSQL, simulators in their own processes, the world of a gateway. */
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { demoSecrets, demoSettings, simulatorSettings } from '../../server/src/entry/demo.ts';
import { openWorld, prepareDatabase, type OpenedWorld } from '../../server/src/entry/open-world.ts';
import { paths } from '../../server/src/entry/paths.ts';
import { startSimulators } from '../../server/src/entry/simulators.ts';
import { makeLog } from '../../server/src/platform/log.ts';
import { startEmbeddedPostgres } from '../../server/src/platform/postgres/launcher.ts';
import { readSettings } from '../../server/src/platform/settings.ts';
import { addTerminal, type KnownTerminal } from '../../server/testing/known-terminal.ts';

export type BenchTerminal = KnownTerminal;
export { addTerminal };

export interface BenchWorld {
  readonly opened: OpenedWorld;
  readonly url: string;
  /** The postmaster, whose children are the backends. */
  readonly databasePid: number;
  readonly networkPid: number;
  /** What the card network's simulator says of itself. */
  networkState(): Promise<{ readonly transactions: number }>;
  close(): Promise<void>;
}

export async function openBenchWorld(options: { readonly poolMax: number }): Promise<BenchWorld> {
  const dataDir = await mkdtemp(join(tmpdir(), 'kaitong-bench-'));
  await chmod(dataDir, 0o755);
  const server = await startEmbeddedPostgres({ dataDir, note: () => undefined });
  const { url } = server;
  await prepareDatabase(url, paths.migrations);
  const keyFile = join(dataDir, 'keys.json');
  const secrets = await demoSecrets(keyFile);
  const log = makeLog({ level: 'silent', role: 'bench' });
  const simulators = await startSimulators({
    dataDir,
    entryOf: paths.simulator,
    settings: simulatorSettings(secrets, join(dataDir, 'clearing')),
    clockOffsetMs: 0,
    log,
  });
  const ports = Object.fromEntries(simulators.names().map((name) => [name, simulators.ports(name as 'bank')]));
  const settings = readSettings({
    ...demoSettings(secrets, ports, join(dataDir, 'clearing')),
    KAITONG_KEY_FILE: keyFile,
    KAITONG_MODE: 'demo',
    KAITONG_DATA: dataDir,
    KAITONG_PORT: '0',
    DATABASE_URL: url,
    DATABASE_POOL: String(options.poolMax),
  });
  const roles = new Set(['gateway'] as const);
  const opened = await openWorld({ settings, roles, log, visionEntry: paths.visionWorker });
  return {
    opened,
    url,
    databasePid: server.pid,
    networkPid: simulators.pid('card-network') ?? 0,
    async networkState() {
      const response = await fetch(`http://${simulators.address('card-network')}/state`);
      return ((await response.json()) as { state: { transactions: number } }).state;
    },
    async close() {
      await opened.close();
      await simulators.stop();
      await server.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
