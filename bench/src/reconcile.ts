/**
 * Reading a day's clearing file: `importClearing` of the product, from the file in its folder to a matched day with links, differences and
 * suspense, against COPY of the same raw file as one text column, substr() in SQL and a FULL JOIN that counts. Each run has a fresh copy of
 * the same database; the two take turns, and the medians are compared. Of a thousand sales one is missing in the file, one has another
 * amount, one is theirs alone and five were voided. `--sales 10000000` for ten million.
 */
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Client } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { acomWidths } from '../../simulators/src/card-network/acom.ts';
import { createClearingInbox } from '../../server/src/outbound/clearing/index.ts';
import { importClearing } from '../../server/src/modules/reconciliation/index.ts';
import { civilDate } from '../../server/src/kernel/instant.ts';
import { benchEnv } from './bench-env.ts';
import type { BenchResult } from './main.ts';
import { median, numberOf, round, sorted } from './medians.ts';
import { DAY, openSettleWorld, type SettleWorld } from './settle-world.ts';

/**
 * Frozen, before what it is compared with was written: the file into one column, its reference, amount and kind cut out, joined with the
 * day's sales, and how many agree or do not. Nothing is kept of it.
 */
const YARDSTICK_TABLE = 'CREATE TABLE public.raw (line text)';
const YARDSTICK_COPY = 'COPY public.raw FROM STDIN';
const YARDSTICK_JOIN = `
  SELECT count(*) FILTER (WHERE f.amount_fen = t.amount_fen) AS matched, count(*) FILTER (WHERE f.amount_fen <> t.amount_fen) AS amount_diff,
         count(*) FILTER (WHERE t.rrn IS NULL) AS net_only, count(*) FILTER (WHERE f.rrn IS NULL) AS local_only
    FROM (SELECT substr(line, 133, 12) AS rrn, substr(line, 62, 12)::bigint AS amount_fen FROM public.raw WHERE substr(line, 105, 6) <> '200000') f
    FULL JOIN (SELECT rrn, amount_fen FROM switching.card_transaction WHERE business_date = '2026-11-23' AND state = 'approved' AND kind = 'sale') t USING (rrn)`;

const RUNS = 5;
const FILE_NAME = 'IND26112301ACOM';

/** A line of the file, as the network writes it. */
function lineOf(of: {
  i: number;
  amount: number;
  merchant: number;
  rrn: string;
  processingCode: string;
  stan: string;
  original: string;
}): string {
  const [issuer, network] = [
    Math.floor((of.amount * 4500 + 500_000) / 1e6),
    Math.floor((of.amount * 325 + 500_000) / 1e6),
  ];
  const sign = of.processingCode === '000000' ? 'D' : 'C';
  const time = timeOf(of.i);
  const at: Record<number, string> = {
    0: '48981000',
    1: '48981000',
    2: of.stan,
    3: time,
    4: '6225751234565678',
    5: String(of.amount).padStart(12, '0'),
    6: '0'.repeat(12),
    7: 'C00000000000',
    8: '0200',
    9: of.processingCode,
    10: '5814',
    11: String(of.merchant).padStart(8, '0'),
    12: `89833015814${String(of.merchant % 10_000).padStart(4, '0')}`,
    13: of.rrn,
    14: '00',
    15: '123456',
    16: '03080000',
    17: of.original === '' ? '000000' : of.original,
    18: '00',
    19: '051',
    20: 'C00000000000',
    21: `${sign}${String(issuer).padStart(11, '0')}`,
    22: `${sign}${String(network).padStart(11, '0')}`,
    27: of.original === '' ? '0000000000' : time,
  };
  return acomWidths.map((width, column) => (at[column] ?? '').padEnd(width)).join(' ');
}

const six = (n: number): string => String(n % 1_000_000).padStart(6, '0');
const timeOf = (i: number): string => `1123${String(100_000 + Math.floor(i / 1_000_000)).padStart(6, '0')}`;

/** The file of the seeded day, with what differs from it. */
function* fileOf(sales: number, merchants: number): Generator<string> {
  let block = '';
  for (let i = 0; i < sales; i += 1) {
    const amount = 2000 + ((i * 7919) % 99_000);
    const merchant = 1 + (i % merchants);
    const one = {
      i,
      amount,
      merchant,
      rrn: String(i).padStart(12, '0'),
      processingCode: '000000',
      stan: six(i),
      original: '',
    };
    const odd = i % 1_000;
    if (odd !== 500) block += `${lineOf(odd === 501 ? { ...one, amount: amount + 100 } : one)}\n`;
    if (odd === 502) block += `${lineOf({ ...one, rrn: `8${one.rrn.slice(1)}`, stan: '999999' })}\n`;
    if (i % 200 === 13)
      block += `${lineOf({ ...one, rrn: `9${one.rrn.slice(1)}`, processingCode: '200000', stan: `V${six(i).slice(1)}`.replace('V', '9'), original: six(i) })}\n`;
    if (block.length > 1 << 20) {
      yield block;
      block = '';
    }
  }
  yield block;
}

