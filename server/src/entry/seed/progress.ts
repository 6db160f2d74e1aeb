/** One line that moves while a seed is written; where nobody looks at a screen, a line for each tenth. */
import type { InstantMs } from '../../kernel/instant.ts';
import type { SeedProgress } from './seed.ts';

const WIDTH = 28;

export interface Screen {
  readonly moving: boolean;
  write(text: string): void;
}

const STAGES = { merchants: 'merchants', days: 'days', done: 'done' } as const;

export function progressBar(screen: Screen, wall: () => InstantMs): (progress: SeedProgress) => void {
  const begun = wall();
  let told = '';
  return (progress) => {
    const part = progress.of === 0 ? 1 : progress.done / progress.of;
    const seconds = Math.max(0.001, (wall() - begun) / 1000);
    const rate = Math.round(progress.rows / seconds).toLocaleString('en-US');
    const bar = '█'.repeat(Math.round(part * WIDTH)).padEnd(WIDTH, '░');
    const percent = `${Math.floor(part * 100)} %`.padStart(5);
    const text = `  ${STAGES[progress.stage].padEnd(9)} ${bar} ${percent}  ${progress.done}/${progress.of}  ${rate} rows/s`;
    if (screen.moving) return screen.write(`\r${text.padEnd(78)}${part === 1 ? '\n' : ''}`);
    const tenth = `${progress.stage} ${Math.floor(part * 10)}`;
    if (tenth !== told) screen.write(`${text}\n`);
    told = tenth;
  };
}
