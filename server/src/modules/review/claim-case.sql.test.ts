import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { testDatabase, testEnv, type TestDatabase, type TestEnv } from '../../../testing/database.ts';
import { at, withTx } from '../../platform/postgres/database.ts';
import { applicationOf, startApplication, submitRevision, type Revision } from '../applications/index.ts';
import {
  appealDecision,
  caseOf,
  casesOfApplication,
  chainFaults,
  claimCase,
  decideCase,
  decisionsOf,
  fixesOf,
  judgeItem,
  listCases,
  releaseCase,
  takeNextCase,
  unjudgeItem,
  type ItemVerdict,
} from './index.ts';

let database: TestDatabase;
let env: TestEnv;
beforeAll(async () => {
  database = await testDatabase();
  env = await testEnv(database);
});
afterAll(async () => {
  await env.close();
  await database.close();
});

let made = 0;
let caseId = '';
let applicantId = '';
let applicationId = '';

const revision: Revision = {
  draft: {
    kind: 'individual',
    business: { tradeName: '小满', mcc: '5814', region: '330100', address: '文三路 90 号' },
  } as Revision['draft'],
  person: { name: '林小满', idNumber: '11010519491231002X', idValidTo: '长期', phone: '13800138000', idHash: 'h' },
  face: { state: 'face_human', similarity: 0.4, fileId: null },
  materials: {},
  signedAt: '2026-11-23T02:00:00Z',
};
let key = { applicantId, applicationId, revisionNo: 1 };

/** An application in review with its open case, as the machine leaves them. */
beforeEach(async () => {
  await env.db.execute('DELETE FROM review.review_case WHERE state <> $1', ['decided']);
  made += 1;
  applicantId = `apl_${made}`;
  caseId = env.ids.next('cas');
  applicationId = (await startApplication(env, applicantId)).applicationId;
  key = { applicantId, applicationId, revisionNo: 1 };
  const now = at(env.clock.now());
  await withTx(env, (tx) => submitRevision(env, tx, { applicantId, applicationId, revision }));
  await env.db.execute(`UPDATE applications.application SET state = 'in_review' WHERE applicant_id = $1`, [
    applicantId,
  ]);
  await env.db.execute(
    `INSERT INTO review.review_case (applicant_id, case_id, application_id, revision_no, state, opened_at, due_at) VALUES ($1, $2, $3, 1, 'queued', $4, $4)`,
    [applicantId, caseId, applicationId, now],
  );
});

const say = (verdict: Partial<ItemVerdict> & Pick<ItemVerdict, 'item' | 'verdict'>, staffId = 'anna') =>
  judgeItem(env, { caseId, staffId, verdict: { reasons: [], note: '', internalNote: '', ...verdict } });
const decide = (staffId = 'anna', revisionNo = 1) =>
  decideCase(env, { caseId, staffId, revisionNo, internalNote: '', filedBy: undefined });
const insufficient = { item: 'scene', verdict: 'fix', reasons: ['scene_insufficient'], note: '请拍到招牌' } as const;
const openCaseOf = async () => (await casesOfApplication(env, key)).find((one) => one.state !== 'decided');

