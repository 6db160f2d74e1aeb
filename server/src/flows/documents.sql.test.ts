/** Documents that end, against the database: told on their days, restricted the day after, 长期 never; and a merchant of before they were kept. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { buildTerminal, type BuiltTerminal } from '../../testing/builders.ts';
import { testDatabase, testEnv, type TestDatabase, type TestEnv } from '../../testing/database.ts';
import { addDays, civilDate, type CivilDate } from '../kernel/instant.ts';
import {
  activateMerchant,
  applicationOfMerchant,
  documentsOf,
  merchantOf,
  restrictionsOf,
  type NewDocument,
} from '../modules/merchants/index.ts';
import { terminalByNo } from '../modules/terminals/index.ts';
import { at, withTx } from '../platform/postgres/database.ts';
import { documentDay, keepAndWatch, takeEarlierDocuments } from './documents.ts';
import type { World } from './ports.ts';
import { liftForDocument } from './restrictions.ts';

const END = civilDate('2027-02-28');
let database: TestDatabase;
let env: TestEnv;
let world: World;
let terminal: BuiltTerminal;

beforeAll(async () => {
  database = await testDatabase();
  env = await testEnv(database, { now: '2026-11-20T10:00:00+08:00' });
  world = { ...env } as unknown as World;
});
afterAll(async () => {
  await env.close();
  await database.close();
});
beforeEach(async () => {
  env.clock.set('2026-11-20T10:00:00+08:00');
  terminal = await buildTerminal(env);
  await env.db.execute(`UPDATE merchants.merchant SET state = 'active' WHERE merchant_id = $1`, [terminal.merchantId]);
});

const card = (validTo: CivilDate | undefined, changed: Partial<NewDocument> = {}): NewDocument => ({
  merchantId: terminal.merchantId,
  kind: 'id_card',
  holder: '林小满',
  number: '330106199104160465',
  validTo,
  materials: ['mat_1', 'mat_2'],
  source: 'app_1 1',
  ...changed,
});
const keep = (document: NewDocument) => withTx(env, (tx) => keepAndWatch(world, tx, document));
const key = () => ({ merchantId: terminal.merchantId, kind: 'id_card' }) as const;
const nextLook = async (): Promise<string | undefined> =>
  (
    await env.db.query<{ at: number }>(
      `SELECT at FROM platform.due WHERE kind = 'document-day' AND key = $1 AND state = 'waiting'`,
      [`${terminal.merchantId} id_card`],
    )
  ).map((row) => new Date(row.at + 8 * 3_600_000).toISOString().slice(0, 16))[0];
/** Goes to the next look, and looks twice: a job may run again. */
async function look(): Promise<string | undefined> {
  const next = await nextLook();
  if (next === undefined) return undefined;
  env.clock.set(`${next}:00+08:00`);
  await env.db.execute(`UPDATE platform.due SET state = 'handed' WHERE kind = 'document-day' AND key = $1`, [
    `${terminal.merchantId} id_card`,
  ]);
  await Promise.all([documentDay(world, key()), documentDay(world, key())]);
  return next;
}
const texts = async (): Promise<number> =>
  (
    await env.db.query(
      `SELECT 1 FROM notifications.message WHERE subject = $1 AND purpose IN ('document', 'restriction')`,
      [`merchant:${terminal.merchantId}`],
    )
  ).length;
const stand = async () => [
  (await merchantOf(world, terminal.merchantId)).state,
  (await restrictionsOf(env.db, terminal.merchantId)).map((one) => [one.reason, one.note]),
  (await terminalByNo(env.db, terminal.terminalNo))?.salesStopped,
];

