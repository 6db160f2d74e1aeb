import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildTerminal } from '../../../testing/builders.ts';
import { testDatabase, testEnv, type TestDatabase, type TestEnv } from '../../../testing/database.ts';
import { at, withTx } from '../../platform/postgres/database.ts';
import { createMerchant, type NewMerchant } from '../merchants/index.ts';
import {
  allocateTerminal,
  createShipment,
  deviceOf,
  importStock,
  orderCourier,
  recordShipmentStep,
  shipmentOf,
  stockCount,
  terminalByNo,
  type Courier,
  type KeyVault,
} from './index.ts';

let database: TestDatabase;
let env: TestEnv;
beforeAll(async () => {
  database = await testDatabase({ poolMax: 12 });
  env = await testEnv(database);
});
afterAll(async () => {
  await env.close();
  await database.close();
});

const stock = (...serials: string[]) =>
  importStock(
    {
      ...env,
      vault: { importDeviceKey: (wrapped: string) => Promise.resolve(`ours:${wrapped}`) } as unknown as KeyVault,
    },
    serials.map((serialNo) => ({ serialNo, model: 'esign_pos' as const, vendorWrappedKey: serialNo })),
  );
const allocate = (merchantId: string) =>
  withTx(env, (tx) => allocateTerminal(env, tx, { merchantId, model: 'esign_pos' }));

describe('stock', () => {
  it('imported twice is there once; a device that is known is left as it is', async () => {
    expect([await stock('S1', 'S2'), await stock('S2', 'S3')]).toEqual([2, 1]);
    expect(await stockCount(env.db)).toBe(3);
    expect((await deviceOf(env.db, 'S1'))?.wrappedKey).toBe('ours:S1');
  });

  it('of three devices for eight merchants at once gives each device to one, and five are told that there is none', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, (_, i) => allocate(`mer_${i}`)));
    const given = answers.flatMap((answer) => (answer.refused ? [] : [answer.value]));
    expect(new Set(given.map((one) => one.serialNo)).size).toBe(3);
    expect(new Set(given.map((one) => one.terminalNo)).size).toBe(3);
    expect(answers.filter((answer) => answer.refused && answer.refusal.code === 'terminals.out_of_stock')).toHaveLength(
      5,
    );
    for (const one of given) expect((await terminalByNo(env.db, one.terminalNo))?.serialNo).toBe(one.serialNo);
  });
});

describe('a merchant', () => {
  const input: NewMerchant = {
    applicantId: 'apl_1',
    applicationId: 'app_1',
    acquirer: '898',
    kind: 'individual',
    name: '小满煎饼',
    principalName: '林小满',
    idHash: 'h',
    phone: '13800138000',
    mcc: '5814',
    region: '330100',
    address: '文三路 90 号',
    planId: 'standard',
    settlement: 't1',
    account: { kind: 'personal', number: '6225880212345678', holder: '林小满', bankName: '招商银行' },
  };

  it('of one application is made once, by however many', async () => {
    const made = await Promise.all(
      Array.from({ length: 6 }, () => withTx(env, (tx) => createMerchant(env, tx, input))),
    );
    expect(made.filter((one) => one !== undefined)).toHaveLength(1);
  });

  it('never has the number of another: twenty at once in one region and trade are numbered in a row', async () => {
    const made = await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        withTx(env, (tx) => createMerchant(env, tx, { ...input, applicationId: `row_${i}`, mcc: '5411' })),
      ),
    );
    const numbers = made.map((one) => one?.merchantNo ?? '').toSorted((a, b) => (a < b ? -1 : 1));
    expect(numbers).toEqual(
      Array.from({ length: 20 }, (_, i) => `89833015411${(i + 1).toString(36).toUpperCase().padStart(4, '0')}`),
    );
  });

  it('lies in the database without name, telephone, address or account of the person in clear', async () => {
    const rows = await env.db.query<{ whole: string }>(
      'SELECT m::text || a::text AS whole FROM merchants.merchant m JOIN merchants.settlement_account a USING (merchant_id)',
    );
    for (const clear of ['林小满', '13800138000', '文三路', '6225880212345678'])
      expect(rows.some((row) => row.whole.includes(clear))).toBe(false);
  });
});

describe('a parcel', () => {
  const order = (answer: Awaited<ReturnType<Courier['order']>>, asked: string[]) => ({
    ...env,
    courier: {
      order: (input: { reference: string }) => {
        asked.push(input.reference);
        return Promise.resolve(answer);
      },
    },
  });
  const to = { model: 'esign_pos', receiver: '林小满', phone: '13800138000', address: '文三路 90 号' };

  it('is ordered under our own reference until the courier answers, and then never again', async () => {
    const terminal = await buildTerminal(env);
    const shipmentId = await withTx(env, (tx) => createShipment(env, tx, terminal));
    const asked: string[] = [];
    const key = { merchantId: terminal.merchantId, shipmentId, ...to };
    await expect(orderCourier(order({ kind: 'unknown', reason: 'time-out' }, asked), key)).rejects.toThrow(/no answer/);
    for (let i = 0; i < 2; i += 1)
      await orderCourier(order({ kind: 'accepted', waybillNo: 'SF1', courier: '顺丰' }, asked), key);
    expect(asked).toEqual([shipmentId, shipmentId]);
    expect((await shipmentOf(env.db, shipmentId))?.waybillNo).toBe('SF1');
  });

  it('goes forward only: steps that come late, twice or at once change nothing, and it is delivered once', async () => {
    const terminal = await buildTerminal(env);
    await env.db.execute(`UPDATE terminals.device SET state = 'shipped', changed_at = $2 WHERE serial_no = $1`, [
      terminal.serialNo,
      at(env.clock.now()),
    ]);
    const shipmentId = await withTx(env, (tx) => createShipment(env, tx, terminal));
    await recordShipmentStep(env, { shipmentId, step: 'in_transit' });
    expect(await recordShipmentStep(env, { shipmentId, step: 'collected' })).toEqual({ delivered: false });
    expect((await shipmentOf(env.db, shipmentId))?.state).toBe('in_transit');
    const all = await Promise.all(
      Array.from({ length: 5 }, () => recordShipmentStep(env, { shipmentId, step: 'delivered' })),
    );
    expect(all.filter((one) => one?.delivered)).toHaveLength(1);
    expect((await deviceOf(env.db, terminal.serialNo))?.state).toBe('delivered');
    expect((await env.enqueued('after-delivery')).filter((job) => job.data['shipmentId'] === shipmentId)).toHaveLength(
      1,
    );
    expect(await recordShipmentStep(env, { shipmentId: 'shp_nothing', step: 'delivered' })).toBeUndefined();
  });
});

describe('a terminal that is asked for again and again', () => {
  it('is what it is now, whoever changed it in between, alone and among others', async () => {
    const built = await Promise.all([buildTerminal(env), buildTerminal(env), buildTerminal(env)]);
    const ask = () => Promise.all(built.map(async (one) => (await terminalByNo(env.db, one.terminalNo))?.batchNo));
    expect(await ask()).toEqual(['000001', '000001', '000001']);
    const elsewhere = database.secondPool(1);
    for (const batch of [2, 3, 4]) {
      const [first] = built;
      await elsewhere.execute('UPDATE terminals.terminal SET batch_no = $2 WHERE terminal_no = $1', [
        first?.terminalNo ?? '',
        batch,
      ]);
      expect(await ask()).toEqual([`00000${batch}`, '000001', '000001']);
    }
    expect(await terminalByNo(env.db, 'NOBODY00')).toBeUndefined();
  });
});
