import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { testDatabase, testEnv, type TestDatabase, type TestEnv } from '../../../testing/database.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../kernel/instant.ts';
import {
  applicantForPhone,
  endHandOff,
  endSession,
  handOffsOf,
  makeHandOff,
  openSession,
  redeemHandOff,
  sessionOf,
} from './index.ts';

const PHONE = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X)';
const INVALID = { refused: true, refusal: { code: 'identity.hand_off_invalid' } };
let database: TestDatabase;
let env: TestEnv;
let people = 0;
let applicantId = '';
let desktop = '';

beforeAll(async () => {
  database = await testDatabase({ poolMax: 12 });
});
afterAll(() => database.close());
beforeEach(async () => {
  env = await testEnv(database);
  ({ applicantId, desktop } = await newPerson());
  return () => env.close();
});

async function newPerson(): Promise<{ applicantId: string; desktop: string }> {
  const person = await applicantForPhone(env, `139${String((people += 1)).padStart(8, '0')}`);
  const session = { audience: 'applicant', subjectId: person, device: 'desktop' } as const;
  return { applicantId: person, desktop: await openSession(env, session) };
}

async function make(step: 'identity' | 'scene' = 'identity'): Promise<{ handOffId: string; token: string }> {
  const made = await makeHandOff(env, { applicantId, sessionToken: desktop, step });
  if (made.refused) throw new Error(made.refusal.code);
  return made.value;
}
const redeem = (token: string, signedInAs?: string) => redeemHandOff(env, { token, device: PHONE, signedInAs });
const listed = () => handOffsOf(env, { applicantId, sessionToken: desktop });

describe('a code for the phone', () => {
  it('signs the phone in as the same person at that step, with the life of any sign-in', async () => {
    const { token } = await make('scene');
    const done = await redeem(token);
    if (done.refused) throw new Error(done.refusal.code);
    expect(done.value).toMatchObject({ applicantId, step: 'scene' });
    const session = { audience: 'applicant', subjectId: applicantId };
    expect(await sessionOf(env, 'applicant', done.value.sessionToken)).toEqual(session);
    env.wall.pass(7 * DAY_MS);
    expect(await sessionOf(env, 'applicant', done.value.sessionToken)).toBeUndefined();
  });

  it('opened by twelve phones at the same moment opens one', async () => {
    const { token } = await make();
    const answers = await Promise.all(Array.from({ length: 12 }, () => redeem(token)));
    expect(answers.filter((one) => !one.refused)).toHaveLength(1);
    expect(answers.filter((one) => one.refused)).toEqual(Array.from({ length: 11 }, () => INVALID));
    const sessions = await env.db.query('SELECT 1 FROM identity.session WHERE subject_id = $1 AND device = $2', [
      applicantId,
      PHONE,
    ]);
    expect(sessions).toHaveLength(1);
  });

  it('lives for three minutes of the wall', async () => {
    const { token } = await make();
    env.wall.pass(3 * MINUTE_MS - 1);
    const second = await make();
    env.wall.pass(3 * MINUTE_MS);
    expect(await redeem(token)).toEqual(INVALID); // also replaced
    expect(await redeem(second.token)).toEqual(INVALID);
    expect(await listed()).toEqual([]);
    const third = await make();
    env.wall.pass(3 * MINUTE_MS - 1);
    expect((await redeem(third.token)).refused).toBe(false);
  });

  it('is dead once the next is made, once it is taken back, and once its desktop has signed out', async () => {
    const first = await make();
    const second = await make();
    expect(await redeem(first.token)).toEqual(INVALID);
    expect((await endHandOff(env, { applicantId, handOffId: second.handOffId })).refused).toBe(false);
    expect(await redeem(second.token)).toEqual(INVALID);
    const third = await make();
    await endSession(env, desktop);
    expect(await redeem(third.token)).toEqual(INVALID);
  });

  it('does not move a phone into it that somebody else is signed in on, and is not spent by that', async () => {
    const { token } = await make();
    const other = await newPerson();
    expect(await redeem(token, other.applicantId)).toEqual(INVALID);
    expect(await redeem('x'.repeat(500))).toEqual(INVALID);
    expect(await redeem('unknown')).toEqual(INVALID);
    expect((await redeem(token, applicantId)).refused).toBe(false);
  });

  it('asked for by eight tabs at once waits once', async () => {
    await Promise.all(Array.from({ length: 8 }, () => make()));
    expect((await listed()).map((one) => one.state)).toEqual(['waiting']);
  });

  it('may be made thirty times an hour', async () => {
    env.wall.set('2026-11-25T08:00:00+08:00');
    for (let i = 0; i < 30; i += 1) await make();
    expect(await makeHandOff(env, { applicantId, sessionToken: desktop, step: 'identity' })).toMatchObject({
      refusal: { code: 'identity.hand_off_limit', facts: { seconds: 3600 } },
    });
    const other = await newPerson(); // each person has their own count
    expect(
      (await makeHandOff(env, { applicantId: other.applicantId, sessionToken: other.desktop, step: 'face' })).refused,
    ).toBe(false);
    env.wall.pass(HOUR_MS);
    expect((await make()).token).not.toBe('');
  });

  it('lies in the database as a hash', async () => {
    const { token } = await make();
    expect(Buffer.from(token, 'base64url')).toHaveLength(32);
    const rows = await env.db.query<{ whole: string }>('SELECT h::text AS whole FROM identity.hand_off h');
    expect(rows.some((row) => row.whole.includes(token) || row.whole.includes(desktop))).toBe(false);
  });

  it('opens nothing but the steps that want a camera, whoever asks the table', async () => {
    await expect(
      env.db.execute(
        `INSERT INTO identity.hand_off (applicant_id, hand_off_id, token_hash, step, state, made_in, made_at, expires_at)
         VALUES ('apl_x', 'hnd_x', 'x', 'review', 'withdrawn', 'x', '2026-01-01', '2026-01-01')`,
      ),
    ).rejects.toThrow(/hand_off_step_check/);
  });
});

