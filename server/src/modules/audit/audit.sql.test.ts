import { Client } from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { testDatabase, testEnv, type TestDatabase, type TestEnv } from '../../../testing/database.ts';
import { civilDate, DAY_MS, HOUR_MS, SECOND_MS } from '../../kernel/instant.ts';
import {
  actsPage,
  auditHead,
  checkLinks,
  countActs,
  noteAct,
  sealActs,
  strayActs,
  type Act,
  type ActFilter,
} from './index.ts';

let database: TestDatabase;
let env: TestEnv;
let owner: Client;

beforeEach(async () => {
  database = await testDatabase();
  env = await testEnv(database);
  owner = new Client({ connectionString: database.ownerUrl });
  await owner.connect();
});
afterEach(async () => {
  await owner.end();
  await env.close();
  await database.close();
});

const ACT: Act = {
  app: 'console',
  staff: { staffId: 'stf_1', role: 'operator' },
  address: '10.1.2.3',
  device: 'Mac · Chrome',
  action: 'console.payouts.retry',
  object: { kind: 'payout', key: 'pay_1' },
  reason: undefined,
  code: undefined,
};
async function note(change: Partial<Act> = {}): Promise<void> {
  env.clock.pass(SECOND_MS);
  env.wall.pass(SECOND_MS);
  await noteAct(env, { ...ACT, ...change });
}
const ten = async (): Promise<void> => {
  for (let i = 0; i < 10; i += 1) await note({ object: { kind: 'payout', key: `pay_${i}` } });
};
const keys = async (filter: ActFilter): Promise<(string | null)[]> =>
  (await actsPage(env.db, { filter, limit: 50 })).map((one) => one.objectKey);
const faults = async () => (await checkLinks(env.db, { after: 0, limit: 100 })).faults;
/** What stands in the chain at that place. */
const sealedAt = async (seq: number): Promise<string> =>
  (await owner.query<{ entry_id: string }>('SELECT entry_id FROM audit.link WHERE seq = $1', [seq])).rows[0]
    ?.entry_id ?? '';

describe('the chain', () => {
  it('holds every row once and in order, and is sound', async () => {
    await ten();
    expect(await sealActs(env)).toBe(10);
    expect(await sealActs(env)).toBe(0);
    await note();
    expect(await sealActs(env)).toBe(1);
    expect(await faults()).toEqual([]);
    expect((await auditHead(env.db))?.seq).toBe(11);
  });

  it('is made once also where several seal at the same moment', async () => {
    await ten();
    await Promise.all(Array.from({ length: 5 }, () => sealActs(env)));
    await sealActs(env);
    const { rows } = await owner.query('SELECT count(*)::int AS n, count(DISTINCT entry_id)::int AS d FROM audit.link');
    expect(rows[0]).toEqual({ n: 10, d: 10 });
    expect(await faults()).toEqual([]);
  });

  it.each(['action', 'reason', 'staff_id', 'object_key', 'address', 'device', 'role', 'within'])(
    'names the row whose %s was altered, and no other',
    async (column) => {
      await ten();
      await sealActs(env);
      const entryId = await sealedAt(4);
      await owner.query(`UPDATE audit.entry SET ${column} = 'altered' WHERE entry_id = $1`, [entryId]);
      expect(await faults()).toEqual([{ kind: 'changed', seq: 4, entryId }]);
    },
  );

  it('names the row whose time or outcome was altered', async () => {
    await ten();
    await sealActs(env);
    await owner.query(`UPDATE audit.entry SET at = at - interval '1 hour' WHERE entry_id = $1`, [await sealedAt(2)]);
    await owner.query(`UPDATE audit.entry SET outcome = 'refused', code = 'x' WHERE entry_id = $1`, [
      await sealedAt(7),
    ]);
    expect((await faults()).map((one) => one.seq)).toEqual([2, 7]);
  });

  it('names the next row where somebody has put the digest right as well', async () => {
    await ten();
    await sealActs(env);
    await owner.query(`UPDATE audit.entry SET reason = 'altered' WHERE entry_id = $1`, [await sealedAt(4)]);
    await owner.query(
      `UPDATE audit.link l SET digest = audit.follow((SELECT digest FROM audit.link WHERE seq = 3), audit.entry_digest(e))
         FROM audit.entry e WHERE e.entry_id = l.entry_id AND l.seq = 4`,
    );
    expect((await faults()).map((one) => one.seq)).toEqual([5]);
  });

  it('names the row that was taken away, the place where links are gone, and the row that nobody sealed', async () => {
    await ten();
    await sealActs(env);
    const gone = await sealedAt(3);
    await owner.query('DELETE FROM audit.entry WHERE entry_id = $1', [gone]);
    expect(await faults()).toEqual([{ kind: 'missing', seq: 3, entryId: gone }]);
    await owner.query('DELETE FROM audit.link WHERE seq IN (3, 8)');
    expect((await faults()).map((one) => [one.seq, one.kind])).toEqual([
      [4, 'gap'],
      [9, 'gap'],
    ]);
    await owner.query(
      `INSERT INTO audit.entry (entry_id, at, wall_at, app, address, device, action, outcome)
       SELECT 'aud_0', at, wall_at - interval '9 days', app, address, device, action, outcome FROM audit.entry LIMIT 1`,
    );
    await sealActs(env);
    expect(await strayActs(env)).toEqual([{ kind: 'stray', seq: undefined, entryId: 'aud_0' }]);
  });

  it('is checked in stretches, each going on where the one before ended', async () => {
    await ten();
    await sealActs(env);
    const digest = (await auditHead(env.db))?.digest ?? '';
    await owner.query(`UPDATE audit.entry SET reason = 'altered' WHERE entry_id = $1`, [await sealedAt(5)]);
    const first = await checkLinks(env.db, { after: 0, limit: 4, expect: digest });
    expect([first.through, first.faults, first.knows]).toEqual([4, [], false]);
    const second = await checkLinks(env.db, { after: 4, limit: 10, expect: digest });
    expect([second.through, second.faults.map((one) => one.seq), second.knows]).toEqual([10, [5], true]);
  });

  it('is nothing that the application could write or change', async () => {
    await ten();
    await sealActs(env);
    for (const sql of [
      `UPDATE audit.entry SET reason = 'x'`,
      'DELETE FROM audit.entry',
      `UPDATE audit.link SET digest = 'x'`,
      `INSERT INTO audit.link SELECT 99, 'x', sealed_at, digest FROM audit.link LIMIT 1`,
    ])
      await expect(env.db.execute(sql)).rejects.toThrow(/permission denied/);
  });
});

