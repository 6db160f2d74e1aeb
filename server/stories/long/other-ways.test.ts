/** Whoever does not want the machine to look, takes a consent back, or has lost their phone, is not stuck: there is another way. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CallProblem, type Answer } from '@kaitong/client';
import { judgeCase, OwnSystem, until, Walker } from '../../src/entry/journey.ts';

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

type Consent = 'face' | 'interview' | 'third_party_check';

async function consent(walker: Walker, kind: Consent, given: boolean): Promise<unknown> {
  const { consentEffects } = await walker.client.call('GET /api/applicant/me');
  const effect = given ? undefined : consentEffects[kind];
  return walker.client.call('PUT /api/applicant/consents/:kind', {
    params: { kind },
    body: { given, textVersion: '2026-11', ...(effect === undefined ? {} : { effect }) },
  });
}

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

describe('a consent taken back', () => {
  it('while it is filled in, forgets the face; its step is open again', async () => {
    const walker = new Walker(system.url, 'wang');
    await walker.register();
    await walker.showIdentityCard();
    await walker.showFacePatiently();
    await walker.fillApplication();
    const before = await walker.client.call('GET /api/applicant/me');
    expect(before).toMatchObject({ identityState: 'face_passed', consentEffects: { face: 'face_forgotten' } });
    await consent(walker, 'face', false);
    expect((await walker.client.call('GET /api/applicant/me')).identityState).toBe('id_confirmed');
    expect(await missing(walker)).toEqual(['face']);
    await consent(walker, 'face', true);
    await walker.showFacePatiently();
    expect(await missing(walker)).toEqual([]);
  }, 90_000);

  it('while people judge, ends the application, but only after this was said', async () => {
    const walker = new Walker(system.url, 'sun');
    await walker.register();
    await walker.showIdentityCard();
    await walker.showFacePatiently();
    await walker.submit(await walker.fillApplication({ reservedPhone: '13900000000' }));
    expect(await walker.decided()).toBe('in_review');
    const blind = walker.client.call('PUT /api/applicant/consents/:kind', {
      params: { kind: 'third_party_check' },
      body: { given: false, textVersion: '2026-11', effect: 'cannot_submit' },
    });
    expect(await codeOf(blind)).toBe('identity.consent_effect');
    await consent(walker, 'third_party_check', false);
    expect(await codeOf(walker.client.call('GET /api/applicant/application'))).toBe('applications.none');
    const reviewer = await walker.staff('reviewer');
    const { rows } = await reviewer.call('GET /api/console/cases');
    expect(rows.find((one) => one.name === walker.person.name)).toMatchObject({
      state: 'decided',
      decision: 'withdrawn',
    });
  }, 90_000);
});

describe('a promise that is broken', () => {
  it('S28: is put before the desk and told to the applicant, who did not have to ask; what is decided in time is not', async () => {
    const walker = new Walker(system.url, 'chen');
    await walker.register();
    await walker.showIdentityCard();
    await walker.showFacePatiently();
    await walker.submit(await walker.fillApplication({ reservedPhone: '13900000000' }));
    expect(await walker.decided()).toBe('in_review');
    const texts = (await walker.messages()).length;
    await walker.moveClock('plus_1h');
    const early = await walker.staff('reviewer');
    const { rows: inTime } = await early.call('GET /api/console/cases');
    expect(inTime.find((one) => one.name === walker.person.name)?.escalatedAt).toBeUndefined();
    await walker.moveClock('plus_1h');
    const reviewer = await walker.staff('reviewer');
    await until('the case to be marked as late', async () => {
      const { rows } = await reviewer.call('GET /api/console/cases');
      return rows.find((one) => one.name === walker.person.name && one.escalatedAt !== undefined);
    });
    await until('the apology on the phone', async () => {
      const rows = await walker.messages();
      return rows.length > texts && rows[0]?.text.includes('未能在承诺时间内') ? true : undefined;
    });
  }, 90_000);
});

describe('a phone that is lost', () => {
  let owner: Walker;
  const asker = (): Walker['client'] => new Walker(system.url, 'lin').client;
  const inbox = async (phone: string): Promise<string[]> => {
    const answer = await fetch(`${system.url}/api/demo/world/sms-centre/messages?to=${phone}`);
    return ((await answer.json()) as { text: string }[]).map((one) => one.text);
  };
  const whoOf = ({ person: { name, idNumber } }: Walker) => ({ name, idNumber });
  type Started = Answer<'POST /api/public/recoveries'>;

  async function open(phone: string, who: { name: string; idNumber: string }): Promise<Started> {
    await asker().call('POST /api/public/recoveries/codes', { body: { phone } });
    const code = await until('the code on the new phone', async () =>
      /更换手机号验证码 (\d{6})/.exec((await inbox(phone))[0] ?? '')?.at(1),
    );
    return asker().call('POST /api/public/recoveries', { body: { phone, code, ...who } });
  }

  async function show({ recoveryId, actions }: Started, personKey: string): Promise<{ coolingUntil: string }> {
    const { frames } = await asker().call('POST /api/demo/face-frames', { body: { personKey, actions } });
    const form = new FormData();
    form.set('atMs', JSON.stringify(frames.map((frame) => frame.atMs)));
    form.set('consent', 'yes');
    for (const frame of frames)
      form.append('frame', new Blob([Buffer.from(frame.jpegBase64, 'base64')], { type: 'image/jpeg' }), 'frame.jpg');
    return asker().call('POST /api/public/recoveries/:recoveryId/face', { params: { recoveryId }, form });
  }

  /** As often as people may: each refusal brings other actions. */
  async function showPatiently(started: Started, personKey: string): Promise<{ coolingUntil: string }> {
    for (let actions = started.actions, tries = 1; ; tries += 1) {
      const done = await show({ ...started, actions }, personKey).catch((error: unknown) => error as CallProblem);
      if (!(done instanceof Error)) return done;
      if (tries === 3) throw done;
      actions = done.problem.facts?.['actions'] as Started['actions'];
    }
  }

  it('is not given to another face, and a name that nobody here has reads just the same', async () => {
    owner = new Walker(system.url, 'maimaiti');
    await owner.register();
    await owner.showIdentityCard();
    const real = await open('13700001111', whoOf(owner));
    expect(await codeOf(show(real, 'lin'))).toBe('identity.recovery_no_match');
    const nobody = await open('13700001112', { name: '没有此人', idNumber: '330106199003070468' });
    expect(Object.keys(nobody)).toEqual(Object.keys(real));
    expect(await codeOf(show(nobody, 'lin'))).toBe('identity.recovery_no_match');
    expect((await owner.client.call('GET /api/applicant/me')).recovery).toBeUndefined();
  }, 90_000);

  it('moves nothing at once: whoever still has the old phone is told, and can stop it', async () => {
    await showPatiently(await open('13700001113', whoOf(owner)), 'maimaiti');
    const { recovery } = await owner.client.call('GET /api/applicant/me');
    expect(recovery?.newPhone).toBe('137****1113');
    for (const phone of [owner.person.phone, '13700001113'])
      await until(`the warning on ${phone}`, async () =>
        (await inbox(phone)).some((text) => text.includes('申请更换手机号为 137****1113')) ? true : undefined,
      );
    await owner.client.call('POST /api/applicant/recovery/stop');
    await owner.moveClock('plus_1d');
    expect((await owner.client.call('GET /api/applicant/me')).phone).toBe(owner.person.phone);
  }, 90_000);

  it('has another number after the cooling time: the old sessions end, and the new number opens the same account', async () => {
    const before = await owner.client.call('GET /api/applicant/me');
    await showPatiently(await open('13700001114', whoOf(owner)), 'maimaiti');
    await owner.moveClock('plus_1d');
    await until('the account to move', () => codeOf(owner.client.call('GET /api/applicant/me')).catch(() => undefined));
    const again = asker();
    await again.call('POST /api/applicant/codes', { body: { phone: '13700001114' } });
    const code = await until('the code to sign in', async () =>
      /】验证码 (\d{6})/.exec((await inbox('13700001114'))[0] ?? '')?.at(1),
    );
    await again.call('POST /api/applicant/sessions', { body: { phone: '13700001114', code } });
    const after = await again.call('GET /api/applicant/me');
    expect(after).toMatchObject({ applicantId: before.applicantId, phone: '13700001114' });
  }, 90_000);
});
