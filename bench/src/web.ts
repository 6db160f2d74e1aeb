/**
 * The console's lists and searches on a database of `--merchants` (10,000) and `--sales` (1,000,000) over `--days` (90): every list by every kind of
 * filter, first pages and pages far back, at the database, and whether any of it read a whole table of more than 10,000 rows. Yardstick in the
 * same run: one merchant by its key, over the same connection. The past is what `kaitong seed` writes; `--data DIR` keeps it for the next run.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { performance } from 'node:perf_hooks';
import { Client } from 'pg';
import {
  DAY_MS,
  HOUR_MS,
  MINUTE_MS,
  addDays,
  civilDate,
  instant,
  later,
  shanghaiInstant,
  type CivilDate,
} from '../../server/src/kernel/instant.ts';
import { listDeposits } from '../../server/src/modules/deposits/index.ts';
import { listMerchants, merchantByNo, merchantOf, merchantsByName } from '../../server/src/modules/merchants/index.ts';
import { countUndelivered, listMessages } from '../../server/src/modules/notifications/index.ts';
import { listBreaks, listDisputes } from '../../server/src/modules/reconciliation/index.ts';
import { listSimPlans, listTickets } from '../../server/src/modules/servicing/index.ts';
import { pageOfPayouts } from '../../server/src/modules/settlement/index.ts';
import { listTransactions, pulseOf, searchTransactions } from '../../server/src/modules/switching/index.ts';
import {
  countTerminals,
  listShipments,
  listTerminals,
  terminalByNo,
} from '../../server/src/modules/terminals/index.ts';
import { makeCrypto, readKeyFile } from '../../server/src/platform/crypto.ts';
import type { Env } from '../../server/src/platform/env.ts';
import type { Place } from '../../server/src/platform/postgres/backwards.ts';
import { openDatabase } from '../../server/src/platform/postgres/database.ts';
import { startEmbeddedPostgres } from '../../server/src/platform/postgres/launcher.ts';
import { APPLICATION_ROLE } from '../../server/src/platform/postgres/migrate.ts';
import type { BenchResult } from './main.ts';
import { numberOf, round, sorted } from './medians.ts';

/** Each question so many times, with other values each time. */
const ASKED = 60;
const PAGE = 50;
const LARGE_ROWS = 10_000;

interface Known {
  readonly merchants: readonly {
    readonly id: string;
    readonly no: string;
    readonly name: string;
    readonly terminal: string;
  }[];
  readonly sales: readonly { readonly rrn: string; readonly tail: string }[];
  readonly first: CivilDate;
  readonly last: CivilDate;
}
type Ask = (n: number) => Promise<unknown>;

export async function run(say: (line: string) => void, flags: readonly string[]): Promise<BenchResult> {
  const merchants = numberOf(flags, '--merchants', 10_000);
  const sales = numberOf(flags, '--sales', 1_000_000);
  const days = numberOf(flags, '--days', 90);
  const at = flags.indexOf('--data');
  const given = at === -1 ? undefined : resolve(flags[at + 1] ?? '');
  const dataDir = given ?? (await mkdtemp(join(tmpdir(), 'kaitong-bench-web-')));
  if (given === undefined) await chmod(dataDir, 0o755); // PostgreSQL runs as another user and must get through
  try {
    if (!existsSync(join(dataDir, 'keys'))) await seedInto(dataDir, { merchants, sales, days });
    const server = await startEmbeddedPostgres({ dataDir, note: () => undefined });
    try {
      const url = Object.assign(new URL(server.url), { pathname: '/kaitong' }).href;
      return await measure(url, { dataDir, say });
    } finally {
      await server.stop();
    }
  } finally {
    if (given === undefined) await rm(dataDir, { recursive: true, force: true });
  }
}

async function seedInto(dataDir: string, of: { merchants: number; sales: number; days: number }): Promise<void> {
  const perDay = Math.max(0.01, of.sales / of.merchants / of.days).toFixed(3);
  const plan = [
    '--merchants',
    String(of.merchants),
    '--days',
    String(of.days),
    '--seed',
    '7',
    '--sales-per-day',
    perDay,
  ];
  const child = spawn(process.execPath, ['dist/server/kaitong.js', 'seed', '--data', dataDir, ...plan], {
    stdio: ['ignore', 2, 2],
  });
  const code = await new Promise<number>((done) => child.once('close', (value) => done(value ?? 1)));
  if (code !== 0) throw new Error(`the seed ended with ${code}`);
}

