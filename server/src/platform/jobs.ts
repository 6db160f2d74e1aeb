/**
 * Work due now, carried by pg-boss: a job is a row added in the caller's transaction, so it exists exactly if the change that
 * asked for it does. Events fan out to jobs here too. Business due dates are not jobs: see due.ts.
 */
import { PgBoss, type JobResult } from 'pg-boss';
import type { Logger } from 'pino';
import { at, type Database, type SqlValue, type Tx } from './postgres/database.ts';
import type { QueueInstaller } from './postgres/migrate.ts';
import { wallClock, type Ids, type BusinessClock } from './env.ts';
import { seldom } from './log.ts';

export const JOBS_SCHEMA = 'jobs';

/** A thing that happened: one row in platform.event and one job for each subscriber of its kind. */
export interface DomainEvent {
  readonly kind: string;
  /** Whom live pages watch: `applicant:<id>`, `merchant:<id>`, `console`. */
  readonly audience: readonly string[];
  readonly payload: Readonly<Record<string, string | number | boolean | null>>;
}

export type JobData = Readonly<Record<string, string | number | boolean | null>>;
export type JobHandler = (data: JobData) => Promise<void>;

export interface JobOptions {
  readonly priority?: number;
  /** Only one waiting job of this key at a time. */
  readonly singletonKey?: string;
  readonly retryLimit?: number;
  readonly retryDelayS?: number;
}

export interface Jobs {
  /** Adds a job inside the transaction. */
  enqueue(tx: Tx, queue: string, data: JobData, options?: JobOptions): Promise<void>;
  /** Adds one job for each of `data`, in one statement. */
  enqueueMany(tx: Tx, queue: string, data: readonly JobData[]): Promise<void>;
  /** Writes the event and the jobs of its subscribers inside the transaction; live pages hear of it after the commit. */
  emit(tx: Tx, event: DomainEvent): Promise<void>;
  /** Jobs neither done nor given up; the demo clock waits for zero before it moves on. */
  waiting(): Promise<number>;
  /** One more try, at once, for a job that was given up. @returns false where there is no such job, or it was not given up */
  retry(queue: string, jobId: string): Promise<boolean>;
  startWorkers(handlers: Readonly<Record<string, JobHandler>>): Promise<void>;
  stop(): Promise<void>;
}

/** kind of event -> queues that want it. */
export type Subscriptions = Readonly<Record<string, readonly string[]>>;

const RETRY_LIMIT = 8; // 2, 4, 8 … 300 s: about 12 minutes of a broken outside world before a person is asked
const RETRY_DELAY_S = 2;
const RETRY_DELAY_MAX_S = 300;

interface Parts {
  readonly url: string;
  readonly role: string;
  readonly db: Database;
  readonly log: Logger;
  readonly ids: Ids;
  readonly clock: BusinessClock;
  readonly subscriptions: Subscriptions;
  /** A run of this queue threw. */
  readonly onFailed: (queue: string) => void;
}

/**
 * A job whose process has died (kill -9, a machine that is gone) is given to another after this long without a sign of life; without it
 * the job would rest for the 15 minutes that any job may take. Ten is the least that the queue knows.
 */
const HEARTBEAT_S = 10;
/** How often it is looked for such jobs. */
const SUPERVISE_S = 5;
/** The same fault of the queue is told once in so long, with how often it came. */
const COMPLAIN_MS = 10_000;

