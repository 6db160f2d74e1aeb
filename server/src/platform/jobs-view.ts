/** The queue as people see it: what waits, what has failed and why, what will be due; and one more try for what was given up. */
import { instant, type InstantMs } from '../kernel/instant.ts';
import { JOBS_SCHEMA, type JobData } from './jobs.ts';
import type { Sql } from './postgres/database.ts';

export interface QueueState {
  readonly queue: string;
  /** Due and not begun. */
  readonly waiting: number;
  /** To be tried later, or again. */
  readonly later: number;
  readonly active: number;
  /** Given up: nobody tries again by itself. */
  readonly failed: number;
  /** Since when the oldest waits that is due, by the wall clock. */
  readonly oldestAt: InstantMs | undefined;
}

const OUR_QUEUES = `name NOT LIKE '\\_\\_%'`;

/** Queues that have anything to show; by the index of jobs that live. */
export async function queueStates(sql: Sql): Promise<QueueState[]> {
  const rows = await sql.query<Omit<QueueState, 'oldestAt'> & { oldest: number | null }>(
    `SELECT name AS queue,
            count(*) FILTER (WHERE state IN ('created', 'retry') AND start_after <= now())::int AS waiting,
            count(*) FILTER (WHERE state IN ('created', 'retry') AND start_after > now())::int AS later,
            count(*) FILTER (WHERE state = 'active')::int AS active,
            count(*) FILTER (WHERE state = 'failed')::int AS failed,
            min(start_after) FILTER (WHERE state IN ('created', 'retry') AND start_after <= now()) AS oldest
       FROM ${JOBS_SCHEMA}.job WHERE state IN ('created', 'retry', 'active', 'failed') AND ${OUR_QUEUES}
      GROUP BY name ORDER BY failed DESC, waiting DESC, name`,
  );
  return rows.map(({ oldest, ...row }) => ({ ...row, oldestAt: oldest === null ? undefined : instant(oldest) }));
}

export interface TroubledJob {
  readonly jobId: string;
  readonly queue: string;
  readonly state: 'retry' | 'failed';
  readonly data: JobData;
  /** What the last try said. */
  readonly error: string;
  readonly tries: number;
  readonly triesMax: number;
  /** When it is tried again, or when it was given up, by the wall clock. */
  readonly at: InstantMs;
}

const TROUBLED_MAX = 100;
const ERROR_MAX = 500;

/** Jobs that failed at least once and are not done, those that were given up first; a hundred at most. */
export async function troubledJobs(sql: Sql, queue?: string): Promise<TroubledJob[]> {
  const rows = await sql.query<{
    id: string;
    name: string;
    state: 'retry' | 'failed';
    data: JobData | null;
    error: string | null;
    retry_count: number;
    retry_limit: number;
    at: number;
  }>(
    `SELECT id::text, name, state::text, data, output->>'message' AS error, retry_count, retry_limit,
            CASE state WHEN 'failed' THEN coalesce(completed_on, created_on) ELSE start_after END AS at
       FROM ${JOBS_SCHEMA}.job WHERE state IN ('retry', 'failed') AND ${OUR_QUEUES} AND ($1::text IS NULL OR name = $1)
      ORDER BY state DESC, at DESC LIMIT ${TROUBLED_MAX}`,
    [queue ?? null],
  );
  return rows.map((row) => ({
    jobId: row.id,
    queue: row.name,
    state: row.state,
    data: row.data ?? {},
    error: (row.error ?? '').slice(0, ERROR_MAX),
    tries: row.retry_count + 1,
    triesMax: row.retry_limit + 1,
    at: instant(row.at),
  }));
}

export interface ComingDue {
  readonly kind: string;
  readonly key: string;
  readonly at: InstantMs;
}

const COMING_MAX = 50;

/** What business time will bring next. */
export async function comingDue(sql: Sql): Promise<ComingDue[]> {
  const rows = await sql.query<{ kind: string; key: string; at: number }>(
    `SELECT kind, key, at FROM platform.due WHERE state = 'waiting' ORDER BY at, kind, key LIMIT ${COMING_MAX}`,
  );
  return rows.map((row) => ({ ...row, at: instant(row.at) }));
}
