/** A reviewer would approve it, but on other terms than were signed: nothing happens before the merchant has signed those. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Client } from '@kaitong/client';
import { must } from '../../src/kernel/assert.ts';
import { judgeCase, OwnSystem, until, Walker } from '../../src/entry/journey.ts';

let system: OwnSystem;
let walker: Walker;
beforeAll(async () => {
  system = await OwnSystem.create();
  await system.start();
  walker = new Walker(system.url, 'lin');
  await walker.ready();
}, 60_000);
afterAll(() => system.remove());

const application = () => walker.client.call('GET /api/applicant/application');

async function propose(reviewer: Client, body: { settlement?: 't1' | 't0'; note: string }) {
  const { rows } = await reviewer.call('GET /api/console/cases');
  const params = { caseId: must(rows[0], 'a case').caseId };
  await reviewer.call('POST /api/console/cases/:caseId/claim', { params });
  await reviewer.call('PUT /api/console/cases/:caseId/terms', { params, body });
  return (await reviewer.call('GET /api/console/cases/:caseId', { params })).changedTerms;
}

describe('changed terms', () => {
  it('are proposed by one reviewer and seen by the second, and the merchant is asked after both', async () => {
    await walker.register();
    await walker.showIdentityCard();
    await walker.showFacePatiently();
    await walker.fillApplication();
    await walker.submit(await walker.changeDraft({ settlement: 't0' }));
    expect(await walker.decided()).toBe('in_review');
    const first = await walker.staff('reviewer');
    await expect(propose(first, { settlement: 't0', note: '' })).rejects.toMatchObject({
      problem: { code: 'review.terms_same' },
    });
    const note = '首月先按 T+1 结算';
    expect(await propose(first, { settlement: 't1', note })).toMatchObject({ settlement: 't1', note });
    expect(await judgeCase(first, walker.person.name, {})).toBe('need_second');
    expect(await judgeCase(await walker.staff('reviewer-2'), walker.person.name, {})).toBe('change_terms');
    const waiting = await application();
    expect(waiting).toMatchObject({
      state: 'pending_signature',
      nextActor: 'applicant',
      draft: { settlement: 't1' },
      changedTerms: { before: { settlement: 't0' }, note },
    });
    await until('the message that asks', async () =>
      (await walker.messages()).some((one) => one.text.includes('部分条款有变化')) ? true : undefined,
    );
    expect(await walker.client.call('GET /api/merchant/devices').catch(() => 'nobody')).toBe('nobody');
  });

  it('are signed by the merchant like the first ones, and only then the device goes out, on these terms', async () => {
    const { draftVersion, revisionNo } = await application();
    const submit = (version: number) =>
      walker.client.call('POST /api/applicant/application/submit', { body: { version } });
    await expect(submit(draftVersion)).rejects.toMatchObject({ problem: { code: 'applications.signature_needed' } });
    await walker.sign();
    expect(await submit(draftVersion)).toEqual({ revisionNo: revisionNo + 1 });
    expect((await application()).state).toBe('approved');
    await until('a device', async () => {
      const { rows } = await walker.client.call('GET /api/merchant/devices').catch(() => ({ rows: [] }));
      return rows[0];
    });
  });

  it('stand in the chain of decisions with who proposed and who signed them, and the chain holds', async () => {
    const { applicationId } = await application();
    const replay = await system.command('replay', applicationId, '--json');
    expect(replay.code).toBe(0);
    const { decisions, faults } = JSON.parse(replay.said) as {
      decisions: { entry: { decision: string; revisionNo: number; detail: { terms?: object } } }[];
      faults: object[];
    };
    expect(faults).toEqual([]);
    expect(decisions.map(({ entry }) => entry.decision)).toEqual([
      'queue',
      'need_second',
      'change_terms',
      'terms_signed',
    ]);
    expect(decisions[2]?.entry.detail.terms).toEqual({ settlement: 't1' });
    expect(decisions[3]?.entry.revisionNo).toBe(2);
  });
});
