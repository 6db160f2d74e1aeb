import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { testDatabase, testEnv, type TestDatabase, type TestEnv } from '../../../testing/database.ts';
import { at, withTx } from '../../platform/postgres/database.ts';
import { applicationOf, startApplication } from '../applications/index.ts';
import { caseOf, claimCase, decideCase, listCases, openFixes, type CaseDecision } from './index.ts';

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

/** An application in review with its open case, as the machine leaves them. */
beforeEach(async () => {
  made += 1;
  applicantId = `apl_${made}`;
  caseId = env.ids.next('cas');
  applicationId = (await startApplication(env, applicantId)).applicationId;
  const now = at(env.clock.now());
  await env.db.execute(
    `UPDATE applications.application SET state = 'in_review', revision_no = 1 WHERE applicant_id = $1`,
    [applicantId],
  );
  await env.db.execute(
    `INSERT INTO review.review_case (applicant_id, case_id, application_id, revision_no, state, opened_at, due_at) VALUES ($1, $2, $3, 1, 'queued', $4, $4)`,
    [applicantId, caseId, applicationId, now],
  );
});

const decide = (decision: CaseDecision, staffId = 'anna', revisionNo = 1) =>
  decideCase(env, { caseId, staffId, revisionNo, decision, internalNote: '' });

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
    expect(await decide({ kind: 'approve' }, 'anna')).toMatchObject({ refusal: { code: 'review.not_claimed' } });
  });

  it('is decided by its holder alone, once, and on the revision that was seen', async () => {
    expect(await decide({ kind: 'approve' })).toMatchObject({ refusal: { code: 'review.not_claimed' } });
    await claimCase(env, { caseId, staffId: 'anna' });
    expect(await decide({ kind: 'approve' }, 'anna', 2)).toMatchObject({ refusal: { code: 'review.stale_revision' } });
    const both = await Promise.all([decide({ kind: 'approve' }), decide({ kind: 'reject', note: '' })]);
    expect(both.filter((answer) => !answer.refused)).toHaveLength(1);
    expect(await decide({ kind: 'approve' })).toMatchObject({ refusal: { code: 'review.case_decided' } });
    expect(['approved', 'rejected']).toContain((await applicationOf(env, applicantId, applicationId)).state);
    expect(await claimCase(env, { caseId, staffId: 'bo' })).toMatchObject({ refusal: { code: 'review.case_decided' } });
  });

  it('with a hard failure of the machine cannot be waved through by one reviewer', async () => {
    await env.db.execute(
      `INSERT INTO review.check_item (applicant_id, application_id, revision_no, check_name, verdict, reason, evidence) VALUES ($1, $2, 1, 'card_kind', 'fail', 'card_is_credit', '{"hard": true}')`,
      [applicantId, applicationId],
    );
    await claimCase(env, { caseId, staffId: 'anna' });
    expect(await decide({ kind: 'approve' })).toMatchObject({
      refusal: { code: 'review.hard_failure', facts: { checks: ['card_kind'] } },
    });
    expect((await applicationOf(env, applicantId, applicationId)).state).toBe('in_review');
    expect((await decide({ kind: 'reject', note: '信用卡' })).refused).toBe(false);
  });

  it('S25: a fix names its items with a reason that fits; the application goes back with exactly those', async () => {
    await claimCase(env, { caseId, staffId: 'anna' });
    expect(await decide({ kind: 'fix', items: [] })).toMatchObject({ refusal: { code: 'review.fix_reason_unknown' } });
    expect(await decide({ kind: 'fix', items: [{ item: 'face', reason: 'scene_too_old', note: '' }] })).toMatchObject({
      refusal: { code: 'review.fix_reason_unknown' },
    });
    expect(
      (await decide({ kind: 'fix', items: [{ item: 'scene', reason: 'scene_insufficient', note: '请拍到招牌' }] }))
        .refused,
    ).toBe(false);
    expect(await openFixes(env.db, applicantId, applicationId)).toEqual([
      { item: 'scene', reason: 'scene_insufficient', note: '请拍到招牌', answered: false },
    ]);
    expect((await applicationOf(env, applicantId, applicationId)).state).toBe('needs_fix');
  });

  it('whose application was withdrawn meanwhile is not decided, and nothing of the decision stays', async () => {
    await claimCase(env, { caseId, staffId: 'anna' });
    await withTx(env, (tx) =>
      tx.execute(`UPDATE applications.application SET state = 'withdrawn' WHERE applicant_id = $1`, [applicantId]),
    );
    await expect(
      decide({ kind: 'fix', items: [{ item: 'scene', reason: 'scene_insufficient', note: '' }] }),
    ).rejects.toThrow(/left in_review/);
    expect([(await caseOf(env, caseId))?.state, await openFixes(env.db, applicantId, applicationId)]).toEqual([
      'claimed',
      [],
    ]);
  });

  it('that nobody knows is said so; open ones come before decided ones', async () => {
    expect(await claimCase(env, { caseId: 'cas_none', staffId: 'anna' })).toMatchObject({
      refusal: { code: 'review.case_unknown' },
    });
    const states = (await listCases(env)).map((one) => one.state === 'decided');
    expect(states).toEqual([...states].sort((a, b) => Number(a) - Number(b)));
  });
});
