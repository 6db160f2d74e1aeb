import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testDatabase, testEnv, type TestDatabase, type TestEnv } from '../../../testing/database.ts';
import { withTx } from '../../platform/postgres/database.ts';
import {
  applicationOf,
  moveApplication,
  revisionOf,
  saveDraft,
  startApplication,
  submitRevision,
  type Draft,
  type Revision,
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

const named = (tradeName: string): Draft => ({
  business: { tradeName, mcc: '5814', region: '330100', address: '文三路 90 号' },
});
const revision = (name: string): Revision => ({
  draft: { ...named(name) } as Revision['draft'],
  person: { name: '林小满', idNumber: '11010519491231002X', idValidTo: '长期', phone: '13800138000', idHash: 'h' },
  face: { state: 'face_passed', similarity: 0.7, fileId: null },
  materials: { id_front: 'a', id_back: 'b', bank_card: 'c', scene: 'd' },
  signedAt: '2026-11-23T02:00:00Z',
});

describe('a draft', () => {
  it('of two tabs that had read the same version: one is saved, the other is told and given the version of the first', async () => {
    const application = await startApplication(env, 'apl_tabs');
    const { applicationId, draftVersion } = application;
    const [one, two] = await Promise.all(
      ['一号', '二号'].map((name) =>
        saveDraft(env, { application, version: draftVersion, draft: named(name), fixes: [] }),
      ),
    );
    const refused = [one, two].filter((answer) => answer?.refused === true);
    expect(refused).toEqual([
      { refused: true, refusal: { code: 'applications.draft_conflict', facts: { version: draftVersion + 1 } } },
    ]);
    const kept = await applicationOf(env, 'apl_tabs', applicationId);
    expect(kept.draft).toEqual(one?.refused === false ? named('一号') : named('二号'));
    expect(kept.draftVersion).toBe(draftVersion + 1);
  });

  it('lies sealed in the database: no name and no number in clear', async () => {
    const application = await startApplication(env, 'apl_sealed');
    await saveDraft(env, {
      application,
      version: application.draftVersion,
      fixes: [],
      draft: { ...named('小满煎饼'), card: { number: '6225880212345678', reservedPhone: '13800138000' } },
    });
    const rows = await env.db.query<{ whole: string }>(
      'SELECT a::text AS whole FROM applications.application a WHERE applicant_id = $1',
      ['apl_sealed'],
    );
    for (const clear of ['小满煎饼', '6225880212345678', '13800138000']) expect(rows[0]?.whole).not.toContain(clear);
  });
});

describe('an application', () => {
  it('started by eight requests at once is one', async () => {
    const all = await Promise.all(Array.from({ length: 8 }, () => startApplication(env, 'apl_eager')));
    expect(new Set(all.map((one) => one.applicationId)).size).toBe(1);
  });

  it('submitted by four requests at once is submitted once: one revision, one job for the machine', async () => {
    const { applicationId } = await startApplication(env, 'apl_submit');
    const input = { applicantId: 'apl_submit', applicationId, revision: revision('小满') };
    const answers = await Promise.all(
      Array.from({ length: 4 }, () => withTx(env, (tx) => submitRevision(env, tx, input))),
    );
    expect(answers.filter((answer) => !answer.refused)).toEqual([{ refused: false, value: { revisionNo: 1 } }]);
    expect(await env.enqueued('evaluate-revision')).toHaveLength(1);
    expect(await revisionOf(env, { applicantId: 'apl_submit', applicationId, revisionNo: 1 })).toEqual(
      revision('小满'),
    );
  });

  it('once submitted is not editable, until a fix is asked for; then a second revision stands beside the first', async () => {
    const application = await startApplication(env, 'apl_fix');
    const { applicationId, draftVersion } = application;
    const key = { applicantId: 'apl_fix', applicationId };
    const save = async (draft: Draft) =>
      saveDraft(env, {
        application: await applicationOf(env, 'apl_fix', applicationId),
        version: draftVersion,
        draft,
        fixes: [{ item: 'business' }],
      });
    await withTx(env, (tx) => submitRevision(env, tx, { ...key, revision: revision('一') }));
    expect(await save({})).toEqual({
      refused: true,
      refusal: { code: 'applications.not_editable' },
    });
    for (const [from, event] of [
      ['submitted', 'start_checks'],
      ['auto_checking', 'needs_person'],
      ['in_review', 'ask_fix'],
    ] as const) {
      expect(await withTx(env, (tx) => moveApplication(env, tx, { ...key, from, event, by: 'test' }))).toBe(true);
    }
    expect(await save({ ...named('二'), kind: 'company' })).toMatchObject({
      refusal: { code: 'applications.not_asked', facts: { parts: ['kind'] } },
    });
    expect((await save(named('二'))).refused).toBe(false);
    await withTx(env, (tx) => submitRevision(env, tx, { ...key, revision: revision('二') }));
    expect((await revisionOf(env, { ...key, revisionNo: 1 })).draft.business.tradeName).toBe('一');
    expect((await revisionOf(env, { ...key, revisionNo: 2 })).draft.business.tradeName).toBe('二');
  });

  it('is moved by one of two who expect the same state, and never by an event that its state does not have', async () => {
    const { applicationId } = await startApplication(env, 'apl_move');
    const key = { applicantId: 'apl_move', applicationId };
    const both = await Promise.all(
      ['withdraw', 'expire'].map((event) =>
        withTx(env, (tx) =>
          moveApplication(env, tx, { ...key, from: 'draft', event: event as 'withdraw' | 'expire', by: 'test' }),
        ),
      ),
    );
    expect(both.filter(Boolean)).toHaveLength(1);
    expect(
      await withTx(env, (tx) => moveApplication(env, tx, { ...key, from: 'draft', event: 'approve', by: 'test' })),
    ).toBe(false);
  });
});
