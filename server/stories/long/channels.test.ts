/** The two channels beside the online one, on a whole system: a bank's counter with its second officer, and a registered agent. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CallProblem, createClient } from '@kaitong/client';
import { contract, type Route, type RouteKey } from '@kaitong/client/contract';
import { OwnSystem, until, Walker } from '../../src/entry/journey.ts';
import { AtWork, Desk } from '../desks.ts';
import { dateInShanghai, instant } from '../../src/kernel/instant.ts';

let system: OwnSystem;
let merchant: Walker;

beforeAll(async () => {
  system = await OwnSystem.create();
  await system.start();
  merchant = new Walker(system.url, 'lin');
  await merchant.ready();
}, 60_000);
afterAll(() => system.remove());

async function codeOf(work: Promise<unknown>): Promise<string> {
  const problem = await work.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (problem === undefined) return 'done';
  if (!(problem instanceof CallProblem)) throw problem;
  return problem.problem.code;
}

/** The newest message that fits, once there are more than `seen`. */
async function textOn(walker: Walker, pattern: RegExp): Promise<string> {
  return until(`a message like ${String(pattern)}`, async () => {
    const found = (await walker.messages()).map((one) => pattern.exec(one.text)).find((one) => one !== null);
    return found === undefined ? undefined : (found[1] ?? found[0]);
  });
}

describe('a filing at a bank’s counter', () => {
  let teller: Desk;
  let supervisor: Desk;
  let filingId: string;
  const params = (): { filingId: string } => ({ filingId });

  it('opens nothing before the merchant’s code, and the message names bank, outlet and purpose', async () => {
    teller = await new Desk(system.url).signIn('counter', 'teller');
    supervisor = await new Desk(system.url).signIn('counter', 'supervisor');
    const opened = await teller.client.call('POST /api/counter/filings', { body: { phone: merchant.person.phone } });
    ({ filingId } = opened);
    const desk = new AtWork(teller, 'lin', filingId);
    expect(await codeOf(desk.client.call('GET /api/applicant/me'))).toBe('channels.consent_awaited');
    const code = await textOn(merchant, /青杉银行杭州文三路支行.*验证码 (\d{6})/);
    expect(
      await codeOf(
        teller.client.call('POST /api/counter/filings/:filingId/consent', {
          params: params(),
          body: { code: '000000' },
        }),
      ),
    ).toBe('identity.code_wrong');
    await teller.client.call('POST /api/counter/filings/:filingId/consent', { params: params(), body: { code } });
    expect((await desk.client.call('GET /api/applicant/me')).consents.sort()).toEqual([
      'id_images',
      'privacy',
      'third_party_check',
    ]);
  });

  it('is filled in by the merchant’s own routes; consents, signing and live events stay closed', async () => {
    const desk = new AtWork(teller, 'lin', filingId);
    await desk.showIdentityCard();
    const version = await desk.fillApplication();
    expect(await codeOf(desk.submit(version))).toBe('identity.not_allowed');
    const consent = desk.client.call('PUT /api/applicant/consents/:kind', {
      params: { kind: 'face' },
      body: { given: true, textVersion: '2026-11' },
    });
    expect(await codeOf(consent)).toBe('identity.not_allowed');
    const stranger = new AtWork(await new Desk(system.url).signIn('agent', 'agent_rep'), 'lin', filingId);
    expect(await codeOf(stranger.client.call('GET /api/applicant/me'))).toBe('http.not_found');
  });

  it('goes to the second officer only with every original ticked and the face seen', async () => {
    const send = (): Promise<unknown> =>
      teller.client.call('POST /api/counter/filings/:filingId/send', { params: params() });
    expect(await codeOf(send())).toBe('channels.originals_open');
    for (const item of ['identity_card', 'bank_card'] as const)
      await teller.client.call('PUT /api/counter/filings/:filingId/originals/:item', {
        params: { filingId, item },
        body: { seen: true },
      });
    expect(await codeOf(send())).toBe('channels.face_not_witnessed');
    await teller.client.call('PUT /api/counter/filings/:filingId/face', { params: params(), body: { seen: true } });
    await new AtWork(teller, 'lin', filingId).handIn('bank_card', 'lin-bank-card-debit');
    expect(await codeOf(send()), 'a photo taken anew wants a new tick').toBe('channels.originals_open');
    await teller.client.call('PUT /api/counter/filings/:filingId/originals/:item', {
      params: { filingId, item: 'bank_card' },
      body: { seen: true },
    });
    await send();
  });

  it('S24: is confirmed by a second officer, never by the one who entered it; then the merchant signs, and only then it is filed', async () => {
    const confirm = (desk: Desk): Promise<unknown> =>
      desk.client.call('POST /api/counter/filings/:filingId/confirm', { params: params() });
    expect(await codeOf(confirm(teller))).toBe('identity.not_allowed');
    const readOnly = new AtWork(supervisor, 'lin', filingId);
    expect((await readOnly.client.call('GET /api/applicant/application')).draft.kind).toBe('individual');
    expect(await codeOf(readOnly.fillApplication())).toBe('channels.filing_not_open');
    await confirm(supervisor);
    await textOn(merchant, /未经您本人签署不会提交/);
    await merchant.register();
    const application = await merchant.client.call('GET /api/applicant/application');
    expect(application.state).toBe('pending_signature');
    await merchant.submit(application.draftVersion);
    await until('the filing to be filed', async () => {
      const { filing } = await teller.client.call('GET /api/counter/filings/:filingId', { params: params() });
      return filing.state === 'filed' ? true : undefined;
    });
    expect(await codeOf(new AtWork(teller, 'lin', filingId).client.call('GET /api/applicant/me'))).toBe(
      'channels.filing_not_open',
    );
  });

  it('once approved is handed out at the outlet: no parcel, no code before that, then the code on the merchant’s own phone', async () => {
    expect(await merchant.decided()).toBe('approved');
    expect((await merchant.client.call('GET /api/applicant/application')).channel).toBe('counter');
    await textOn(merchant, /到受理网点领取机具/);
    const atDesk = await fetch(`${system.url}/api/demo/world/sms-centre/messages?to=13900000031`);
    expect(await atDesk.text()).toContain('已通过审核，请在柜面或代理商端安排交机');
    const { rows } = await until('the merchant and the device', async () => {
      const found = await merchant.client.call('GET /api/merchant/devices').catch(() => undefined);
      return found !== undefined && found.rows.length > 0 ? found : undefined;
    });
    expect(rows[0]).toMatchObject({ deviceState: 'allocated', state: 'pending_activation' });
    expect((await merchant.messages()).some((one) => one.text.includes('激活码 '))).toBe(false);
    const handOver = () =>
      teller.client.call('POST /api/counter/filings/:filingId/handover/done', { params: params() });
    expect(await codeOf(handOver()), 'it has to be planned first').toBe('channels.handover_not_now');
    await teller.client.call('PUT /api/counter/filings/:filingId/handover', {
      params: params(),
      body: { way: 'outlet' },
    });
    await handOver();
    expect(await merchant.activationCode()).toMatch(/^\d{12}$/);
    expect(await codeOf(handOver()), 'twice').toBe('channels.handover_not_now');
    const after = await merchant.client.call('GET /api/merchant/devices');
    expect(after.rows[0]).toMatchObject({ deviceState: 'delivered' });
  });

  it('is on the outlet’s list of the day with a masked name', async () => {
    // the day of the calendar, not the business day: that one has turned at 23:00
    const { now } = await teller.client.call('GET /api/public/status');
    const date = dateInShanghai(instant(Date.parse(now)));
    const daily = await teller.client.call('GET /api/counter/daily', { query: { date } });
    expect(daily.counts).toEqual({ filed: 1 });
    expect(daily.rows[0]?.name).toMatch(/^.\*+$/);
  });
});

