/**
 * `npm run sim -- matrix [--kind <k>] [--fault <f>] [--write]`: all cells, or those asked for; `--write` renews the table in docs.
 * `npm run fleet -- --terminals 1000 --tps 200 --minutes 1`: many terminals at once. `npm run soak -- [--minutes 60]`: with bad luck,
 * batches settled and the business day turning half-way. `npm run sim -- month [--merchants 200] [--days 30] [--runs 2]`: a month of trade
 * with every fault of the network's files and the bank, twice. `npm run sim -- kills [--times 50]`: `kill -9` during as many day-ends. `--settle-every <rows>` of either: when a device closes its batch.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FAULTS, KINDS, runCell, whyNot, type Cell } from './matrix.ts';
import { booksApart, simulateMonth } from './month.ts';
import { matrixTable } from './matrix-table.ts';
import { soak } from './soak.ts';
import { openSimWorld } from './world.ts';

const [what = '', ...rest] = process.argv.slice(2);
const given = (name: string): string | undefined => {
  const at = rest.indexOf(`--${name}`);
  return at < 0 ? undefined : rest[at + 1];
};
const say = (line: string): void => void process.stdout.write(`${line}\n`);

async function matrix(): Promise<number> {
  const wanted = KINDS.flatMap((kind) => FAULTS.map((fault) => ({ kind, fault }))).filter(
    ({ kind, fault }) =>
      whyNot(kind, fault) === undefined && (given('kind') ?? kind) === kind && (given('fault') ?? fault) === fault,
  );
  say(`${wanted.length} cells`);
  const world = await openSimWorld();
  const cells: Cell[] = [];
  try {
    for (const [index, one] of wanted.entries()) {
      const cell = await runCell(world, index, one).catch((error: unknown): Cell => ({
        ...one,
        seen: '?',
        ended: '?',
        faults: [String(error)],
        ms: 0,
      }));
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

function number(name: string, otherwise: number): number {
  const value = Number(given(name) ?? otherwise);
  if (Number.isFinite(value) && value > 0) return value;
  throw new Error(`--${name} wants a number above zero`);
}
const trading = (
  { faults, cutOver }: { faults: 'on' | 'off'; cutOver: boolean },
  { terminals, tps, minutes, settleEvery }: Record<'terminals' | 'tps' | 'minutes' | 'settleEvery', number>,
) =>
  soak(
    {
      terminals: number('terminals', terminals),
      tps: number('tps', tps),
      minutes: number('minutes', minutes),
      seed: number('seed', 7),
      settleEvery: number('settle-every', settleEvery),
      faults,
      cutOver,
    },
    say,
  );

async function month(): Promise<number> {
  const options = {
    merchants: number('merchants', 200),
    days: number('days', 30),
    salesADay: number('sales', 4),
    seed: number('seed', 7),
  };
  const ends = [];
  for (let run = 1; run <= number('runs', 2); run += 1) {
    say(`run ${run}`);
    const end = await simulateMonth(options, say);
    say(`${end.sales} sales, ${end.payouts} payouts, ${end.breaks} differences, books ${end.digest.slice(0, 16)}`);
    for (const fault of end.faults) say(`    ${fault}`);
    ends.push(end);
  }
  const failed =
    ends.reduce((sum, end) => sum + end.faults.length, 0) + new Set(ends.map((end) => end.digest)).size - 1;
  say(failed === 0 ? 'the books hold, and are the same' : `${failed} failed`);
  return failed;
}

/** The same days with and without a worker that is killed during each day-end. */
async function kills(): Promise<number> {
  const times = number('times', 50);
  const options = { merchants: number('merchants', 8), days: times, salesADay: 3, seed: number('seed', 7) };
  const calm = await simulateMonth(options, say);
  say(`without a kill: books ${calm.digest.slice(0, 16)}`);
  const killed = await simulateMonth({ ...options, kills: times }, say);
  say(`with ${times} kills: books ${killed.digest.slice(0, 16)}`);
  const faults = [...calm.faults, ...killed.faults, ...booksApart(calm, killed)];
  for (const fault of faults) say(`    ${fault}`);
  say(`${times} kills, ${faults.length} failed`);
  return faults.length;
}

const simulations: Readonly<Record<string, () => Promise<number>>> = {
  matrix,
  month,
  kills,
  fleet: () => trading({ faults: 'off', cutOver: false }, { terminals: 1_000, tps: 200, minutes: 1, settleEvery: 200 }),
  // at 20 a second each of 64 devices has its 40 rows after little more than two minutes
  soak: () => trading({ faults: 'on', cutOver: true }, { terminals: 64, tps: 20, minutes: 60, settleEvery: 40 }),
};
const simulation = simulations[what];
if (simulation === undefined) {
  process.stderr.write(`which simulation? ${Object.keys(simulations).join(', ')}\n`);
  process.exit(2);
}
const wrong = await simulation().catch((error: unknown) => {
  process.stderr.write(`${(error as Error).message}\n`);
  return 1;
});
process.exit(wrong === 0 ? 0 : 1);
