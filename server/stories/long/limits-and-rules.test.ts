/** A rule from its draft to the merchant's answer, a suspension by two people, and limits of one merchant, on a living system. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Client } from '@kaitong/client';
import { OwnSystem, until, Walker } from '../../src/entry/journey.ts';
import { must } from '../../src/kernel/assert.ts';

let system: OwnSystem;
let walker: Walker;
let serialNo = '';
let first: Client;
let second: Client;
let merchantNo = '';
let merchantId = '';

beforeAll(async () => {
  system = await OwnSystem.create();
  await system.start();
  walker = new Walker(system.url, 'lin');
  await walker.ready();
  ({ serialNo } = await walker.becomeActive());
  first = await walker.staff('operator');
  second = await walker.staff('operator-2');
  const merchant = must((await first.call('GET /api/console/merchants')).rows[0], 'merchant');
  ({ merchantNo, merchantId } = merchant);
}, 120_000);
afterAll(() => system.remove());

const sell = (personKey: string, amountFen: number) =>
  walker.runTerminal(serialNo, { script: 'sale', amountFen: String(amountFen), personKey });
const flags = async () => (await walker.client.call('GET /api/merchant/flags')).flags.map((one) => one.what);
const decide = (by: Client, proposalId: string, event: 'approve' | 'propose', of = merchantId) =>
  by.call('POST /api/console/risk-proposals/:proposalId/decision', {
    params: { proposalId },
    body: { merchantId: of, event, note: '已核对工单与材料' },
  });
/** Proposed by one, approved by another. */
async function byTwo(body: object): Promise<void> {
  const { proposalId } = await first.call('POST /api/console/risk-proposals/merchants/:merchantNo', {
    params: { merchantNo },
    body: body as never,
  });
  await expect(decide(first, proposalId, 'approve')).rejects.toMatchObject({
    problem: { code: 'risk.proposal_second_person' },
  });
  await decide(second, proposalId, 'approve');
}
const content = {
  kind: 'velocity',
  points: 0,
  action: 'ask_proof',
  enabled: true,
  parameters: { cardKinds: ['credit'], amountMinFen: 100_000, timesMin: 2, withinHours: 24, sumMinFen: 0 },
} as const;

describe('a rule', () => {
  it('is drafted and run dry over what was sold: it shows its hits and opens no case', async () => {
    for (const amountFen of [188_800, 266_600]) expect(await sell('wang', amountFen)).toMatchObject({ ok: true });
    const body = { rule: 'velocity', content, days: 30 };
    const { dryRunId } = await first.call('POST /api/console/risk-rules/dry-runs', { body });
    const run = await until('the dry run', async () => {
      const found = await first.call('GET /api/console/risk-rules/dry-runs/:dryRunId', { params: { dryRunId } });
      return found.state === 'done' ? found : undefined;
    });
    expect(run.draft).toEqual({ hits: 2, merchants: 1, amountFen: '455400', inCase: 0 });
    expect(run.current.hits).toBe(0);
    expect((await first.call('GET /api/console/risk-cases')).rows).toEqual([]);
    expect(await flags()).toEqual([]);
  });

  it('is switched on by a second person with a note, and its case asks the merchant for proof', async () => {
    const { today } = await first.call('GET /api/console/risk-rules');
    const { proposalId } = await first.call('POST /api/console/risk-rules/proposals', {
      body: { rule: 'velocity', content: { ...content, effectiveFrom: today }, note: '试运行命中 2 笔，均属短时大额' },
    });
    await decide(second, proposalId, 'approve', '');
    await sell('chen', 177_700);
    await until('the merchant is asked', async () => ((await flags()).includes('proof_asked') ? true : undefined));
    const { rows } = await walker.client.call('GET /api/merchant/delays');
    expect(rows[0]).toMatchObject({ reasons: ['velocity'], proof: { state: 'asked' }, frozenFen: '0' });
    expect(rows[0]?.sales.length).toBeGreaterThan(1);
  });

  it('is answered with words and a file, which people see, and the case is released', async () => {
    const { caseId } = must((await walker.client.call('GET /api/merchant/delays')).rows[0], 'case');
    const form = new FormData();
    form.append('name', '小票.png');
    form.append('file', new Blob([Buffer.from('89504e470d0a1a0a', 'hex')], { type: 'image/png' }), 'slip.png');
    await walker.client.call('POST /api/merchant/delays/:caseId/files', { params: { caseId }, form });
    await walker.client.call('POST /api/merchant/delays/:caseId/statements', {
      params: { caseId },
      body: { words: '当天团购，三位顾客分别付款，附小票' },
    });
    const params = { merchantId, caseId };
    const seen = await first.call('GET /api/console/risk-cases/:merchantId/:caseId', { params });
    expect([seen.proofs.map((one) => one.state), seen.files.map((one) => one.name)]).toEqual([
      ['answered'],
      ['小票.png'],
    ]);
    await first.call('POST /api/console/risk-cases/:merchantId/:caseId/decisions', {
      params,
      body: { decision: 'release', reason: '小票与流水相符' },
    });
    expect(await flags()).toEqual([]);
  });
});

