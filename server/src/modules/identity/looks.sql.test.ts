/** Looks at a merchant's app: one a person, for a quarter of an hour, and never longer than the staff session behind it. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { testDatabase, testEnv, type TestDatabase, type TestEnv } from '../../../testing/database.ts';
import { SECOND_MS } from '../../kernel/instant.ts';
import {
  endLook,
  endSession,
  ensureStaff,
  LOOK_LIFE_MS,
  lookOf,
  looksOf,
  moveStaff,
  openLook,
  openSession,
} from './index.ts';

let database: TestDatabase;
let env: TestEnv;
let made = 0;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  env = await testEnv(database);
  return () => env.close();
});

async function person(): Promise<{ staffId: string; doorToken: string }> {
  const login = `look${(made += 1)}`;
  const password = 'a long enough password';
  const staffId = await ensureStaff(env, { login, displayName: `客服 ${login}`, password, role: 'hotline' });
  return { staffId, doorToken: await openSession(env, { audience: 'staff', subjectId: staffId, device: 'x' }) };
}
const look = (who: { staffId: string; doorToken: string }, applicantId = 'app_1') =>
  openLook(env, { ...who, applicantId, reason: '来电问结算' });

describe('a look', () => {
  it('opens one person’s app for fifteen minutes of the wall, not longer by being used', async () => {
    const who = await person();
    const opened = await look(who);
    expect(await lookOf(env, opened)).toMatchObject({ staffId: who.staffId, subjectId: 'app_1', reason: '来电问结算' });
    env.wall.pass(LOOK_LIFE_MS - SECOND_MS);
    expect(await lookOf(env, opened)).toBeDefined();
    env.wall.pass(SECOND_MS);
    expect(await lookOf(env, opened)).toBeUndefined();
    expect(LOOK_LIFE_MS).toBe(15 * 60 * SECOND_MS);
  });

  it('is opened by its own cookie and the number that the page names, both', async () => {
    const [one, other] = [await look(await person()), await look(await person())];
    expect(await lookOf(env, { lookId: one.lookId, token: other.token })).toBeUndefined();
  });

  it('ends the look that the same person had open, and nobody else’s', async () => {
    const [who, other] = [await person(), await person()];
    const [first, others] = [await look(who), await look(other)];
    const second = await look(who, 'app_2');
    expect(await lookOf(env, first)).toBeUndefined();
    expect(await lookOf(env, second)).toMatchObject({ subjectId: 'app_2' });
    expect(await lookOf(env, others)).toBeDefined();
    await endLook(env.db, who.staffId);
    expect(await lookOf(env, second)).toBeUndefined();
  });

  it('ends with the staff session that it was opened from', async () => {
    const who = await person();
    const opened = await look(who);
    await endSession(env, who.doorToken);
    expect(await lookOf(env, opened)).toBeUndefined();
  });

  it('ends with the suspension of whoever looks', async () => {
    const who = await person();
    const opened = await look(who);
    await moveStaff(env, { staffId: who.staffId, event: 'suspend', by: 'stf_other', reason: 'a test' });
    expect(await lookOf(env, opened)).toBeUndefined();
  });

  it('stays readable to the merchant, newest first, with name and reason, after it has ended', async () => {
    const who = await person();
    await look(who, 'app_read');
    env.wall.pass(SECOND_MS);
    const { lookId } = await look(who, 'app_read');
    await endLook(env.db, who.staffId);
    const looks = await looksOf(env.db, 'app_read');
    expect(looks).toHaveLength(2);
    expect(looks[0]).toMatchObject({ lookId, name: expect.stringContaining('客服') as string, reason: '来电问结算' });
  });
});
