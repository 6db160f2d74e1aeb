import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildTerminal, type BuiltTerminal } from '../../testing/builders.ts';
import { testDatabase, testEnv, type TestDatabase, type TestEnv } from '../../testing/database.ts';
import { startApplication, submitRevision, type Revision } from '../modules/applications/index.ts';
import { merchantOf } from '../modules/merchants/index.ts';
import { listOnWatch } from '../modules/risk/index.ts';
import { createShipment, deviceOf, shipmentOf } from '../modules/terminals/index.ts';
import { withTx } from '../platform/postgres/database.ts';
import type { World } from './ports.ts';
import { stopIfListed } from './stop-listed.ts';

let database: TestDatabase;
let env: TestEnv;
let terminal: BuiltTerminal;
const world = (): World => env as unknown as World; // nothing of the outside world is asked
const phone = '13900000123';

beforeAll(async () => {
  database = await testDatabase();
  env = await testEnv(database);
  terminal = await buildTerminal(env);
  await env.db.execute(`UPDATE terminals.device SET state = 'allocated' WHERE serial_no = $1`, [terminal.serialNo]);
  const { applicantId } = await merchantOf(env, terminal.merchantId);
  const { applicationId } = await startApplication(env, applicantId);
  const revision: Revision = {
    draft: { kind: 'individual' } as Revision['draft'],
    person: { name: '林小满', idNumber: '11010519491231002X', idValidTo: '长期', phone, idHash: 'h' },
    face: { state: 'face_passed', similarity: 0.7, fileId: null },
    materials: {},
    signedAt: '2026-11-23T02:00:00Z',
  };
  await withTx(env, (tx) => submitRevision(env, tx, { applicantId, applicationId, revision }));
  await withTx(env, (tx) => createShipment(env, tx, { ...terminal, handedOver: true }));
});
afterAll(async () => {
  await env.close();
  await database.close();
});

describe('a merchant that was approved', () => {
  it('and is on no list goes on', async () => {
    expect(await stopIfListed(world(), terminal.merchantId)).toBe(false);
    expect((await shipmentOf(env.db, terminal.merchantId))?.state).toBe('awaiting_handover');
  });
  it('and is listed before the device has left is stopped: nothing is shipped, the device is in stock again', async () => {
    await listOnWatch(env, { kind: 'phone', value: phone, reason: '涉诈', source: '公安', by: 'stf_1' });
    expect(await stopIfListed(world(), terminal.merchantId)).toBe(true);
    expect((await merchantOf(env, terminal.merchantId)).state).toBe('suspended');
    expect((await shipmentOf(env.db, terminal.merchantId))?.state).toBe('cancelled');
    expect(await deviceOf(env.db, terminal.serialNo)).toMatchObject({ state: 'in_stock', merchantId: undefined });
    expect(await env.emitted('merchant.stopped')).toHaveLength(1);
  });
});
