import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testDatabase, testEnv, type TestDatabase, type TestEnv } from '../../../testing/database.ts';
import { civilDate } from '../../kernel/instant.ts';
import { at, withTx } from '../../platform/postgres/database.ts';
import { startApplication, submitRevision, type Revision } from '../applications/index.ts';
import {
  draftReviewPolicy,
  dryRunReviewPolicy,
  reviewPolicies,
  reviewPolicyOn,
  switchOnReviewPolicy,
  type ReviewPolicy,
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

const today = civilDate('2026-11-23');
const policy: ReviewPolicy = {
  checks: {},
  people: { companySmartPos: 2, t0: 2, override: 2, samplePercent: 0 },
  machine: { approves: true, asksFix: ['four_element'] },
};

describe('the review policy', () => {
  it('is the default pack until another version is switched on by somebody else than its writer', async () => {
    expect((await reviewPolicyOn(env.db, today)).version).toBe(1);
    const version = await draftReviewPolicy(env, { policy, note: '机器直接请补预留手机号', by: 'anna' });
    expect(version).toBe(2);
    expect((await reviewPolicyOn(env.db, today)).version).toBe(1);
    const from = civilDate('2026-11-25');
    expect(await switchOnReviewPolicy(env, { version, from, by: 'anna' })).toMatchObject({
      refusal: { code: 'review.policy_four_eyes' },
    });
    expect(await switchOnReviewPolicy(env, { version, from: civilDate('2026-11-22'), by: 'bo' })).toMatchObject({
      refusal: { code: 'review.policy_date' },
    });
    const both = await Promise.all(['bo', 'cy'].map((by) => switchOnReviewPolicy(env, { version, from, by })));
    expect(both.filter((one) => !one.refused)).toHaveLength(1);
    expect((await reviewPolicyOn(env.db, civilDate('2026-11-24'))).version).toBe(1);
    expect((await reviewPolicyOn(env.db, from)).version).toBe(2);
    expect((await reviewPolicies(env.db)).map((one) => one.version)).toEqual([2, 1]);
  });

  it('is tried on the past before it counts: the dry run names what would have come out otherwise, and writes nothing', async () => {
    const { applicationId } = await startApplication(env, 'apl_past');
    const key = { applicantId: 'apl_past', applicationId };
    const draft = { kind: 'individual', deviceModel: 'esign_pos', settlement: 't1' } as Revision['draft'];
    const revision: Revision = {
      draft,
      person: { name: '林', idNumber: '11010519491231002X', idValidTo: '长期', phone: '13800138000', idHash: 'h' },
      face: { state: 'face_passed', similarity: 0.7, fileId: null },
      materials: {},
      signedAt: '2026-11-23T02:00:00Z',
    };
    await withTx(env, (tx) => submitRevision(env, tx, { ...key, revision }));
    const now = at(env.clock.now());
    await env.db.execute(
      `INSERT INTO review.evaluation (applicant_id, application_id, revision_no, evaluation_id, outcome, started_at, finished_at, elapsed_ms, people)
       VALUES ('apl_past', $1, 1, 'evl', 'human', $2, $2, 1, 1)`,
      [applicationId, now],
    );
    await env.db.execute(
      `INSERT INTO review.check_item (applicant_id, application_id, revision_no, check_name, item, verdict, reason, evidence)
       VALUES ('apl_past', $1, 1, 'four_element', 'bank_card', 'fail', 'phone_not_reserved', '{}')`,
      [applicationId],
    );
    expect(await dryRunReviewPolicy(env, policy)).toEqual({
      looked: 1,
      changed: [
        {
          applicationId,
          revisionNo: 1,
          before: { outcome: 'human', people: 1 },
          after: { outcome: 'fix', people: 0 },
        },
      ],
    });
    expect((await dryRunReviewPolicy(env, { ...policy, machine: { approves: true, asksFix: [] } })).changed).toEqual(
      [],
    );
    // a face that passed at 0.70, held against a likeness of 0.80: no longer for the applicant alone to put right
    await env.db.execute(
      `INSERT INTO review.check_item (applicant_id, application_id, revision_no, check_name, item, verdict, evidence)
       VALUES ('apl_past', $1, 1, 'face', 'face', 'pass', '{"state": "face_passed", "similarity": 0.7}')`,
      [applicationId],
    );
    const held = (faceSimilarity: number) => dryRunReviewPolicy(env, { ...policy, thresholds: { faceSimilarity } });
    expect((await held(0.7)).changed[0]?.after).toEqual({ outcome: 'fix', people: 0 });
    expect((await held(0.8)).changed).toEqual([]);
  });
});
