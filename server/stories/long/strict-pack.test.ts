/** The strict pack, switched on from the command line on a living system: what an individual without a licence then meets. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { must } from '../../src/kernel/assert.ts';
import { OwnSystem, Walker } from '../../src/entry/journey.ts';

let system: OwnSystem;
let walker: Walker;
beforeAll(async () => {
  system = await OwnSystem.create();
  await system.start();
  walker = new Walker(system.url, 'lin');
  await walker.ready();
}, 60_000);
afterAll(() => system.remove());

const missing = async (): Promise<string[]> =>
  (await walker.client.call('GET /api/applicant/application')).requirements
    .filter((one) => one.status === 'missing')
    .map((one) => one.item);

describe('the strict pack', () => {
  it('is told before it is written, never begins in the past, and switched on twice changes nothing', async () => {
    const dry = await system.command('pack', 'strict', '--dry-run');
    expect(dry).toMatchObject({ code: 0 });
    expect(dry.said).toContain('not written');
    expect((await system.command('pack', 'strict', '--from', '2026-01-01')).code).not.toBe(0);
    expect((await system.command('pack', 'severe')).said).toContain('no such pack');
    expect((await system.command('pack', 'strict')).said).toMatch(/settlement\.t0_after_days +0 → 90/);
    expect((await system.command('pack', 'strict')).said).toContain('nothing to change');
  });

  it('S19, S20: takes T+0 as a request for later, and says before signing that the target is out of reach by credit alone', async () => {
    await walker.register();
    expect((await walker.client.call('GET /api/applicant/offer')).plan.t0AfterDays).toBe(90);
    await walker.showIdentityCard();
    await walker.showFacePatiently();
    await walker.fillApplication();
    await walker.changeDraft({ settlement: 't0' });
    const { sheet } = await walker.client.call('GET /api/applicant/application/sheet');
    expect(sheet.t0From).toEqual({ afterDays: 90, normalDays: 30 });
    expect(sheet.deposit.reach).toBe('above_credit_limit');
  });

  it('S16: asks a stall without a fixed place for an interview on camera', async () => {
    const { business } = (await walker.client.call('GET /api/applicant/application')).draft;
    await walker.changeDraft({ business: { ...must(business, 'business'), fixedPlace: false } });
    expect(await missing()).toEqual(['interview']);
    await walker.changeDraft({ business: { ...must(business, 'business'), fixedPlace: true } });
    expect(await missing()).toEqual([]);
  });

  it('S15: refuses whom five acquirers have reported already: no reviewer can wave it through', async () => {
    await walker.setFault('registry', { otherAcquirers: 5 });
    await walker.submit(await walker.changeDraft({ settlement: 't1' }));
    expect(await walker.decided()).toBe('in_review');
    const { checks } = await walker.client.call('GET /api/applicant/application');
    expect(checks.filter((one) => one.verdict !== 'pass')).toEqual([
      { check: 'acquirers', verdict: 'fail', reason: 'dup_subject' },
    ]);
    const reviewer = await walker.staff('reviewer');
    const { rows } = await reviewer.call('GET /api/console/cases');
    const params = { caseId: must(rows[0], 'a case').caseId };
    await reviewer.call('POST /api/console/cases/:caseId/claim', { params });
    await reviewer.call('PUT /api/console/cases/:caseId/verdicts/:item', {
      params: { ...params, item: 'identity_card' },
      body: { verdict: 'pass', reasons: [], note: '', internalNote: '' },
    });
    await expect(
      reviewer.call('POST /api/console/cases/:caseId/decision', { params, body: { revisionNo: 1, internalNote: '' } }),
    ).rejects.toMatchObject({ problem: { code: 'review.hard_failure' } });
  });
});