describe('a case', () => {
  it('S27: claimed by two reviewers at once belongs to one; the other is told to whom', async () => {
    for (let round = 0; round < 10; round += 1) {
      await env.db.execute(`UPDATE review.review_case SET state = 'queued', claimed_by = NULL WHERE case_id = $1`, [
        caseId,
      ]);
      const answers = await Promise.all(['anna', 'bo'].map((staffId) => claimCase(env, { caseId, staffId })));
      expect(answers.filter((answer) => !answer.refused)).toHaveLength(1);
      const holder = (await caseOf(env, caseId))?.claimedBy;
      expect(answers.find((answer) => answer.refused)).toEqual({
        refused: true,
        refusal: { code: 'review.case_taken', facts: { by: holder } },
      });
    }
  });

  it('is leased for ten minutes of the wall: renewed by its holder, free for others afterwards', async () => {
    await claimCase(env, { caseId, staffId: 'anna' });
    env.wall.pass(9 * 60_000);
    expect((await claimCase(env, { caseId, staffId: 'anna' })).refused).toBe(false);
    env.wall.pass(9 * 60_000);
    expect((await claimCase(env, { caseId, staffId: 'bo' })).refused).toBe(true);
    env.wall.pass(60_001);
    expect((await claimCase(env, { caseId, staffId: 'bo' })).refused).toBe(false);
    expect(await decide()).toMatchObject({ refusal: { code: 'review.not_claimed' } });
  });

  it('is decided by its holder alone, once, and on the revision that was seen', async () => {
    expect(await decide()).toMatchObject({ refusal: { code: 'review.not_claimed' } });
    await claimCase(env, { caseId, staffId: 'anna' });
    expect(await decide('anna', 2)).toMatchObject({ refusal: { code: 'review.stale_revision' } });
    const both = await Promise.all([decide(), decide()]);
    expect(both.filter((answer) => !answer.refused)).toHaveLength(1);
    expect(await decide()).toMatchObject({ refusal: { code: 'review.case_decided' } });
    expect((await applicationOf(env, applicantId, applicationId)).state).toBe('approved');
    expect(await claimCase(env, { caseId, staffId: 'bo' })).toMatchObject({ refusal: { code: 'review.case_decided' } });
  });

  it('with a hard failure of the machine cannot be waved through by one reviewer', async () => {
    await env.db.execute(
      `INSERT INTO review.check_item (applicant_id, application_id, revision_no, check_name, item, verdict, reason, evidence)
       VALUES ($1, $2, 1, 'card_kind', 'bank_card', 'fail', 'card_is_credit', '{"hard": true}')`,
      [applicantId, applicationId],
    );
    await claimCase(env, { caseId, staffId: 'anna' });
    await say({ item: 'bank_card', verdict: 'pass' });
    expect(await decide()).toMatchObject({
      refusal: { code: 'review.hard_failure', facts: { checks: ['card_kind'] } },
    });
    expect((await applicationOf(env, applicantId, applicationId)).state).toBe('in_review');
    await say({ item: 'bank_card', verdict: 'reject', reasons: ['card_is_credit'] });
    expect(await decide()).toEqual({ refused: false, value: 'reject' });
  });

  it('S25: a fix names its items with a reason that fits; the application goes back with exactly those, for thirty days', async () => {
    await claimCase(env, { caseId, staffId: 'anna' });
    expect(await say({ item: 'face', verdict: 'fix', reasons: ['scene_too_old'] })).toMatchObject({
      refusal: { code: 'review.fix_reason_unknown' },
    });
    await say(insufficient);
    expect(await decide()).toEqual({ refused: false, value: 'fix' });
    expect(await fixesOf(env.db, key)).toEqual([
      { item: 'scene', reasons: ['scene_insufficient'], note: '请拍到招牌', answered: false },
    ]);
    const application = await applicationOf(env, applicantId, applicationId);
    expect([application.state, (application.fixDueAt ?? 0) - env.clock.now()]).toEqual(['needs_fix', 30 * 86_400_000]);
  });

  it('a fix may have several reasons, and each of them is told and counted', async () => {
    await claimCase(env, { caseId, staffId: 'anna' });
    const reasons = ['scene_insufficient', 'img_blurry'];
    await say({ ...insufficient, reasons });
    expect(await decide()).toEqual({ refused: false, value: 'fix' });
    expect(await fixesOf(env.db, key)).toMatchObject([{ item: 'scene', reasons }]);
    const counted = await env.db.query<{ reason: string }>(
      'SELECT reason FROM review.v_fix WHERE application_id = $1 ORDER BY reason',
      [applicationId],
    );
    expect(counted.map((one) => one.reason)).toEqual(['img_blurry', 'scene_insufficient']);
  });

  it('takes verdicts from its holder alone, and a verdict can be changed and taken back until it is decided', async () => {
    expect(await say(insufficient)).toMatchObject({ refusal: { code: 'review.not_claimed' } });
    await claimCase(env, { caseId, staffId: 'anna' });
    expect(await say(insufficient, 'bo')).toMatchObject({ refusal: { code: 'review.not_claimed' } });
    await say(insufficient);
    await unjudgeItem(env, { caseId, staffId: 'anna', item: 'scene' });
    expect(await decide()).toEqual({ refused: false, value: 'approve' });
    expect(await say(insufficient)).toMatchObject({ refusal: { code: 'review.case_decided' } });
  });

  it('for which policy wants two people is approved by the second, who is never the first', async () => {
    await env.db.execute(
      `INSERT INTO review.evaluation (applicant_id, application_id, revision_no, evaluation_id, outcome, started_at, finished_at, elapsed_ms, people)
       VALUES ($1, $2, 1, 'evl', 'human', $3, $3, 1, 2)`,
      [applicantId, applicationId, at(env.clock.now())],
    );
    await claimCase(env, { caseId, staffId: 'anna' });
    expect(await decide()).toEqual({ refused: false, value: 'need_second' });
    expect((await applicationOf(env, applicantId, applicationId)).state).toBe('pending_second_review');
    caseId = (await openCaseOf())?.caseId ?? '';
    expect(await claimCase(env, { caseId, staffId: 'anna' })).toMatchObject({ refusal: { code: 'review.four_eyes' } });
    expect(await takeNextCase(env, 'anna')).toBeUndefined();
    expect(await takeNextCase(env, 'bo')).toBe(caseId);
    expect(await decide('bo')).toEqual({ refused: false, value: 'approve' });
    expect((await applicationOf(env, applicantId, applicationId)).state).toBe('approved');
  });

  it('sent back by the second person is open again for the first stage', async () => {
    await env.db.execute(
      `INSERT INTO review.evaluation (applicant_id, application_id, revision_no, evaluation_id, outcome, started_at, finished_at, elapsed_ms, people)
       VALUES ($1, $2, 1, 'evl', 'human', $3, $3, 1, 2)`,
      [applicantId, applicationId, at(env.clock.now())],
    );
    await claimCase(env, { caseId, staffId: 'anna' });
    await decide();
    caseId = (await takeNextCase(env, 'bo')) ?? '';
    await say(insufficient, 'bo');
    expect(await decide('bo')).toEqual({ refused: false, value: 'send_back' });
    expect([(await applicationOf(env, applicantId, applicationId)).state, (await openCaseOf())?.stage]).toEqual([
      'in_review',
      1,
    ]);
  });

  it('every decision about it stands in a chain that shows when a row was touched', async () => {
    await claimCase(env, { caseId, staffId: 'anna' });
    await say({ item: 'scene', verdict: 'reject', reasons: ['scene_not_match'] });
    await decide();
    const application = await applicationOf(env, applicantId, applicationId);
    expect(await appealDecision(env, { application, words: '招牌在右上角' })).toMatchObject({ refused: false });
    const log = await decisionsOf(env.db, key);
    expect(log.map((entry) => entry.decision)).toEqual(['reject', 'appeal']);
    expect(chainFaults(log)).toEqual([]);
    await expect(
      env.db.execute(`UPDATE review.decision_log SET decision = 'approve' WHERE application_id = $1`, [applicationId]),
    ).rejects.toThrow(/permission denied/);
    const again = await openCaseOf();
    expect(again).toMatchObject({ appeal: true, firstBy: 'anna' });
    expect(await claimCase(env, { caseId: again?.caseId ?? '', staffId: 'anna' })).toMatchObject({
      refusal: { code: 'review.four_eyes' },
    });
  });

  it('refused for forgery, or refused twice, has no appeal; nor has one after thirty days', async () => {
    await claimCase(env, { caseId, staffId: 'anna' });
    await say({ item: 'scene', verdict: 'reject', reasons: ['scene_not_match'] });
    await decide();
    const application = await applicationOf(env, applicantId, applicationId);
    const late = { ...env, clock: { now: () => (env.clock.now() + 31 * 86_400_000) as never } };
    expect(await appealDecision(late, { application, words: '请再看' })).toMatchObject({
      refusal: { code: 'review.appeal_too_late' },
    });
    expect((await appealDecision(env, { application, words: '请再看' })).refused).toBe(false);
    caseId = (await openCaseOf())?.caseId ?? '';
    await claimCase(env, { caseId, staffId: 'bo' });
    await say({ item: 'scene', verdict: 'reject', reasons: ['doc_forged'] }, 'bo');
    await decide('bo');
    const refused = await applicationOf(env, applicantId, applicationId);
    expect(await appealDecision(env, { application: refused, words: '请再看' })).toMatchObject({
      refusal: { code: 'review.appeal_final' },
    });
  });

  it('given back is free at once', async () => {
    await claimCase(env, { caseId, staffId: 'anna' });
    await releaseCase(env, { caseId, staffId: 'bo' });
    expect((await caseOf(env, caseId))?.state).toBe('claimed');
    await releaseCase(env, { caseId, staffId: 'anna' });
    expect((await caseOf(env, caseId))?.state).toBe('queued');
  });

  it('asked for by ten reviewers at once goes to one of them, the others get the next ones or none', async () => {
    const taken = await Promise.all(Array.from({ length: 10 }, (_, i) => takeNextCase(env, `stf_${i}`)));
    expect(taken.filter((one) => one !== undefined)).toEqual([caseId]);
  });

  it('whose application was withdrawn meanwhile is not decided, and nothing of the decision stays', async () => {
    await claimCase(env, { caseId, staffId: 'anna' });
    await say(insufficient);
    await withTx(env, (tx) =>
      tx.execute(`UPDATE applications.application SET state = 'withdrawn' WHERE applicant_id = $1`, [applicantId]),
    );
    await expect(decide()).rejects.toThrow(/moved while its case was open/);
    expect([(await caseOf(env, caseId))?.state, await fixesOf(env.db, key)]).toEqual(['claimed', []]);
  });

  it('S29: filed by an organisation that a reviewer also works for is not there for them, and is for everybody else', async () => {
    await env.db.execute(`UPDATE review.review_case SET filed_by_org = 'agent:agt_1' WHERE case_id = $1`, [caseId]);
    const own = ['bank:bnk_9', 'agent:agt_1'];
    expect((await listCases(env, own)).map((one) => one.caseId)).not.toContain(caseId);
    expect((await listCases(env, ['agent:agt_2'])).map((one) => one.caseId)).toContain(caseId);
    expect(await claimCase(env, { caseId, staffId: 'anna', notFiledBy: own })).toMatchObject({
      refusal: { code: 'review.case_unknown' },
    });
    expect(await takeNextCase(env, 'anna', own)).toBeUndefined();
    expect(await takeNextCase(env, 'bo', ['agent:agt_2'])).toBe(caseId);
  });

  it('that nobody knows is said so; open ones come before decided ones', async () => {
    expect(await claimCase(env, { caseId: 'cas_none', staffId: 'anna' })).toMatchObject({
      refusal: { code: 'review.case_unknown' },
    });
    const states = (await listCases(env)).map((one) => one.state === 'decided');
    expect(states).toEqual([...states].sort((a, b) => Number(a) - Number(b)));
  });
});
