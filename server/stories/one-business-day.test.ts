/** The published promise: whoever applies online in the morning takes cards before the business day is over. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OwnSystem, until, Walker } from '../src/entry/journey.ts';
import { must } from '../src/kernel/assert.ts';
import { civilDate, dateInShanghai, HOUR_MS, instant } from '../src/kernel/instant.ts';

let system: OwnSystem;
let walker: Walker;
beforeAll(async () => {
  system = await OwnSystem.create();
  await system.start();
  walker = new Walker(system.url, 'lin');
  await walker.ready();
}, 60_000);
afterAll(() => system.remove());

/** A courier within the city: collected before noon, there in the afternoon. */
const COURIER_HOURS = 7;

const now = async () => instant(Date.parse((await walker.client.call('GET /api/public/status')).now));

describe('the online journey', () => {
  it('goes from the first tap at nine in the morning to the test sale within one business day', async () => {
    await walker.moveClock('next_morning');
    await walker.moveClock('plus_1h');
    const { businessDate } = await walker.client.call('GET /api/public/status');
    await walker.register();
    await walker.showIdentityCard();
    await walker.showFacePatiently();
    await walker.submit(await walker.fillApplication());
    expect(await walker.decided()).toBe('approved');
    for (let hour = 0; hour < COURIER_HOURS; hour += 1) await walker.moveClock('plus_1h');
    const { serialNo, code } = await walker.receiveDevice();
    await walker.runTerminal(serialNo, { script: 'activate', code, personKey: 'lin' });
    await walker.runTerminal(serialNo, { script: 'sale', amountFen: '100', personKey: 'lin' });
    const home = await walker.client.call('GET /api/merchant/devices');
    expect(home.rows[0]).toMatchObject({ state: 'active', testSaleDone: true });
    expect(dateInShanghai(await now())).toBe(civilDate(businessDate));
    expect((await walker.client.call('GET /api/public/status')).businessDate).toBe(businessDate);
  });

  it('and each sale can be followed from the device to the account, by its merchant and by whoever helps', async () => {
    const of = async (kind: string) => {
      const { rows } = await walker.client.call('GET /api/merchant/transactions');
      const { transactionId } = must(
        rows.find((row) => row.kind === kind),
        kind,
      );
      return walker.client.call('GET /api/merchant/transactions/:transactionId', { params: { transactionId } });
    };
    const states = async (): Promise<string> =>
      ((await of('test_sale')).course?.steps ?? []).map((one) => `${one.name} ${one.state}`).join(', ');
    expect(await states()).toMatch(/^taken done, closed now, confirmed ahead/);
    await walker.moveClock('cut_off');
    expect(await states()).toMatch(/^taken done, closed done, confirmed now/);
    await walker.moveClock('payout');
    const arrived = 'taken done, closed done, confirmed done, funded done, settled done, sent done, arrived done';
    await until('the money', async () => ((await states()) === arrived ? true : undefined));
    expect((await of('deposit_freeze')).course).toBeUndefined();
    const operator = await walker.staff('operator');
    const [sale] = (await operator.call('GET /api/console/transactions')).rows.filter(
      (row) => row.kind === 'test_sale',
    );
    const { merchantId, transactionId } = must(sale, 'sale');
    const route = 'GET /api/console/merchants/:merchantId/transactions/:transactionId/course';
    const { course } = await operator.call(route, { params: { merchantId, transactionId } });
    expect(course).toEqual((await of('test_sale')).course);
  });

  it('and the figures of onboarding say so: elapsed by the clock, own effort in minutes', async () => {
    const reviewer = await walker.staff('reviewer');
    const online = await until('the figures', async () => {
      const { channels } = await reviewer.call('GET /api/console/onboarding-metrics', { query: { days: '7' } });
      const found = channels.find((one) => one.channel === 'online');
      return (found?.elapsed.p95Ms ?? 0) > 0 ? found : undefined;
    });
    expect(online?.elapsed.p95Ms).toBeGreaterThanOrEqual(COURIER_HOURS * HOUR_MS);
    expect(online?.elapsed.p95Ms).toBeLessThan(14 * HOUR_MS);
    expect(online?.ownEffort.p95Ms).toBeLessThan(HOUR_MS);
  });
});
