import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testDatabase, testEnv, type TestDatabase, type TestEnv } from '../../../testing/database.ts';
import { civilDate } from '../../kernel/instant.ts';
import { accept } from '../../kernel/outcome.ts';
import { withTx } from '../../platform/postgres/database.ts';
import { applicantForPhone, applicantOf, consentsOf, openSession, sessionOf } from '../identity/index.ts';
import {
  addAgentPerson,
  agents,
  agentPublicKey,
  applicantOfFormCode,
  bookVisit,
  confirmFiling,
  createAgent,
  createBank,
  createOutlet,
  filingOf,
  filingsOf,
  grantFiling,
  issueCertificate,
  makeFormCode,
  mayWorkOn,
  moveFiling,
  openFiling,
  openReassignments,
  personOf,
  placeOfficer,
  signCertificate,
  suspendAgent,
  tickFace,
  tickOriginal,
  ticksOf,
  verifyCertificateFile,
  visitOf,
  type ChannelPerson,
} from './index.ts';

let database: TestDatabase;
let env: TestEnv;
let bankId: string;
let outletId: string;
let phones = 13_900_000_000;
const officer = (staffId: string): Promise<void> => placeOfficer(env, { staffId, bankId, outletId, name: staffId });
const must = async (staffId: string): Promise<ChannelPerson> => {
  const person = await personOf(env.db, staffId);
  if (person === undefined) throw new Error(`no person ${staffId}`);
  return person;
};

beforeAll(async () => {
  database = await testDatabase();
  env = await testEnv(database);
  bankId = await createBank(env, '虚构商业银行');
  outletId = await createOutlet(env, {
    bankId,
    name: '文三路支行',
    region: '330100',
    address: '文三路 1 号',
    phone: '0571-00000000',
  });
  for (const staffId of ['teller', 'supervisor']) await officer(staffId);
});
afterAll(async () => {
  await env.close();
  await database.close();
});

async function merchant(): Promise<string> {
  phones += 1;
  return applicantForPhone(env, String(phones));
}

async function agentWith(validTo: string, cities = ['330100']): Promise<{ agentId: string; staffId: string }> {
  const agentId = await createAgent(env, { name: '虚构服务商', phone: '0571-00000001', address: '某路' });
  await issueCertificate(env, { agentId, cities, validFrom: civilDate('2026-01-01'), validTo: civilDate(validTo) });
  const staffId = `rep_${agentId}`;
  await addAgentPerson(env, { staffId, agentId, name: '代表' });
  return { agentId, staffId };
}

async function filingBy(staffId: string, applicantId: string, consent: 'given' | 'awaited'): Promise<string> {
  const person = await must(staffId);
  const filingId = await withTx(env, (tx) => openFiling(env, tx, { applicantId, person, region: '330100' }));
  const filing = await filingOf(env.db, filingId);
  if (consent === 'given' && filing !== undefined)
    await withTx(env, (tx) => grantFiling(env, tx, { filing, applicationId: 'app_x', via: 'counter' }));
  return filingId;
}

const codeOf = async (work: Promise<{ refused: boolean; refusal?: { code: string } }>): Promise<string> =>
  (await work).refusal?.code ?? 'done';

