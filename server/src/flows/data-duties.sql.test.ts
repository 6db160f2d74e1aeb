/** What a person asks about their own data, against the database and real files: a copy, an erasure, a hold, and what nobody goes on with. */
import { strFromU8, unzipSync } from 'fflate';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { buildTerminal } from '../../testing/builders.ts';
import { testDatabase, testEnv, type TestDatabase, type TestEnv } from '../../testing/database.ts';
import { must } from '../kernel/assert.ts';
import { currentApplication, startApplication } from '../modules/applications/index.ts';
import { applicantOf, dataRequestsOf } from '../modules/identity/index.ts';
import { keptMaterials } from '../modules/materials/index.ts';
import { merchantOf } from '../modules/merchants/index.ts';
import { at, withTx } from '../platform/postgres/database.ts';
import { askAboutData, carryOutRequest, dataHeld, forgetAbandoned, lapseExport, setHold } from './data-duties.ts';
import type { World } from './ports.ts';

let database: TestDatabase;
let env: TestEnv;
let world: World;
let made = 0;
let applicantId = '';
let photo = '';

beforeAll(async () => {
  database = await testDatabase();
  env = await testEnv(database, { now: '2026-11-20T10:00:00+08:00' });
  world = { ...env } as unknown as World;
});
afterAll(async () => {
  await env.close();
  await database.close();
});

const insertApplicant = (id: string) =>
  env.db.execute(
    `INSERT INTO identity.applicant (applicant_id, phone_sealed, created_at, name_sealed, id_number_sealed, id_hash, identity_state)
     VALUES ($1, $2, $3, $4, $5, 'h', 'id_confirmed')`,
    [
      id,
      env.crypto.seal(`applicant:${id}:phone`, '13800138000'),
      at(env.clock.now()),
      env.crypto.seal(`applicant:${id}:name`, '林小满'),
      env.crypto.seal(`applicant:${id}:id`, '330106199104160465'),
    ],
  );
/** A photo with its bytes where they belong. @returns its file */
async function handIn(owner: string, of: { materialId: string; content: string; state?: string }): Promise<string> {
  const file = await env.files.store(Buffer.from(of.content), 'image/jpeg');
  await withTx(env, (tx) => env.files.recordFile(tx, file));
  await env.db.execute(
    `INSERT INTO materials.material (applicant_id, material_id, kind, state, file_id, quality, reading_sealed, elapsed_ms, created_at)
     VALUES ($1, $2, 'id_front', $3, $4, '{}', $5, 1, $6)`,
    [
      owner,
      of.materialId,
      of.state ?? 'accepted',
      file.fileId,
      env.crypto.seal(`material:${of.materialId}`, JSON.stringify({ fields: { name: '林小满' } })),
      at(env.clock.now()),
    ],
  );
  return file.fileId;
}
beforeEach(async () => {
  env.clock.set('2026-11-20T10:00:00+08:00');
  made += 1;
  applicantId = `apl_p${made}`;
  await insertApplicant(applicantId);
  photo = await handIn(applicantId, { materialId: `mat_p${made}`, content: `photo ${made}` });
  await startApplication(env, applicantId);
});

const ask = async (kind: 'export' | 'erasure'): Promise<string> => {
  const asked = await askAboutData(world, { applicantId, kind });
  return asked.refused ? asked.refusal.code : asked.value;
};
const stateOf = async (requestId: string) =>
  (await dataRequestsOf(env.db, applicantId)).find((one) => one.requestId === requestId)?.state;
const carryOut = (requestId: string) => carryOutRequest(world, { applicantId, requestId });

