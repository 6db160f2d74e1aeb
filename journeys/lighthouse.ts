/**
 * `npm run lighthouse [-- --runs 5] [--json]`: how fast and how usable the merchant's pages are on a phone, by Lighthouse with its own phone and its
 * own slow line (Moto G Power, 1.6 Mbit/s, 150 ms, four times slower processor). Median of the runs, with the spread.
 * Lighthouse is 186 MB and needed here alone: it is fetched once into `.cache` and is no dependency of the project.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { OwnSystem, Walker } from '../server/src/entry/journey.ts';
import { browserProgram } from './browser.ts';

const VERSION = '12.8.2';
const WANTED = 0.95;
const CATEGORIES = ['performance', 'accessibility'] as const;
type Category = (typeof CATEGORIES)[number];
type Scores = Readonly<Record<Category, number>>;

const root = resolve(import.meta.dirname, '..');
const { values } = parseArgs({
  options: { runs: { type: 'string', default: '5' }, json: { type: 'boolean', default: false } },
});
const runs = Number(values.runs);
const say = (line: string): void => void process.stderr.write(`${line}\n`);

function lighthouse(): string {
  const folder = join(root, '.cache', `lighthouse-${VERSION}`);
  const program = join(folder, 'node_modules', 'lighthouse', 'cli', 'index.js');
  if (existsSync(program)) return program;
  say(`fetching Lighthouse ${VERSION} once …`);
  mkdirSync(folder, { recursive: true });
  const done = spawnSync('npm', ['install', '--no-save', '--prefix', folder, `lighthouse@${VERSION}`], {
    stdio: 'pipe',
  });
  if (done.status !== 0) throw new Error(`Lighthouse could not be fetched: ${done.stderr.toString().slice(-500)}`);
  return program;
}

/** One look at a page. @returns scores between 0 and 1 */
function look(
  url: string,
  of: { cookie: string; program: NonNullable<Awaited<ReturnType<typeof browserProgram>>> },
): Scores {
  const { cookie, program } = of;
  const headers = cookie === '' ? [] : [`--extra-headers=${JSON.stringify({ Cookie: cookie })}`];
  const done = spawnSync(
    process.execPath,
    [
      lighthouse(),
      url,
      '--quiet',
      '--output=json',
      `--only-categories=${CATEGORIES.join(',')}`,
      `--chrome-flags=--headless=new ${program.args.join(' ')}`,
      ...headers,
    ],
    { env: { ...process.env, ...program.env, CHROME_PATH: program.path }, maxBuffer: 64 * 1024 * 1024 },
  );
  if (done.status !== 0) throw new Error(`Lighthouse failed on ${url}: ${done.stderr.toString().slice(-800)}`);
  const report = JSON.parse(done.stdout.toString()) as { categories: Record<Category, { score: number | null }> };
  return {
    performance: report.categories.performance.score ?? 0,
    accessibility: report.categories.accessibility.score ?? 0,
  };
}

const middle = (all: readonly number[]): number => all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)] ?? 0;
const cookieOf = (walker: Walker): string => [...walker.cookies].map(([name, value]) => `${name}=${value}`).join('; ');

const program = await browserProgram();
if (program === undefined) throw new Error('there is no browser here: name one with CHROME_PATH');
const system = await OwnSystem.create();
const measured: { page: string; category: Category; median: number; min: number; max: number }[] = [];
try {
  await system.start();
  const merchant = new Walker(system.url, 'lin');
  await merchant.ready();
  await merchant.becomeActive();
  const applicant = new Walker(system.url, 'wang');
  await applicant.register();
  const pages = [
    { page: 'sign-in', path: '/merchant/', cookie: '' },
    { page: 'home', path: '/merchant/home', cookie: cookieOf(merchant) },
    { page: 'apply', path: '/merchant/apply', cookie: cookieOf(applicant) },
  ];
  for (const { page, path, cookie } of pages) {
    const scores: Scores[] = [];
    for (let run = 1; run <= runs; run += 1) {
      scores.push(look(`${system.url}${path}`, { cookie, program }));
      say(`${page} ${run} of ${runs}: ${CATEGORIES.map((one) => `${one} ${scores.at(-1)?.[one]}`).join(', ')}`);
    }
    for (const category of CATEGORIES) {
      const all = scores.map((one) => one[category]);
      measured.push({ page, category, median: middle(all), min: Math.min(...all), max: Math.max(...all) });
    }
  }
} finally {
  await system.remove();
}
for (const { page, category, median, min, max } of measured)
  say(
    `${page.padEnd(8)} ${category.padEnd(14)} ${Math.round(median * 100)} (${Math.round(min * 100)} to ${Math.round(max * 100)})`,
  );
if (values.json) process.stdout.write(`${JSON.stringify({ runs, measured })}\n`);
if (measured.some((one) => one.median < WANTED)) process.exitCode = 1;
