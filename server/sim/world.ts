/**
 * A host to do harm to: PostgreSQL, the outside world, a gateway in a process of its own that can be killed at a statement, and a
 * worker here. What is built on it runs one thing after the other.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { connect } from 'node:net';
import { join } from 'node:path';
import { until } from '../src/entry/journey.ts';
import type { OpenedWorld } from '../src/entry/open-world.ts';
import { paths } from '../src/entry/paths.ts';
import { startRoles } from '../src/entry/roles.ts';
import type { InstantMs } from '../src/kernel/instant.ts';
import { moveClock } from '../src/platform/clock.ts';
import { freePort } from '../src/platform/postgres/launcher.ts';
import { openWholeHost, type WholeHost } from '../testing/whole-host.ts';
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
  /** Business time of all processes goes forward. */
  moveClock(to: InstantMs): Promise<void>;
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
  const roles = new Set(['worker'] as const);
  const env = { KAITONG_CARD_NETWORK_TIMEOUT_MS: String(NETWORK_MS) };
  const host = await openWholeHost({ name: 'sim', roles, env });
  const { opened, settings, simulators } = host;
  const started = await startRoles({ opened, settings, roles, demo: undefined, terminalHost: undefined });
  await opened.world.db.execute(
    `INSERT INTO catalogue.policy_parameter (name, effective_from, value, unit, source) VALUES ('offline.sale_allowed', '2026-01-02', '1', '', 'simulation')`,
  );
  const proxy = await DatabaseProxy.open(host.database.url);
  const gateway = new Gateway(await freePort(), host.dataDir, proxy.url);
  await gateway.start();
  return {
    opened,
    gatewayPort: gateway.port,
    proxy,
    killGateway: () => gateway.kill(),
    startGateway: () => gateway.start(),
    gatewayPid: () => gateway.pid,
    async moveClock(to) {
      await simulators.spreadClock(await moveClock(opened.world.db, opened.clock, to));
    },
    network: networkOf(host),
    async close() {
      await gateway.kill();
      proxy.close();
      await started.stop();
      await host.close();
    },
  };
}

function networkOf({ simulators, askNetwork }: WholeHost): SimWorld['network'] {
  return {
    call: askNetwork,
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
