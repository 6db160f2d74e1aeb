/** Whoever does not want the machine to look, takes a consent back, or has lost their phone, is not stuck: there is another way. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CallProblem } from '@kaitong/client';
import { judgeCase, OwnSystem, Walker } from '../src/entry/journey.ts';

let system: OwnSystem;
beforeAll(async () => {
  system = await OwnSystem.create();
  await system.start();
}, 60_000);
afterAll(() => system.remove());

async function codeOf(work: Promise<unknown>): Promise<string> {
  const problem = await work.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(problem instanceof CallProblem)) throw problem ?? new Error('it was not refused');
  return problem.problem.code;
}

const consent = (walker: Walker, kind: 'face' | 'interview', given: boolean): Promise<unknown> =>
  walker.client.call('PUT /api/applicant/consents/:kind', {
    params: { kind },
    body: { given, textVersion: '2026-11' },
  });

async function missing(walker: Walker): Promise<string[]> {
  const { requirements } = await walker.client.call('GET /api/applicant/application');
  return requirements.filter((one) => one.status === 'missing').map((one) => one.item);
}

describe('a face that the machine shall not see', () => {
  const walker = (): Walker => shared;
  let shared: Walker;

  it('S17: is shown in a recorded interview instead, with its own consent', async () => {
    shared = new Walker(system.url, 'lin');
    await shared.register();
    await consent(shared, 'face', false);
    await shared.showIdentityCard();
    expect(await codeOf(shared.client.call('POST /api/applicant/face/challenges'))).toBe('identity.consent_missing');
    await shared.client.call('PUT /api/applicant/face/route', { body: { route: 'interview' } });
    await shared.fillApplication();
    expect(await missing(shared)).toEqual(['interview']);
    expect(await codeOf(shared.client.call('POST /api/applicant/interviews'))).toBe('identity.consent_missing');
    await consent(shared, 'interview', true);
  }, 60_000);

  it('answers the questions of the moment: a clip for no questions, or a second one for the same, is not taken', async () => {
    const asked = await walker().client.call('POST /api/applicant/interviews');
    expect(asked.questions).toHaveLength(3);
    const hand = (interviewId: string) => walker().handIn('interview_video', 'lin-interview', { interviewId });
    expect(await codeOf(hand('itv_nobody'))).toBe('identity.interview_unknown');
    const clip = await hand(asked.interviewId);
    expect(await codeOf(hand(asked.interviewId))).toBe('identity.interview_unknown');
    const other = await walker().handIn('scene_video', 'lin-scene-video');
    const version = await walker().changeDraft({ interview: { materialId: other.materialId } });
    await walker().sign();
    expect(await codeOf(walker().client.call('POST /api/applicant/application/submit', { body: { version } }))).toBe(
      'applications.incomplete',
    );
    await walker().client.call('POST /api/applicant/application/submit', {
      body: { version: await walker().changeDraft({ interview: { materialId: clip.materialId } }) },
    });
    expect(await walker().decided()).toBe('in_review');
  }, 60_000);

  it('is judged by a person who reads the questions and sees the clip; no machine has compared a face', async () => {
    const reviewer = await walker().staff('reviewer');
    const { rows } = await reviewer.call('GET /api/console/cases');
    const caseId = rows.find((one) => one.name === walker().person.name)?.caseId ?? '';
    const view = await reviewer.call('GET /api/console/cases/:caseId', { params: { caseId } });
    expect(view.interview?.questions).toHaveLength(3);
    expect(view.items).toContain('interview');
    expect(view.items).not.toContain('face');
    expect(view.checks.map((one) => one.check)).not.toContain('face');
    expect(view.materials.find((one) => one.slot === 'interview')?.video?.durationMs).toBeGreaterThan(10_000);
    expect(await judgeCase(reviewer, walker().person.name, { interview: { verdict: 'pass' } })).toBe('approve');
  }, 60_000);
});
