/**
 * Business due dates: rows that say "at this business instant, this work". The sweep moves a due row to the job queue in one
 * transaction, so nothing is due twice and nothing is lost; the demo clock can therefore jump days and every step in between
 * still happens, in order.
 */
import { instant, type InstantMs } from '../kernel/instant.ts';
import type { Env } from './env.ts';
import type { JobData } from './jobs.ts';
import { at, withTx, type Sql, type Tx } from './postgres/database.ts';

export interface Due {
  /** Name of the job queue that does the work. */
  readonly kind: string;
  /** What it is about; (kind, key) is unique, so asking twice is asking once. */
  readonly key: string;
  readonly at: InstantMs;
  readonly data?: JobData;
}

export async function scheduleDue(tx: Tx, due: Due): Promise<void> {
  await tx.execute(
    `INSERT INTO platform.due (kind, key, at, data, state) VALUES ($1, $2, $3, $4, 'waiting')
     ON CONFLICT (kind, key) DO UPDATE SET at = excluded.at, data = excluded.data, state = 'waiting'`,
    [due.kind, due.key, at(due.at), JSON.stringify(due.data ?? {})],
  );
}

/** Like scheduleDue, but leaves a row of this kind and key alone, whatever its state. */
export async function scheduleDueOnce(tx: Tx, due: Due): Promise<void> {
  await tx.execute(
    `INSERT INTO platform.due (kind, key, at, data, state) VALUES ($1, $2, $3, $4, 'waiting') ON CONFLICT (kind, key) DO NOTHING`,
    [due.kind, due.key, at(due.at), JSON.stringify(due.data ?? {})],
  );
}

export async function cancelDue(tx: Tx, kind: string, key: string): Promise<void> {
  await tx.execute(`UPDATE platform.due SET state = 'cancelled' WHERE kind = $1 AND key = $2 AND state = 'waiting'`, [
    kind,
    key,
  ]);
}

const SWEEP_ROWS_MAX = 50;

/** Hands everything that is due to the job queue, earliest first. Returns how many rows it moved. Safe to run in many processes. */
export async function sweepDue(env: Env): Promise<number> {
  let moved = 0;
  for (;;) {
    const count = await withTx(env, async (tx) => {
      const rows = await tx.query<{ kind: string; key: string; data: JobData; at: number }>(
        `SELECT kind, key, data, at FROM platform.due WHERE state = 'waiting' AND at <= $1
          ORDER BY at, kind, key LIMIT ${SWEEP_ROWS_MAX} FOR UPDATE SKIP LOCKED`,
        [at(env.clock.now())],
      );
      for (const row of rows) {
        await tx.execute(`UPDATE platform.due SET state = 'handed' WHERE kind = $1 AND key = $2`, [row.kind, row.key]);
        await env.jobs.enqueue(tx, row.kind, { ...row.data, key: row.key, dueAt: row.at });
      }
      return rows.length;
    });
    moved += count;
    if (count < SWEEP_ROWS_MAX) return moved;
  }
}

/** When a row waits to be due; undefined where it does not. */
export async function dueAt(sql: Sql, kind: string, key: string): Promise<InstantMs | undefined> {
  const rows = await sql.query<{ at: number }>(
    `SELECT at FROM platform.due WHERE kind = $1 AND key = $2 AND state = 'waiting'`,
    [kind, key],
  );
  return rows[0] === undefined ? undefined : instant(rows[0].at);
}

/** The next business instant at which something is due, up to `until`. */
export async function nextDueAt(env: Env, until: InstantMs): Promise<InstantMs | undefined> {
  const rows = await env.db.query<{ at: number | null }>(
    `SELECT min(at) AS at FROM platform.due WHERE state = 'waiting' AND at <= $1`,
    [at(until)],
  );
  const next = rows[0]?.at;
  return next === null || next === undefined ? undefined : instant(next);
}