async function measure(url: string, of: { dataDir: string; say: (line: string) => void }): Promise<BenchResult> {
  // what a connection has scanned is told at its end: what is looked up beforehand has one of its own
  const reader = new Client({ connectionString: url });
  await reader.connect();
  await reader.query('ANALYZE');
  const known = await knownOf(reader);
  await reader.end();
  const owner = new Client({ connectionString: url });
  await owner.connect();
  const before = await scansOf(owner);
  const db = openDatabase({ url, role: APPLICATION_ROLE, poolMax: 2 });
  const crypto = makeCrypto(await readKeyFile(join(of.dataDir, 'keys', 'keys.json'), 'must-exist'));
  const { lists, searches } = questions({ db, crypto }, known);
  const timesOf = async (all: Readonly<Record<string, Ask>>): Promise<number[]> => {
    const times: number[] = [];
    for (const [name, ask] of Object.entries(all)) times.push(...(await timed(name, ask, of.say)));
    return times;
  };
  const listed = await timesOf(lists);
  const searched = await timesOf(searches);
  const bare = await timed(
    'one merchant by its key',
    (n) => merchantOf({ db, crypto }, known.merchants[n % known.merchants.length]?.id ?? ''),
    of.say,
  );
  await db.close();
  const after = await scansOf(owner);
  const scanned = [...after].filter(([table, count]) => count > (before.get(table) ?? 0)).map(([table]) => table);
  for (const table of scanned) of.say(`read as a whole: ${table}`);
  const { rows } = await owner.query<{ merchants: string; sales: string }>(
    'SELECT (SELECT count(*) FROM merchants.merchant) AS merchants, (SELECT count(*) FROM switching.card_transaction) AS sales',
  );
  await owner.end();
  return {
    name: 'web',
    figures: {
      listP95Ms: round(p95(listed)),
      searchP95Ms: round(p95(searched)),
      listSlowestMs: round(Math.max(...listed)),
      searchSlowestMs: round(Math.max(...searched)),
      sequentialScans: scanned.length,
      asked: listed.length + searched.length,
      merchants: Number(rows[0]?.merchants ?? 0),
      sales: Number(rows[0]?.sales ?? 0),
    },
    yardstick: { oneByKeyP95Ms: round(p95(bare)) },
    ratios: { list: round(p95(listed) / p95(bare)), search: round(p95(searched) / p95(bare)) },
  };
}

const p95 = (times: readonly number[]): number => sorted(times)[Math.ceil(times.length * 0.95) - 1] ?? 0;

async function timed(name: string, ask: Ask, say: (line: string) => void): Promise<number[]> {
  await ask(0); // the first one compiles and plans
  const times: number[] = [];
  for (let n = 1; n <= ASKED; n += 1) {
    const begun = performance.now();
    await ask(n);
    times.push(performance.now() - begun);
  }
  say(`${name.padEnd(44)} p95 ${round(p95(times))} ms, slowest ${round(Math.max(...times))} ms`);
  return times;
}

async function knownOf(owner: Client): Promise<Known> {
  const merchants = await owner.query<Known['merchants'][number]>(
    `SELECT m.merchant_id AS id, m.merchant_no AS no, m.name, t.terminal_no AS terminal FROM merchants.merchant m
       JOIN terminals.terminal t USING (merchant_id) ORDER BY md5(m.merchant_id) LIMIT 400`,
  );
  const sales = await owner.query<Known['sales'][number]>(
    `SELECT rrn, right(card_masked, 4) AS tail FROM switching.card_transaction TABLESAMPLE SYSTEM (1) ORDER BY md5(transaction_id) LIMIT 400`,
  );
  const days = await owner.query<{ first: string; last: string }>(
    `SELECT min(business_date)::text AS first, max(business_date)::text AS last FROM switching.card_transaction`,
  );
  return {
    merchants: merchants.rows,
    sales: sales.rows,
    first: civilDate(days.rows[0]?.first ?? ''),
    last: civilDate(days.rows[0]?.last ?? ''),
  };
}

/** Scans of whole tables so far, of those with many rows. */
async function scansOf(owner: Client): Promise<Map<string, number>> {
  const { rows } = await owner.query<{ name: string; scans: string }>(
    `SELECT s.schemaname || '.' || s.relname AS name, s.seq_scan AS scans FROM pg_stat_user_tables s JOIN pg_class c ON c.oid = s.relid
      WHERE c.reltuples > ${LARGE_ROWS}`,
  );
  return new Map(rows.map((row) => [row.name, Number(row.scans)]));
}

