import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildTerminal } from '../../../testing/builders.ts';
import { testDatabase, testEnv, type TestDatabase, type TestEnv } from '../../../testing/database.ts';
import { must } from '../../kernel/assert.ts';
import { at, withTx } from '../../platform/postgres/database.ts';
import {
  cancelReplacement,
  deviceOf,
  finishReplacement,
  MAIN_PLACE,
  openReplacementOf,
  reserveReplacement,
  setTerminalKeys,
  takeOverTerminal,
  terminalOf,
  wasReplaced,
  type DeviceFault,
  type Terminal,
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

/** A terminal that sells, with keys. */
async function selling(): Promise<Terminal> {
  const { merchantId, terminalId, serialNo } = await buildTerminal(env);
  const key = { wrapped: 'k', checkValue: 'c' };
  await setTerminalKeys(env, env.db, { merchantId, terminalId, tmk: key, pik: key, mak: key });
  await env.db.execute(`UPDATE terminals.terminal SET state = 'active', test_sale_at = $2 WHERE terminal_id = $1`, [
    terminalId,
    at(env.clock.now()),
  ]);
  await env.db.execute(`UPDATE terminals.device SET state = 'bound' WHERE serial_no = $1`, [serialNo]);
  return now({ merchantId, terminalId });
}
const now = async (of: { merchantId: string; terminalId: string }): Promise<Terminal> =>
  must(await terminalOf(env.db, of.merchantId, of.terminalId), 'terminal');

let stocked = 0;
async function stock(): Promise<string> {
  const serialNo = `KTSPARE${(stocked += 1)}`;
  await env.db.execute(
    `INSERT INTO terminals.device (serial_no, model, wrapped_key, state, changed_at) VALUES ($1, 'esign_pos', 'w', 'in_stock', $2)`,
    [serialNo, at(env.clock.now())],
  );
  return serialNo;
}
const reserve = (terminal: Terminal, fault: DeviceFault = 'works') =>
  withTx(env, (tx) =>
    reserveReplacement(env, tx, {
      terminal,
      ticketId: undefined,
      way: 'courier',
      fault,
      places: [MAIN_PLACE],
      by: 'stf_1',
    }),
  );
const takeOver = (terminal: Terminal, serialNo: string) =>
  withTx(env, (tx) => takeOverTerminal(env, tx, { ...terminal, serialNo }));

describe('a terminal that is given another device', () => {
  it('sells with the old one until the new one takes it over, once; then the old keys are gone and the old device is broken', async () => {
    const terminal = await selling();
    const spare = await stock();
    const both = await Promise.all([reserve(terminal), reserve(terminal)]);
    expect(both.filter((one) => !one.refused)).toHaveLength(1);
    expect(await now(terminal)).toEqual(terminal);
    const took = await Promise.all([takeOver(terminal, spare), takeOver(terminal, spare)]);
    expect(took.filter((one) => !one.refused)).toHaveLength(1);
    expect(await now(terminal)).toMatchObject({
      serialNo: spare,
      terminalNo: terminal.terminalNo,
      state: 'pending_activation',
      testSaleDone: true,
      wrappedTmk: undefined,
      wrappedPik: undefined,
      wrappedMak: undefined,
      batchNo: '000002',
    });
    expect((await deviceOf(env.db, terminal.serialNo))?.state).toBe('faulty');
    expect(await wasReplaced(env.db, terminal)).toBe(true);
    expect(await wasReplaced(env.db, { ...terminal, serialNo: spare })).toBe(false);
    expect(await withTx(env, (tx) => finishReplacement(env, tx, terminal))).toMatchObject({ state: 'done' });
    expect(await withTx(env, (tx) => finishReplacement(env, tx, terminal))).toBeUndefined();
  });

  it('is the new one’s at once where the old one is gone, which is lost for good', async () => {
    const terminal = await selling();
    const spare = await stock();
    expect(await reserve(terminal, 'lost')).toMatchObject({ value: { state: 'taken_over', newSerial: spare } });
    expect(await now(terminal)).toMatchObject({ serialNo: spare, wrappedMak: undefined });
    expect((await deviceOf(env.db, terminal.serialNo))?.state).toBe('lost');
  });

  it('stays with the old one where it was stopped meanwhile, and where there is no stock', async () => {
    const terminal = await selling();
    expect(await reserve(terminal)).toMatchObject({ refusal: { code: 'terminals.out_of_stock' } });
    const spare = await stock();
    await reserve(terminal);
    await env.db.execute(`UPDATE terminals.terminal SET state = 'suspended' WHERE terminal_id = $1`, [
      terminal.terminalId,
    ]);
    expect(await takeOver(terminal, spare)).toMatchObject({ refusal: { code: 'terminals.replace_not_now' } });
    expect((await now(terminal)).serialNo).toBe(terminal.serialNo);
    const other = await selling();
    expect(await takeOver(other, spare)).toMatchObject({ refusal: { code: 'terminals.replace_not_now' } });
  });

  it('may keep its old device: what has not left stands free again', async () => {
    const terminal = await selling();
    const spare = await stock();
    await reserve(terminal);
    const open = must(await openReplacementOf(env.db, terminal.merchantId, terminal.terminalId), 'replacement');
    expect(await withTx(env, (tx) => cancelReplacement(env, tx, open))).toBe(true);
    expect(await deviceOf(env.db, spare)).toMatchObject({ state: 'in_stock', terminalId: undefined });
    expect(await withTx(env, (tx) => cancelReplacement(env, tx, open))).toBe(false);
  });

  it('whose new device fails too is given a third, and the second stays to be sent back', async () => {
    const terminal = await selling();
    const [second, third] = [await stock(), await stock()];
    // a spare of an earlier test may be picked first: whichever it is
    const reserved = await reserve(terminal);
    const first = reserved.refused ? '' : reserved.value.newSerial;
    await takeOver(terminal, first);
    const again = await reserve(await now(terminal));
    const next = again.refused ? '' : again.value.newSerial;
    expect(new Set([first, next]).size).toBe(2);
    expect([second, third, first]).toContain(next);
    expect((await openReplacementOf(env.db, terminal.merchantId, terminal.terminalId))?.oldSerial).toBe(first);
  });
});