describe('an erasure', () => {
  it('of somebody who is no merchant takes photo, reading, name and number, and the key with which the photo could be read', async () => {
    const requestId = await ask('erasure');
    await Promise.all([carryOut(requestId), carryOut(requestId)]);
    expect(await stateOf(requestId)).toBe('done');
    expect([await env.files.exists(photo), await keptMaterials(env.db, applicantId)]).toEqual([false, []]);
    expect(await applicantOf(env, applicantId)).toMatchObject({
      name: undefined,
      idNumber: undefined,
      idHash: undefined,
    });
    expect(must(await currentApplication(env, applicantId), 'application').draft).toEqual({});
    const [row] = await env.db.query('SELECT state, reading_sealed FROM materials.material WHERE applicant_id = $1', [
      applicantId,
    ]);
    expect(row).toEqual({ state: 'erased', reading_sealed: '' });
    expect(await ask('erasure')).toBe('identity.nothing_to_erase');
  });

  it('leaves a photo that somebody else has handed in as well', async () => {
    await insertApplicant(`apl_other${made}`);
    await handIn(`apl_other${made}`, { materialId: `mat_o${made}`, content: `photo ${made}` });
    await carryOut(await ask('erasure'));
    expect([await env.files.exists(photo), (await keptMaterials(env.db, applicantId)).length]).toEqual([true, 0]);
  });

  it('is open once at a time', async () => {
    await ask('erasure');
    expect(await ask('erasure')).toBe('identity.data_request_open');
  });

  it('waits while a hold stands and goes on when it is lifted', async () => {
    const hold = (held: boolean) => setHold(world, { applicantId, held, reason: '公安协查 2026-118 号', by: 'stf_1' });
    expect(await hold(true)).toMatchObject({ refused: false });
    expect(await hold(true)).toMatchObject({ refused: true });
    const requestId = await ask('erasure');
    await carryOut(requestId);
    expect([await stateOf(requestId), await env.files.exists(photo)]).toEqual(['held', true]);
    expect(await hold(false)).toMatchObject({ refused: false });
    expect(await stateOf(requestId)).toBe('asked');
    await carryOut(requestId);
    expect([await stateOf(requestId), await env.files.exists(photo)]).toEqual(['done', false]);
  });

  it('S64: of a merchant keeps what the law wants kept, says why, and takes only what was never sent in', async () => {
    const { merchantId } = await buildTerminal(env);
    const owner = (await merchantOf(world, merchantId)).applicantId;
    await insertApplicant(owner);
    env.clock.set('2026-11-19T10:00:00+08:00');
    const old = await handIn(owner, { materialId: `mat_q${made}`, content: `old ${made}`, state: 'replaced' });
    const card = await handIn(owner, { materialId: `mat_r${made}`, content: `card ${made}` });
    const { verdicts } = await dataHeld(world, owner);
    expect(verdicts.map((one) => [one.of, one.keptBecause])).toEqual([
      ['replaced', undefined],
      ['identity', 'law'],
      ['decided', 'law'],
      ['money', 'law'],
      ['sign_ins', 'log'],
    ]);
    const asked = await askAboutData(world, { applicantId: owner, kind: 'erasure' });
    await carryOutRequest(world, { applicantId: owner, requestId: asked.refused ? '' : asked.value });
    expect([await env.files.exists(old), await env.files.exists(card)]).toEqual([false, true]);
    expect((await applicantOf(env, owner))?.name).toBe('林小满');
  });
});

describe('an export', () => {
  it('holds the words and the photos, lies ready for some days and is erased then', async () => {
    const requestId = await ask('export');
    await carryOut(requestId);
    const [request] = await dataRequestsOf(env.db, applicantId);
    const fileId = must(request?.fileId, 'file');
    const zip = unzipSync((await env.files.read(fileId)).content);
    expect(Object.keys(zip).toSorted()).toEqual(['data.json', `mat_p${made}.jpg`]);
    expect(strFromU8(zip[`mat_p${made}.jpg`] ?? new Uint8Array())).toBe(`photo ${made}`);
    expect(JSON.parse(strFromU8(zip['data.json'] ?? new Uint8Array()))).toMatchObject({
      person: { name: '林小满', idNumber: '330106199104160465' },
    });
    await lapseExport(world, `${applicantId}:${requestId}`);
    expect([await stateOf(requestId), await env.files.exists(fileId)]).toEqual(['lapsed', false]);
    await lapseExport(world, `${applicantId}:${requestId}`);
  });
});

describe('what nobody goes on with', () => {
  it('goes by itself after its days, not before, and not under a hold', async () => {
    env.clock.set('2027-05-18T10:00:00+08:00');
    expect([await forgetAbandoned(world), await env.files.exists(photo)]).toEqual([0, true]);
    env.clock.set('2027-05-20T10:00:00+08:00');
    await setHold(world, { applicantId, held: true, reason: '法院冻结 88 号', by: 'stf_1' });
    await forgetAbandoned(world);
    expect(await env.files.exists(photo)).toBe(true);
    await setHold(world, { applicantId, held: false, reason: '裁定解除 88 号', by: 'stf_1' });
    expect(await forgetAbandoned(world)).toBeGreaterThan(0);
    expect([await env.files.exists(photo), await forgetAbandoned(world)]).toEqual([false, 0]);
  });
});