export async function run(say: (line: string) => void, flags: readonly string[]): Promise<BenchResult> {
  const sales = numberOf(flags, '--sales', 1_000_000);
  const merchants = numberOf(flags, '--merchants', 10_000);
  const runs = numberOf(flags, '--runs', RUNS);
  const folder = await mkdtemp(join(tmpdir(), 'kaitong-clearing-'));
  const world = await openSettleWorld({ sales, merchants, through: 'closed' }, say);
  try {
    say('writing the file');
    await pipeline(Readable.from(fileOf(sales, merchants)), createWriteStream(join(folder, FILE_NAME)));
    return await measure(world, { sales, runs, folder, say });
  } finally {
    await world.close();
    await rm(folder, { recursive: true, force: true });
  }
}

interface Plan {
  readonly sales: number;
  readonly runs: number;
  readonly folder: string;
  readonly say: (line: string) => void;
}

async function measure(world: SettleWorld, { sales, runs, folder, say }: Plan): Promise<BenchResult> {
  const [ours, bare]: [number[], number[]] = [[], []];
  let breaks = 0;
  for (let n = 1; n <= runs; n += 1) {
    bare.push(await onCopy(world, `bare_${n}`, (url) => bareSeconds(url, folder)));
    const one = await onCopy(world, `ours_${n}`, (url) => ourSeconds(url, folder));
    ours.push(one.seconds);
    breaks = one.breaks;
    say(`run ${n}: COPY and FULL JOIN ${round(bare.at(-1) ?? 0)} s, imported in ${round(one.seconds)} s`);
  }
  const ratios = ours.map((seconds, n) => seconds / (bare[n] ?? 1));
  return {
    name: 'reconcile',
    figures: {
      seconds: round(median(ours)),
      rows: sales,
      breaks,
      fileMb: Math.round((await stat(join(folder, FILE_NAME))).size / 1e6),
      fastest: round(sorted(ours)[0] ?? 0),
      slowest: round(sorted(ours).at(-1) ?? 0),
      runs,
      ratioLowest: round(sorted(ratios)[0] ?? 0),
      ratioHighest: round(sorted(ratios).at(-1) ?? 0),
      peakMb: Math.round(process.resourceUsage().maxRSS / 1024),
    },
    yardstick: {
      bareSeconds: round(median(bare)),
      bareFastest: round(sorted(bare)[0] ?? 0),
      bareSlowest: round(sorted(bare).at(-1) ?? 0),
    },
    ratios: { bare: round(median(ours) / median(bare)) },
  };
}

async function onCopy<T>(world: SettleWorld, name: string, work: (url: string) => Promise<T>): Promise<T> {
  const url = await world.copy(name);
  const done = await work(url);
  await world.drop(name);
  return done;
}

async function bareSeconds(url: string, folder: string): Promise<number> {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query(YARDSTICK_TABLE);
  const began = performance.now();
  await pipeline(createReadStream(join(folder, FILE_NAME)), client.query(copyFrom(YARDSTICK_COPY)));
  await client.query(YARDSTICK_JOIN);
  const seconds = (performance.now() - began) / 1000;
  await client.end();
  return seconds;
}

async function ourSeconds(url: string, folder: string): Promise<{ seconds: number; breaks: number }> {
  const { env, close } = await benchEnv(url, '2026-11-24T00:00:00Z');
  const began = performance.now();
  await importClearing({ ...env, clearing: createClearingInbox(folder) }, civilDate(DAY));
  const seconds = (performance.now() - began) / 1000;
  const rows = await env.db.query<{ n: number; matched: number; state: string }>(
    `SELECT (SELECT count(*)::int FROM reconciliation.break) AS n, (SELECT matched_count FROM reconciliation.clearing_file) AS matched,
            (SELECT state FROM settlement.day) AS state`,
  );
  await close();
  if (rows[0]?.state !== 'cleared') throw new Error('the day was not cleared');
  return { seconds, breaks: rows[0].n };
}