describe('a filing', () => {
  it('S22: opens nothing before the merchant agrees, and then records which consents, and how', async () => {
    const applicantId = await merchant();
    const { staffId } = await agentWith('2027-01-01');
    const filingId = await filingBy(staffId, applicantId, 'awaited');
    const input = { staffId, filingId, intent: 'write' as const };
    expect(await codeOf(mayWorkOn(env, input))).toBe('channels.consent_awaited');
    const filing = await filingOf(env.db, filingId);
    await withTx(env, (tx) => grantFiling(env, tx, { filing: filing!, applicationId: 'app_1', via: 'own_phone' }));
    expect((await consentsOf(env.db, applicantId)).sort()).toEqual([
      'face',
      'id_images',
      'privacy',
      'third_party_check',
    ]);
    const given = await env.db.query<{ given_via: string }>(
      'SELECT DISTINCT given_via FROM identity.consent WHERE applicant_id = $1',
      [applicantId],
    );
    expect(given).toEqual([{ given_via: 'own_phone' }]);
    expect(await mayWorkOn(env, input)).toMatchObject({ value: { applicantId } });
  });

  it('at a counter records the consents with the filing they were given at, and none to measuring the face', async () => {
    const applicantId = await merchant();
    const filingId = await filingBy('teller', applicantId, 'given');
    const given = await env.db.query<{ kind: string; given_via: string }>(
      'SELECT kind, given_via FROM identity.consent WHERE applicant_id = $1 ORDER BY kind',
      [applicantId],
    );
    expect(given).toEqual(['id_images', 'privacy', 'third_party_check'].map((kind) => ({ kind, given_via: filingId })));
  });

  it('of another outlet answers like one that does not exist', async () => {
    const other = await createOutlet(env, {
      bankId,
      name: '别处支行',
      region: '330100',
      address: '某路',
      phone: '0571-0',
    });
    await placeOfficer(env, { staffId: 'stranger', bankId, outletId: other, name: '别人' });
    const filingId = await filingBy('teller', await merchant(), 'given');
    for (const filing of [filingId, 'fil_nothing'])
      expect(await codeOf(mayWorkOn(env, { staffId: 'stranger', filingId: filing, intent: 'read' }))).toBe(
        'channels.filing_unknown',
      );
    expect(await filingsOf(env.db, { outletId: other })).toEqual([]);
  });

  it('granted anew elsewhere ends the one before: one at a time works on an application', async () => {
    const applicantId = await merchant();
    const first = await filingBy('teller', applicantId, 'given');
    const second = await filingBy('teller', applicantId, 'given');
    expect((await filingOf(env.db, first))?.state).toBe('withdrawn');
    expect((await filingOf(env.db, second))?.state).toBe('open');
  });

  it('S24: is confirmed by a second officer, never by one who worked on it, and then the face counts as seen by both', async () => {
    const applicantId = await merchant();
    await env.db.execute(`UPDATE identity.applicant SET identity_state = 'id_confirmed' WHERE applicant_id = $1`, [
      applicantId,
    ]);
    const filingId = await filingBy('teller', applicantId, 'given');
    const work = { filingId, intent: 'write' as const };
    const filing = await mayWorkOn(env, { ...work, staffId: 'teller' });
    if (filing.refused) throw new Error('refused');
    await tickOriginal(env, {
      filing: filing.value,
      staffId: 'teller',
      item: 'identity_card',
      materials: ['a', 'b'],
      seen: true,
    });
    await tickFace(env, { filing: filing.value, staffId: 'teller', seen: true });
    expect(await ticksOf(env, filing.value)).toMatchObject([{ item: 'identity_card', tickedBy: 'teller' }]);
    await withTx(env, (tx) => moveFiling(env, tx, filing.value, { event: 'send', sentBy: 'teller' }));
    const hand = () => Promise.resolve(accept(true as const));
    expect(await codeOf(confirmFiling(env, { staffId: 'teller', filingId }, hand))).toBe('channels.same_officer');
    expect((await applicantOf(env, applicantId))?.identityState).toBe('id_confirmed');
    expect(await codeOf(confirmFiling(env, { staffId: 'supervisor', filingId }, hand))).toBe('done');
    expect((await applicantOf(env, applicantId))?.identityState).toBe('face_witnessed');
    expect((await filingOf(env.db, filingId))?.state).toBe('awaiting_merchant');
  });

  it('S24: a supervisor who helped to enter is no second officer either', async () => {
    const filingId = await filingBy('teller', await merchant(), 'given');
    const helped = await mayWorkOn(env, { staffId: 'supervisor', filingId, intent: 'write' });
    if (helped.refused) throw new Error('refused');
    await withTx(env, (tx) => moveFiling(env, tx, helped.value, { event: 'send', sentBy: 'teller' }));
    const hand = () => Promise.resolve(accept(true as const));
    expect(await codeOf(confirmFiling(env, { staffId: 'supervisor', filingId }, hand))).toBe('channels.same_officer');
  });
});

