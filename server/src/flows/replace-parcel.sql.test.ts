import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildTerminal, type BuiltTerminal } from '../../testing/builders.ts';
import { testDatabase, testEnv, type TestDatabase, type TestEnv } from '../../testing/database.ts';
import { codeOf, issueActivationCode } from '../modules/activation/index.ts';
import {
  createShipment,
  deviceOf,
  openReplacementOf,
  recordShipmentStep,
  shipmentOf,
  terminalOf,
} from '../modules/terminals/index.ts';
import { withTx } from '../platform/postgres/database.ts';
import type { World } from './ports.ts';
import { replaceByCourier } from './replace-device.ts';
import { replaceParcel } from './replace-parcel.ts';

let database: TestDatabase;
let env: TestEnv;
let terminal: BuiltTerminal;
let shipmentId = '';
const world = (): World => env as unknown as World; // nothing of the outside world is asked
const parcel = () => ({ merchantId: terminal.merchantId, shipmentId });

beforeAll(async () => {
  database = await testDatabase();
  env = await testEnv(database);
  terminal = await buildTerminal(env);
  await env.db.execute(`UPDATE terminals.device SET state = 'shipped' WHERE serial_no = $1`, [terminal.serialNo]);
  shipmentId = await withTx(env, (tx) => createShipment(env, tx, terminal));
  await withTx(env, (tx) => issueActivationCode(env, tx, { ...terminal, send: () => Promise.resolve('msg_1') }));
});
afterAll(async () => {
  await env.close();
  await database.close();
});

describe('a parcel that is lost', () => {
  it('takes its device with it for good, and is reported once however often the courier says so', async () => {
    await recordShipmentStep(env, { shipmentId, step: 'lost' });
    await recordShipmentStep(env, { shipmentId, step: 'lost' });
    await recordShipmentStep(env, { shipmentId, step: 'delivered' });
    expect((await shipmentOf(env.db, shipmentId))?.state).toBe('lost');
    expect(await deviceOf(env.db, terminal.serialNo)).toMatchObject({ state: 'lost', terminalId: undefined });
    expect(await env.emitted('shipment.failed')).toHaveLength(1);
  });
  it('waits for stock where there is none, with its code dead already', async () => {
    expect(await replaceParcel(world(), parcel())).toBe('no_stock');
    expect((await codeOf(env.db, terminal.merchantId, terminal.terminalId))?.state).toBe('revoked');
  });
  it('is replaced under the same terminal number, once, and a new parcel is ordered', async () => {
    await env.db.execute(
      `INSERT INTO terminals.device (serial_no, model, wrapped_key, state, changed_at) VALUES ('KTSPARE1', 'esign_pos', 'w', 'in_stock', now())`,
    );
    const both = await Promise.all([replaceParcel(world(), parcel()), replaceParcel(world(), parcel())]);
    expect(both.sort()).toEqual(['nothing_to_do', 'replaced']);
    const now = await terminalOf(env.db, terminal.merchantId, terminal.terminalId);
    expect(now).toMatchObject({ serialNo: 'KTSPARE1', terminalNo: terminal.terminalNo });
    const fresh = await shipmentOf(env.db, terminal.merchantId);
    expect(fresh).toMatchObject({ state: 'ordered', serialNo: 'KTSPARE1' });
    expect(await env.enqueued('order-courier')).toHaveLength(1);
  });
});

describe('a parcel with a device that is to take another’s place', () => {
  it('lost on its way leaves the old one selling, and a third one is sent for it, once', async () => {
    const serving = await buildTerminal(env);
    const { merchantId, terminalId } = serving;
    await env.db.execute(`UPDATE terminals.terminal SET state = 'active' WHERE terminal_id = $1`, [terminalId]);
    await env.db.execute(`UPDATE terminals.device SET state = 'bound' WHERE serial_no = $1`, [serving.serialNo]);
    for (const serialNo of ['KTSPARE2', 'KTSPARE3'])
      await env.db.execute(
        `INSERT INTO terminals.device (serial_no, model, wrapped_key, state, changed_at) VALUES ($1, 'esign_pos', 'w', 'in_stock', now())`,
        [serialNo],
      );
    const before = await env.enqueued('order-courier');
    const sent = await replaceByCourier(world(), {
      merchantId,
      terminalId,
      ticketId: undefined,
      fault: 'works',
      by: 'stf_1',
    });
    expect(sent).toMatchObject({ value: { newSerial: 'KTSPARE2' } });
    const lost = (await shipmentOf(env.db, merchantId))?.shipmentId ?? '';
    await recordShipmentStep(env, { shipmentId: lost, step: 'lost' });
    const both = await Promise.all([1, 2].map(() => replaceParcel(world(), { merchantId, shipmentId: lost })));
    expect(both.sort()).toEqual(['nothing_to_do', 'replaced']);
    expect(await terminalOf(env.db, merchantId, terminalId)).toMatchObject({
      serialNo: serving.serialNo,
      state: 'active',
    });
    expect(await openReplacementOf(env.db, merchantId, terminalId)).toMatchObject({
      oldSerial: serving.serialNo,
      newSerial: 'KTSPARE3',
      state: 'reserved',
    });
    expect(await env.enqueued('order-courier')).toHaveLength(before.length + 2);
  });
});
