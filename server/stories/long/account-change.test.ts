/** The bank sends a payment back: nothing is lost, the account is put right by its owner alone, and what could not be paid comes once. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { personOf } from '../../../simulators/src/population/index.ts';
import { must } from '../../src/kernel/assert.ts';
import { OwnSystem, until, Walker } from '../../src/entry/journey.ts';

let system: OwnSystem;
let walker: Walker;
const cardOf = (person: string, kind: 'credit' | 'debit'): string =>
  must(
    personOf(person).cards.find((one) => one.kind === kind),
    'card',
  ).pan;

beforeAll(async () => {
  system = await OwnSystem.create();
  await system.start();
  walker = new Walker(system.url, 'lin');
  await walker.ready();
  await walker.becomeActive();
}, 120_000);
afterAll(() => system.remove());

const account = () => walker.client.call('GET /api/merchant/account');
const arrived = async (): Promise<string[]> => (await walker.arrivals()).map((one) => one.amountFen);

const seen = new Set<string>();
/** A code that was not there before. */
async function code(): Promise<string> {
  await walker.client.call('POST /api/merchant/account/code');
  const fresh = await until('the code', async () => {
    const texts = (await walker.messages())
      .map((one) => one.text)
      .filter((text) => text.includes('更换您的结算银行卡'));
    return texts.map((text) => /验证码 (\d{6})/.exec(text)?.[1] ?? '').find((one) => one !== '' && !seen.has(one));
  });
  seen.add(fresh);
  return fresh;
}
const change = (number: string, by: string) =>
  walker.client.call('POST /api/merchant/account/change', { body: { number, code: by } });

describe('a settlement account that the bank does not want', () => {
  it('is blocked with the bank’s reason, and the money is the merchant’s again', async () => {
    await walker.setFault('bank', { returnAll: true });
    await walker.moveClock('payout');
    await walker.moveClock('plus_1h');
    await until('the account to be blocked', async () => ((await account()).state === 'blocked' ? true : undefined));
    expect(await account()).toMatchObject({ blockedReason: '户名不符' });
    expect(await arrived()).toEqual([]);
    await walker.setFault('bank', { returnAll: false });
  });

  it('is changed for no credit card, for nobody else’s card, and by no wrong code', async () => {
    const by = await code();
    await expect(change(cardOf('lin', 'credit'), by)).rejects.toMatchObject({
      problem: { code: 'merchants.account_credit' },
    });
    await expect(change('6225880000000000', by)).rejects.toMatchObject({
      problem: { code: 'merchants.account_number' },
    });
    await expect(change(cardOf('lin', 'debit'), by === '000000' ? '000001' : '000000')).rejects.toMatchObject({
      problem: { code: 'identity.code_wrong' },
    });
    await expect(change(cardOf('wang', 'debit'), by)).rejects.toMatchObject({
      problem: { code: 'merchants.account_not_yours' },
    });
    expect((await account()).change).toBeUndefined();
  });

  it('waits a day in which it can be stopped; then what could not be paid comes once', async () => {
    const own = cardOf('lin', 'debit');
    await change(own, await code());
    expect((await account()).change?.masked).toContain('*');
    await expect(change(own, '123456')).rejects.toMatchObject({ problem: { code: 'merchants.account_waits' } });
    await walker.client.call('POST /api/merchant/account/change/stop');
    expect(await account()).toMatchObject({ state: 'blocked' });
    await change(own, await code());
    await walker.moveClock('plus_1d');
    await until('the account to be right', async () => ((await account()).state === 'active' ? true : undefined));
    await walker.moveClock('cut_off');
    await walker.moveClock('payout');
    await walker.moveClock('plus_1h');
    expect(await until('the money', async () => ((await arrived()).length > 0 ? arrived() : undefined))).toEqual([
      '99',
    ]);
    const operator = await walker.staff('operator');
    const balance = await operator.call('GET /api/console/trial-balance', { query: {} });
    const left = balance.accounts.filter((one) => one.account.startsWith('m:') && one.balanceFen !== '0');
    expect([balance.totalFen, left]).toEqual(['0', []]);
    const { rows } = await walker.client.call('GET /api/merchant/devices');
    expect(rows[0]).toMatchObject({ state: 'active' });
  });
});