describe('permissions', () => {
  it('every route of the channels lets in exactly the people of its own app, and staff of the acquirer not at all', async () => {
    const routes = (Object.entries(contract) as [RouteKey, Route][]).filter(
      ([key, { guard, query }]) =>
        guard.kind === 'channel' && key.startsWith('GET') && !key.includes(':') && query === undefined,
    );
    expect(routes.length).toBeGreaterThan(5);
    const desks = {
      counter: await new Desk(system.url).signIn('counter', 'teller'),
      agent: await new Desk(system.url).signIn('agent', 'agent_rep'),
    };
    const operator = await merchant.staff('operator');
    for (const [key, { guard }] of routes) {
      const asked = key as 'GET /api/counter/me';
      for (const app of ['counter', 'agent'] as const)
        expect([key, app, await codeOf(desks[app].client.call(asked))]).toEqual([
          key,
          app,
          guard.kind === 'channel' && guard.audience === app ? 'done' : 'identity.not_allowed',
        ]);
      expect([key, await codeOf(operator.call(asked))]).toEqual([key, 'identity.sign_in_needed']);
    }
    expect(await codeOf(desks.counter.client.call('GET /api/console/me'))).toBe('identity.sign_in_needed');
    expect(await codeOf(new Desk(system.url).signIn('agent', 'teller'))).toBe('identity.sign_in_wrong');
  });
});

