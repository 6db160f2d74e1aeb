/** A worker in a process of its own, that can be killed. */
import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { paths } from '../src/entry/paths.ts';
import type { WholeHost } from '../testing/whole-host.ts';

export class WorkerApart {
  readonly #host: WholeHost;
  #child: ChildProcess | undefined;

  constructor(host: WholeHost) {
    this.#host = host;
  }

  start(): void {
    const { dataDir, database } = this.#host;
    this.#child = spawn(process.execPath, [paths.cli, 'worker', '--data', dataDir], {
      env: {
        ...process.env,
        DATABASE_URL: database.url,
        KAITONG_LOG_LEVEL: 'error',
        KAITONG_LOG_FILE: join(dataDir, 'worker.log'),
      },
      stdio: 'ignore',
    });
  }

  /** As a power cut does it, and on again. */
  async kill(): Promise<void> {
    await this.stop();
    this.start();
  }

  async stop(): Promise<void> {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await gone;
  }
}
