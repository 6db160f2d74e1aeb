/** The data SIM of a device, a year on: nobody wants the second one, the data end, Wi-Fi goes on; it is renewed, and a settlement pays for it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OwnSystem, until, Walker } from '../../src/entry/journey.ts';
import { must } from '../../src/kernel/assert.ts';

const DAYS_OF_A_YEAR = 366;

let system: OwnSystem;
let walker: Walker;
let serialNo = '';

beforeAll(async () => {
  system = await OwnSystem.create();
  await system.start();
  walker = new Walker(system.url, 'lin');
  await walker.ready();
  ({ serialNo } = await walker.becomeActive());
}, 120_000);
afterAll(() => system.remove());

const sim = async () => must((await walker.client.call('GET /api/merchant/sims')).rows[0], 'data SIM');
const days = async (count: number): Promise<void> => {
  for (let day = 0; day < count; day += 1) await walker.moveClock('plus_1d');
};
const sell = (amountFen: string) => walker.runTerminal(serialNo, { script: 'sale', amountFen, personKey: 'wang' });
const texts = async (): Promise<string[]> =>
  (await walker.messages()).map((one) => one.text).filter((text) => text.includes('流量卡'));

async function press(...keys: readonly string[]): Promise<void> {
  const at = `${system.url}/terminal/api/devices/${serialNo}`;
  for (const key of keys) {
    await fetch(`${at}/keys`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: system.url },
      body: JSON.stringify({ keys: [key] }),
    });
    await until('the device to be idle', async () => {
      const { screen } = (await (await fetch(`${at}/view`)).json()) as { screen: string };
      return screen === 'busy' || screen === 'joining_network' ? undefined : true;
    });
  }
}
const wish = async (to: 'ask' | 'refused'): Promise<void> => {
  const { terminalId } = await sim();
  await walker.client.call('PUT /api/merchant/sims/:terminalId/wish', { params: { terminalId }, body: { wish: to } });
};

describe('a data SIM', () => {
  it('is free for a year, and cannot be bought again and again ahead of time', async () => {
    const { state, free, daysLeft, offer, opensOn } = await sim();
    expect([state, free, daysLeft >= 364, offer, opensOn !== undefined]).toEqual([
      'running',
      true,
      true,
      undefined,
      true,
    ]);
  });

  it('whose merchant wants no other year is told the day before; then only the data end', async () => {
    await wish('refused');
    await days(DAYS_OF_A_YEAR);
    await until('the data to end', async () => ((await sim()).data === 'off' ? true : undefined));
    expect((await sim()).state).toBe('lapsed');
    expect((await texts()).map((text) => /已选择不续费|已到期停用/.exec(text)?.[0])).toEqual([
      '已到期停用',
      '已选择不续费',
    ]);
    const { todos } = await walker.client.call('GET /api/merchant/home');
    expect(todos).not.toContain('renew_sim');
  }, 300_000);

  it('a device that has only 4G finds no network now, and takes cards over Wi-Fi', async () => {
    await press('power', 'power');
    expect(await sell('4500')).toMatchObject({ ok: false, screen: 'network_failed' });
    await press('confirm', '2');
    expect(await sell('12800')).toMatchObject({ ok: true });
  });

  it('the merchant changes its mind: data flow again, nothing was paid for the days without, and the next settlement pays the year', async () => {
    await wish('ask');
    expect((await walker.client.call('GET /api/merchant/home')).todos).toContain('renew_sim');
    const { terminalId, offer } = await sim();
    const body = { from: offer?.from ?? '', amountFen: offer?.amountFen ?? '' };
    expect(body.amountFen).toBe('4800');
    for (let tap = 0; tap < 2; tap += 1)
      await walker.client.call('POST /api/merchant/sims/:terminalId/renewal', { params: { terminalId }, body });
    await until('the data to flow', async () => ((await sim()).data === 'on' ? true : undefined));
    expect((await sim()).renewals).toHaveLength(1);
    await press('power', 'power', 'confirm');
    await walker.moveClock('payout');
    const [paid] = await walker.arrivals();
    expect(paid?.amountFen).toBe(String(12_800 - 77 - 4_800));
    const { lines } = await walker.client.call('GET /api/merchant/month', { query: {} });
    expect(lines.find((one) => one.line === 'sim_fees')?.amountFen).toBe('-4800');
    const accountant = await walker.staff('accountant');
    const { totalFen, accounts } = await accountant.call('GET /api/console/trial-balance');
    const incomeOfSims = accounts.find((one) => one.account === 'inc:sim')?.balanceFen;
    expect([totalFen, incomeOfSims]).toEqual(['0', '-4800']);
  });

  it('the console sees it on its shelf', async () => {
    const operator = await walker.staff('operator');
    const { rows } = await operator.call('GET /api/console/sims', { query: { shelf: 'all' } });
    expect(rows).toMatchObject([{ serialNo, state: 'running', data: 'on', wish: 'ask' }]);
    expect((await operator.call('GET /api/console/sims', { query: { shelf: 'due' } })).rows).toEqual([]);
  });
});