describe('a registered agent', () => {
  const other = (): Walker => new Walker(system.url, 'wang');
  const third = (): Walker => new Walker(system.url, 'maimaiti');
  let agent: Desk;
  let filingId: string;
  let openFiling: string;
  let asked: Walker;
  let registered: Walker | undefined;

  /** Signed in once: a number gets ten codes a day. */
  async function wang(): Promise<Walker> {
    if (registered === undefined) {
      registered = other();
      await registered.register();
    }
    return registered;
  }

  it('S23: with an expired or suspended certificate is on no list, and a certificate says where and when it is good', async () => {
    const anybody = createClient({ baseUrl: system.url, cookies: new Map() });
    const { rows } = await anybody.call('GET /api/public/agents', { query: { city: '330100' } });
    expect(rows.map((one) => one.name)).toEqual(['杭州禾木商户服务有限公司']);
    const number = rows[0]?.certificateNumber ?? '';
    const status = async (city: string): Promise<string> =>
      (await anybody.call('GET /api/public/certificates/:number', { params: { number }, query: { city } })).status;
    expect([await status('330100'), await status('110100')]).toEqual(['valid', 'wrong_city']);
    expect(
      await codeOf(
        anybody.call('GET /api/public/certificates/:number', { params: { number: 'KTA-2026-1' }, query: {} }),
      ),
    ).toBe('channels.certificate_unknown');
  });

  it('S65: a serial number that is not ours is said not to be', async () => {
    const anybody = createClient({ baseUrl: system.url, cookies: new Map() });
    const ask = (serialNo: string) => anybody.call('GET /api/public/devices/:serialNo', { params: { serialNo } });
    expect(await ask('FAKE0001')).toEqual({ ours: false });
    expect((await ask('KTE261100001')).ours).toBe(true);
  });

  it('S22: cannot file before the merchant agrees on their own phone', async () => {
    agent = await new Desk(system.url).signIn('agent', 'agent_rep');
    const { phone } = other().person;
    expect(await codeOf(agent.client.call('POST /api/agent/filings', { body: { phone, region: '110100' } }))).toBe(
      'channels.city_not_covered',
    );
    ({ filingId } = await agent.client.call('POST /api/agent/filings', { body: { phone, region: '330100' } }));
    const work = new AtWork(agent, 'wang', filingId);
    expect(await codeOf(work.client.call('POST /api/applicant/application'))).toBe('channels.consent_awaited');
    expect(await codeOf(agent.client.call('POST /api/agent/filings/:filingId/hand', { params: { filingId } }))).toBe(
      'channels.consent_awaited',
    );
    await textOn(other(), /禾木.*代办授权/);
    const walker = await wang();
    const { rows } = await walker.client.call('GET /api/applicant/filing-requests');
    expect(rows).toMatchObject([{ filingId, channel: 'agent', state: 'awaiting_consent' }]);
    await walker.client.call('POST /api/applicant/filing-requests/:filingId/grant', { params: { filingId } });
    expect((await work.client.call('POST /api/applicant/application')).state).toBe('draft');
  });

  it('S22: what an agent filled in is submitted by the merchant’s own signature and by nothing else', async () => {
    const work = new AtWork(agent, 'wang', filingId);
    await work.showIdentityCard();
    const handed = (): Promise<unknown> =>
      agent.client.call('POST /api/agent/filings/:filingId/hand', { params: { filingId } });
    expect(await codeOf(handed())).toBe('applications.incomplete');
    await work.showFacePatiently();
    await work.fillApplication();
    const version = await work.changeDraft({ settlement: 't0' }); // policy wants people for T+0
    expect(await codeOf(work.submit(version))).toBe('identity.not_allowed');
    await handed();
    await textOn(other(), /未经您本人签署不会提交/);
    const walker = await wang();
    // the merchant ends it before signing: the draft is theirs again, and the same agent has to ask anew
    await walker.client.call('POST /api/applicant/filing-requests/:filingId/refuse', { params: { filingId } });
    expect((await walker.client.call('GET /api/applicant/application')).state).toBe('draft');
    expect(await codeOf(handed())).toBe('channels.filing_not_open');
    const again = await agent.client.call('POST /api/agent/filings', {
      body: { phone: walker.person.phone, region: '330100' },
    });
    ({ filingId } = again);
    await walker.client.call('POST /api/applicant/filing-requests/:filingId/grant', { params: { filingId } });
    await handed();
    const { state, draftVersion } = await walker.client.call('GET /api/applicant/application');
    expect(state).toBe('pending_signature');
    await walker.submit(draftVersion);
    await until('the filing to be filed', async () => {
      const filing = await agent.client.call('GET /api/agent/filings/:filingId', { params: { filingId } });
      return filing.state === 'filed' ? true : undefined;
    });
  });

  it('S29: what it has filed is not there for a reviewer who also works for it, and is for every other', async () => {
    const operator = await merchant.staff('operator');
    const { rows } = await operator.call('GET /api/console/agents');
    const agentId = rows.find((one) => one.name.includes('禾木'))?.agentId ?? '';
    const args = ['--role', 'reviewer', '--name', '驻场 钟', '--works-for', `agent:${agentId}`];
    const { said } = await system.command('staff', 'resident', ...args);
    const password = said.trim().split(' / ')[1] ?? '';
    const resident = createClient({ baseUrl: system.url, cookies: new Map() });
    await resident.call('POST /api/console/sessions', { body: { login: 'resident', password } });
    const other = await merchant.staff('reviewer');
    const found = await until('the case', async () =>
      (await other.call('GET /api/console/cases')).rows.find((one) => one.channel === 'agent'),
    );
    const params = { caseId: found.caseId };
    expect((await resident.call('GET /api/console/cases')).rows.map((one) => one.caseId)).not.toContain(found.caseId);
    expect(await codeOf(resident.call('GET /api/console/cases/:caseId', { params }))).toBe('review.case_unknown');
    expect(await codeOf(resident.call('POST /api/console/cases/:caseId/claim', { params }))).toBe(
      'review.case_unknown',
    );
    expect(await codeOf(resident.call('POST /api/console/cases/:caseId/reveal', { params }))).toBe(
      'review.case_unknown',
    );
  });

  it('in a city that its certificate does not cover cannot hand over what it filled in', async () => {
    const { phone } = third().person;
    const opened = await agent.client.call('POST /api/agent/filings', { body: { phone, region: '330100' } });
    openFiling = opened.filingId;
    asked = third();
    await asked.register();
    await asked.client.call('POST /api/applicant/filing-requests/:filingId/grant', {
      params: { filingId: openFiling },
    });
    const work = new AtWork(agent, 'maimaiti', openFiling);
    await work.client.call('POST /api/applicant/application');
    const business = { tradeName: '别处小店', mcc: '5814', region: '110100', address: '某路 1 号铺面' };
    await work.changeDraft({ business });
    const handed = agent.client.call('POST /api/agent/filings/:filingId/hand', { params: { filingId: openFiling } });
    expect(await codeOf(handed)).toBe('channels.city_not_covered');
  });

  it('suspended: its session ends, the filing stops, and its work goes to the agent that the operator chose, who has to be agreed to anew', async () => {
    const operator = await merchant.staff('operator');
    const { rows } = await operator.call('GET /api/console/agents');
    const agentId = rows.find((one) => one.name.includes('禾木'))?.agentId ?? '';
    const successor = await operator.call('POST /api/console/agents', {
      body: {
        name: '杭州青禾商户服务有限公司',
        phone: '0571-00000009',
        address: '杭州市滨江区江南大道 9 号',
        cities: ['330100'],
        validFrom: '2026-01-01',
        validTo: '2027-12-31',
      },
    });
    await operator.call('POST /api/console/agents/:agentId/suspend', {
      params: { agentId },
      body: { reason: '投诉核查', toAgentId: successor.agentId },
    });
    expect(await codeOf(agent.client.call('GET /api/agent/me'))).toBe('identity.sign_in_needed');
    expect(await codeOf(new AtWork(agent, 'maimaiti', openFiling).client.call('GET /api/applicant/me'))).toBe(
      'identity.sign_in_needed',
    );
    expect(await codeOf(new Desk(system.url).signIn('agent', 'agent_rep'))).toBe('channels.agent_suspended');
    await textOn(third(), /改由授权服务商杭州青禾/);
    const requests = await asked.client.call('GET /api/applicant/filing-requests');
    expect(requests.rows.map((one) => [one.by, one.state])).toEqual([
      ['杭州青禾商户服务有限公司', 'awaiting_consent'],
      ['杭州禾木商户服务有限公司', 'stopped'],
    ]);
    const anybody = createClient({ baseUrl: system.url, cookies: new Map() });
    const listed = await anybody.call('GET /api/public/agents', { query: { city: '330100' } });
    expect(listed.rows.map((one) => one.name)).toEqual(['杭州青禾商户服务有限公司']);
    await operator.call('POST /api/console/agents/:agentId/suspend', {
      params: { agentId: successor.agentId },
      body: { reason: '停业' },
    });
    await textOn(third(), /为您服务的服务商已停止服务/);
    expect((await asked.client.call('GET /api/applicant/application')).state).toBe('draft');
  });
});