describe('a phone that was opened', () => {
  it('is named to the desktop, and to itself as being itself', async () => {
    const { token, handOffId } = await make();
    expect(await listed()).toMatchObject([{ handOffId, state: 'waiting', device: undefined, here: false }]);
    const done = await redeem(token);
    if (done.refused) throw new Error(done.refusal.code);
    expect(await listed()).toMatchObject([{ handOffId, state: 'opened', device: PHONE, here: false }]);
    const phone = await handOffsOf(env, { applicantId, sessionToken: done.value.sessionToken });
    expect(phone).toMatchObject([{ handOffId, here: true }]);
    const told = (await env.emitted('hand_off.moved')).filter((one) => one.payload['handOffId'] === handOffId);
    expect(told.map((one) => one.payload['state'])).toEqual(['waiting', 'opened']);
  });

  it('is signed out by the desktop, once, and by nobody else’s desktop', async () => {
    const { token, handOffId } = await make();
    const done = await redeem(token);
    if (done.refused) throw new Error(done.refusal.code);
    const other = await newPerson();
    const unknown = { refused: true, refusal: { code: 'identity.hand_off_unknown' } };
    expect(await endHandOff(env, { applicantId: other.applicantId, handOffId })).toEqual(unknown);
    expect(await sessionOf(env, 'applicant', done.value.sessionToken)).toBeDefined();
    expect((await endHandOff(env, { applicantId, handOffId })).refused).toBe(false);
    expect(await sessionOf(env, 'applicant', done.value.sessionToken)).toBeUndefined();
    expect(await sessionOf(env, 'applicant', desktop)).toBeDefined();
    expect(await endHandOff(env, { applicantId, handOffId })).toEqual(unknown);
    expect(await listed()).toEqual([]);
  });

  it('that signed out by itself is listed no more', async () => {
    const done = await redeem((await make()).token);
    if (done.refused) throw new Error(done.refusal.code);
    await endSession(env, done.value.sessionToken);
    expect(await listed()).toEqual([]);
  });
});
