/** T+0 on a living system: sold, a quarter of an hour old, asked for, paid; the day does not pay it again, and the books stand at zero. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Client } from '@kaitong/client';
import { personOf } from '../../../simulators/src/population/index.ts';
import { must } from '../../src/kernel/assert.ts';
import { judgeCase, OwnSystem, until, Walker } from '../../src/entry/journey.ts';
import { WireTerminal, type WireAnswer } from '../../testing/wire-terminal.ts';

let system: OwnSystem;
let walker: Walker;
let accountant: Client;
let terminal: WireTerminal;
let sold: WireAnswer;
const cardOf = (person: string, kind: 'credit' | 'debit') =>
  must(
    personOf(person).cards.find((one) => one.kind === kind),
    'card',
  );
const customer = cardOf('wang', 'credit');

beforeAll(async () => {
  system = await OwnSystem.create();
  await system.start();
  walker = new Walker(system.url, 'lin');
  await walker.ready();
  accountant = await walker.staff('accountant');
  await walker.register();
  await walker.showIdentityCard();
  await walker.showFacePatiently();
  await walker.submit(await walker.fillApplication());
  expect(await walker.decided()).toBe('approved');
  const { serialNo, code } = await walker.receiveDevice();
  await walker.moveClock('next_morning');
  await walker.moveClock('plus_1h'); // nine o'clock and a little: T+0 is open, whatever hour this runs at
  await walker.moveClock('plus_1h');
  terminal = WireTerminal.ofSystem(system.dataDir, serialNo);
  const { acknowledge } = await terminal.claim(code);
  expect((await terminal.preAuth(cardOf('lin', 'credit'), 9_900)).code).toBe('00');
  expect(await acknowledge()).toBe('00');
  expect((await terminal.sale(customer, 100)).code).toBe('00'); // the test sale
}, 120_000);
afterAll(() => system.remove());

afterEach(async () => {
  const balance = await accountant.call('GET /api/console/trial-balance');
  expect([balance.totalFen, balance.differences]).toEqual(['0', 0]);
});

const seen = () => walker.client.call('GET /api/merchant/t0');
const arrivals = async () => (await walker.arrivals()).map((one) => one.amountFen).toSorted();
const own = async () => {
  const { accounts } = await accountant.call('GET /api/console/trial-balance');
  return accounts.find((one) => one.account === 'bank:own')?.balanceFen ?? '0';
};

describe('T+0', () => {
  it('is not there before the surcharge was agreed to, and not before the sale is a quarter of an hour old', async () => {
    sold = await terminal.sale(customer, 12_800);
    expect(sold.code).toBe('00');
    expect((await seen()).why?.code).toBe('settlement.t0_terms');
    await walker.client.call('POST /api/merchant/t0/agreement', { body: { ratePpm: (await seen()).ratePpm } });
    expect(await seen()).toMatchObject({
      why: { code: 'settlement.t0_too_early' },
      waiting: { saleCount: 1, grossFen: '12800' },
    });
  });

  it('brings what it shows to the bank account, and the terminal cannot void the sale any more', async () => {
    await walker.moveClock('plus_1h');
    const { now } = await seen();
    expect(now).toMatchObject({ saleCount: 1, feeFen: '77', surchargeFen: '6', payFen: '12717' });
    await expect(
      walker.client.call('POST /api/merchant/t0', { body: { surchargeFen: '0', payFen: '12723' } }),
    ).rejects.toMatchObject({ problem: { code: 'settlement.t0_changed' } });
    await walker.client.call('POST /api/merchant/t0', { body: { surchargeFen: '6', payFen: '12717' } });
    expect(await terminal.voidSale(sold, customer, 12_800)).toMatchObject({
      code: '12',
      text: '原交易已T+0结算，请做退货',
    });
    await until('the bank to take it', async () =>
      (await accountant.call('GET /api/console/payouts')).rows[0]?.state === 'accepted' ? true : undefined,
    );
    await walker.moveClock('next_event'); // the bank is asked what became of it
    expect(
      await until('the arrival at the bank', async () => ((await arrivals()).length > 0 ? arrivals() : undefined)),
    ).toEqual(['12717']);
    await until('the message', async () =>
      (await walker.messages()).some((one) => one.text.includes('127.17')) ? true : undefined,
    );
    expect((await walker.client.call('GET /api/merchant/settlements')).rows[0]).toMatchObject({
      t0: true,
      surchargeFen: '6',
      netFen: '12717',
      payoutState: 'paid',
    });
    const sale = must(
      (await walker.client.call('GET /api/merchant/transactions')).rows.find((one) => one.rrn === sold.rrn),
      'the sale',
    );
    const params = { transactionId: sale.transactionId };
    expect((await walker.client.call('GET /api/merchant/transactions/:transactionId', { params })).paidT0).toBe(true);
    const { t0 } = await accountant.call('GET /api/console/settlement');
    expect((await accountant.call('GET /api/console/payouts')).rows[0]).toMatchObject({ t0: true, state: 'paid' });
    expect([t0.advancedFen, await own()]).toEqual(['12717', '-12717']);
  });

  it('by itself pays the next sale when it is old enough', async () => {
    await walker.client.call('PUT /api/merchant/t0/automatic', { body: { on: true } });
    expect((await terminal.sale(customer, 20_000)).code).toBe('00');
    await until('the payout to be planned', async () => (await seen()).automaticAt);
    await walker.moveClock('plus_1h');
    expect((await seen()).usedFen).toBe('32603');
    await walker.client.call('PUT /api/merchant/t0/automatic', { body: { on: false } });
  });

  it('is not paid again by the day, which pays the rest and gives our own funds back', async () => {
    expect((await terminal.sale(customer, 10_000)).code).toBe('00');
    await walker.moveClock('payout');
    await until('the day’s payout', async () => ((await arrivals()).length === 3 ? true : undefined));
    // 200.00 less 1.20 and 0.10; and with the day 100.00 less 0.60, and the test sale
    expect(await arrivals()).toEqual(['10039', '12717', '19870'].toSorted());
    expect(await own()).toBe('0');
    const { rows } = await walker.client.call('GET /api/merchant/settlements');
    expect(rows.map((row) => [row.t0, row.netFen])).toEqual(
      expect.arrayContaining([
        [false, '10039'],
        [true, '12717'],
        [true, '19870'],
      ]),
    );
  });

  it('is paid once though the bank is silent and the whole system dies in the middle', async () => {
    expect((await terminal.sale(customer, 30_000)).code).toBe('00');
    await walker.moveClock('plus_1h');
    await walker.setFault('bank', { down: true });
    const { now } = await seen();
    expect(now).toMatchObject({ surchargeFen: '15', payFen: '29805' });
    await walker.client.call('POST /api/merchant/t0', { body: { surchargeFen: '15', payFen: '29805' } });
    const stateNow = async () => (await accountant.call('GET /api/console/payouts')).rows[0]?.state;
    await until('the silence to be noticed', async () => ((await stateNow()) === 'unknown' ? true : undefined));
    await system.kill();
    await system.start(); // and the bank is up again
    walker = new Walker(system.url, 'lin');
    await walker.ready();
    accountant = await walker.staff('accountant');
    await walker.moveClock('next_event'); // asked again under the same key
    await until('the bank to take it', async () => ((await stateNow()) === 'accepted' ? true : undefined));
    await walker.moveClock('next_event');
    await until('the payout', async () => ((await stateNow()) === 'paid' ? true : undefined));
    await walker.moveClock('payout');
    expect((await arrivals()).filter((fen) => fen === '29805')).toHaveLength(1);
    expect(await own()).toBe('0');
  });
});

describe('who chose T+0 with the application', () => {
  it('has signed its surcharge with the sheet, and has it by itself as soon as a terminal is active', async () => {
    const wang = new Walker(system.url, 'wang');
    await wang.register();
    await wang.showIdentityCard();
    await wang.showFacePatiently();
    await wang.fillApplication();
    await wang.submit(await wang.changeDraft({ settlement: 't0' }));
    expect(await wang.decided()).toBe('in_review'); // four eyes
    expect(await judgeCase(await wang.staff('reviewer'), wang.person.name, {})).toBe('need_second');
    expect(await judgeCase(await wang.staff('reviewer-2'), wang.person.name, {})).toBe('approve');
    const offered = await until('the merchant', () => wang.client.call('GET /api/merchant/t0').catch(() => undefined));
    expect(offered).toMatchObject({ automatic: true, agreed: true, why: { code: 'settlement.t0_not_active' } });
  });
});
