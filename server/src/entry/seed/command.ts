/** `kaitong seed`: fills an installation that has no past with merchants and their sales. */
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { defineCommand } from 'citty';
import { isAnother, freshDatabase } from '../fresh-data.ts';
import { dataArgument, keyFileOf, orExplain, say } from '../cli.ts';
import { prepareDatabase } from '../open-world.ts';
import { paths } from '../paths.ts';
import { readRunFile } from '../run-file.ts';
import { openClock } from '../../platform/clock.ts';
import { makeCrypto, readKeyFile } from '../../platform/crypto.ts';
import { chance, ids, timers, wallClock, type Env } from '../../platform/env.ts';
import { makeFiles } from '../../platform/files.ts';
import { makeLog } from '../../platform/log.ts';
import { makeMetrics } from '../../platform/metrics.ts';
import { createLocalStore } from '../../outbound/storage/index.ts';
import { openDatabase } from '../../platform/postgres/database.ts';
import { startEmbeddedPostgres } from '../../platform/postgres/launcher.ts';
import { APPLICATION_ROLE } from '../../platform/postgres/migrate.ts';
import { SettingsProblem } from '../../platform/settings.ts';
import { progressBar } from './progress.ts';
import { seed, type Seeded } from './seed.ts';
import type { SeedPlan } from './shops.ts';

/** 100,000 merchants with 100 sales each are an hour; what is more is a mistake at the keyboard. */
const BOUNDS = { merchants: [1, 200_000], days: [1, 300], seed: [0, 999_999], 'sales-per-day': [0.01, 500] } as const;

function numberOf(name: keyof typeof BOUNDS, text: string): number {
  const [least, most] = BOUNDS[name];
  const number = Number(text);
  const whole = name === 'sales-per-day' || Number.isInteger(number);
  if (text.trim() === '' || !Number.isFinite(number) || !whole || number < least || number > most)
    throw new SettingsProblem(`--${name} wants a number from ${least} to ${most}, not ${text}`);
  return number;
}

export const seedCommand = defineCommand({
  meta: {
    name: 'seed',
    description: 'Fill a fresh demo with merchants and their past: sales, settlements, payouts, closed books',
  },
  args: {
    ...dataArgument,
    merchants: { type: 'string', default: '30', description: 'How many' },
    days: { type: 'string', default: '30', description: 'Days up to yesterday' },
    seed: { type: 'string', default: '1', description: 'The same number gives the same past' },
    'sales-per-day': { type: 'string', default: '12', description: 'Of the average merchant' },
    fresh: { type: 'boolean', default: false, description: 'Throw away what this demo holds first' },
  },
  run: ({ args }) =>
    orExplain(async () => {
      const plan: SeedPlan = {
        merchants: numberOf('merchants', args.merchants),
        days: numberOf('days', args.days),
        seed: numberOf('seed', args.seed),
        salesPerDay: numberOf('sales-per-day', args['sales-per-day']),
      };
      const dataDir = resolve(args.data);
      await refuse(dataDir);
      const begun = wallClock.now();
      const seeded = await onDatabase(dataDir, args.fresh, (url) => seedInto({ url, dataDir, plan }));
      const seconds = (wallClock.now() - begun) / 1000;
      say(
        `  ${seeded.merchants} merchants, ${seeded.transactions} transactions, ${seeded.from} to ${seeded.through}, in ${seconds.toFixed(1)} s`,
      );
      say(`  next: npm start -- --data ${args.data}`);
    }),
});

/** Neither beside a running system nor into one that real people work with. */
async function refuse(dataDir: string): Promise<void> {
  if (process.env['KAITONG_MODE'] === 'production')
    throw new SettingsProblem(
      'seed writes invented merchants, and this is production (KAITONG_MODE): nothing was written',
    );
  const running = await readRunFile(dataDir);
  if (running !== undefined && isAnother(running.pid))
    throw new SettingsProblem(`Kaitong runs on ${dataDir} (process ${running.pid}): stop it first`);
}

/** For one long load: fewer checkpoints, and no commit waits for the disk. What a power cut takes is seeded again with --fresh. */
const IN_BULK = {
  shared_buffers: '256MB',
  max_wal_size: '4GB',
  checkpoint_timeout: '30min',
  work_mem: '64MB',
  synchronous_commit: 'off',
};

/** DATABASE_URL where given, else the PostgreSQL of the data folder, started for this. */
async function onDatabase<T>(dataDir: string, fresh: boolean, work: (url: string) => Promise<T>): Promise<T> {
  const given = process.env['DATABASE_URL'];
  if (given !== undefined && given !== '') {
    if (fresh)
      throw new SettingsProblem('--fresh empties the database of a data folder only, not that of DATABASE_URL');
    return work(given);
  }
  await mkdir(dataDir, { recursive: true });
  const server = await startEmbeddedPostgres({ dataDir, note: say, settings: IN_BULK });
  try {
    return await work(await freshDatabase({ serverUrl: server.url, dataDir, empty: fresh }));
  } finally {
    if (!server.adopted) await server.stop();
  }
}

async function seedInto(of: {
  readonly url: string;
  readonly dataDir: string;
  readonly plan: SeedPlan;
}): Promise<Seeded> {
  await prepareDatabase(of.url, paths.migrations);
  const { env, close } = await openSeedEnv(of.url, of.dataDir);
  // the application may not analyse: the owner does
  const owner = openDatabase({ url: of.url, poolMax: 1 });
  const analyse = async (): Promise<void> => void (await owner.query('ANALYZE'));
  try {
    if (!existsSync(join(of.dataDir, 'demo-sign-ins.json')) && (await hasStaff(env)))
      throw new SettingsProblem('people work with this installation, and it is no demo: nothing was written');
    const bar = progressBar({ moving: process.stdout.isTTY, write: (text) => void process.stdout.write(text) }, () =>
      wallClock.now(),
    );
    const done = await seed(env, {
      plan: of.plan,
      acquirer: process.env['KAITONG_ACQUIRER_CODE'] ?? '898',
      onProgress: bar,
      analyse,
    });
    if (!done.refused) return done.value;
    throw new SettingsProblem(
      'this installation has merchants or books already: nothing was written\n  next: --fresh to throw them away, or --data <another folder>',
    );
  } finally {
    await owner.close();
    await close();
  }
}

const hasStaff = async (env: Env): Promise<boolean> =>
  (await env.db.query('SELECT 1 FROM identity.staff LIMIT 1')).length > 0;

async function openSeedEnv(url: string, dataDir: string): Promise<{ env: Env; close: () => Promise<void> }> {
  const db = openDatabase({ url, role: APPLICATION_ROLE, poolMax: 4 });
  const crypto = makeCrypto(await readKeyFile(keyFileOf(dataDir), 'create'));
  const env: Env = {
    clock: await openClock(db),
    wall: wallClock,
    ids,
    chance,
    timers,
    db,
    log: makeLog({ level: 'silent', role: 'seed' }),
    jobs: notUsed,
    crypto,
    files: makeFiles({ db, crypto, objects: createLocalStore(join(dataDir, 'files')) }),
    metrics: makeMetrics(),
    demo: true,
  };
  return { env, close: () => db.close() };
}

/** A seed wakes nobody: it has jobs of its own that go nowhere. */
const notUsed = {} as Env['jobs'];
