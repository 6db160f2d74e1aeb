/** Jobs over the real queue: rows of the caller's transaction. */
import { Client } from 'pg';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { testDatabase, testEnv, type TestDatabase, type TestEnv } from '../../testing/database.ts';
import { queueStates, troubledJobs } from './jobs-view.ts';
import { withTx } from './postgres/database.ts';

let database: TestDatabase;
let env: TestEnv;
beforeAll(async () => {
  database = await testDatabase();
  env = await testEnv(database, { jobs: 'real' });
});
afterAll(async () => {
  await env.close();
  await database.close();
});

const waitingIn = async (queue: string): Promise<number> =>
  (
    await env.db.query<{ n: number }>(`SELECT count(*)::int AS n FROM jobs.job WHERE name = $1 AND state = 'created'`, [
      queue,
    ])
  )[0]?.n ?? 0;

it('a job exists exactly if the change that asked for it does', async () => {
  await expect(
    withTx(env, async (tx) => {
      await env.jobs.enqueue(tx, 'send-payout', { payoutId: 'p0' });
      throw new Error('no');
    }),
  ).rejects.toThrow('no');
  expect([await waitingIn('send-payout'), await env.jobs.waiting()]).toEqual([0, 0]);
  await withTx(env, (tx) => env.jobs.enqueue(tx, 'send-payout', { payoutId: 'p1' }));
  expect([await waitingIn('send-payout'), await env.jobs.waiting()]).toEqual([1, 1]);
});

it('an event is a row, a job for each subscriber, and nothing for a kind that nobody wants', async () => {
  await withTx(env, (tx) =>
    env.jobs.emit(tx, { kind: 'application.submitted', audience: ['console'], payload: { applicationId: 'app_1' } }),
  );
  await withTx(env, (tx) => env.jobs.emit(tx, { kind: 'nobody.cares', audience: ['console'], payload: {} }));
  expect(await waitingIn('evaluate-revision')).toBe(1);
  expect((await env.emitted()).map((event) => event.kind)).toEqual(['application.submitted', 'nobody.cares']);
});

it('every queue that an event or a due date names is installed and has a handler', async () => {
  const { jobHandlers, SUBSCRIPTIONS } = await import('../flows/jobs.ts');
  const handlers = Object.keys(jobHandlers({} as Parameters<typeof jobHandlers>[0]));
  for (const queue of Object.values(SUBSCRIPTIONS).flat()) expect(handlers).toContain(queue);
  const installed = await env.db.query<{ name: string }>('SELECT name FROM jobs.queue');
  for (const queue of handlers) expect(installed.map((row) => row.name)).toContain(queue);
});

it('a worker is handed each job once, and one that breaks is tried again', async () => {
  const seen: string[] = [];
  let tries = 0;
  const done = new Promise<void>((resolve) => {
    void env.jobs.startWorkers({
      'poll-payout': (data) => {
        if (data['payoutId'] === 'breaks' && (tries += 1) === 1) return Promise.reject(new Error('the bank is away'));
        seen.push(String(data['payoutId']));
        if (seen.length === 3) resolve();
        return Promise.resolve();
      },
    });
  });
  await withTx(env, async (tx) => {
    await env.jobs.enqueue(tx, 'poll-payout', { payoutId: 'a' });
    await env.jobs.enqueue(tx, 'poll-payout', { payoutId: 'breaks' }, { retryDelayS: 0 });
    await env.jobs.enqueue(tx, 'poll-payout', { payoutId: 'b' });
  });
  await done;
  expect([seen.sort(), tries]).toEqual([['a', 'b', 'breaks'], 2]);
  expect(await env.metrics.registry.getSingleMetricAsString('kaitong_jobs_failed_total')).toContain(
    'kaitong_jobs_failed_total{queue="poll-payout"} 1',
  );
});

it('what a worker had in hand when its process died goes to another within seconds, not after the quarter of an hour that a job may take', async () => {
  const owner = database.ownerUrl;
  const pool = new Client({ connectionString: owner });
  await pool.connect();
  await withTx(env, (tx) => env.jobs.enqueue(tx, 'match-arrival', { date: '2026-11-23' }, { retryDelayS: 0 }));
  // as the dead one left it: taken, and no sign of life for longer than a heart may stand still
  await pool.query(
    `UPDATE jobs.job SET state = 'active', started_on = now() - interval '12 s', heartbeat_on = now() - interval '12 s' WHERE name = 'match-arrival'`,
  );
  const { rows } = await pool.query<{ heartbeat: number }>(
    `SELECT heartbeat_seconds AS heartbeat FROM jobs.job WHERE name = 'match-arrival'`,
  );
  expect(rows).toEqual([{ heartbeat: 10 }]);
  await new Promise<void>((resolve) => {
    void env.jobs.startWorkers({ 'match-arrival': () => Promise.resolve(resolve()) });
  });
  await pool.end();
});

it('a job that was given up is shown with what it said, and is tried once more when somebody asks', async () => {
  await withTx(env, (tx) => env.jobs.enqueue(tx, 'send-message', { messageId: 'msg_1' }, { retryLimit: 0 }));
  let isAway = true;
  const done = new Promise<void>((resolve) => {
    void env.jobs.startWorkers({
      'send-message': () => {
        if (isAway) return Promise.reject(new Error('the centre is away'));
        resolve();
        return Promise.resolve();
      },
    });
  });
  const [given] = await vi.waitFor(async () => {
    const found = await troubledJobs(env.db, 'send-message');
    expect(found).toMatchObject([{ state: 'failed', error: 'Error: the centre is away', tries: 1, triesMax: 1 }]);
    return found;
  }, 10_000);
  expect(given?.data).toEqual({ messageId: 'msg_1' });
  expect((await queueStates(env.db)).find((one) => one.queue === 'send-message')).toMatchObject({ failed: 1 });
  isAway = false;
  expect(await env.jobs.retry('send-message', given?.jobId ?? '')).toBe(true);
  await done;
  expect(await env.jobs.retry('send-message', given?.jobId ?? '')).toBe(false);
});
