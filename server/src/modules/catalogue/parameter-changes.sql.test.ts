/** A policy parameter is changed by two people, from a day on, and every day before keeps what it had. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { civilDate } from '../../kernel/instant.ts';
import { testDatabase, testEnv, type TestDatabase, type TestEnv } from '../../../testing/database.ts';
import { deviceTerms, moveParameter, parameterChanges, parameterVersions, proposeParameter } from './index.ts';

const NAME = 'device.esign_pos.deposit_fen';
const [TODAY, NEXT] = [civilDate('2026-11-30'), civilDate('2026-12-01')];
let database: TestDatabase;
let env: TestEnv;

beforeAll(async () => {
  database = await testDatabase();
  env = await testEnv(database, { now: '2026-11-30T10:00:00+08:00' });
});
afterAll(async () => {
  await env.close();
  await database.close();
});

const propose = async (typed: string, effectiveFrom = NEXT): Promise<string> => {
  const done = await proposeParameter(env, { name: NAME, typed, effectiveFrom, reason: '新品定价会 11-28', by: 'a' });
  return done.refused ? done.refusal.code : done.value;
};
const move = async (changeId: string, event: 'approve' | 'refuse' | 'withdraw', by: string): Promise<string> => {
  const done = await moveParameter(env, { changeId, event, by, reason: '同意会议结论' });
  return done.refused ? done.refusal.code : done.value;
};
const deposit = async (on = NEXT) => (await deviceTerms(env.db, 'esign_pos', on)).depositFen;

describe('the deposit of a model', () => {
  it('stays as it is until another person has approved, and today keeps its value even then', async () => {
    const changeId = await propose('19900');
    expect([await deposit(), await move(changeId, 'approve', 'a')]).toEqual([
      9_900n,
      'catalogue.parameter_second_person',
    ]);
    expect(await move(changeId, 'approve', 'b')).toBe('approved');
    expect([await deposit(TODAY), await deposit()]).toEqual([9_900n, 19_900n]);
    const [latest] = (await parameterVersions(env.db)).filter((one) => one.name === NAME);
    expect(latest).toEqual({ name: NAME, effectiveFrom: NEXT, value: 19_900, unit: 'fen', source: '新品定价会 11-28' });
    expect((await parameterChanges(env.db))[0]).toMatchObject({ state: 'approved', decidedBy: 'b' });
  });

  it('is approved once, though two approve at the same moment', async () => {
    const day = civilDate('2026-12-05');
    const ids = [await propose('29900', day), await propose('39900', day)];
    const moved = await Promise.all(ids.map((changeId) => move(changeId, 'approve', 'b')));
    expect(moved.toSorted()).toEqual(['approved', 'catalogue.parameter_day_taken']);
  });

  it('is not changed by what was refused or taken back, and the database itself holds the two apart', async () => {
    const day = civilDate('2026-12-09');
    expect(await move(await propose('100', day), 'refuse', 'b')).toBe('refused');
    expect(await move(await propose('100', day), 'withdraw', 'a')).toBe('withdrawn');
    expect(await move('pch_none', 'approve', 'b')).toBe('catalogue.parameter_change_unknown');
    const changeId = await propose('100', day);
    await expect(
      env.db.execute(
        `UPDATE catalogue.parameter_change SET state = 'approved', decided_by = 'a', decided_at = proposed_at WHERE change_id = $1`,
        [changeId],
      ),
    ).rejects.toThrow(/four_eyes/);
  });
});
