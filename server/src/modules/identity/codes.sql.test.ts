import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { testDatabase, testEnv, type TestDatabase, type TestEnv } from '../../../testing/database.ts';
import { withTx } from '../../platform/postgres/database.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../kernel/instant.ts';
import {
  applicantByPhone,
  checkCode,
  ensureStaff,
  endSession,
  openSession,
  requestCode,
  sessionOf,
  endConsent,
  giveConsents,
  consentsOf,
  signInWithCode,
  staffSignIn,
} from './index.ts';

let database: TestDatabase;
let env: TestEnv;
let phones = 0;
let phone = '';
let sent: string[] = [];
let lost = new Set<string>();

beforeAll(async () => {
  database = await testDatabase({ poolMax: 12 });
});
afterAll(() => database.close());
beforeEach(async () => {
  env = await testEnv(database);
  phone = `138${String((phones += 1)).padStart(8, '0')}`;
  sent = [];
  lost = new Set();
  return () => env.close();
});

const request = (address = `10.0.0.${phones}`) =>
  requestCode(env, {
    phone,
    purpose: 'sign_in',
    address,
    send: (_tx, code) => {
      sent.push(code);
      return Promise.resolve(`msg_${sent.length}`);
    },
    lost: (messageId) => Promise.resolve(lost.has(messageId)),
  });
const check = async (code: string, purpose: 'sign_in' | 'sign_agreement' = 'sign_in'): Promise<string> => {
  const done = await checkCode(env, { phone, purpose, code });
  return done.refused ? done.refusal.code : 'right';
};
const wrong = (): string => `${(sent.at(-1) ?? '').slice(0, 5)}${(Number(sent.at(-1)?.[5]) + 1) % 10}`;

describe('a code by message', () => {
  it('has six digits, is right once, and lies in the database as a keyed hash', async () => {
    expect((await request()).refused).toBe(false);
    expect(sent[0]).toMatch(/^\d{6}$/);
    const rows = await env.db.query<{ whole: string }>('SELECT c::text AS whole FROM identity.phone_code c');
    for (const row of rows) for (const clear of [sent[0] ?? '', phone]) expect(row.whole).not.toContain(clear);
    expect([await check(sent[0] ?? ''), await check(sent[0] ?? '')]).toEqual(['right', 'identity.code_expired']);
  });

  it('may be asked for again at once when the message is known not to have arrived, and only once for that', async () => {
    await request();
    expect((await request()).refused).toBe(true);
    lost.add('msg_1');
    const again = await Promise.all([request(), request(), request()]);
    expect(again.filter((one) => !one.refused)).toHaveLength(1);
    expect(sent).toHaveLength(2);
  });

  it('takes five tries; the sixth is refused though it is right', async () => {
    await request();
    const answers: string[] = [];
    for (let i = 0; i < 5; i += 1) answers.push(await check(wrong()));
    expect(answers).toEqual(Array.from({ length: 5 }, () => 'identity.code_wrong'));
    expect(await check(sent[0] ?? '')).toBe('identity.code_tries_used');
  });

  it('guessed thirty times at once is tried five times', async () => {
    await request();
    const answers = await Promise.all(Array.from({ length: 30 }, () => check(wrong())));
    expect(answers.filter((one) => one === 'identity.code_wrong')).toHaveLength(5);
    expect(answers.filter((one) => one === 'identity.code_tries_used')).toHaveLength(25);
  });

  it('ends after five minutes of the wall', async () => {
    await request();
    env.wall.pass(5 * MINUTE_MS + 1);
    expect(await check(sent[0] ?? '')).toBe('identity.code_expired');
  });

  it('for signing in signs no agreement', async () => {
    await request();
    expect(await check(sent[0] ?? '', 'sign_agreement')).toBe('identity.code_expired');
    expect(await check(sent[0] ?? '')).toBe('right');
  });

  it('may be asked for again after sixty seconds, and then the earlier one is dead', async () => {
    await request();
    env.wall.pass(59_000);
    expect(await request()).toEqual({
      refused: true,
      refusal: { code: 'identity.code_too_soon', facts: { seconds: 1 } },
    });
    env.wall.pass(1_000);
    expect((await request()).refused).toBe(false);
    expect(sent).toHaveLength(2);
    if (sent[0] !== sent[1]) expect(await check(sent[0] ?? '')).toBe('identity.code_wrong');
    expect(await check(sent[1] ?? '')).toBe('right');
  });

  it('asked for by six taps at once is sent once', async () => {
    const answers = await Promise.all(Array.from({ length: 6 }, () => request()));
    expect(answers.filter((answer) => !answer.refused)).toHaveLength(1);
    expect(await check(sent.at(-1) ?? '')).toBe('right');
  });

  it('is sent ten times a day to one telephone and not an eleventh', async () => {
    env.wall.set('2026-11-25T08:00:00+08:00');
    for (let i = 0; i < 10; i += 1) {
      expect((await request(`10.1.${i}.1`)).refused).toBe(false);
      env.wall.pass(MINUTE_MS);
    }
    expect(await request()).toMatchObject({ refusal: { code: 'identity.code_limit' } });
    env.wall.pass(DAY_MS);
    expect((await request()).refused).toBe(false);
  });

  it('is not sent to what is no telephone', async () => {
    for (const text of ['', '12800138000', '1380013800', '138001380000', '+8613800138000']) {
      phone = text;
      expect(await request()).toEqual({ refused: true, refusal: { code: 'identity.phone_invalid' } });
    }
    expect(sent).toEqual([]);
  });
});

