/** Starts a simulator as the product does: a process of its own with an IPC channel. For tests. */
import { fork, type ChildProcess } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface ForkedSimulator {
  readonly dataDir: string;
  readonly ports: Readonly<Record<string, number>>;
  /** Calls the admin port; the body of the answer is JSON. */
  admin<T = unknown>(method: string, path: string, body?: unknown): Promise<T>;
  /** Ends the process at once, as a power cut would. */
  kill(): Promise<void>;
}

export interface ForkOptions {
  readonly dataDir?: string;
  readonly port?: number;
  readonly clockOffsetMs?: number;
  readonly settings?: Readonly<Record<string, string>>;
  readonly peers?: Readonly<Record<string, string>>;
}

function ready(child: ChildProcess): Promise<Readonly<Record<string, number>>> {
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the simulator ended with ${code}`)));
    child.on('message', (message) => {
      const told = message as { type?: string; ports?: Record<string, number> };
      if (told.type === 'ready') resolve(told.ports ?? {});
    });
  });
}

/** `name` is the folder under simulators/src. */
export async function forkSimulator(name: string, options: ForkOptions = {}): Promise<ForkedSimulator> {
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), `kaitong-${name}-`));
  const child = fork(fileURLToPath(new URL(`../${name}/main.ts`, import.meta.url)), {
    execArgv: ['--import', 'tsx'],
    env: { ...process.env, KAITONG_SIMULATOR: JSON.stringify({ ...options, dataDir }) },
  });
  const ports = await ready(child);
  return {
    dataDir,
    ports,
    async admin<T>(method: string, path: string, body?: unknown): Promise<T> {
      const response = await fetch(`http://127.0.0.1:${ports['admin']}${path}`, {
        method,
        ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
      });
      return (await response.json()) as T;
    },
    kill: () =>
      new Promise((resolve) => {
        child.once('exit', () => resolve());
        child.kill('SIGKILL');
      }),
  };
}
