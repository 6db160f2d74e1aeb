/** A deregistration against the database: looks that come together, sales that come late, and merchants that are no longer what they were. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { approvedSale, buildTerminal, saleRequest, type BuiltTerminal } from '../../testing/builders.ts';
import { testDatabase, testEnv, type TestDatabase, type TestEnv } from '../../testing/database.ts';
import { must } from '../kernel/assert.ts';
import { fen } from '../kernel/fen.ts';
import { businessDate } from '../kernel/instant.ts';
import { merchantOf, settlementAccountOf } from '../modules/merchants/index.ts';
import { deregistrationOf, openDeregistration, type Deregistration } from '../modules/servicing/index.ts';
import { beginTransaction } from '../modules/switching/index.ts';
import { endDevice, endTerminal, terminalByNo, terminalOf } from '../modules/terminals/index.ts';
import { withTx } from '../platform/postgres/database.ts';
import { cancelDeregistration, lookAtDeregistration } from './deregister.ts';
import { blockersOf } from './deregistration-facts.ts';
import type { World } from './ports.ts';

let database: TestDatabase;
let env: TestEnv;
let world: World;
beforeAll(async () => {
  database = await testDatabase();
  env = await testEnv(database);
  world = { ...env, site: {} } as unknown as World;
});
afterAll(async () => {
  await env.close();
  await database.close();
});

async function asking(merchantState = 'active'): Promise<BuiltTerminal> {
  const terminal = await buildTerminal(env);
  await env.db.execute('UPDATE merchants.merchant SET state = $2 WHERE merchant_id = $1', [
    terminal.merchantId,
    merchantState,
  ]);
  await env.db.execute(`UPDATE terminals.terminal SET state = 'active', test_sale_at = now() WHERE terminal_id = $1`, [
    terminal.terminalId,
  ]);
  await env.db.execute(`UPDATE terminals.device SET state = 'bound' WHERE serial_no = $1`, [terminal.serialNo]);
  await withTx(env, (tx) => openDeregistration(env, tx, terminal.merchantId));
  return terminal;
}
const found = async ({ merchantId }: BuiltTerminal): Promise<Deregistration> =>
  must(await deregistrationOf(env.db, merchantId), 'deregistration');
const look = ({ merchantId }: BuiltTerminal): Promise<void> => lookAtDeregistration(world, merchantId);
const merchant = ({ merchantId }: BuiltTerminal) => merchantOf(env, merchantId);
const names = async ({ merchantId }: BuiltTerminal): Promise<string[]> =>
  (await blockersOf(world, merchantId)).map((one) => one.name);
async function endIt(terminal: BuiltTerminal): Promise<void> {
  const live = must(await terminalOf(env.db, terminal.merchantId, terminal.terminalId), 'terminal');
  await withTx(env, async (tx) => {
    await endTerminal(env, tx, { terminal: live, reason: 'returned' });
    await endDevice(env, tx, { serialNo: terminal.serialNo, to: 'returned' });
  });
}

describe('a deregistration', () => {
  it('is asked for once however often', async () => {
    const terminal = await asking();
    const again = () => withTx(env, (tx) => openDeregistration(env, tx, terminal.merchantId));
    expect(await Promise.all([again(), again()])).toEqual([undefined, undefined]);
  });

  it('looked at twice at once stops sales once, and says so once', async () => {
    const terminal = await asking();
    await Promise.all([look(terminal), look(terminal)]);
    expect([(await found(terminal)).state, (await merchant(terminal)).state]).toEqual(['settling', 'closing']);
    const told = (await env.emitted('deregistration.moved')).filter(
      (one) => one.payload['merchantId'] === terminal.merchantId && one.payload['state'] === 'settling',
    );
    expect(told).toHaveLength(1);
  });

  it('holds up for a transaction whose end is not known, and for a batch that is open', async () => {
    const terminal = await asking();
    const date = businessDate(env.clock.now(), '23:00');
    const begun = await beginTransaction(
      env,
      saleRequest(terminal, '000001', { amount: fen(500), businessDate: date }),
    );
    expect(begun.kind).toBe('begun');
    expect(await names(terminal)).toEqual(['unsettled_batch', 'device_not_returned']);
    await look(terminal);
    expect((await found(terminal)).state).toBe('blocked');
    const sold = await asking();
    await approvedSale(env, saleRequest(sold, '000002', { amount: fen(500), businessDate: date }));
    expect(await names(sold)).toEqual(['unsettled_batch', 'funds_pending', 'device_not_returned']);
  });

  it('keeps since when each thing stands, over looks, and forgets what has ended', async () => {
    const terminal = await asking();
    await look(terminal);
    const since = (await found(terminal)).waits['device_not_returned'];
    env.clock.pass(3_600_000);
    await look(terminal);
    expect((await found(terminal)).waits).toEqual({ device_not_returned: since });
    await endIt(terminal);
    await look(terminal);
    expect((await found(terminal)).waits).toEqual({});
  });

  it('waits for the network, and ends with the account unbound, the merchant closed and twelve months said', async () => {
    const terminal = await asking();
    await look(terminal);
    expect(await terminalByNo(env.db, terminal.terminalNo)).toMatchObject({
      salesStopped: ['closing'],
      state: 'active',
    });
    await endIt(terminal);
    await look(terminal);
    expect((await found(terminal)).state).toBe('unbinding');
    await env.db.execute(`UPDATE terminals.terminal SET state = 'closed' WHERE terminal_id = $1`, [
      terminal.terminalId,
    ]);
    await look(terminal);
    expect(await found(terminal)).toMatchObject({ state: 'closed', waits: {} });
    expect((await found(terminal)).recourseUntil).toBeDefined();
    expect([(await merchant(terminal)).state, await settlementAccountOf(env.db, terminal.merchantId)]).toEqual([
      'closed',
      undefined,
    ]);
    await look(terminal); // and nothing more
  });

  it('is taken back before its device is out of hand, and not after', async () => {
    const terminal = await asking();
    await look(terminal);
    expect(await cancelDeregistration(world, await merchant(terminal))).toMatchObject({ refused: false });
    expect([(await found(terminal)).state, (await merchant(terminal)).state]).toEqual(['cancelled', 'active']);
    expect((await terminalByNo(env.db, terminal.terminalNo))?.salesStopped).toEqual([]);
    const gone = await asking();
    await look(gone);
    await endIt(gone);
    expect(await cancelDeregistration(world, await merchant(gone))).toMatchObject({
      refusal: { code: 'servicing.deregistration_passed', facts: { passed: 'device_ended' } },
    });
  });

  it('of a merchant that people had suspended goes on, and is no way to be taken up again', async () => {
    const terminal = await asking('suspended');
    await look(terminal);
    expect((await found(terminal)).merchantWas).toBe('suspended');
    expect(await cancelDeregistration(world, await merchant(terminal))).toMatchObject({
      refusal: { facts: { passed: 'not_active' } },
    });
    expect((await merchant(terminal)).state).toBe('closing');
  });
});
