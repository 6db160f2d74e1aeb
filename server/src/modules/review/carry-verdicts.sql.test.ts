import { afterAll, beforeAll, expect, it } from 'vitest';
import { testDatabase, testEnv, type TestDatabase, type TestEnv } from '../../../testing/database.ts';
import { withTx } from '../../platform/postgres/database.ts';
import { startApplication, submitRevision, type Revision } from '../applications/index.ts';
import {
  casesOfApplication,
  claimCase,
  decideCase,
  evaluateRevision,
  judgeItem,
  verdictsOf,
  type ItemVerdict,
  type Registry,
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

const never = (): Promise<never> => Promise.reject(new Error('no register is asked here'));
const registry: Registry = { fourElement: never, company: never, acquirers: never, corporateAccount: never };
const business = { tradeName: '小满', mcc: '5814', region: '330100', address: '文三路 90 号' };
const revisionWith = (change: Partial<Revision['draft']>): Revision => ({
  draft: { kind: 'individual', business, ...change } as Revision['draft'],
  person: { name: '林小满', idNumber: '11010519491231002X', idValidTo: '长期', phone: '13800138000', idHash: 'h' },
  face: { state: 'face_human', similarity: 0.4, fileId: null },
  materials: {},
  signedAt: '2026-11-23T02:00:00Z',
});

it('what a reviewer passed is not asked again of the next revision where nothing of it has changed', async () => {
  const applicantId = 'apl_carry';
  const { applicationId } = await startApplication(env, applicantId);
  const key = { applicantId, applicationId };
  const submit = async (revision: Revision): Promise<string> => {
    const done = await withTx(env, (tx) => submitRevision(env, tx, { ...key, revision }));
    const revisionNo = done.refused ? 0 : done.value.revisionNo;
    await evaluateRevision({ ...env, registry }, { ...key, revisionNo });
    return (await casesOfApplication(env, key)).find((one) => one.state !== 'decided')?.caseId ?? '';
  };
  const first = await submit(revisionWith({}));
  await claimCase(env, { caseId: first, staffId: 'anna' });
  const say = (caseId: string, verdict: Pick<ItemVerdict, 'item' | 'verdict'> & Partial<ItemVerdict>) =>
    judgeItem(env, { caseId, staffId: 'anna', verdict: { reasons: [], note: '', internalNote: '', ...verdict } });
  await say(first, { item: 'identity_card', verdict: 'pass' });
  await say(first, { item: 'face', verdict: 'pass', internalNote: 'same person' });
  await say(first, { item: 'business', verdict: 'fix', reasons: ['address_mismatch'] });
  const decide = (caseId: string, revisionNo: number) =>
    decideCase(env, { caseId, staffId: 'anna', revisionNo, internalNote: '', filedBy: undefined });
  expect(await decide(first, 1)).toEqual({ refused: false, value: 'fix' });

  const second = await submit(revisionWith({ business: { ...business, address: '文三路 91 号' } }));
  expect(await verdictsOf(env.db, { applicantId, caseId: second })).toEqual([
    { item: 'face', verdict: 'pass', reasons: [], note: '', internalNote: 'same person', carriedFrom: 1 },
    { item: 'identity_card', verdict: 'pass', reasons: [], note: '', internalNote: '', carriedFrom: 1 },
  ]);

  await claimCase(env, { caseId: second, staffId: 'anna' });
  await say(second, { item: 'face', verdict: 'pass' });
  expect((await verdictsOf(env.db, { applicantId, caseId: second }))[0]).not.toHaveProperty('carriedFrom');
});
