import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testDatabase, testEnv, type TestDatabase, type TestEnv } from '../../../testing/database.ts';
import { withTx } from '../../platform/postgres/database.ts';
import {
  allocateTerminal,
  closeCount,
  confirmCount,
  deviceOf,
  dropCount,
  ensurePlace,
  findDevices,
  importBatch,
  inspectDevice,
  listBatches,
  listCounts,
  listTransfers,
  MAIN_PLACE,
  openCount,
  receiveTransfer,
  sendTransfer,
  settleTransfer,
  stockByPlace,
  type BatchFile,
  type KeyVault,
} from './index.ts';

let database: TestDatabase;
let env: TestEnv;
let agent = '';
beforeAll(async () => {
  database = await testDatabase({ poolMax: 12 });
  env = await testEnv(database);
  agent = await withTx(env, (tx) => ensurePlace(env, tx, { kind: 'agent', ownerId: 'agt_1', name: '禾木' }));
});
afterAll(async () => {
  await env.close();
  await database.close();
});

const vault = {
  importDeviceKey: (wrapped: string) => Promise.resolve(wrapped === 'bad' ? undefined : `ours:${wrapped}`),
} as unknown as KeyVault;
const serial = (n: number): string => `KTE9${String(n).padStart(6, '0')}`;
const fileOf = (...lines: string[]): Uint8Array =>
  new TextEncoder().encode(['serial_no,model,wrapped_key', ...lines].join('\n'));
const bring = (bytes: Uint8Array, some: Partial<BatchFile> = {}) =>
  importBatch(
    { ...env, vault },
    { bytes, fileName: 'a.csv', vendor: '新大陆', placeId: MAIN_PLACE, by: 'stf_1', dryRun: false, ...some },
  );
const stock = async (...numbers: number[]): Promise<string[]> => {
  const done = await bring(fileOf(...numbers.map((n) => `${serial(n)},esign_pos,k${n}`)));
  expect(done.refused).toBe(false);
  return numbers.map(serial);
};
const send = (serials: readonly string[], fromPlace = MAIN_PLACE, toPlace = agent) =>
  sendTransfer(env, { fromPlace, toPlace, serials, note: '', by: 'stf_1' });
const valueOf = <T>(outcome: { refused: false; value: T } | { refused: true }): T => {
  if (outcome.refused) throw new Error('refused');
  return outcome.value;
};
const stateOf = async (serialNo: string) => (await deviceOf(env.db, serialNo))?.state;
const free = async (placeId: string): Promise<number> => {
  const place = (await stockByPlace(env.db)).find((one) => one.placeId === placeId);
  return (place?.models ?? []).reduce((sum, one) => sum + one.free, 0);
};

describe('a vendor’s file', () => {
  it('is looked through without changing anything, each bad line with its number and reason', async () => {
    await stock(1);
    const looked = await bring(
      fileOf(`${serial(2)},esign_pos,k`, `${serial(1)},esign_pos,k`, `${serial(3)},smart_pos,bad`),
      {
        dryRun: true,
      },
    );
    expect(looked).toMatchObject({
      value: {
        batchId: undefined,
        devices: [{ model: 'esign_pos', count: 1 }],
        faults: [
          { line: 3, reason: 'in_stock_already' },
          { line: 4, reason: 'key_unreadable' },
        ],
      },
    });
    expect(await stateOf(serial(2))).toBeUndefined();
  });

  it('with one bad line is not imported at all', async () => {
    const done = await bring(fileOf(`${serial(2)},esign_pos,k`, `${serial(3)},smart_pos,bad`));
    expect(done).toMatchObject({ refusal: { code: 'terminals.stock_file_wrong', facts: { lines: 1 } } });
    expect(await stateOf(serial(2))).toBeUndefined();
  });

  it('handed in five times at once is one batch, and handed in again it says so', async () => {
    const bytes = fileOf(`${serial(4)},esign_pos,k4`, `${serial(5)},smart_pos,k5`);
    const all = await Promise.all(Array.from({ length: 5 }, () => bring(bytes)));
    expect(new Set(all.map((one) => valueOf(one).batchId)).size).toBe(1);
    expect(valueOf(await bring(bytes))).toMatchObject({ repeated: true, faults: [] });
    expect((await listBatches(env.db)).filter((one) => one.devices === 2)).toHaveLength(1);
    expect((await deviceOf(env.db, serial(5)))?.wrappedKey).toBe('ours:k5');
    expect(await findDevices(env.db, { serial: '9000005', state: 'in_stock' })).toMatchObject([{ model: 'smart_pos' }]);
  });
});

