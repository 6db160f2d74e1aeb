/** `npm run sim -- matrix [--kind <k>] [--fault <f>] [--write]`: all cells, or those asked for; `--write` renews the table in docs. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FAULTS, KINDS, meets, runCell, type Cell } from './matrix.ts';
import { matrixTable } from './matrix-table.ts';
import { openSimWorld } from './world.ts';

const [what = '', ...rest] = process.argv.slice(2);
const given = (name: string): string | undefined => {
  const at = rest.indexOf(`--${name}`);
  return at < 0 ? undefined : rest[at + 1];
};
const say = (line: string): void => void process.stdout.write(`${line}\n`);

async function matrix(): Promise<number> {
  const wanted = KINDS.flatMap((kind) => FAULTS.map((fault) => ({ kind, fault }))).filter(
    ({ kind, fault }) => meets(kind, fault) && (given('kind') ?? kind) === kind && (given('fault') ?? fault) === fault,
  );
  say(`${wanted.length} cells`);
  const world = await openSimWorld();
  const cells: Cell[] = [];
  try {
    for (const [index, one] of wanted.entries()) {
      const cell = await runCell(world, index, one);
      cells.push(cell);
      const mark = cell.faults.length === 0 ? '✓' : '✗';
      say(
        `${mark} ${index + 1}/${wanted.length} ${cell.kind} × ${cell.fault}: ${cell.seen} → ${cell.ended} (${Math.round(cell.ms)} ms)`,
      );
      for (const fault of cell.faults) say(`    ${fault}`);
    }
  } finally {
    await world.close();
  }
  const failed = cells.filter((cell) => cell.faults.length > 0).length;
  if (rest.includes('--write') && failed === 0)
    await writeFile(join('docs', 'protocol', 'fault-matrix.md'), matrixTable(cells));
  say(`\n${cells.length - failed} passed, ${failed} failed`);
  return failed;
}

if (what !== 'matrix') {
  process.stderr.write('which simulation? matrix\n');
  process.exit(2);
}
process.exit((await matrix()) === 0 ? 0 : 1);