export async function openJobs(parts: Parts): Promise<Jobs> {
  const boss = new PgBoss({
    connectionString: parts.url,
    options: `-c role=${parts.role}`,
    schema: JOBS_SCHEMA,
    migrate: false,
    createSchema: false,
    supervise: true,
    superviseIntervalSeconds: SUPERVISE_S,
    monitorIntervalSeconds: SUPERVISE_S,
    schedule: false,
    reindex: false,
    useListenNotify: true,
    max: 4,
    application_name: 'kaitong-jobs',
  });
  // eighty queues look twice a second: a database that is away for a minute would be ten thousand lines that say the same
  const complain = seldom(parts.log, { everyMs: COMPLAIN_MS, nowMs: () => wallClock.now() });
  boss.on('error', (error) => complain(String(error), 'job queue'));
  await boss.start();
  const inside = (tx: Tx) => ({
    executeSql: async (text: string, values?: unknown[]) => ({
      rows: await tx.query<never>(text, (values ?? []) as SqlValue[]),
    }),
  });
  const enqueue: Jobs['enqueue'] = async (tx, queue, data, options = {}) => {
    await boss.send(queue, data, {
      db: inside(tx),
      retryLimit: options.retryLimit ?? RETRY_LIMIT,
      retryDelay: options.retryDelayS ?? RETRY_DELAY_S,
      retryBackoff: true,
      retryDelayMax: RETRY_DELAY_MAX_S,
      ...(options.priority === undefined ? {} : { priority: options.priority }),
      ...(options.singletonKey === undefined ? {} : { singletonKey: options.singletonKey }),
    });
  };
  return {
    enqueue,
    async enqueueMany(tx, queue, all) {
      const retry = { retryLimit: RETRY_LIMIT, retryDelay: RETRY_DELAY_S, retryBackoff: true };
      const jobs = all.map((data) => ({ data, ...retry, retryDelayMax: RETRY_DELAY_MAX_S }));
      if (jobs.length > 0) await boss.insert(queue, jobs, { db: inside(tx) });
    },
    async emit(tx, event) {
      const eventId = parts.ids.next('evt');
      await tx.execute(
        'INSERT INTO platform.event (event_id, at, kind, audience, payload) VALUES ($1, $2, $3, $4, $5)',
        [eventId, at(parts.clock.now()), event.kind, event.audience, JSON.stringify(event.payload)],
      );
      for (const queue of parts.subscriptions[event.kind] ?? [])
        await enqueue(tx, queue, { ...event.payload, eventId });
      await tx.query('SELECT pg_notify($1, $2)', [
        'kaitong_event',
        JSON.stringify({ kind: event.kind, audience: event.audience, payload: event.payload }),
      ]);
    },
    async waiting() {
      const rows = await parts.db.query<{ n: number }>(
        `SELECT count(*)::int AS n FROM ${JOBS_SCHEMA}.job WHERE (state IN ('created', 'active') OR (state = 'retry' AND start_after <= now())) AND name NOT LIKE '\\_\\_%'`,
      );
      return rows[0]?.n ?? 0;
    },
    retry: (queue, jobId) => retryOnce(boss, parts.db, { queue, jobId }),
    startWorkers: (handlers) => startWorkers(boss, parts, handlers),
    stop: () => boss.stop({ graceful: true, timeout: 8_000 }),
  };
}

/** Asked of the queue itself, it would not say whether there was anything to try. */
async function retryOnce(boss: PgBoss, db: Database, of: { queue: string; jobId: string }): Promise<boolean> {
  const rows = await db.query<{ id: string }>(
    `SELECT id::text FROM ${JOBS_SCHEMA}.job WHERE name = $1 AND id::text = $2 AND state = 'failed'`,
    [of.queue, of.jobId],
  );
  if (rows.length > 0) await boss.retry(of.queue, of.jobId);
  return rows.length > 0;
}

/**
 * NOTIFY wakes a worker when a job is added, and once only: with the queue's default back-stop of 30 s the third job of a burst and
 * every retry waited half a minute. Workers therefore look twice a second whether NOTIFY came or not, and at once again while a
 * fetch comes back full: 120 applications at once took 30 s without that (4 a second), and take under 4 s with it.
 */
const WORK = {
  pollingIntervalSeconds: 0.5,
  notifyPollingIntervalSeconds: 0.5,
  batchSize: 4,
  burstWhenBatchFull: true,
  localConcurrency: 1,
  perJobResults: true,
} as const;

async function startWorkers(
  boss: PgBoss,
  { log, onFailed }: Pick<Parts, 'log' | 'onFailed'>,
  handlers: Readonly<Record<string, JobHandler>>,
): Promise<void> {
  for (const [queue, handler] of Object.entries(handlers)) {
    const carryOut = async (job: { id: string; data: JobData }): Promise<JobResult> => {
      try {
        await handler(job.data);
        return { id: job.id, status: 'completed' };
      } catch (error) {
        onFailed(queue);
        log.warn(
          { queue, jobId: job.id, error: String(error), stack: (error as Error).stack },
          'job failed; it will be tried again',
        );
        return { id: job.id, status: 'failed', output: { message: String(error) } };
      }
    };
    // one that fails or hangs is no reason for its neighbours to wait or to be done twice
    await boss.work<JobData>(queue, WORK, (jobs) => Promise.all(jobs.map(carryOut)));
  }
}

/** Installs pg-boss's tables and our queues as the owner. */
export async function openQueueInstaller(url: string): Promise<QueueInstaller> {
  const boss = new PgBoss({ connectionString: url, schema: JOBS_SCHEMA, supervise: false, schedule: false, max: 2 });
  boss.on('error', () => undefined);
  await boss.start();
  return {
    async ensure(queue) {
      const options = { notify: true, heartbeatSeconds: HEARTBEAT_S };
      if ((await boss.getQueue(queue)) === null) await boss.createQueue(queue, options);
      else await boss.updateQueue(queue, options);
    },
    close: () => boss.stop({ graceful: false }),
  };
}
