/** A device that was made for SM4, with its own software: activated, sells, settles; its stock says so, and nobody at the shop notices. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Stored } from '@kaitong/terminal';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { OwnSystem, until, Walker } from '../../src/entry/journey.ts';

let system: OwnSystem;
let walker: Walker;
let serialNo = '';
let code = '';

beforeAll(async () => {
  system = await OwnSystem.create();
  await system.start();
  walker = new Walker(system.url, 'lin');
  await walker.ready();
  await walker.register();
  await walker.showIdentityCard();
  await walker.showFacePatiently();
  await walker.submit(await walker.fillApplication());
  expect(await walker.decided()).toBe('approved');
  ({ serialNo, code } = await walker.receiveDevice());
}, 120_000);
afterAll(() => system.remove());

const stored = async (): Promise<Stored> =>
  JSON.parse(
    await readFile(join(system.dataDir, 'simulators', 'terminal-host', serialNo, 'memory.json'), 'utf8'),
  ) as Stored;

async function press(...words: readonly string[]): Promise<void> {
  const at = `${system.url}/terminal/api/devices/${serialNo}`;
  for (const word of words) {
    const body = JSON.stringify({ keys: [word] });
    await fetch(`${at}/keys`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: system.url },
      body,
    });
    await until('the device to be idle', async () => {
      const view = (await (await fetch(`${at}/view`)).json()) as { screen: string };
      return view.screen === 'busy' ? undefined : true;
    });
  }
}

describe('a device of the SM4 profile', () => {
  it('is told apart before it is activated, and not after', async () => {
    expect(await system.command('device-profile', serialNo, 'sm3')).toMatchObject({ code: 1 });
    expect(await system.command('device-profile', 'KTX00000000', 'sm4')).toMatchObject({ code: 1 });
    expect(await system.command('device-profile', serialNo, 'sm4')).toEqual({
      code: 0,
      said: `${serialNo} speaks sm4\n`,
    });
    const active = await walker.runTerminal(serialNo, { script: 'activate', code, personKey: 'lin' });
    expect(active).toMatchObject({ ok: true });
    expect((await stored()).speech).toBe('sm4');
    const late = await system.command('device-profile', serialNo, 'cup-double');
    expect([late.code, late.said]).toEqual([1, expect.stringContaining('is activated')]);
  }, 60_000);

  it('sells with a PIN, is settled in balance, and its money arrives', async () => {
    for (const [amountFen, personKey] of [
      ['100', 'lin'],
      ['12800', 'wang'],
    ])
      expect(await walker.runTerminal(serialNo, { script: 'sale', amountFen, personKey })).toMatchObject({ ok: true });
    const { rows } = await walker.client.call('GET /api/merchant/transactions');
    expect(rows.map((row) => [row.kind, row.state])).toEqual([
      ['sale', 'approved'],
      ['test_sale', 'approved'],
      ['deposit_freeze', 'approved'],
    ]);
    await press('cancel', 'cancel', 'cancel', '5', '5', 'confirm');
    const operator = await walker.staff('operator');
    await until('the batch to be closed', async () =>
      (await operator.call('GET /api/console/batches')).rows.some((row) => row.state === 'closed' && row.balanced)
        ? true
        : undefined,
    );
    await walker.moveClock('payout');
    await until('the money at the bank', async () => (await walker.arrivals())[0]);
  }, 60_000);
});
