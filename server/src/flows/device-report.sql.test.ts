import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildTerminal, type BuiltTerminal } from '../../testing/builders.ts';
import { testDatabase, testEnv, type TestDatabase, type TestEnv } from '../../testing/database.ts';
import { claimWithCode, codeOf, issueActivationCode } from '../modules/activation/index.ts';
import { deviceOf, shipmentOf, terminalOf } from '../modules/terminals/index.ts';
import { at, withTx } from '../platform/postgres/database.ts';
import { must } from '../kernel/assert.ts';
import { reportDevice, resolveReport } from './device-report.ts';
import type { World } from './ports.ts';

let database: TestDatabase;
let env: TestEnv;
const world = (): World => env as unknown as World; // nothing of the outside world is asked
beforeAll(async () => {
  database = await testDatabase();
  env = await testEnv(database);
});
afterAll(async () => {
  await env.close();
  await database.close();
});

async function delivered(): Promise<BuiltTerminal> {
  const terminal = await buildTerminal(env);
  await withTx(env, (tx) => issueActivationCode(env, tx, { ...terminal, send: () => Promise.resolve('msg_1') }));
  return terminal;
}
const inStock = async (serialNo: string): Promise<string> => {
  await env.db.execute(
    `INSERT INTO terminals.device (serial_no, model, wrapped_key, state, changed_at) VALUES ($1, 'esign_pos', 'w', 'in_stock', $2)`,
    [serialNo, at(env.clock.now())],
  );
  return serialNo;
};
const report = async (terminal: BuiltTerminal, arrivedSerial?: string): Promise<string> => {
  const kind = arrivedSerial === undefined ? 'lost' : 'wrong_serial';
  const done = await reportDevice(world(), { ...terminal, kind, arrivedSerial, by: terminal.merchantId });
  if (done.refused) throw new Error(done.refusal.code);
  return done.value;
};
const resolve = (reportId: string, how: 'swap' | 'send_another' | 'dismiss') =>
  resolveReport(world(), { reportId, how, by: 'stf_1' });
const now = (terminal: BuiltTerminal) => terminalOf(env.db, terminal.merchantId, terminal.terminalId);
const codeState = async (terminal: BuiltTerminal) =>
  (await codeOf(env.db, terminal.merchantId, terminal.terminalId))?.state;

describe('another device came', () => {
  it('kills the code at once, and is reported once', async () => {
    const terminal = await delivered();
    await report(terminal, 'KTELSE01');
    expect(await codeState(terminal)).toBe('revoked');
    expect(
      await reportDevice(world(), { ...terminal, kind: 'wrong_serial', arrivedSerial: 'KTELSE02', by: 'x' }),
    ).toMatchObject({ refusal: { code: 'terminals.report_open' } });
    expect((await now(terminal))?.serialNo).toBe(terminal.serialNo);
  });

  it('and stands free in our stock: swapped, it has a code of its own and goes to the network as a new device', async () => {
    const terminal = await delivered();
    const arrived = await inStock('KTARRIVED1');
    const reportId = await report(terminal, arrived);
    expect((await deviceOf(env.db, arrived))?.merchantId).toBeUndefined();
    const both = await Promise.all([resolve(reportId, 'swap'), resolve(reportId, 'swap')]);
    expect(both.filter((one) => !one.refused)).toHaveLength(1);
    expect(await now(terminal)).toMatchObject({ serialNo: arrived, terminalNo: terminal.terminalNo });
    expect(await deviceOf(env.db, arrived)).toMatchObject({ state: 'delivered', merchantId: terminal.merchantId });
    expect(await deviceOf(env.db, terminal.serialNo)).toMatchObject({ state: 'returned', merchantId: undefined });
    expect(await codeState(terminal)).toBe('sent');
    expect((await env.enqueued('register-terminal')).at(-1)?.data).toMatchObject({ serialNo: arrived });
  });

  it('and is another merchant’s: it is never taken from them, and nothing has changed', async () => {
    const [terminal, other] = [await delivered(), await delivered()];
    const reportId = await report(terminal, other.serialNo);
    expect(await resolve(reportId, 'swap')).toMatchObject({
      refusal: { code: 'terminals.arrived_not_free', facts: { standing: 'of_other_merchant' } },
    });
    expect((await now(terminal))?.serialNo).toBe(terminal.serialNo);
    expect((await deviceOf(env.db, other.serialNo))?.merchantId).toBe(other.merchantId);
    expect((await resolve(reportId, 'dismiss')).refused).toBe(false);
    expect((await deviceOf(env.db, terminal.serialNo))?.state).toBe('delivered');
  });
});

describe('a device that is lost before activation', () => {
  it('is refused on the line whatever code it shows, and another goes out under the same terminal number', async () => {
    const terminal = await delivered();
    const reportId = await report(terminal);
    const gone = must(await deviceOf(env.db, terminal.serialNo), 'device');
    expect(gone).toMatchObject({ state: 'lost', terminalId: undefined });
    const claim = { device: gone, nonce: 'n1', code: '123456789012', limits: { triesMax: 5, lockMinutes: 30 } };
    expect(await withTx(env, (tx) => claimWithCode(env, tx, claim))).toMatchObject({
      refusal: { code: 'activation.device_not_delivered' },
    });
    expect(await resolve(reportId, 'dismiss')).toMatchObject({ refusal: { code: 'terminals.report_elsewhere' } });
    expect(await resolve(reportId, 'send_another')).toMatchObject({ refusal: { code: 'terminals.out_of_stock' } });
    const spare = await inStock('KTSPARE9');
    expect((await resolve(reportId, 'send_another')).refused).toBe(false);
    expect(await now(terminal)).toMatchObject({ serialNo: spare, terminalNo: terminal.terminalNo });
    expect(await shipmentOf(env.db, terminal.merchantId)).toMatchObject({ state: 'ordered', serialNo: spare });
    expect((await deviceOf(env.db, terminal.serialNo))?.state).toBe('lost');
  });
});