describe('a transfer', () => {
  it('takes devices that stand free at its place or none, and nobody allocates one on its way', async () => {
    const sent = await stock(11, 12);
    expect(await send([...sent, 'KTE9NOBODY'])).toMatchObject({
      refusal: { code: 'terminals.device_not_here', facts: { serials: ['KTE9NOBODY'] } },
    });
    const transferId = valueOf(await send(sent));
    expect(await send(sent)).toMatchObject({ refused: true });
    const before = await free(MAIN_PLACE);
    const taken = await Promise.all(
      Array.from({ length: before + 2 }, (_, i) =>
        withTx(env, (tx) =>
          allocateTerminal(env, tx, { merchantId: `mer_${i}`, model: 'esign_pos', places: [agent, MAIN_PLACE] }),
        ),
      ),
    );
    expect(taken.flatMap((one) => (one.refused ? [] : [one.value.serialNo])).some((one) => sent.includes(one))).toBe(
      false,
    );
    expect(valueOf(await receiveTransfer(env, { transferId, arrived: sent, by: 'stf_2' }))).toBe('received');
    expect(await free(agent)).toBe(2);
    const own = await withTx(env, (tx) =>
      allocateTerminal(env, tx, { merchantId: 'mer_agent', model: 'esign_pos', places: [agent, MAIN_PLACE] }),
    );
    expect(own).toMatchObject({ value: { serialNo: sent[0] } });
    const other = await withTx(env, (tx) =>
      allocateTerminal(env, tx, { merchantId: 'mer_online', model: 'esign_pos' }),
    );
    expect(other.refused).toBe(true);
  });

  it('that arrives short keeps what is missing out of reach until somebody says back or lost', async () => {
    const sent = await stock(21, 22, 23);
    const transferId = valueOf(await send(sent));
    expect(valueOf(await receiveTransfer(env, { transferId, arrived: [serial(21), 'KTE9STRANGE'], by: 'stf_2' }))).toBe(
      'differs',
    );
    expect((await listTransfers(env.db))[0]?.lines).toContainEqual({ serialNo: 'KTE9STRANGE', note: 'unexpected' });
    expect(await send([serial(22)])).toMatchObject({ refused: true });
    expect(await receiveTransfer(env, { transferId, arrived: sent, by: 'stf_2' })).toMatchObject({
      refusal: { code: 'terminals.transfer_elsewhere' },
    });
    expect(valueOf(await settleTransfer(env, { transferId, missing: 'lost', by: 'stf_1' }))).toBe('settled');
    expect([await stateOf(serial(21)), await stateOf(serial(22)), await stateOf(serial(23))]).toEqual([
      'in_stock',
      'lost',
      'lost',
    ]);
  });

  it('that is taken back leaves its devices where they were', async () => {
    const sent = await stock(31);
    const transferId = valueOf(await send(sent));
    expect(valueOf(await settleTransfer(env, { transferId, missing: 'back', by: 'stf_1' }))).toBe('cancelled');
    expect(await send(sent)).toMatchObject({ refused: false });
  });
});

