import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testDatabase, testEnv, type TestDatabase, type TestEnv } from '../../testing/database.ts';
import { replayLines } from '../entry/replay.ts';
import { startApplication, submitRevision, type Revision } from '../modules/applications/index.ts';
import { casesOfApplication, claimCase, decideCase, evaluateRevision, judgeItem } from '../modules/review/index.ts';
import { withTx } from '../platform/postgres/database.ts';
import { replayDecisions } from './replay-decisions.ts';

let database: TestDatabase;
let env: TestEnv;
let owner: Client;
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

/** Evaluated, claimed, its face passed, its scene sent back. */
async function decideOne(applicantId: string): Promise<string> {
  const started = await startApplication(env, applicantId);
  const key = { applicantId, applicationId: started.applicationId };
  await withTx(env, (tx) => submitRevision(env, tx, { ...key, revision }));
  const never = (): Promise<never> => Promise.reject(new Error('no register is asked here'));
  const registry = { fourElement: never, company: never, acquirers: never, corporateAccount: never };
  await evaluateRevision({ ...env, registry }, { ...key, revisionNo: 1 });
  const caseId = (await casesOfApplication(env, key))[0]?.caseId ?? '';
  await claimCase(env, { caseId, staffId: 'stf_anna' });
  const say = { reasons: [], note: '', internalNote: '' };
  await judgeItem(env, { caseId, staffId: 'stf_anna', verdict: { ...say, item: 'face', verdict: 'pass' } });
  await judgeItem(env, {
    caseId,
    staffId: 'stf_anna',
    verdict: { ...say, item: 'scene', verdict: 'fix', reasons: ['scene_insufficient'] },
  });
  await decideCase(env, { caseId, staffId: 'stf_anna', revisionNo: 1, internalNote: '', filedBy: undefined });
  return started.applicationId;
}

beforeAll(async () => {
  database = await testDatabase();
  env = await testEnv(database);
  owner = new Client({ connectionString: database.ownerUrl });
  await owner.connect();
  applicationId = await decideOne('apl_replay');
});
afterAll(async () => {
  await owner.end();
  await env.close();
  await database.close();
});

const faults = async (): Promise<unknown> => (await replayDecisions(env, applicationId))?.faults;

/** Somebody with the owner's rights changes a row; what they changed is put back afterwards. */
async function tampered(change: string, back: string): Promise<unknown> {
  await owner.query(change.replaceAll(':id', `'${applicationId}'`));
  const found = await faults();
  await owner.query(back.replaceAll(':id', `'${applicationId}'`));
  expect(await faults()).toEqual([]);
  return found;
}

describe('a replay', () => {
  it('shows who decided what, on which revision, on which checks and under which policy', async () => {
    const replay = await replayDecisions(env, applicationId);
    expect(replay?.decisions.map(({ entry, by }) => [entry.decision, entry.revisionNo, by])).toEqual([
      ['queue', 1, 'machine'],
      ['fix', 1, 'stf_anna'],
    ]);
    const lines = replayLines(replay ?? { decisions: [], faults: [] });
    expect(lines.join('\n')).toMatch(/check +warn +face \/ face: face_mismatch/);
    expect(lines.join('\n')).toMatch(/verdict +fix +scene: scene_insufficient/);
    expect(lines.join('\n')).toContain('policy of 2026-11-23');
    expect(lines.at(-1)).toBe('ok: 2 decisions, nothing was touched');
  });

  it('of an application that nobody knows is none', async () =>
    expect(await replayDecisions(env, 'app_none')).toBeUndefined());

  it('sees that a decision was changed', async () =>
    expect(
      await tampered(
        `UPDATE review.decision_log SET decision = 'approve' WHERE application_id = :id AND seq = 2`,
        `UPDATE review.decision_log SET decision = 'fix' WHERE application_id = :id AND seq = 2`,
      ),
    ).toEqual([{ kind: 'changed', seq: 2 }]));

  it('sees that a check under a decision was changed', async () =>
    expect(
      await tampered(
        `UPDATE review.check_item SET verdict = 'pass' WHERE application_id = :id AND check_name = 'face'`,
        `UPDATE review.check_item SET verdict = 'warn' WHERE application_id = :id AND check_name = 'face'`,
      ),
    ).toEqual([
      { kind: 'evidence_changed', seq: 1 },
      { kind: 'evidence_changed', seq: 2 },
    ]));

  it('sees that what was submitted was changed', async () => {
    const found = await tampered(
      `UPDATE applications.revision SET content_hash = reverse(content_hash) WHERE application_id = :id`,
      `UPDATE applications.revision SET content_hash = reverse(content_hash) WHERE application_id = :id`,
    );
    expect(found).toEqual([{ kind: 'revision_changed', revisionNo: 1 }]);
  });

  it('sees that the end of the log was cut off', async () => {
    await owner.query(
      `CREATE TEMP TABLE cut AS SELECT * FROM review.decision_log WHERE application_id = '${applicationId}' AND seq = 2`,
    );
    const found = await tampered(
      'DELETE FROM review.decision_log WHERE application_id = :id AND seq = 2',
      'INSERT INTO review.decision_log SELECT * FROM cut',
    );
    expect(found).toEqual([{ kind: 'decision_missing', decidedCases: 1, logged: 0 }]);
  });

  it('says so, and says which', async () => {
    const lines = replayLines({ decisions: [], faults: [{ kind: 'changed', seq: 2 }] });
    expect(lines).toEqual(['TAMPERED: decision 2 was changed after it was made']);
  });
});
