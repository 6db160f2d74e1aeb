/** Starts the outside world of a demo: one child process a simulator, each on free ports, ended with us. */
import { fork, type ChildProcess } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';
import type { SimulatorDesk } from '../inbound/http/demo/demo.ts';

export const SIMULATORS = [
  'card-network',
  'bank',
  'sms-centre',
  'courier',
  'registry',
  'terminal-host',
  'sample-shelf',
  'sim-carrier',
] as const;
export type SimulatorName = (typeof SIMULATORS)[number];

export interface SimulatorWorld extends SimulatorDesk {
  ports(name: SimulatorName): Readonly<Record<string, number>>;
  /** Of its process; undefined while it is switched off. */
  pid(name: SimulatorName): number | undefined;
  /** Tells simulators where a peer is, e.g. the gateway once it listens. */
  introduce(name: SimulatorName, peers: Readonly<Record<string, string>>): Promise<void>;
  spreadClock(offsetMs: number): Promise<void>;
  stop(): Promise<void>;
}

interface Options {
  readonly dataDir: string;
  readonly entryOf: (name: SimulatorName) => string;
  readonly settings: Readonly<Record<SimulatorName, Readonly<Record<string, string>>>>;
  readonly clockOffsetMs: number;
  readonly log: Logger;
}

interface Running {
  readonly child: ChildProcess;
  readonly ports: Readonly<Record<string, number>>;
}

const READY_MS = 15_000;
const CALL_MS = 5_000;

class Simulators implements SimulatorWorld {
  readonly #options: Options;
  readonly #running = new Map<SimulatorName, Running>();
  readonly #peers = new Map<SimulatorName, Record<string, string>>();
  /** Ports stay the same over a restart, as an address of the real world would. */
  #knownPorts: Partial<Record<SimulatorName, Record<string, number>>> = {};
  #offsetMs: number;
  #stopping = false;

  constructor(options: Options) {
    this.#options = options;
    this.#offsetMs = options.clockOffsetMs;
  }

  async startAll(): Promise<void> {
    await Promise.all(SIMULATORS.map((name) => this.#start(name)));
  }

  async #start(name: SimulatorName): Promise<void> {
    const known = this.#knownPorts[name] ?? {};
    const config = {
      dataDir: join(this.#options.dataDir, 'simulators', name),
      port: known['network'] ?? known['smpp'] ?? known['ws'] ?? known['http'] ?? 0,
      adminPort: known['admin'] === known['http'] ? 0 : (known['admin'] ?? 0),
      clockOffsetMs: this.#offsetMs,
      peers: this.#peers.get(name) ?? {},
      settings: this.#options.settings[name],
    };
    const child = fork(this.#options.entryOf(name), [], {
      env: { ...process.env, KAITONG_SIMULATOR: JSON.stringify(config) },
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      // a network remembers every transaction: a young generation of the usual 16 MB copies each of them twice
      execArgv: name === 'card-network' ? ['--max-semi-space-size=64'] : [],
    });
    child.stderr?.on('data', (chunk: Buffer) =>
      this.#options.log.warn({ simulator: name, said: chunk.toString().slice(0, 2_000) }, 'simulator'),
    );
    const ports = await new Promise<Record<string, number>>((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`simulator ${name} does not start`)), READY_MS);
      child.once('message', (message: { ports: Record<string, number> }) => {
        clearTimeout(late);
        resolve(message.ports);
      });
      child.once('exit', (code) => {
        clearTimeout(late);
        this.#running.delete(name);
        reject(new Error(`simulator ${name} ended (${code})`));
        if (!this.#stopping) this.#options.log.warn({ simulator: name, code }, 'simulator ended');
      });
    });
    this.#knownPorts = { ...this.#knownPorts, [name]: ports };
    this.#running.set(name, { child, ports });
  }

  ports(name: SimulatorName): Readonly<Record<string, number>> {
    return this.#knownPorts[name] ?? {};
  }
  pid(name: SimulatorName): number | undefined {
    return this.#running.get(name)?.child.pid;
  }
  names(): readonly string[] {
    return SIMULATORS;
  }
  alive(name: string): boolean {
    return this.#running.has(name as SimulatorName);
  }
  address(name: string): string | undefined {
    const running = this.#running.get(name as SimulatorName);
    const port = running?.ports['admin'];
    return port === undefined ? undefined : `127.0.0.1:${port}`;
  }
  async power(name: string, on: boolean): Promise<boolean> {
    const known = SIMULATORS.find((one) => one === name);
    if (known === undefined) return false;
    const running = this.#running.get(known);
    if (on && running === undefined) await this.#start(known);
    if (!on && running !== undefined) await end(running.child);
    return true;
  }
  async #put(name: SimulatorName, path: string, body: object): Promise<void> {
    const address = this.address(name);
    if (address === undefined) return;
    await fetch(`http://${address}${path}`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(CALL_MS),
    });
  }
  async introduce(name: SimulatorName, peers: Readonly<Record<string, string>>): Promise<void> {
    this.#peers.set(name, { ...this.#peers.get(name), ...peers });
    await this.#put(name, '/peers', peers);
  }
  async spreadClock(offsetMs: number): Promise<void> {
    this.#offsetMs = offsetMs;
    await Promise.all(
      [...this.#running.keys()].map((name) => this.#put(name, '/clock', { offsetMs }).catch(() => undefined)),
    );
  }
  async stop(): Promise<void> {
    this.#stopping = true;
    await Promise.all([...this.#running.values()].map(({ child }) => end(child)));
  }
  allPorts(): Partial<Record<SimulatorName, Record<string, number>>> {
    return this.#knownPorts;
  }
}

function end(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve();
    child.once('exit', () => resolve());
    child.kill('SIGTERM');
  });
}