describe('a merchant', () => {
  it('is suspended by two people, reads why, cannot sell, and is taken up again by two', async () => {
    await byTwo({ kind: 'suspension', content: { reason: '经营地址查无此店' }, note: '巡检结果' });
    const { flags: told } = await walker.client.call('GET /api/merchant/flags');
    expect(told).toMatchObject([{ what: 'suspended', words: '经营地址查无此店' }]);
    expect((await sell('wang', 20_000)).ok).toBe(false);
    await byTwo({ kind: 'resumption', content: { reason: '复核地址无误' }, note: '申诉成立' });
    expect(await flags()).toEqual([]);
    expect((await sell('wang', 20_000)).ok).toBe(true);
  });

  it('asks for limits of its own; two people grant them, and from then on they hold and are seen used up', async () => {
    const { today } = await first.call('GET /api/console/risk-rules');
    const asked = { card: 'credit', entry: 'any', singleFen: '50000', dayFen: '0', monthFen: '90000000' } as const;
    const { proposalId } = await walker.client.call('POST /api/merchant/limits/asks', {
      body: { ...asked, until: today, note: '本月订单合同附后' },
    });
    const form = new FormData();
    form.append('name', '合同.pdf');
    form.append('file', new Blob(['%PDF-1.7'], { type: 'application/pdf' }), 'contract.pdf');
    await walker.client.call('POST /api/merchant/limits/asks/:proposalId/files', { params: { proposalId }, form });
    const { rows } = await second.call('GET /api/console/risk-proposals');
    const ask = must(
      rows.find((one) => one.state === 'asked'),
      'what the merchant asks',
    );
    expect(ask).toMatchObject({ kind: 'limits', askedBy: 'merchant', files: [{ name: '合同.pdf' }] });
    await decide(first, ask.proposalId, 'propose');
    await decide(second, ask.proposalId, 'approve');
    const seen = await walker.client.call('GET /api/merchant/limits');
    const credit = must(
      seen.rows.find((one) => one.card === 'credit'),
      'credit',
    );
    expect(credit).toMatchObject({ singleFen: '50000', monthFen: '90000000', until: today, lowered: false });
    expect(BigInt(credit.usedMonthFen)).toBeGreaterThan(600_000n);
    expect(seen.asks[0]).toMatchObject({ state: 'approved', decisionNote: '已核对工单与材料' });
    await until('a sale above the limit is refused', async () => ((await sell('zhou', 50_100)).ok ? undefined : true));
    expect((await sell('zhou', 50_000)).ok).toBe(true);
  });
});

describe('the report', () => {
  it('of large and suspicious transactions is for whoever has the right to it', async () => {
    const accountant = await walker.staff('accountant');
    const { today } = await first.call('GET /api/console/risk-rules');
    const query = { what: 'large', from: today, to: today, format: 'csv' } as const;
    await expect(first.call('GET /api/console/risk-report', { query })).rejects.toMatchObject({
      problem: { status: 403 },
    });
    await expect(
      accountant.call('GET /api/console/risk-report', { query: { ...query, from: '2020-01-01' } }),
    ).rejects.toMatchObject({
      problem: { code: 'risk.report_range' },
    });
  });
});
