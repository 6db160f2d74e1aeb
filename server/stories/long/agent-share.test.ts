/** What an agent earns with a merchant that it filed: from its filing to the account in the books. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { CallProblem, type Client } from '@kaitong/client';
import { personOf } from '../../../simulators/src/population/index.ts';
import { OwnSystem, until, Walker } from '../../src/entry/journey.ts';
import { WireTerminal } from '../../testing/wire-terminal.ts';
import { AtWork, Desk } from '../desks.ts';

let system: OwnSystem;
let merchant: Walker;
let agent: Desk;
let accountant: Client;
let second: Client;
let soldIn: string;
const own = personOf('lin').cards.find((one) => one.kind === 'credit');
const customer = personOf('wang').cards.find((one) => one.kind === 'credit');
if (own === undefined || customer === undefined) throw new Error('both have credit cards');

beforeAll(async () => {
  system = await OwnSystem.create();
  await system.start();
  merchant = new Walker(system.url, 'lin');
  await merchant.ready();
  agent = await new Desk(system.url).signIn('agent', 'agent_rep');
  [accountant, second] = [await merchant.staff('accountant'), await merchant.staff('accountant-2')];
}, 60_000);
afterAll(() => system.remove());

const codeOf = async (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error: unknown) => (error instanceof CallProblem ? error.problem.code : String(error)),
  );
const owedTo = async (agentId: string): Promise<string> => {
  const { accounts, totalFen } = await accountant.call('GET /api/console/trial-balance', { query: {} });
  expect(totalFen).toBe('0');
  return accounts.find((one) => one.account === `agent:${agentId}:comm`)?.balanceFen ?? '0';
};

it('has agreed with the acquirer on a share, and earns nothing before its merchant sells', async () => {
  const seen = await agent.client.call('GET /api/agent/shares', { query: {} });
  expect(seen).toMatchObject({ shareFen: '0', days: [], inForce: { sharePpm: '500000', creditPpm: '5000' } });
});

it('files a merchant, hands the device over, and the merchant sells', { timeout: 90_000 }, async () => {
  await merchant.register();
  const { phone } = merchant.person;
  const { filingId } = await agent.client.call('POST /api/agent/filings', { body: { phone, region: '330100' } });
  await merchant.client.call('POST /api/applicant/filing-requests/:filingId/grant', { params: { filingId } });
  const work = new AtWork(agent, 'lin', filingId);
  await work.showIdentityCard();
  await work.showFacePatiently();
  await work.fillApplication();
  await agent.client.call('POST /api/agent/filings/:filingId/hand', { params: { filingId } });
  await merchant.submit((await merchant.client.call('GET /api/applicant/application')).draftVersion);
  expect(await merchant.decided()).toBe('approved');
  const { serialNo } = await until('the device in the agent’s hands', async () => {
    const { rows } = await agent.client.call('GET /api/agent/devices');
    return rows.find((one) => one.filingId === filingId);
  });
  await agent.client.call('POST /api/agent/filings/:filingId/handover', { params: { filingId } });
  const code = await merchant.activationCode();
  await merchant.moveClock('next_morning'); // a day of its own, whatever hour this runs at
  soldIn = (await accountant.call('GET /api/console/overview')).businessDate.slice(0, 7);
  const terminal = WireTerminal.ofSystem(system.dataDir, serialNo);
  const { acknowledge } = await terminal.claim(code);
  expect((await terminal.preAuth(own, 9_900)).code).toBe('00');
  expect(await acknowledge()).toBe('00');
  expect((await terminal.sale(customer, 100)).code).toBe('00'); // the test sale
  expect((await terminal.sale(customer, 100_000)).code).toBe('00');
});

it('earns its half of what the fees brought beyond the base, once the day’s books are closed', async () => {
  await merchant.moveClock('payout');
  await merchant.moveClock('next_morning');
  const seen = await until('the share of the day', async () => {
    const { days } = await agent.client.call('GET /api/agent/shares', { query: { month: soldIn } });
    return days.find((one) => one.shareFen !== '0');
  });
  // 1,001.00 sold; fees 6.00 and 0.01, bases 5.00 and 0.01: half of 1.00
  expect(seen).toMatchObject({ grossFen: '100100', feeFen: '601', shareFen: '50' });
  const { agents } = await accountant.call('GET /api/console/agent-shares');
  const agentId = agents.find((one) => one.inForce !== undefined)?.agentId ?? '';
  expect(await owedTo(agentId)).toBe('-50');
});

it('gets other terms by two people only, from a day that has not begun', async () => {
  const desk = await accountant.call('GET /api/console/agent-shares');
  const agentId = desk.agents.find((one) => one.inForce !== undefined)?.agentId ?? '';
  const terms = { creditPpm: '5100', debitPpm: '4200', debitCapFen: '1700', qrPpm: '3300', sharePpm: '400000' };
  const propose = (some: object, from = desk.earliest) =>
    accountant.call('POST /api/console/agent-shares/terms', {
      body: { agentId, terms: { ...terms, ...some }, from, reason: '下调' },
    });
  expect(await codeOf(propose({ creditPpm: '100' }))).toBe('settlement.share_below_cost');
  expect(await codeOf(propose({}, '2026-01-01'))).toBe('settlement.share_too_early');
  const { termsId } = await propose({});
  const decide = (by: Client, event: 'approve' | 'withdraw') =>
    by.call('POST /api/console/agent-shares/terms/:termsId/decision', {
      params: { termsId },
      body: { event, reason: '同意' },
    });
  expect(await codeOf(decide(accountant, 'approve'))).toBe('settlement.share_second_person');
  expect(await codeOf(decide(second, 'withdraw'))).toBe('settlement.share_not_yours');
  expect(await decide(second, 'approve')).toEqual({ state: 'approved' });
  const seen = await agent.client.call('GET /api/agent/shares', { query: {} });
  expect(seen.coming).toMatchObject([{ termsId, sharePpm: '400000', effectiveFrom: desk.earliest }]);
});

it('is paid by nobody before it has a statement, and nobody else’s people see its share', async () => {
  const month = '2026-01';
  expect(
    await codeOf(
      agent.client.call('POST /api/agent/shares/:month/confirm', {
        params: { month },
        body: { invoiceNo: '03300261' },
      }),
    ),
  ).toBe('settlement.share_unknown');
  const teller = await new Desk(system.url).signIn('counter', 'teller');
  expect(await codeOf(teller.client.call('GET /api/agent/shares', { query: {} }))).toBe('identity.not_allowed');
  expect(await codeOf(merchant.client.call('GET /api/agent/shares', { query: {} }))).toBe('identity.sign_in_needed');
});
