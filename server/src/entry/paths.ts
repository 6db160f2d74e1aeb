import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** This file is bundled into dist/server/, two levels below the root. */
const here = dirname(fileURLToPath(import.meta.url));
const root = existsSync(join(here, '..', '..', 'server', 'migrations'))
  ? join(here, '..', '..')
  : join(here, '..', '..', '..');

export const paths = {
  root,
  migrations: join(root, 'server', 'migrations'),
  web: join(root, 'dist', 'web'),
  visionWorker: join(root, 'dist', 'server', 'vision-worker.js'),
  simulator: (name: string): string => join(root, 'dist', 'server', `sim-${name}.js`),
  cli: join(root, 'dist', 'server', 'kaitong.js'),
} as const;