describe('an agent', () => {
  it('S23: with an expired certificate, or outside its cities, may neither work on a filing nor be booked', async () => {
    const expired = await agentWith('2026-11-22');
    const elsewhere = await agentWith('2027-01-01', ['110100']);
    for (const [who, code] of [
      [expired, 'channels.certificate_expired'],
      [elsewhere, 'channels.city_not_covered'],
    ] as const) {
      const filingId = await filingBy(who.staffId, await merchant(), 'given');
      expect(await codeOf(mayWorkOn(env, { staffId: who.staffId, filingId, intent: 'write' }))).toBe(code);
      const visit = {
        applicantId: await merchant(),
        agentId: who.agentId,
        region: '330100',
        address: '文三路',
        wantedDate: civilDate('2026-11-25'),
        slot: 'morning' as const,
      };
      expect(await codeOf(bookVisit(env, visit))).toBe(code);
    }
  });

  it('suspended: sessions end, filings stop, visits are cancelled, at once and in one transaction; each is passed on or given back', async () => {
    const from = await agentWith('2027-01-01');
    const to = await agentWith('2027-01-01');
    const token = await openSession(env, { audience: 'channel', subjectId: from.staffId, device: 'x' });
    const applicantId = await merchant();
    const filingId = await filingBy(from.staffId, applicantId, 'given');
    const visit = await bookVisit(env, {
      applicantId,
      agentId: from.agentId,
      region: '330100',
      address: '文三路 90 号',
      wantedDate: civilDate('2026-11-25'),
      slot: 'morning',
    });
    if (visit.refused) throw new Error('refused');
    const done = await suspendAgent(env, { agentId: from.agentId, reason: '投诉', by: 'op', toAgentId: to.agentId });
    expect(done).toMatchObject({ value: { stopped: 2 } });
    expect(await sessionOf(env, 'channel', token)).toBeUndefined();
    expect((await filingOf(env.db, filingId))?.state).toBe('stopped');
    expect((await visitOf(env, visit.value.visitId))?.state).toBe('cancelled');
    expect(await codeOf(mayWorkOn(env, { staffId: from.staffId, filingId, intent: 'read' }))).toBe(
      'channels.agent_suspended',
    );
    const open = await openReassignments(env, from.agentId);
    expect(open.map((one) => [one.applicantId, one.toAgent])).toEqual([
      [applicantId, to.agentId],
      [applicantId, to.agentId],
    ]);
    expect(await env.enqueued('reassign-agent-work')).toHaveLength(1);
    expect(await codeOf(suspendAgent(env, { agentId: from.agentId, reason: 'x', by: 'op' }))).toBe(
      'channels.agent_not_active',
    );
  });

  it('that may not act in the city is no successor: the merchant goes on alone', async () => {
    const from = await agentWith('2027-01-01');
    const to = await agentWith('2027-01-01', ['110100']);
    await filingBy(from.staffId, await merchant(), 'given');
    await suspendAgent(env, { agentId: from.agentId, reason: '投诉', by: 'op', toAgentId: to.agentId });
    expect((await openReassignments(env, from.agentId)).map((one) => one.toAgent)).toEqual([undefined]);
  });

  it('has a certificate file that holds under our key and under no other, and not when a letter is changed', async () => {
    const { agentId } = await agentWith('2027-01-01');
    const [agent] = await agents(env.db, agentId);
    if (agent?.certificates[0] === undefined) throw new Error('no certificate');
    const file = await signCertificate(env, { agent, certificate: agent.certificates[0], acquirer: '开通支付' });
    const { publicKeyPem } = await agentPublicKey(env);
    expect(verifyCertificateFile(file, publicKeyPem)).toBe(true);
    expect(
      verifyCertificateFile({ ...file, certificate: file.certificate.replace('330100', '110100') }, publicKeyPem),
    ).toBe(false);
    expect(verifyCertificateFile(file, 'no key')).toBe(false);
    expect(verifyCertificateFile(null, publicKeyPem)).toBe(false);
    const rows = await env.db.query<{ private_sealed: string }>('SELECT private_sealed FROM channels.signing_key');
    expect(rows[0]?.private_sealed).not.toContain('PRIVATE KEY');
  });
});

describe('the code of a printed form', () => {
  it('finds its person for seven days at that bank, forgives look-alikes, and stops with the next print', async () => {
    const applicantId = await merchant();
    const code = await makeFormCode(env, { applicantId, bankId, by: 'teller' });
    expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{8}$/);
    expect(await applicantOfFormCode(env, ` ${code.toLowerCase().replaceAll('0', 'o')} `, bankId)).toBe(applicantId);
    expect(await applicantOfFormCode(env, code, 'bnk_other')).toBeUndefined();
    const next = await makeFormCode(env, { applicantId, by: applicantId });
    expect(await applicantOfFormCode(env, code, bankId)).toBeUndefined();
    env.wall.pass(7 * 86_400_000 - 1);
    expect(await applicantOfFormCode(env, next, 'bnk_other')).toBe(applicantId);
    env.wall.pass(2);
    expect(await applicantOfFormCode(env, next, 'bnk_other')).toBeUndefined();
    env.wall.set('2026-11-23T10:00:00+08:00');
  });
});
