import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Starts the entry of that name which was built beside this one, in a process of its own. */
export const forkBeside = (name: 'authorise-load' | 'lines-client'): ChildProcess =>
  fork(fileURLToPath(new URL(`./${name}.js`, import.meta.url)), { execArgv: [] });
