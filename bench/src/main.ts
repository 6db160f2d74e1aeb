/** `npm run bench -- <name> [--json]`: runs one benchmark; the last line is `{name, figures, yardstick, ratios}` with --json. */
export interface BenchResult {
  readonly name: string;
  readonly figures: Readonly<Record<string, number>>;
  readonly yardstick: Readonly<Record<string, number | string>>;
  readonly ratios: Readonly<Record<string, number>>;
}

const benches: Readonly<Record<string, () => Promise<{ run: (say: (line: string) => void) => Promise<BenchResult> }>>> =
  {
    authorise: () => import('./authorise.ts'),
    lines: () => import('./lines.ts'),
    codec: () => import('./codec.ts'),
    vision: () => import('./vision.ts'),
    reading: () => import('./reading.ts'),
    review: () => import('./review.ts'),
    reviewers: () => import('./reviewers.ts'),
  };

const [name = '', ...flags] = process.argv.slice(2);
const json = flags.includes('--json');
const bench = benches[name];
if (bench === undefined) {
  process.stderr.write(`which benchmark? ${Object.keys(benches).join(', ')}\n`);
  process.exit(2);
}
const result = await (await bench()).run((line) => process.stderr.write(`${line}\n`));
if (!json) {
  for (const part of ['figures', 'yardstick', 'ratios'] as const)
    for (const [key, value] of Object.entries(result[part]))
      process.stdout.write(`${part.padEnd(10)} ${key.padEnd(24)} ${value}\n`);
}
process.stdout.write(`${JSON.stringify(result)}\n`);
process.exit(0);