describe('signing in', () => {
  it('makes one applicant of one telephone, and finds them again', async () => {
    await request();
    const first = await signInWithCode(env, { phone, code: sent[0] ?? '', device: 'a', address: '' });
    env.wall.pass(MINUTE_MS);
    await request();
    const second = await signInWithCode(env, { phone, code: sent[1] ?? '', device: 'b', address: '' });
    expect(first.refused || second.refused).toBe(false);
    if (first.refused || second.refused) return;
    expect(second.value.applicantId).toBe(first.value.applicantId);
    expect(await applicantByPhone(env, phone)).toBe(first.value.applicantId);
    expect(second.value.token).not.toBe(first.value.token);
  });

  it('lasts a week of rest and thirty days at the most for an applicant; an hour of rest for staff', async () => {
    const token = await openSession(env, { audience: 'applicant', subjectId: 'apl_1', device: 'x' });
    for (let day = 0; day < 29; day += 6) {
      env.wall.pass(6 * DAY_MS);
      expect((await sessionOf(env, 'applicant', token)) === undefined).toBe(day >= 24);
    }
    const staff = await openSession(env, { audience: 'staff', subjectId: 'stf_1', device: 'x' });
    expect(await sessionOf(env, 'applicant', staff)).toBeUndefined(); // an audience's token opens no other door
    env.wall.pass(HOUR_MS);
    expect(await sessionOf(env, 'staff', staff)).toBeUndefined();
  });

  it('ended is ended, and no token lies in the database', async () => {
    const token = await openSession(env, { audience: 'applicant', subjectId: 'apl_1', device: 'x' });
    expect(await sessionOf(env, 'applicant', token)).toEqual({ audience: 'applicant', subjectId: 'apl_1' });
    const rows = await env.db.query<{ whole: string }>('SELECT s::text AS whole FROM identity.session s');
    expect(rows.some((row) => row.whole.includes(token))).toBe(false);
    await endSession(env, token);
    expect(await sessionOf(env, 'applicant', token)).toBeUndefined();
  });

  it('of staff: the wrong password and the unknown login sound alike, and the eleventh try in ten minutes is not made', async () => {
    await ensureStaff(env, { login: 'anna', displayName: '安娜', password: 'right password', role: 'reviewer' });
    const attempt = (login: string, password: string) => staffSignIn(env, { login, password, device: 'x' });
    expect(await attempt('anna', 'wrong')).toEqual(await attempt('nobody', 'wrong'));
    expect(await attempt('anna', 'right password')).toMatchObject({ refused: false, value: { role: 'reviewer' } });
    for (let i = 0; i < 8; i += 1) await attempt('anna', 'wrong');
    expect(await attempt('anna', 'right password')).toMatchObject({ refusal: { code: 'identity.sign_in_limit' } });
  });
});

describe('a consent', () => {
  it('is given by itself, withdrawn, and given again', async () => {
    const give = (kind: 'face' | 'privacy') =>
      withTx(env, (tx) =>
        giveConsents(env, tx, { applicantId: phone, kinds: [kind], textVersion: 'v1', via: 'own_phone' }),
      );
    const end = () => withTx(env, (tx) => endConsent(env, tx, { applicantId: phone, kind: 'face' }));
    expect(await end()).toBe(false);
    await give('face');
    expect(await consentsOf(env.db, phone)).toEqual(['face']);
    expect(await end()).toBe(true);
    expect(await consentsOf(env.db, phone)).toEqual([]);
    await give('face');
    await give('privacy');
    expect((await consentsOf(env.db, phone)).sort()).toEqual(['face', 'privacy']);
  });
});