/** Everything a person asks of the lists and of the search, with other values each time. */
function questions(env: Pick<Env, 'db' | 'crypto'>, known: Known) {
  const { db } = env;
  const end = later(shanghaiInstant(known.last, '23:30'), DAY_MS);
  const span = (shanghaiInstant(known.last, '00:00') - shanghaiInstant(known.first, '00:00')) / DAY_MS;
  const dayOf = (n: number): CivilDate => addDays(known.first, (n * 7) % Math.max(1, span));
  const within = (n: number): Place => ({ at: instant(shanghaiInstant(dayOf(n), '15:00')), id: '' });
  const merchantOfTurn = (n: number) => known.merchants[n % known.merchants.length];
  const saleOfTurn = (n: number) => known.sales[n % known.sales.length];
  const parts = { now: end, wallMs: () => performance.now(), size: PAGE };
  const transactions = (filter: Parameters<typeof listTransactions>[1]['filter'], before?: Place): Promise<unknown> =>
    listTransactions(db, { ...parts, filter, before });
  const payouts = (filter: Parameters<typeof pageOfPayouts>[1]['filter'], before?: Place): Promise<unknown> =>
    pageOfPayouts(db, { ...parts, filter, before });
  const merchants = (filter: Parameters<typeof listMerchants>[1]['filter'], before?: Place): Promise<unknown> =>
    listMerchants(env, { filter, before, most: PAGE + 1 });
  const daysOf = (n: number) => ({ from: dayOf(n), through: dayOf(n) });
  const instants = (n: number) => ({
    since: shanghaiInstant(dayOf(n), '00:00'),
    until: later(shanghaiInstant(dayOf(n), '00:00'), DAY_MS),
  });
  const lists: Record<string, Ask> = {
    'merchants, newest': () => merchants({}),
    'merchants, far back': (n) => merchants({}, within(n)),
    'merchants, by state': (n) => merchants({ state: n % 2 === 0 ? 'active' : 'suspended' }),
    'merchants, of a day': (n) => merchants(instants(n)),
    'transactions, newest': () => transactions({}),
    'transactions, far back': (n) => transactions({}, within(n)),
    'transactions, of a day': (n) => transactions(daysOf(n)),
    'transactions, refunds': (n) => transactions({ kind: 'refund' }, within(n)),
    'transactions, declined': (n) => transactions({ state: 'declined' }, within(n)),
    'transactions, one answer nobody has': (n) => transactions({ responseCode: 'ZZ' }, within(n)),
    'transactions, of a merchant': (n) => transactions({ merchantIds: [merchantOfTurn(n)?.id ?? ''] }),
    'transactions, a merchant’s own page': (n) => searchTransactions(db, merchantOfTurn(n)?.id ?? '', { filter: {} }),
    'payouts, newest': () => payouts({}),
    'payouts, far back': (n) => payouts({}, within(n)),
    'payouts, returned': (n) => payouts({ state: 'returned' }, within(n)),
    'payouts, of a merchant': (n) => payouts({ merchantIds: [merchantOfTurn(n)?.id ?? ''] }),
    'messages, newest': () => listMessages(db, { filter: {}, most: PAGE + 1 }),
    'terminals, newest': () => listTerminals(env, { filter: {}, most: PAGE + 1 }),
    'terminals, far back': (n) => listTerminals(env, { filter: {}, before: within(n), most: PAGE + 1 }),
    'terminals, by state': (n) =>
      listTerminals(env, { filter: { state: n % 2 === 0 ? 'active' : 'suspended' }, most: PAGE + 1 }),
    'terminals, counted': () => countTerminals(db, {}, 10_001),
    'parcels, newest': () => listShipments(db, { filter: {}, most: PAGE + 1 }),
    'parcels, by state': (n) =>
      listShipments(db, { filter: { state: n % 2 === 0 ? 'delivered' : 'lost' }, most: PAGE + 1 }),
    'deposits, newest': () => listDeposits(db, { filter: {}, most: PAGE + 1 }),
    'deposits, near their end': () =>
      listDeposits(db, { filter: { ending: { today: known.last, within: 30 } }, most: PAGE + 1 }),
    'tickets, open': () => listTickets(env, {}, { most: PAGE + 1 }),
    'data plans, all': () => listSimPlans(db, { filter: { shelf: 'all', today: known.last }, most: PAGE + 1 }),
    'breaks, standing': () => listBreaks(db, { standing: true }, PAGE),
    'disputes, standing': () => listDisputes(db, { filter: { standing: true }, most: PAGE + 1 }),
    'the pulse of an hour': (n) =>
      pulseOf(db, { since: within(n).at, until: later(within(n).at, HOUR_MS), spanMs: MINUTE_MS }),
    'the pulse of a day': (n) => pulseOf(db, { since: instants(n).since, until: instants(n).until, spanMs: HOUR_MS }),
    'messages, undelivered': () => countUndelivered(db, later(end, -7 * DAY_MS)),
  };
  const searches: Record<string, Ask> = {
    'a merchant by its name': (n) => merchantsByName(db, merchantOfTurn(n)?.name.slice(0, 2) ?? ''),
    'a merchant by first letters': (n) => merchantsByName(db, 'abcdefghjklmnpqrstwxyz'[n % 22] ?? 'a'),
    'a merchant by its number': (n) => merchantByNo(db, merchantOfTurn(n)?.no ?? ''),
    'a terminal by its number': (n) => terminalByNo(db, merchantOfTurn(n)?.terminal ?? ''),
    'a terminal by the end of its serial number': (n) =>
      listTerminals(env, { filter: { number: merchantOfTurn(n)?.terminal.slice(0, 6) ?? '' }, most: PAGE + 1 }),
    'a sale by its reference number, one look': (n) => transactions({ rrn: saleOfTurn(n)?.rrn ?? '' }),
    'a sale by its card and day': (n) => transactions({ cardTail: saleOfTurn(n)?.tail ?? '', ...daysOf(n) }),
  };
  return { lists, searches };
}
