/** What happens at the door is written down, a new kind of device is told, and nobody fills another's log. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testDatabase, testEnv, type TestDatabase, type TestEnv } from '../../testing/database.ts';
import { must } from '../kernel/assert.ts';
import {
  applicantForPhone,
  endOtherSessions,
  forgetSignIns,
  requestCode,
  sessionsOf,
  signInsOf,
} from '../modules/identity/index.ts';
import type { World } from './ports.ts';
import { signInAtTheDoor } from './sign-in.ts';

const IPHONE = 'Mozilla/5.0 (iPhone) MicroMessenger/8.0';
const ANDROID = 'Mozilla/5.0 (Linux; Android 14) Chrome/131.0';
const WRONG_TRIES = 40;
const NOTED = 20;
const phone = '13900000777';
let database: TestDatabase;
let env: TestEnv;
let world: World;
let applicantId: string;

beforeAll(async () => {
  database = await testDatabase();
  env = await testEnv(database, { now: '2026-06-03T10:00:00+08:00' });
  world = { ...env } as unknown as World;
  applicantId = await applicantForPhone(env, phone);
});
afterAll(async () => {
  await env.close();
  await database.close();
});

let minutes = 0;
async function signIn(userAgent: string): Promise<string> {
  minutes += 5;
  env.wall.set(
    `2026-06-03T${String(10 + Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}:00+08:00`,
  );
  let code = '';
  await requestCode(world, {
    phone,
    purpose: 'sign_in',
    address: '203.0.113.9',
    lost: async () => false,
    send: async (_tx, made) => {
      code = made;
      return 'msg_test';
    },
  });
  const done = await signInAtTheDoor(world, { phone, code, userAgent, address: '203.0.113.9' });
  if (done.refused) throw new Error(done.refusal.code);
  return done.value.token;
}
const told = async (): Promise<number> =>
  must(
    (
      await env.db.query<{ n: number }>(
        `SELECT count(*)::int AS n FROM notifications.message WHERE purpose = 'security'`,
      )
    )[0],
    'count',
  ).n;

describe('at the door', () => {
  it('the first device is no news, the same again neither, another kind is told once', async () => {
    await signIn(IPHONE);
    await signIn(IPHONE);
    expect(await told()).toBe(0);
    await signIn(ANDROID);
    await signIn(ANDROID);
    expect(await told()).toBe(1);
    expect((await signInsOf(env.db, applicantId)).map((one) => [one.what, one.device, one.address])[0]).toEqual([
      'signed_in',
      'Android · Chrome',
      '203.0.113.*',
    ]);
  });

  it('sessions are listed, the one that asks first, and the others end from there', async () => {
    const token = await signIn(IPHONE);
    const before = await sessionsOf(env, { applicantId, token });
    expect(before.length).toBeGreaterThan(1);
    expect(before.map((one) => one.current)).toEqual([true, ...before.slice(1).map(() => false)]);
    expect(await endOtherSessions(env.db, { applicantId, token })).toBe(before.length - 1);
    expect(await sessionsOf(env, { applicantId, token })).toHaveLength(1);
  });

  it('wrong codes are written down, and no more of them a day than anybody can read', async () => {
    for (let turn = 0; turn < WRONG_TRIES; turn += 1) {
      await requestCodeQuietly();
      const done = await signInAtTheDoor(world, { phone, code: '000000', userAgent: ANDROID, address: '198.51.100.1' });
      expect(done.refused).toBe(true);
    }
    const rows = await env.db.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM identity.sign_in_log WHERE what IN ('wrong_code', 'locked')`,
    );
    expect(rows[0]?.n).toBe(NOTED);
  });

  it('what is older than the days that it is kept goes', async () => {
    expect(await forgetSignIns(env, 180)).toBe(0);
    env.wall.set('2027-06-03T10:00:00+08:00');
    expect(await forgetSignIns(env, 180)).toBeGreaterThan(NOTED);
    expect(await signInsOf(env.db, applicantId)).toEqual([]);
  });
});

/** A code is there to be guessed at; one that was asked for a moment ago will do. */
async function requestCodeQuietly(): Promise<void> {
  await requestCode(world, {
    phone,
    purpose: 'sign_in',
    address: '198.51.100.1',
    lost: async () => false,
    send: async () => 'msg_test',
  });
}
