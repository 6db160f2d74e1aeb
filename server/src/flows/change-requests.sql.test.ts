/** Requests to change what stands of a merchant, against the database: who decides, what follows, and what happens twice at once. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { buildTerminal, type BuiltTerminal } from '../../testing/builders.ts';
import { testDatabase, testEnv, type TestDatabase, type TestEnv } from '../../testing/database.ts';
import { civilDate } from '../kernel/instant.ts';
import type { Outcome } from '../kernel/outcome.ts';
import { submitPhoto, type Material, type Reading } from '../modules/materials/index.ts';
import { documentsOf, merchantOf } from '../modules/merchants/index.ts';
import type { CompanyAnswer } from '../modules/review/index.ts';
import {
  changeOf,
  changesOf,
  countChanges,
  listChanges,
  stepsOfChange,
  type ChangeKind,
} from '../modules/servicing/index.ts';
import { withTx } from '../platform/postgres/database.ts';
import {
  askChange,
  decideChangeByPeople,
  endChanges,
  lookAtChange,
  submitChange,
  withdrawChange,
  wantsPhoto,
  type Filled,
} from './change-requests.ts';
import { keepAndWatch } from './documents.ts';
import type { World } from './ports.ts';

const ID = '11010519491231002X';
const OTHER_ID = '330106199104160465';
const USCC = '914403001922038216';
const COMPANY = '杭州晓禾餐饮管理有限公司';
const END = civilDate('2027-02-28');

let database: TestDatabase;
let env: TestEnv;
let world: World;
let terminal: BuiltTerminal;
let answer: CompanyAnswer;

beforeAll(async () => {
  database = await testDatabase();
  env = await testEnv(database, { now: '2026-11-20T10:00:00+08:00' });
  world = { ...env, registry: { company: () => Promise.resolve(answer) } } as unknown as World;
});
afterAll(async () => {
  await env.close();
  await database.close();
});
beforeEach(async () => {
  terminal = await buildTerminal(env);
  await env.db.execute(`UPDATE merchants.merchant SET state = 'active' WHERE merchant_id = $1`, [terminal.merchantId]);
  answer = {
    kind: 'found',
    name: COMPANY,
    legalPerson: '林小满',
    type: '有限责任公司',
    status: 'normal',
    validTo: '2047-06-30',
    address: '',
  };
  const { merchantId } = terminal;
  const of = { merchantId, materials: ['mat_old_1', 'mat_old_2'], source: 'app_1 1', validTo: END };
  await withTx(env, (tx) => keepAndWatch(world, tx, { ...of, kind: 'id_card', holder: '林小满', number: ID }));
});
const license = () =>
  withTx(env, (tx) =>
    keepAndWatch(world, tx, {
      merchantId: terminal.merchantId,
      kind: 'licence',
      holder: COMPANY,
      number: USCC,
      person: '林小满',
      validTo: civilDate('2027-06-30'),
      materials: ['mat_old_3'],
      source: 'app_1 1',
    }),
  );

const merchant = () => merchantOf(world, terminal.merchantId);
const codeOf = <T>(outcome: Outcome<T>): string => (outcome.refused ? outcome.refusal.code : 'fine');

let made = 0;
async function photo(
  kind: 'new_id_front' | 'new_id_back' | 'new_licence' | 'new_scene',
  fields: Record<string, string>,
) {
  made += 1;
  const read = Object.entries(fields).map(([name, value]) => [
    name,
    { value, confidence: 0.99, box: [0, 0, 1, 1], valid: true },
  ]);
  const reading = {
    quality: { verdict: 'good', findings: [], scores: {} },
    fields: Object.fromEntries(read) as Reading['fields'],
    lines: [],
    width: 900,
    height: 600,
    elapsedMs: 1,
  } satisfies Reading;
  const { applicantId } = await merchant();
  const done = await submitPhoto(
    { ...env, documents: { readDocument: () => Promise.resolve(reading) } },
    { applicantId, kind, content: Buffer.from(`change photo ${made}`), contentType: 'image/jpeg' },
  );
  if (done.refused) throw new Error(done.refusal.code);
  return done.value satisfies Material;
}
async function begin(kind: ChangeKind): Promise<string> {
  const begun = await askChange(world, await merchant(), kind);
  if (begun.refused) throw new Error(begun.refusal.code);
  return begun.value.changeId;
}
const keyOf = (changeId: string) => ({ merchantId: terminal.merchantId, changeId });
const submit = async (changeId: string, filled: Filled) => submitChange(world, await merchant(), { changeId, filled });
const stateOf = async (changeId: string) => (await changeOf(env.db, keyOf(changeId)))?.state;
const say = (changeId: string, decision: 'approve' | 'fix' | 'reject', by: string) =>
  decideChangeByPeople(world, keyOf(changeId), {
    decision,
    by,
    revisionNo: 1,
    reasons: decision === 'approve' ? [] : ['img_blurry'],
    note: '',
  });
const eventsOf = async (changeId: string) => (await stepsOfChange(env.db, keyOf(changeId))).map((one) => one.event);
const registrations = async (): Promise<number> =>
  (await env.enqueued('register-relocated')).filter((one) => one.data['merchantId'] === terminal.merchantId).length;

const CARD = { name: '林小满', idNumber: ID, validTo: '2047-02-28' };
async function newCard(changed: Partial<typeof CARD> = {}): Promise<{ changeId: string; card: typeof CARD }> {
  const card = { ...CARD, ...changed };
  const changeId = await begin('id_card');
  await photo('new_id_front', { name: card.name, idNumber: card.idNumber });
  await photo('new_id_back', { validTo: card.validTo });
  return { changeId, card };
}

describe('a new card', () => {
  it('that agrees is accepted by the machine, once however often the job runs', async () => {
    const { changeId, card } = await newCard();
    expect(codeOf(await submit(changeId, { card }))).toBe('fine');
    await Promise.all([lookAtChange(world, keyOf(changeId)), lookAtChange(world, keyOf(changeId))]);
    expect(await eventsOf(changeId)).toEqual(['submit', 'accept', 'effects']);
    const [document] = await documentsOf(env, env.db, terminal.merchantId);
    expect([document?.validTo, document?.documentNo, document?.source]).toEqual(['2047-02-28', 2, `${changeId} 1`]);
    expect(await registrations()).toBe(0);
  });

  it('handed in twice at once is one revision', async () => {
    const { changeId, card } = await newCard();
    const both = await Promise.all([submit(changeId, { card }), submit(changeId, { card })]);
    expect(both.map(codeOf).toSorted()).toEqual(['fine', 'servicing.change_not_editable']);
    expect((await changeOf(env.db, keyOf(changeId)))?.revisionNo).toBe(1);
  });

  it('with another number takes two people, and the network is told of the changed element', async () => {
    const { changeId, card } = await newCard({ idNumber: OTHER_ID });
    await submit(changeId, { card });
    await lookAtChange(world, keyOf(changeId));
    expect(await changeOf(env.db, keyOf(changeId))).toMatchObject({ state: 'in_review', doubts: ['number_differs'] });
    await say(changeId, 'approve', 'stf_1');
    expect([codeOf(await say(changeId, 'approve', 'stf_1')), await stateOf(changeId)]).toEqual([
      'servicing.change_same_person',
      'second_review',
    ]);
    const before = await registrations();
    await say(changeId, 'approve', 'stf_2');
    expect(await stateOf(changeId)).toBe('approved');
    const steps = await stepsOfChange(env.db, keyOf(changeId));
    expect(steps.at(-1)?.reasons).toEqual(['document', 'principal', 'registered_again']);
    expect((await registrations()) - before).toBe(1);
    const rows = await env.db.query<{ id_hash: string }>(
      'SELECT id_hash FROM merchants.merchant WHERE merchant_id = $1',
      [terminal.merchantId],
    );
    expect(rows[0]?.id_hash).toBe(env.crypto.lookup('id', OTHER_ID));
  });

  it('that came back is handed in again as the next revision, and the first is as it was', async () => {
    const { changeId, card } = await newCard({ idNumber: OTHER_ID });
    await submit(changeId, { card });
    await lookAtChange(world, keyOf(changeId));
    await say(changeId, 'fix', 'stf_1');
    await photo('new_id_front', { name: CARD.name, idNumber: ID });
    await submit(changeId, { card: CARD });
    await lookAtChange(world, keyOf(changeId));
    expect(await eventsOf(changeId)).toEqual(['submit', 'doubt', 'ask_fix', 'submit', 'accept', 'effects']);
    const rows = await env.db.query<{ no: number; whole: string }>(
      'SELECT revision_no AS no, r::text AS whole FROM servicing.change_revision r WHERE merchant_id = $1 ORDER BY revision_no',
      [terminal.merchantId],
    );
    expect(rows.map((row) => row.no)).toEqual([1, 2]);
    expect(rows.map((row) => row.whole).join()).not.toMatch(/林小满|11010519491231002X/);
  });
});

describe('another legal person', () => {
  it('is approved by two, stands on both documents, and changes no element of a company’s registration', async () => {
    await license();
    answer = { ...answer, legalPerson: '王小五' } as CompanyAnswer;
    const changeId = await begin('legal_person');
    const licence = { name: COMPANY, uscc: USCC, legalPerson: '王小五', validTo: '2047-06-30' };
    const card = { name: '王小五', idNumber: OTHER_ID, validTo: '2040-01-01' };
    await photo('new_licence', licence);
    await photo('new_id_front', { name: card.name, idNumber: card.idNumber });
    await photo('new_id_back', { validTo: card.validTo });
    expect(codeOf(await submit(changeId, { licence, card }))).toBe('fine');
    await lookAtChange(world, keyOf(changeId));
    const before = await registrations();
    await say(changeId, 'approve', 'stf_1');
    expect((await merchant()).principalName).toBe('林小满');
    await say(changeId, 'approve', 'stf_2');
    expect((await merchant()).principalName).toBe('王小五');
    const documents = await documentsOf(env, env.db, terminal.merchantId);
    expect(documents.map((one) => [one.kind, one.holder, one.person])).toEqual([
      ['id_card', '王小五', undefined],
      ['licence', COMPANY, '王小五'],
    ]);
    expect((await registrations()) - before).toBe(0);
  });

  it('and a new card use the same camera: one waits for the other', async () => {
    await license();
    await begin('id_card');
    expect(codeOf(await askChange(world, await merchant(), 'legal_person'))).toBe('servicing.change_other_open');
    expect(codeOf(await askChange(world, await merchant(), 'profile'))).toBe('fine');
  });
});

describe('a licence', () => {
  const licence = { name: COMPANY, uscc: USCC, legalPerson: '林小满', validTo: '2047-06-30' };
  it('that the register agrees with is accepted by the machine; where the register is silent people look', async () => {
    await license();
    for (const [word, state] of [
      [answer, 'approved'],
      [{ kind: 'unavailable', reason: 'down' } as const, 'in_review'],
    ] as const) {
      answer = word;
      const changeId = await begin('licence');
      const next = { ...licence, validTo: state === 'approved' ? '2047-06-30' : '2048-06-30' };
      await photo('new_licence', next);
      await submit(changeId, { licence: next });
      await lookAtChange(world, keyOf(changeId));
      expect(await stateOf(changeId)).toBe(state);
    }
  });

  it('is nothing of a merchant without one', async () => {
    expect(codeOf(await askChange(world, await merchant(), 'licence'))).toBe('servicing.change_no_licence');
  });
});

describe('a request', () => {
  it('is one of its kind at a time, wants its own photos alone, and leaves none behind', async () => {
    const opened = await Promise.all([begin('profile'), begin('profile'), begin('profile')]);
    expect(new Set(opened).size).toBe(1);
    const wants = (kind: 'new_scene' | 'new_id_front') => wantsPhoto(world, terminal.merchantId, kind);
    expect([await wants('new_scene'), await wants('new_id_front')]).toEqual([true, false]);
    await photo('new_scene', {});
    await withdrawChange(world, keyOf(opened[0]));
    expect([await wants('new_scene'), (await changesOf(env.db, terminal.merchantId)).length]).toEqual([false, 0]);
    const again = await begin('profile');
    expect(codeOf(await submit(again, { profile: { tradeName: '别的店', mcc: '5812' } }))).toBe(
      'servicing.change_incomplete',
    );
  });

  it('is decided once where two people say something at the same time', async () => {
    const changeId = await begin('profile');
    await photo('new_scene', {});
    await submit(changeId, { profile: { tradeName: '小满小吃', mcc: '5812' } });
    await lookAtChange(world, keyOf(changeId));
    const said = await Promise.all([say(changeId, 'approve', 'stf_1'), say(changeId, 'reject', 'stf_2')]);
    expect(said.map(codeOf).toSorted()).toEqual(['fine', 'servicing.change_not_waiting']);
    const won = said[0].refused ? 'rejected' : 'approved';
    expect([await stateOf(changeId), (await merchant()).name]).toEqual([
      won,
      won === 'approved' ? '小满小吃' : '小满煎饼',
    ]);
  });

  it('of a merchant that is closed is not approved any more, and none is begun', async () => {
    const changeId = await begin('profile');
    await photo('new_scene', {});
    await submit(changeId, { profile: { tradeName: '小满小吃', mcc: '5812' } });
    await lookAtChange(world, keyOf(changeId));
    await env.db.execute(`UPDATE merchants.merchant SET state = 'closed' WHERE merchant_id = $1`, [
      terminal.merchantId,
    ]);
    expect(codeOf(await say(changeId, 'approve', 'stf_1'))).toBe('servicing.change_not_waiting');
    expect(codeOf(await askChange(world, await merchant(), 'id_card'))).toBe('servicing.change_not_now');
  });

  it('ends with its merchant', async () => {
    const changeId = await begin('profile');
    await withTx(env, (tx) => endChanges(world, tx, terminal.merchantId));
    expect(await stateOf(changeId)).toBe('withdrawn');
  });

  it('waits on the shelf of the desk, the longest waiting first, and is counted there', async () => {
    const changeId = await begin('profile');
    await photo('new_scene', {});
    await submit(changeId, { profile: { tradeName: '小满小吃', mcc: '5812' } });
    expect((await listChanges(env.db, { shelf: 'fixing' })).rows.map((one) => one.changeId)).toContain(changeId);
    const before = await countChanges(env.db);
    await lookAtChange(world, keyOf(changeId));
    expect(await countChanges(env.db)).toBe(before + 1);
    const { rows } = await listChanges(env.db, { shelf: 'waiting' });
    expect(rows.map((one) => one.changeId)).toContain(changeId);
    const [first] = rows;
    const after =
      first === undefined ? '' : `${new Date(first.movedAt).toISOString()} ${first.merchantId} ${first.changeId}`;
    const next = await listChanges(env.db, { shelf: 'waiting', after });
    expect(next.rows.map((one) => one.changeId)).toEqual(rows.slice(1).map((one) => one.changeId));
  });

  it('of another merchant is not there', async () => {
    const changeId = await begin('profile');
    const other = await buildTerminal(env);
    expect(await changeOf(env.db, { merchantId: other.merchantId, changeId })).toBeUndefined();
    const strange = await withdrawChange(world, { merchantId: other.merchantId, changeId });
    expect(codeOf(strange)).toBe('servicing.change_unknown');
  });
});
