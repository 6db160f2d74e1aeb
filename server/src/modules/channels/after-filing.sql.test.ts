import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testDatabase, testEnv, type TestDatabase, type TestEnv } from '../../../testing/database.ts';
import { civilDate } from '../../kernel/instant.ts';
import { withTx } from '../../platform/postgres/database.ts';
import { applicantForPhone } from '../identity/index.ts';
import {
  agents,
  bookVisit,
  createAgent,
  finishHandover,
  handoverOf,
  issueCertificate,
  listReports,
  moveCertificate,
  moveReport,
  moveVisit,
  planHandover,
  reportIntermediary,
  resumeAgent,
  siteChecksOf,
  standingOf,
  suspendAgent,
  tickSiteCheck,
  visitOf,
} from './index.ts';

let database: TestDatabase;
let env: TestEnv;
let agentId: string;
beforeAll(async () => {
  database = await testDatabase();
  env = await testEnv(database);
  agentId = await createAgent(env, { name: '虚构服务商', phone: '0571-0', address: '某路' });
  const dates = { validFrom: civilDate('2026-01-01'), validTo: civilDate('2027-01-01') };
  await issueCertificate(env, { agentId, cities: ['330100'], ...dates });
});
afterAll(async () => {
  await env.close();
  await database.close();
});

const filing = { applicantId: 'apl_h', filingId: 'fil_h' };

describe('after the approval', () => {
  it('the way of the hand-over may change until the device is handed over, and never after', async () => {
    const morning = { way: 'installation', wantedDate: civilDate('2026-11-25'), slot: 'morning', by: 'stf' } as const;
    expect(await planHandover(env, filing, morning)).toBe(true);
    expect(await planHandover(env, filing, { way: 'outlet', by: 'stf' })).toBe(true);
    expect(await handoverOf(env, filing)).toMatchObject({ way: 'outlet', wantedDate: undefined, state: 'planned' });
    expect(await finishHandover(env, filing)).toBe(true);
    expect(await planHandover(env, filing, morning)).toBe(false);
    expect(await finishHandover(env, filing)).toBe(false);
  });
  it('each step on site is kept once with its time, and may be taken back', async () => {
    for (const item of ['power', 'power', 'network'] as const)
      await tickSiteCheck(env, filing, { item, done: true, by: 'rep' });
    await tickSiteCheck(env, filing, { item: 'network', done: false, by: 'rep' });
    expect((await siteChecksOf(env, filing)).map((one) => one.item)).toEqual(['power']);
  });
});

describe('a visit', () => {
  it('is accepted, checked in with place and photo, and finished; its address lies sealed; no step can be skipped', async () => {
    const applicantId = await applicantForPhone(env, '13900000101');
    const wanted = { wantedDate: civilDate('2026-11-25'), slot: 'morning' as const };
    const booked = await bookVisit(env, { applicantId, agentId, region: '330100', address: '文三路 90 号', ...wanted });
    if (booked.refused) throw new Error('refused');
    const { visitId } = booked.value;
    const step = async (event: 'accept' | 'check_in' | 'finish'): Promise<boolean> => {
      const visit = await visitOf(env, visitId);
      const checkIn = { latitude: 30.28, longitude: 120.12, accuracyM: 20, photoFileId: 'f' };
      return withTx(env, (tx) =>
        moveVisit(env, tx, visit!, { event, by: 'rep', ...(event === 'check_in' ? { checkIn } : {}) }),
      );
    };
    expect(await step('check_in')).toBe(false);
    expect([await step('accept'), await step('check_in'), await step('finish')]).toEqual([true, true, true]);
    expect(await visitOf(env, visitId)).toMatchObject({ state: 'done', checkIn: { latitude: 30.28, accuracyM: 20 } });
    const rows = await env.db.query<{ whole: string }>('SELECT v::text AS whole FROM channels.visit v');
    expect(rows[0]?.whole).not.toContain('文三路');
  });
  it('cannot be booked more than three times at once by one person', async () => {
    const applicantId = await applicantForPhone(env, '13900000102');
    const book = () =>
      bookVisit(env, {
        applicantId,
        agentId,
        region: '330100',
        address: '文三路 90 号',
        wantedDate: civilDate('2026-11-25'),
        slot: 'morning',
      });
    for (let i = 0; i < 3; i += 1) expect((await book()).refused).toBe(false);
    expect(await book()).toMatchObject({ refusal: { code: 'channels.visits_open' } });
  });
});

describe('an agent', () => {
  it('whose certificate was revoked stands nowhere, and a revoked certificate never comes back', async () => {
    const other = await createAgent(env, { name: '另一家', phone: '0571-1', address: '某路' });
    const dates = { validFrom: civilDate('2026-01-01'), validTo: civilDate('2027-01-01') };
    const { certificateId } = await issueCertificate(env, { agentId: other, cities: ['330100'], ...dates });
    expect((await standingOf(env, other, '330100')).refused).toBe(false);
    expect(await moveCertificate(env, { certificateId, event: 'suspend' })).toBe(true);
    expect((await standingOf(env, other, '330100')).refused).toBe(true);
    expect(await moveCertificate(env, { certificateId, event: 'revoke' })).toBe(true);
    expect(await moveCertificate(env, { certificateId, event: 'resume' })).toBe(false);
  });
  it('resumed acts again, and keeps nothing of the reason it was stopped for', async () => {
    await suspendAgent(env, { agentId, reason: '核查', by: 'op' });
    expect((await standingOf(env, agentId, '330100')).refused).toBe(true);
    await resumeAgent(env, { agentId, by: 'op' });
    expect((await standingOf(env, agentId, '330100')).refused).toBe(false);
    expect((await agents(env.db, agentId))[0]?.stateReason).toBeUndefined();
  });
});

describe('a report of an intermediary', () => {
  it('is kept sealed, read by the operator, looked at and closed once', async () => {
    const reportId = await reportIntermediary(env, { about: '某人', text: '电话里索要验证码', phone: '13900000103' });
    const rows = await env.db.query<{ whole: string }>('SELECT r::text AS whole FROM channels.intermediary_report r');
    for (const clear of ['索要验证码', '13900000103']) expect(rows[0]?.whole).not.toContain(clear);
    expect(await listReports(env)).toMatchObject([{ reportId, text: '电话里索要验证码', state: 'new' }]);
    const move = (event: 'look' | 'close') => moveReport(env, { reportId, event, by: 'op' });
    expect([await move('look'), await move('look'), await move('close'), await move('close')]).toEqual([
      true,
      false,
      true,
      false,
    ]);
  });
});
