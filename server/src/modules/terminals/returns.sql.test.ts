import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildTerminal, type BuiltTerminal } from '../../../testing/builders.ts';
import { testDatabase, testEnv, type TestDatabase, type TestEnv } from '../../../testing/database.ts';
import { withTx } from '../../platform/postgres/database.ts';
import {
  askForLabel,
  cancelReturn,
  deviceOf,
  ensurePlace,
  findDevices,
  handInDevice,
  inspectDevice,
  MAIN_PLACE,
  orderReturn,
  recordReturnStep,
  returnOf,
  returnsOf,
  type Courier,
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

const become = (serialNo: string, state: string) =>
  env.db.execute('UPDATE terminals.device SET state = $2 WHERE serial_no = $1', [serialNo, state]);

async function ordered(state: 'bound' | 'faulty', some: Partial<BuiltTerminal> = {}) {
  const terminal = { ...(await buildTerminal(env)), ...some };
  await become(terminal.serialNo, state);
  const done = await order(terminal);
  return { terminal, returnId: done.refused ? '' : done.value.returnId };
}
const order = (terminal: BuiltTerminal, merchantId = terminal.merchantId) =>
  withTx(env, (tx) => orderReturn(env, tx, { ...terminal, merchantId, reason: 'replaced', by: 'machine' }));

describe('a device that goes back', () => {
  it('ordered twice at once goes under one label, and nobody else’s device is ever ordered', async () => {
    const terminal = await buildTerminal(env);
    const both = await Promise.all([order(terminal), order(terminal)]);
    const ids = both.map((one) => (one.refused ? 'refused' : one.value.returnId));
    expect(ids[0]).toBe(ids[1]);
    expect(await env.emitted('return.ordered')).toHaveLength(1);
    expect(await order(terminal, 'mer_other')).toMatchObject({ refusal: { code: 'terminals.device_unknown' } });
    expect(await returnsOf(env.db, 'mer_other')).toEqual([]);
  });

  it('asks the courier under its own reference until it answers, and never again', async () => {
    const { returnId } = await ordered('bound');
    const asked: string[] = [];
    const courier = (answer: Awaited<ReturnType<Courier['collect']>>) => ({
      ...env,
      courier: {
        collect: (input: { reference: string }) => {
          asked.push(input.reference);
          return Promise.resolve(answer);
        },
      },
    });
    const way = {
      sender: '林小满',
      phone: '13800138000',
      address: '文三路',
      to: { receiver: 'a', phone: 'b', address: 'c' },
    };
    await expect(askForLabel(courier({ kind: 'unknown', reason: 'time-out' }), { returnId, ...way })).rejects.toThrow(
      /no answer/,
    );
    const accepted = courier({ kind: 'accepted', waybillNo: 'KD9', courier: '速达' });
    expect(await askForLabel(accepted, { returnId, ...way })).toMatchObject({ waybillNo: 'KD9' });
    expect(await askForLabel(accepted, { returnId, ...way })).toBeUndefined();
    expect(asked).toEqual([returnId, returnId]);
  });

  it('that was broken arrives in repair, any other as returned; told twice or late it arrives once and is nobody’s', async () => {
    for (const [state, became] of [
      ['faulty', 'in_repair'],
      ['bound', 'returned'],
    ] as const) {
      const { terminal, returnId } = await ordered(state);
      for (const step of ['in_transit', 'collected'] as const) await recordReturnStep(env, { returnId, step });
      expect((await returnOf(env.db, returnId))?.state).toBe('in_transit');
      expect((await deviceOf(env.db, terminal.serialNo))?.state).toBe(state);
      expect(await recordReturnStep(env, { returnId, step: 'delivered' })).toEqual({ arrived: true });
      for (const step of ['delivered', 'lost', 'refused'] as const)
        expect(await recordReturnStep(env, { returnId, step })).toEqual({ arrived: false });
      expect(await deviceOf(env.db, terminal.serialNo)).toMatchObject({ state: became, merchantId: undefined });
    }
    expect(await env.emitted('return.arrived')).toHaveLength(2);
    expect(await recordReturnStep(env, { returnId: 'ret_none', step: 'delivered' })).toBeUndefined();
  });

  it('that is lost on its way is lost for good', async () => {
    const { terminal, returnId } = await ordered('faulty');
    await recordReturnStep(env, { returnId, step: 'lost' });
    expect(await deviceOf(env.db, terminal.serialNo)).toMatchObject({ state: 'lost', merchantId: undefined });
  });

  it('is handed in once and stands there, but not once the courier has it, and not where nothing was ordered', async () => {
    const { terminal, returnId } = await ordered('bound');
    const agent = await withTx(env, (tx) => ensurePlace(env, tx, { kind: 'agent', ownerId: 'agt_1', name: '禾木' }));
    const handIn = (serialNo: string) =>
      withTx(env, (tx) => handInDevice(env, tx, { serialNo, placeId: agent, by: 'stf_1' }));
    expect(await handIn(terminal.serialNo)).toMatchObject({ value: { returnId, state: 'arrived' } });
    expect(await findDevices(env.db, { serial: terminal.serialNo })).toMatchObject([
      { state: 'returned', place: '禾木' },
    ]);
    expect(await handIn(terminal.serialNo)).toMatchObject({ refusal: { code: 'terminals.return_unknown' } });
    expect(await handIn('KTNONE')).toMatchObject({ refusal: { code: 'terminals.return_unknown' } });
    const other = await ordered('bound');
    await recordReturnStep(env, { returnId: other.returnId, step: 'collected' });
    expect(await handIn(other.terminal.serialNo)).toMatchObject({ refusal: { code: 'terminals.return_elsewhere' } });
    const looked = { serialNo: terminal.serialNo, outcome: 'restock', placeId: MAIN_PLACE } as const;
    expect(await inspectDevice(env, looked)).toMatchObject({ value: 'in_stock' });
  });

  it('may be called off until the courier has it; the device is free to be ordered back again', async () => {
    const { terminal, returnId } = await ordered('bound');
    expect(await withTx(env, (tx) => cancelReturn(env, tx, returnId))).toBe(true);
    expect(await withTx(env, (tx) => cancelReturn(env, tx, returnId))).toBe(false);
    const again = await order(terminal);
    expect(again.refused ? returnId : again.value.returnId).not.toBe(returnId);
  });
});
