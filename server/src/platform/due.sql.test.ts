import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { testDatabase, testEnv, type TestDatabase, type TestEnv } from '../../testing/database.ts';
import { later, parseIso } from '../kernel/instant.ts';
import { cancelDue, nextDueAt, scheduleDue, scheduleDueOnce, sweepDue } from './due.ts';
import { Bug } from '../kernel/assert.ts';
import { one, refuseInsideTransaction, withTx, type Database } from './postgres/database.ts';

let database: TestDatabase;
let env: TestEnv;
let other: TestEnv;
let secondDb: Database;
beforeAll(async () => {
  database = await testDatabase();
  secondDb = database.secondPool(3);
});
afterAll(() => database.close());
beforeEach(async () => {
  env = await testEnv(database);
  other = await testEnv(database, { beside: env, db: secondDb });
  await env.db.execute('DELETE FROM platform.due');
  before = (await env.enqueued()).length;
  return async () => {
    await env.close();
    await other.close();
  };
});
let before = 0;
const handed = async () => (await env.enqueued()).slice(before).map((job) => [job.queue, job.data['key']]);
const plan = (kind: string, key: string, inMs: number) =>
  withTx(env, (tx) => scheduleDue(tx, { kind, key, at: later(env.clock.now(), inMs), data: { n: 1 } }));

describe('business due dates', () => {
  it('two sweepers at once hand each of three hundred rows to the queue once', async () => {
    await withTx(env, async (tx) => {
      for (let i = 0; i < 300; i += 1)
        await scheduleDue(tx, { kind: 'close-day', key: `d${i}`, at: later(env.clock.now(), -i) });
    });
    const moved = await Promise.all([sweepDue(env), sweepDue(other), sweepDue(env), sweepDue(other)]);
    expect(moved.reduce((a, b) => a + b, 0)).toBe(300);
    const keys = (await handed()).map(([, key]) => key);
    expect([keys.length, new Set(keys).size]).toEqual([300, 300]);
  });

  it('are handed over in the order in which they fell due, with their key and data', async () => {
    await plan('close-day', 'late', -1);
    await plan('settle-day', 'early', -100);
    await plan('import-clearing', 'middle', -50);
    expect(await sweepDue(env)).toBe(3);
    expect(await handed()).toEqual([
      ['settle-day', 'early'],
      ['import-clearing', 'middle'],
      ['close-day', 'late'],
    ]);
    expect((await env.enqueued()).at(-1)?.data).toMatchObject({ n: 1, key: 'late' });
  });

  it('wait for business time and for nothing else', async () => {
    await plan('close-day', 'k', 1_000);
    env.wall.pass(3_600_000);
    expect(await sweepDue(env)).toBe(0);
    env.clock.pass(999);
    expect(await sweepDue(env)).toBe(0);
    env.clock.pass(1);
    expect([await sweepDue(env), await sweepDue(env)]).toEqual([1, 0]);
  });

  it('asked for twice are one; cancelled ones never come; a later plan replaces the earlier, a careful one does not', async () => {
    await plan('send-payout', 'p', -1);
    await plan('send-payout', 'p', -1);
    await plan('send-payout', 'gone', -1);
    await withTx(env, (tx) => cancelDue(tx, 'send-payout', 'gone'));
    expect(await sweepDue(env)).toBe(1);
    await withTx(env, (tx) => scheduleDueOnce(tx, { kind: 'send-payout', key: 'p', at: env.clock.now() }));
    expect(await sweepDue(env)).toBe(0); // it has been handed over already
    await plan('send-payout', 'p', 0);
    expect(await sweepDue(env)).toBe(1);
  });

  it('that a broken transaction asked for never were', async () => {
    await expect(
      withTx(env, async (tx) => {
        await scheduleDue(tx, { kind: 'close-day', key: 'k', at: env.clock.now() });
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    expect(await sweepDue(env)).toBe(0);
  });

  it('tell the next instant at which the demo clock has to stop', async () => {
    await plan('close-day', 'a', 5_000);
    await plan('close-day', 'b', 2_000);
    expect(await nextDueAt(env, later(env.clock.now(), 10_000))).toBe(later(env.clock.now(), 2_000));
    expect(await nextDueAt(env, later(env.clock.now(), 1_999))).toBeUndefined();
  });
});

describe('a transaction', () => {
  it('is seen by nobody before its end and leaves nothing when it breaks', async () => {
    await withTx(env, async (tx) => {
      await tx.execute(`INSERT INTO platform.rate (bucket, window_start, count) VALUES ('tx', '2026-01-01', 1)`);
      expect(await other.db.query(`SELECT 1 FROM platform.rate WHERE bucket = 'tx'`)).toEqual([]);
    });
    expect(await other.db.query(`SELECT 1 FROM platform.rate WHERE bucket = 'tx'`)).toHaveLength(1);
  });

  it('has no other inside it, and no line to the outside world', async () => {
    await expect(withTx(env, () => withTx(env, () => Promise.resolve()))).rejects.toThrow(Bug);
    await expect(withTx(env, () => Promise.resolve(refuseInsideTransaction('the bank')))).rejects.toThrow(
      /the bank called while a transaction is open/,
    );
    expect(() => refuseInsideTransaction('the bank')).not.toThrow();
  });

  it('that two others block for ever is tried again and gets through', async () => {
    await env.db.execute(
      `INSERT INTO platform.rate (bucket, window_start, count) VALUES ('dl-a', '2026-01-01', 0), ('dl-b', '2026-01-01', 0)`,
    );
    const bump = (bucket: string) => `UPDATE platform.rate SET count = count + 1 WHERE bucket = '${bucket}'`;
    let meeting = 0;
    let meet = (): void => undefined;
    const both = new Promise<void>((resolve) => (meet = resolve));
    const crossing = (first: string, second: string) =>
      withTx(env, async (tx) => {
        await tx.execute(bump(first));
        meeting += 1;
        if (meeting === 2) meet();
        await both;
        await tx.execute(bump(second));
      });
    await Promise.all([crossing('dl-a', 'dl-b'), crossing('dl-b', 'dl-a')]);
    expect(await env.db.query(`SELECT count FROM platform.rate WHERE bucket LIKE 'dl-%'`)).toEqual([
      { count: 2 },
      { count: 2 },
    ]);
  });

  it('reads amounts as bigint, instants as milliseconds and days as text', async () => {
    const rows = await env.db.query(
      `SELECT 9007199254740993::bigint AS fen, '2026-11-23T02:00:00Z'::timestamptz AS at, '2026-11-23'::date AS day`,
    );
    expect(one(rows, 'row')).toEqual({
      fen: 9_007_199_254_740_993n,
      at: parseIso('2026-11-23T02:00:00Z'),
      day: '2026-11-23',
    });
  });
});
