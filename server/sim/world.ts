/**
 * A host to do harm to: PostgreSQL, the outside world, a gateway in a process of its own that can be killed at a statement, and a
 * worker here. What is built on it runs one thing after the other.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { demoSecrets, demoSettings, simulatorSettings } from '../src/entry/demo.ts';
import { until } from '../src/entry/journey.ts';
import { openWorld, prepareDatabase, type OpenedWorld } from '../src/entry/open-world.ts';
import { paths } from '../src/entry/paths.ts';
import { startRoles } from '../src/entry/roles.ts';
import { startSimulators, type SimulatorWorld } from '../src/entry/simulators.ts';
import { makeLog } from '../src/platform/log.ts';
import { freePort, startEmbeddedPostgres } from '../src/platform/postgres/launcher.ts';
import { readSettings } from '../src/platform/settings.ts';
import { DatabaseProxy } from './database-proxy.ts';

/** The network answers in milliseconds here; a second without an answer is silence. */
export const NETWORK_MS = 1_000;

export interface SimWorld {
  readonly opened: OpenedWorld;
  readonly gatewayPort: number;
  readonly proxy: DatabaseProxy;
  killGateway(): Promise<void>;
  startGateway(): Promise<void>;
  /** Resident memory of the gateway, in bytes. */
  gatewayPid(): number;
  readonly network: {
    call<T>(method: string, path: string, body?: object): Promise<T>;
    kill(): Promise<void>;
    start(): Promise<void>;
  };
  close(): Promise<void>;
}

class Gateway {
  readonly port: number;
  readonly #env: NodeJS.ProcessEnv;
  readonly #args: readonly string[];
  #child: ChildProcess | undefined;

  constructor(port: number, dataDir: string, databaseUrl: string) {
    this.port = port;
    this.#args = [paths.cli, 'gateway', '--port', String(port), '--data', dataDir];
    this.#env = {
      ...process.env,
      DATABASE_URL: databaseUrl,
      KAITONG_CARD_NETWORK_TIMEOUT_MS: String(NETWORK_MS),
      KAITONG_LOG_LEVEL: 'error',
      KAITONG_LOG_FILE: join(dataDir, 'gateway.log'),
    };
  }

  get pid(): number {
    return this.#child?.pid ?? 0;
  }

  /** Resolves once terminals can connect and the network line is up. */
  async start(): Promise<void> {
    const child = spawn(process.execPath, [...this.#args], { env: this.#env, stdio: ['ignore', 'pipe', 'pipe'] });
    this.#child = child;
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => (said += String(chunk)));
    await until('the gateway to listen', async () => {
      if (child.exitCode !== null || child.signalCode !== null) throw new Error(`the gateway ended: ${said}`);
      return (await reachable(this.port)) ? true : undefined;
    });
  }

  async kill(): Promise<void> {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await gone;
  }
}

function reachable(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

export async function openSimWorld(): Promise<SimWorld> {
  const dataDir = await mkdtemp(join(tmpdir(), 'kaitong-sim-'));
  await chmod(dataDir, 0o755);
  const server = await startEmbeddedPostgres({ dataDir, note: () => undefined });
  await prepareDatabase(server.url, paths.migrations);
  const keyFile = join(dataDir, 'keys', 'keys.json');
  const secrets = await demoSecrets(keyFile);
  const log = makeLog({ level: 'silent', role: 'sim' });
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
    KAITONG_CARD_NETWORK_TIMEOUT_MS: String(NETWORK_MS),
    DATABASE_URL: server.url,
  });
  const roles = new Set(['worker'] as const);
  const opened = await openWorld({ settings, roles, log, visionEntry: paths.visionWorker });
  const started = await startRoles({ opened, settings, roles, demo: undefined, terminalHost: undefined });
  await opened.world.db.execute(
    `INSERT INTO catalogue.policy_parameter (name, effective_from, value, unit, source) VALUES ('offline.sale_allowed', '2026-01-02', '1', '', 'simulation')`,
  );
  const proxy = await DatabaseProxy.open(server.url);
  const gateway = new Gateway(await freePort(), dataDir, proxy.url);
  await gateway.start();
  return {
    opened,
    gatewayPort: gateway.port,
    proxy,
    killGateway: () => gateway.kill(),
    startGateway: () => gateway.start(),
    gatewayPid: () => gateway.pid,
    network: networkOf(simulators),
    async close() {
      await gateway.kill();
      proxy.close();
      await started.stop();
      await opened.close();
      await simulators.stop();
      await server.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

function networkOf(simulators: SimulatorWorld): SimWorld['network'] {
  return {
    async call<T>(method: string, path: string, body?: object) {
      const response = await fetch(`http://${simulators.address('card-network')}${path}`, {
        method,
        ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
      });
      if (!response.ok) throw new Error(`${path}: ${response.status}`);
      return (await response.json()) as T;
    },
    async kill() {
      const pid = simulators.pid('card-network');
      if (pid !== undefined) process.kill(pid, 'SIGKILL');
      await until('the network to be gone', async () => (simulators.alive('card-network') ? undefined : true));
    },
    async start() {
      await simulators.power('card-network', true);
    },
  };
}