describe('a document that ends', () => {
  it('is told of 90, 30 and 7 days before in the morning, and restricts at the midnight after its last valid day', async () => {
    await keep(card(END));
    expect([await look(), await look(), await look()]).toEqual([
      '2026-11-30T09:00',
      '2027-01-29T09:00',
      '2027-02-21T09:00',
    ]);
    expect([await texts(), await stand()]).toEqual([3, ['active', [], []]]);
    expect(await look()).toBe('2027-03-01T00:00');
    expect(await stand()).toEqual(['restricted', [['id_expired', END]], ['restricted']]);
    expect([await texts(), await nextLook()]).toEqual([4, undefined]);
  });

  it('gives way to the newer one, which is watched in its place; the restriction ends with it and the old one is kept', async () => {
    await keep(card(addDays(END, -1)));
    for (let looks = 0; looks < 4; looks += 1) await look();
    expect((await stand())[0]).toBe('restricted');
    await keep(card(civilDate('2047-02-28'), { source: 'chg_1 1' }));
    await withTx(env, (tx) => liftForDocument(world, tx, { ...key(), source: 'chg_1' }));
    expect([await stand(), await nextLook()]).toEqual([['active', [], []], '2046-11-30T09:00']);
    const [now] = await documentsOf(env, env.db, terminal.merchantId);
    expect([now?.documentNo, now?.source, now?.toldDays]).toEqual([2, 'chg_1 1', undefined]);
  });

  it('长期 is never looked at (S02)', async () => {
    await keep(card(undefined));
    expect(await nextLook()).toBeUndefined();
    env.clock.set('2099-01-01T10:00:00+08:00');
    await documentDay(world, key());
    expect([await texts(), await stand()]).toEqual([0, ['active', [], []]]);
  });

  it('restricts a merchant that is not active yet with its activation', async () => {
    await env.db.execute(`UPDATE merchants.merchant SET state = 'pending_activation' WHERE merchant_id = $1`, [
      terminal.merchantId,
    ]);
    await keep(card(END));
    for (let looks = 0; looks < 4; looks += 1) await look();
    expect((await stand())[0]).toBe('pending_activation');
    await withTx(env, (tx) => activateMerchant(tx, terminal.merchantId));
    expect(await stand()).toEqual(['restricted', [['id_expired', END]], ['restricted']]);
  });

  it('of a closed merchant nothing follows', async () => {
    await env.db.execute(`UPDATE merchants.merchant SET state = 'closed' WHERE merchant_id = $1`, [
      terminal.merchantId,
    ]);
    await keep(card(END));
    await look();
    expect([await texts(), await stand()]).toEqual([0, ['closed', [], []]]);
  });

  it('of a merchant of before documents were kept is taken in from its newest revision, once', async () => {
    const { applicantId } = await merchantOf(world, terminal.merchantId);
    const applicationId = await applicationOfMerchant(env.db, await merchantOf(world, terminal.merchantId));
    const revision = {
      person: { name: '林小满', idNumber: '330106199104160465', idValidTo: END, phone: '13800138000', idHash: 'h' },
      draft: {
        licence: { materialId: 'mat_3', name: '小满煎饼店', uscc: 'U', legalPerson: '林小满', validTo: '长期' },
      },
      materials: { id_front: 'mat_1', id_back: 'mat_2' },
    };
    await env.db.execute(
      `INSERT INTO applications.application (applicant_id, application_id, state, draft_sealed, draft_version, revision_no, created_at)
       VALUES ($1, $2, 'approved', $3, 1, 2, $4)`,
      [applicantId, applicationId, env.crypto.seal(`draft:${applicationId}`, '{}'), at(env.clock.now())],
    );
    await env.db.execute(
      `INSERT INTO applications.revision (applicant_id, application_id, revision_no, content_sealed, content_hash, submitted_at) VALUES ($1, $2, 2, $3, 'h', $4)`,
      [
        applicantId,
        applicationId,
        env.crypto.seal(`revision:${applicationId}:2`, JSON.stringify(revision)),
        at(env.clock.now()),
      ],
    );
    const { merchantId } = terminal;
    await Promise.all([takeEarlierDocuments(world, merchantId), takeEarlierDocuments(world, merchantId)]);
    const taken = (await documentsOf(env, env.db, merchantId)).map((one) => [
      one.kind,
      one.validTo,
      one.materials,
      one.documentNo,
    ]);
    expect(taken).toEqual([
      ['id_card', END, ['mat_1', 'mat_2'], 1],
      ['licence', undefined, ['mat_3'], 1],
    ]);
    expect(await nextLook()).toBe('2026-11-30T09:00');
  });

  it('is stored sealed: neither name nor number can be read in the table, and the number is found by its hash', async () => {
    await keep(card(END));
    const rows = await env.db.query<{ whole: string; number_hash: string }>(
      'SELECT d::text AS whole, number_hash FROM merchants.document d WHERE merchant_id = $1',
      [terminal.merchantId],
    );
    expect(rows[0]?.whole).not.toMatch(/林小满|330106199104160465/);
    expect(rows[0]?.number_hash).toBe(env.crypto.lookup('id', '330106199104160465'));
  });

  it('stands in force once a kind, whoever writes it at the same time', async () => {
    await Promise.all([keep(card(END)), keep(card(addDays(END, 1))), keep(card(addDays(END, 2)))]);
    const rows = await env.db.query<{ state: string }>(
      'SELECT state FROM merchants.document WHERE merchant_id = $1 ORDER BY document_no',
      [terminal.merchantId],
    );
    expect(rows.map((row) => row.state)).toEqual(['replaced', 'replaced', 'in_force']);
  });
});
