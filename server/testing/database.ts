/** What a test of a module needs: its own database, cloned from the migrated template, and a real Env around it. */
import { randomBytes } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { pino } from 'pino';
import { inject } from 'vitest';
import { SUBSCRIPTIONS } from '../src/flows/jobs.ts';
import { instant, parseIso, type InstantMs } from '../src/kernel/instant.ts';
import { createLocalStore } from '../src/outbound/storage/index.ts';
import { makeCrypto, type KeyFile } from '../src/platform/crypto.ts';
import { chance, ids, timers, type Env } from '../src/platform/env.ts';
import { makeFiles } from '../src/platform/files.ts';
import { openJobs, type DomainEvent, type JobData, type Jobs } from '../src/platform/jobs.ts';
import { makeMetrics } from '../src/platform/metrics.ts';
import { at, openDatabase, watchTransactions, type Database } from '../src/platform/postgres/database.ts';
import { APPLICATION_ROLE } from '../src/platform/postgres/migrate.ts';

export interface TestDatabase {
  /** As the application role, with its rights and no more. */
  readonly db: Database;
  readonly ownerUrl: string;
  /** Another pool as the application role, as a second process would have. */
  secondPool(poolMax?: number): Database;
  close(): Promise<void>;
}

watchTransactions();
let made = 0;

export async function testDatabase(options: { readonly poolMax?: number } = {}): Promise<TestDatabase> {
  const template = new URL(inject('templateUrl'));
  made += 1;
  const name = `kaitong_test_${process.pid}_${made}_${randomBytes(3).toString('hex')}`;
  const admin = new URL(template);
  admin.pathname = '/postgres';
  await onServer(admin.href, `CREATE DATABASE ${name} TEMPLATE ${template.pathname.slice(1)}`);
  const owner = new URL(template);
  owner.pathname = `/${name}`;
  const pools: Database[] = [];
  const open = (poolMax: number): Database => {
    const pool = openDatabase({ url: owner.href, role: APPLICATION_ROLE, poolMax });
    pools.push(pool);
    return pool;
  };
  return {
    db: open(options.poolMax ?? 8),
    ownerUrl: owner.href,
    secondPool: (poolMax = 4) => open(poolMax),
    async close() {
      await Promise.all(pools.map((pool) => pool.close()));
      await onServer(admin.href, `DROP DATABASE ${name} WITH (FORCE)`);
    },
  };
}

async function onServer(url: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

/** A clock that stands still until the test moves it. */
export interface SettableClock {
  now(): InstantMs;
  /** ISO 8601, e.g. 2026-11-23T22:59:59+08:00. */
  set(iso: string): void;
  pass(ms: number): void;
}

export function settableClock(iso: string): SettableClock {
  let now = parseIso(iso);
  return {
    now: () => now,
    set: (text) => void (now = parseIso(text)),
    pass: (ms) => void (now = instant(now + ms)),
  };
}

export interface TestEnv extends Env {
  readonly clock: SettableClock;
  readonly wall: SettableClock;
  /** Jobs asked for by committed transactions, oldest first; only with recorded jobs. */
  enqueued(queue?: string): Promise<{ queue: string; data: JobData }[]>;
  /** Events of committed transactions, oldest first. */
  emitted(kind?: string): Promise<{ kind: string; payload: DomainEvent['payload'] }[]>;
  close(): Promise<void>;
}

export interface TestEnvOptions {
  /** Where business time stands; the wall stands at the same instant. Monday 2026-11-23, 10:00 in Shanghai. */
  readonly now?: string;
  /** `real` opens pg-boss (about 150 ms); `recorded` notes jobs in a table, in the same transaction. */
  readonly jobs?: 'recorded' | 'real';
  /** A second process over the same database shares keys and folder with the first. */
  readonly beside?: TestEnv;
  readonly db?: Database;
}

const freshKey = (): string => randomBytes(32).toString('base64url');

export function freshKeyFile(): KeyFile {
  return { active: 'k1', master: { k1: freshKey() }, lookup: freshKey(), lmk: freshKey() };
}

export async function testEnv(database: TestDatabase, options: TestEnvOptions = {}): Promise<TestEnv> {
  const db = options.db ?? database.db;
  const clock = settableClock(options.now ?? '2026-11-23T10:00:00+08:00');
  const wall = settableClock(options.now ?? '2026-11-23T10:00:00+08:00');
  const crypto = options.beside?.crypto ?? makeCrypto(freshKeyFile());
  const folder = mkdtempSync(join(tmpdir(), 'kaitong-files-'));
  const log = pino({ level: 'silent' });
  const metrics = makeMetrics();
  const jobs =
    options.jobs === 'real'
      ? await openJobs({
          url: database.ownerUrl,
          role: APPLICATION_ROLE,
          db,
          log,
          ids,
          clock,
          subscriptions: SUBSCRIPTIONS,
          onFailed: (queue) => metrics.jobsFailed.inc({ queue }),
        })
      : recordedJobs(clock);
  return {
    clock,
    wall,
    ids,
    chance,
    timers,
    db,
    log,
    jobs,
    crypto,
    demo: true,
    files: options.beside?.files ?? makeFiles({ db, crypto, objects: createLocalStore(folder) }),
    metrics,
    enqueued: (queue) =>
      db.query('SELECT queue, data FROM testing.enqueued WHERE $1::text IS NULL OR queue = $1 ORDER BY seq', [
        queue ?? null,
      ]),
    emitted: (kind) =>
      db.query('SELECT kind, payload FROM platform.event WHERE $1::text IS NULL OR kind = $1 ORDER BY event_id', [
        kind ?? null,
      ]),
    async close() {
      await jobs.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The same rows in the same transaction, without a queue behind them: what would run is looked at instead of run. */
function recordedJobs(clock: SettableClock): Jobs {
  const enqueue: Jobs['enqueue'] = async (tx, queue, data) => {
    await tx.execute('INSERT INTO testing.enqueued (queue, data) VALUES ($1, $2)', [queue, JSON.stringify(data)]);
  };
  return {
    enqueue,
    retry: () => Promise.resolve(false),
    async enqueueMany(tx, queue, all) {
      await tx.execute('INSERT INTO testing.enqueued (queue, data) SELECT $1, d::jsonb FROM unnest($2::text[]) AS d', [
        queue,
        all.map((data) => JSON.stringify(data)),
      ]);
    },
    async emit(tx, event) {
      const eventId = ids.next('evt');
      await tx.execute(
        'INSERT INTO platform.event (event_id, at, kind, audience, payload) VALUES ($1, $2, $3, $4, $5)',
        [eventId, at(clock.now()), event.kind, event.audience, JSON.stringify(event.payload)],
      );
      for (const queue of SUBSCRIPTIONS[event.kind] ?? []) await enqueue(tx, queue, { ...event.payload, eventId });
    },
    waiting: () => Promise.resolve(0),
    startWorkers: () => Promise.resolve(),
    stop: () => Promise.resolve(),
  };
}