describe('a count', () => {
  it('that agrees is over at once, and a place is counted once at a time', async () => {
    const placeId = await withTx(env, (tx) =>
      ensurePlace(env, tx, { kind: 'outlet', ownerId: 'out_1', name: '文三路' }),
    );
    const opened = await Promise.all(Array.from({ length: 3 }, () => openCount(env, { placeId, by: 'stf_1' })));
    const [countId] = opened.flatMap((one) => (one.refused ? [] : [one.value]));
    expect(opened.filter((one) => one.refused)).toHaveLength(2);
    expect(valueOf(await closeCount(env, { countId: countId ?? '', seen: [], by: 'stf_1' }))).toBe('agreed');
  });

  it('with differences changes nothing until a second person confirms: missing is lost, free elsewhere is moved here, the rest refused', async () => {
    const placeId = await withTx(env, (tx) => ensurePlace(env, tx, { kind: 'outlet', ownerId: 'out_2', name: '鼓楼' }));
    const [here = '', gone = '', elsewhere = ''] = await stock(41, 42, 43);
    const transferId = valueOf(await send([here, gone], MAIN_PLACE, placeId));
    await receiveTransfer(env, { transferId, arrived: [here, gone], by: 'stf_2' });
    const countId = valueOf(await openCount(env, { placeId, by: 'stf_1' }));
    const seen = [here, elsewhere, 'KTE9STRANGE'];
    expect(valueOf(await closeCount(env, { countId, seen, by: 'stf_1' }))).toBe('differs');
    expect(await stateOf(gone)).toBe('in_stock');
    expect(await confirmCount(env, { countId, by: 'stf_1' })).toMatchObject({
      refusal: { code: 'terminals.count_same_person' },
    });
    expect(valueOf(await dropCount(env, { countId, again: 'recount' }))).toBe('open');
    await closeCount(env, { countId, seen, by: 'stf_1' });
    expect(valueOf(await confirmCount(env, { countId, by: 'stf_2' }))).toEqual({ lost: 1, movedHere: 1, refused: 1 });
    expect(await stateOf(gone)).toBe('lost');
    expect(await findDevices(env.db, { placeId })).toMatchObject([
      { serialNo: here, state: 'in_stock' },
      { serialNo: gone, state: 'lost' },
      { serialNo: elsewhere, state: 'in_stock' },
    ]);
    expect((await listCounts(env.db))[0]).toMatchObject({ state: 'confirmed', present: 1 });
    expect(await confirmCount(env, { countId, by: 'stf_2' })).toMatchObject({
      refusal: { code: 'terminals.count_elsewhere' },
    });
  });
});

describe('a device that came back', () => {
  it('stands free at a place again once it was looked at, or is scrapped; any other is left alone', async () => {
    const [back = '', broken = '', free = ''] = await stock(901, 902, 903);
    await env.db.execute(
      `UPDATE terminals.device SET state = 'returned', merchant_id = 'mch_1', terminal_id = 'trm_1' WHERE serial_no = ANY ($1)`,
      [[back, broken]],
    );
    const inspect = (serialNo: string, outcome: 'restock' | 'scrap', placeId = agent) =>
      inspectDevice(env, { serialNo, outcome, placeId });
    expect(await inspect(back, 'restock', 'plc_none')).toMatchObject({ refusal: { code: 'terminals.place_unknown' } });
    expect(valueOf(await inspect(back, 'restock'))).toBe('in_stock');
    expect(valueOf(await inspect(broken, 'scrap'))).toBe('scrapped');
    expect(await deviceOf(env.db, back)).toMatchObject({ state: 'in_stock', merchantId: undefined });
    expect((await findDevices(env.db, { placeId: agent, serial: back })).map((one) => one.serialNo)).toEqual([back]);
    for (const serialNo of [back, broken, free])
      expect(await inspect(serialNo, 'scrap')).toMatchObject({ refusal: { code: 'terminals.device_not_returned' } });
    expect(await inspect('KTNONE', 'restock')).toMatchObject({ refusal: { code: 'terminals.device_unknown' } });
  });
});
