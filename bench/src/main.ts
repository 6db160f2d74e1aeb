/** `npm run bench -- <name> [--json] [options of that bench]`: runs one benchmark; the last line is `{name, figures, yardstick, ratios}` with --json. */
export interface BenchResult {
  readonly name: string;
  readonly figures: Readonly<Record<string, number>>;
  readonly yardstick: Readonly<Record<string, number | string>>;
  readonly ratios: Readonly<Record<string, number>>;
}

type Run = (say: (line: string) => void, flags: readonly string[]) => Promise<BenchResult>;

const benches: Readonly<Record<string, () => Promise<{ run: Run }>>> = {
  authorise: () => import('./authorise.ts'),
  lines: () => import('./lines.ts'),
  codec: () => import('./codec.ts'),
  vision: () => import('./vision.ts'),
  reading: () => import('./reading.ts'),
  review: () => import('./review.ts'),
  reviewers: () => import('./reviewers.ts'),
  settle: () => import('./settle.ts'),
  reconcile: () => import('./reconcile.ts'),
  risk: () => import('./risk.ts'),
  web: () => import('./web.ts'),
};

const [name = '', ...flags] = process.argv.slice(2);
const json = flags.includes('--json');
const bench = benches[name];
if (bench === undefined) {
  process.stderr.write(`which benchmark? ${Object.keys(benches).join(', ')}\n`);
  process.exit(2);
}
const result = await (await bench()).run((line) => process.stderr.write(`${line}\n`), flags);
if (!json) {
  for (const part of ['figures', 'yardstick', 'ratios'] as const)
    for (const [key, value] of Object.entries(result[part]))
      process.stdout.write(`${part.padEnd(10)} ${key.padEnd(24)} ${value}\n`);
}
process.stdout.write(`${JSON.stringify(result)}\n`);
process.exit(0);