export async function startSimulators(options: Options): Promise<SimulatorWorld> {
  const world = new Simulators(options);
  await world.startAll();
  const file = join(options.dataDir, 'simulators', 'ports.json');
  await writeFile(file, JSON.stringify(world.allPorts(), null, 2));
  await world.introduce('card-network', { bank: `127.0.0.1:${world.ports('bank')['admin']}` });
  await world.introduce('terminal-host', {
    cardNetwork: `127.0.0.1:${world.ports('card-network')['admin']}`,
    simCarrier: `127.0.0.1:${world.ports('sim-carrier')['admin']}`,
  });
  await world.introduce('courier', { terminalHost: `127.0.0.1:${world.ports('terminal-host')['admin']}` });
  return world;
}

/** Where the simulators of a data folder serve, as the process that started them wrote it down. */
export async function readSimulatorPorts(
  dataDir: string,
): Promise<Partial<Record<SimulatorName, Record<string, number>>>> {
  const file = join(dataDir, 'simulators', 'ports.json');
  return existsSync(file)
    ? (JSON.parse(await readFile(file, 'utf8')) as Partial<Record<SimulatorName, Record<string, number>>>)
    : {};
}

/** The desk of a process that did not start the simulators itself: it finds them by the file in the data folder and cannot switch them. */
export function remoteDesk(dataDir: string): SimulatorDesk & {
  spreadClock(offsetMs: number): Promise<void>;
  port(name: SimulatorName, line: string): number | undefined;
} {
  // read anew each time: simulators may be started after us, or again on other ports
  const ports = (): Partial<Record<SimulatorName, Record<string, number>>> => {
    const file = join(dataDir, 'simulators', 'ports.json');
    return existsSync(file)
      ? (JSON.parse(readFileSync(file, 'utf8')) as Partial<Record<SimulatorName, Record<string, number>>>)
      : {};
  };
  const address = (name: string): string | undefined => {
    const port = ports()[name as SimulatorName]?.['admin'];
    return port === undefined ? undefined : `127.0.0.1:${port}`;
  };
  return {
    names: () => SIMULATORS,
    alive: (name) => address(name) !== undefined,
    address,
    port: (name, line) => ports()[name]?.[line],
    power: () => Promise.resolve(false),
    async spreadClock(offsetMs) {
      const body = JSON.stringify({ offsetMs });
      const tell = (to: string): Promise<unknown> =>
        fetch(`http://${to}/clock`, {
          method: 'PUT',
          headers: { 'content-type': 'application/json' },
          body,
          signal: AbortSignal.timeout(CALL_MS),
        });
      const living = SIMULATORS.map((name) => address(name)).filter((to) => to !== undefined);
      await Promise.all(living.map((to) => tell(to).catch(() => undefined)));
    },
  };
}