describe('reading', () => {
  it('finds by who, by the beginning of an action in whole words, by object, day and outcome', async () => {
    await note({
      staff: { staffId: 'stf_2', role: 'reviewer' },
      action: 'console.cases.claim',
      object: { kind: 'case', key: 'a' },
    });
    await note({ action: 'console.cases_late.end', object: { kind: 'case', key: 'b', within: 'mer_1' } });
    await note({ object: { kind: 'merchant', key: 'mer_1' }, code: 'settlement.payout_not_waiting' });
    env.clock.pass(DAY_MS);
    await note({ object: { kind: 'payout', key: 'd' }, code: 'http.fault' });
    expect(await keys({ staffId: 'stf_2' })).toEqual(['a']);
    expect(await keys({ action: 'console.cases' })).toEqual(['a']);
    expect(await keys({ objects: ['mer_1'] })).toEqual(['mer_1', 'b']);
    expect(await keys({ outcome: 'refused' })).toEqual(['mer_1']);
    expect(await keys({ outcome: 'failed' })).toEqual(['d']);
    expect(await keys({ from: civilDate('2026-11-24') })).toEqual(['d']);
    expect(await keys({ to: civilDate('2026-11-23') })).toEqual(['mer_1', 'b', 'a']);
  });

  it('goes through pages by key: every row once, also while rows are added', async () => {
    await ten();
    const seen: (string | null)[] = [];
    let after: string | undefined;
    for (;;) {
      const page = await actsPage(env.db, { filter: {}, limit: 3, ...(after && { after }) });
      if (page.length === 0) break;
      seen.push(...page.map((one) => one.objectKey));
      after = page.at(-1)?.entryId;
      await note({ object: { kind: 'payout', key: 'new' } });
    }
    expect(seen).toEqual(Array.from({ length: 10 }, (_one, i) => `pay_${9 - i}`));
  });

  it('counts no further than it was asked to', async () => {
    await ten();
    expect(await countActs(env.db, { filter: {}, most: 4 })).toBe(4);
    expect(await countActs(env.db, { filter: { outcome: 'refused' }, most: 4 })).toBe(0);
  });

  it('keeps a reason without the numbers of persons', async () => {
    await note({ reason: '客户 13800001234 来电' });
    env.wall.pass(HOUR_MS);
    expect((await actsPage(env.db, { filter: {}, limit: 1 }))[0]?.reason).toBe('客户 ***34 来电');
  });
});
