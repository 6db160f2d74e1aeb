/** A merchant leaves: what stands in the way is named until it has ended, sales stop, the device comes back, and what was bound is unbound. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Answer, Client } from '@kaitong/client';
import { personOf } from '../../../simulators/src/population/index.ts';
import { must } from '../../src/kernel/assert.ts';
import { OwnSystem, until, Walker } from '../../src/entry/journey.ts';
import { WireTerminal } from '../../testing/wire-terminal.ts';

let system: OwnSystem;
let walker: Walker;
let operator: Client;
let terminal: WireTerminal;
const cardOf = (person: string, kind: 'credit' | 'debit') =>
  must(
    personOf(person).cards.find((one) => one.kind === kind),
    'card',
  );
const customer = cardOf('wang', 'credit');
/** What stands in the open batch of the device. */
let batch = { debitFen: 0n, debitCount: 0, creditFen: 0n, creditCount: 0 };

beforeAll(async () => {
  system = await OwnSystem.create();
  await system.start();
  walker = new Walker(system.url, 'lin');
  await walker.ready();
  operator = await walker.staff('operator');
  await walker.register();
  await walker.showIdentityCard();
  await walker.showFacePatiently();
  await walker.submit(await walker.fillApplication());
  expect(await walker.decided()).toBe('approved');
  const { serialNo, code } = await walker.receiveDevice();
  terminal = WireTerminal.ofSystem(system.dataDir, serialNo);
  const { acknowledge } = await terminal.claim(code);
  expect((await terminal.preAuth(cardOf('lin', 'credit'), 9_900)).code).toBe('00');
  expect(await acknowledge()).toBe('00');
  await sell(100); // the test sale
}, 120_000);
afterAll(() => system.remove());

type Page = Answer<'GET /api/merchant/deregistration'>;
const page = (of: Walker = walker): Promise<Page> => of.client.call('GET /api/merchant/deregistration');
const state = async (of: Walker = walker): Promise<string | undefined> => (await page(of)).course?.state;
const blockers = async (of: Walker = walker): Promise<string[]> => (await page(of)).blockers.map((one) => one.name);
const becomes = (wanted: string): Promise<true> =>
  until(`a deregistration that is ${wanted}`, async () => ((await state()) === wanted ? true : undefined));
const fenOf = async (name: string): Promise<string | undefined> =>
  (await page()).blockers.find((one) => one.name === name)?.amountFen;

async function sell(fen: number): Promise<{ rrn: string }> {
  const sold = await terminal.sale(customer, fen);
  expect(sold.code).toBe('00');
  batch = { ...batch, debitFen: batch.debitFen + BigInt(fen), debitCount: batch.debitCount + 1 };
  return { rrn: sold.rrn };
}
async function settleAtDevice(): Promise<void> {
  expect((await terminal.settle(batch)).code).toBe('00');
  expect((await terminal.endBatch('balanced', 0)).code).toBe('00');
  batch = { debitFen: 0n, debitCount: 0, creditFen: 0n, creditCount: 0 };
  expect(await terminal.signIn()).toBe('00');
}
const seen = new Set<string>();
async function code(of: Walker = walker): Promise<string> {
  await of.client.call('POST /api/merchant/deregistration/code');
  const fresh = await until('the code', async () => {
    const texts = (await of.messages()).map((one) => /验证码 (\d{6})，用于注销/.exec(one.text)?.[1] ?? '');
    return texts.find((one) => one !== '' && !seen.has(one));
  });
  seen.add(fresh);
  return fresh;
}
const ask = async (): Promise<void> => {
  await walker.client.call('POST /api/merchant/deregistration', { body: { code: await code() } });
};
async function nextMorning(): Promise<void> {
  await walker.moveClock('cut_off');
  await walker.moveClock('next_morning');
  await walker.moveClock('plus_1h');
}
async function payout(): Promise<void> {
  await walker.moveClock('payout');
  await walker.moveClock('plus_1h');
}
const courier = (returnId: string, path: string): Promise<Response> =>
  fetch(`${system.url}/api/demo/world/courier/parcels/${returnId}/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: system.url },
    body: '{}',
  });
/** With the label that the courier made: fetched and brought to the warehouse. */
async function sendBack(of: Walker, serialNo: string): Promise<void> {
  const { returnId } = await of.client.call('POST /api/merchant/devices/:serialNo/give-back', { params: { serialNo } });
  await until('the label', async () => {
    const { rows } = await of.client.call('GET /api/merchant/returns');
    return rows.find((one) => one.returnId === returnId)?.label === undefined ? undefined : true;
  });
  expect((await courier(returnId, 'deliver')).ok).toBe(true);
  await until('the device to be back', async () => {
    const { rows } = await of.client.call('GET /api/merchant/returns');
    return rows.find((one) => one.returnId === returnId)?.state === 'arrived' ? true : undefined;
  });
}
const balance = async (account: string): Promise<bigint> => {
  const { accounts, totalFen, differences } = await operator.call('GET /api/console/trial-balance');
  expect([totalFen, differences]).toEqual(['0', 0]);
  return accounts.filter((one) => one.account === account).reduce((sum, one) => sum + BigInt(one.balanceFen), 0n);
};

let disputed = '';

describe('a merchant that asks', () => {
  it('S63: with an open chargeback is blocked, reads what ends it, and may still sell', async () => {
    ({ rrn: disputed } = await sell(30_000));
    await nextMorning();
    await walker.client.call('POST /api/demo/world/card-network/disputes', {
      body: { rrn: disputed, kind: 'chargeback' },
    });
    await nextMorning();
    await until('the chargeback', async () =>
      (await walker.client.call('GET /api/merchant/disputes')).rows.length > 0 ? true : undefined,
    );
    const wrong = await code();
    const other = wrong === '000000' ? '000001' : '000000';
    await expect(
      walker.client.call('POST /api/merchant/deregistration', { body: { code: other } }),
    ).rejects.toMatchObject({
      problem: { code: 'identity.code_wrong' },
    });
    await walker.client.call('POST /api/merchant/deregistration', { body: { code: wrong } });
    expect(await state()).toBe('blocked');
    expect(await blockers()).toEqual(
      expect.arrayContaining(['unsettled_batch', 'open_dispute', 'device_not_returned', 'deposit_open']),
    );
    expect(await fenOf('open_dispute')).toBe('30000');
    const { rows } = await operator.call('GET /api/console/deregistrations');
    expect(rows[0]?.waits.map((one) => one.name)).toContain('open_dispute');
    await sell(40_000);
  });

  it('goes on once the chargeback is accepted and paid by the normal day', async () => {
    const [dispute] = (await walker.client.call('GET /api/merchant/disputes')).rows;
    const params = { disputeId: must(dispute, 'dispute').disputeId };
    await walker.client.call('POST /api/merchant/disputes/:disputeId/acceptance', { params });
    await until('the end of the dispute', async () => ((await blockers()).includes('open_dispute') ? undefined : true));
    await settleAtDevice();
    await nextMorning();
    await payout();
    await becomes('settling');
    expect(await blockers()).toEqual(['device_not_returned', 'deposit_open']);
  });

  it('takes no money from then on and still gives some back', async () => {
    const refused = await terminal.sale(customer, 1_000);
    expect(refused.code).toBe('03');
    expect((await walker.client.call('GET /api/merchant/devices')).rows[0]).toMatchObject({ state: 'active' });
  });

  it('may take it back while the device is in its hands, and sells again', async () => {
    await walker.client.call('POST /api/merchant/deregistration/cancel');
    expect(await state()).toBe('cancelled');
    await sell(1_138);
  });
});

describe('S62: a merchant with 12.30 that is not paid yet', () => {
  it('is blocked while the batch is open, and its end waits until the money has arrived', async () => {
    await sell(100);
    expect(await fenOf('funds_pending')).toBe('1230');
    await ask();
    expect([await state(), await blockers()]).toEqual([
      'blocked',
      ['unsettled_batch', 'funds_pending', 'device_not_returned', 'deposit_open'],
    ]);
    await expect(
      walker.client.call('POST /api/merchant/devices/:serialNo/give-back', { params: { serialNo: terminal.serialNo } }),
    ).rejects.toMatchObject({ problem: { code: 'terminals.batch_open' } });
    await settleAtDevice();
    await becomes('settling');
    expect(await blockers()).toContain('funds_pending');
    const before = (await walker.arrivals()).length;
    await nextMorning();
    await payout();
    await until('the money to have arrived', async () =>
      (await blockers()).includes('funds_pending') ? undefined : true,
    );
    expect((await walker.arrivals()).slice(0, -before || undefined).map((one) => one.amountFen)).toEqual(['1230']);
    expect([await state(), await blockers()]).toEqual(['settling', ['device_not_returned', 'deposit_open']]);
  });

  it('gives its device back: keys erased, 97 at the next contact, the freeze released, and no way back', async () => {
    await walker.setFault('registry', { bindingSilent: true });
    await sendBack(walker, terminal.serialNo);
    expect(await terminal.signIn()).toBe('97');
    await becomes('unbinding');
    const { rows } = await walker.client.call('GET /api/merchant/deposits');
    expect(rows[0]).toMatchObject({ state: 'released' });
    await expect(walker.client.call('POST /api/merchant/deregistration/cancel')).rejects.toMatchObject({
      problem: { code: 'servicing.deregistration_passed' },
    });
  });

  it('is closed once the network has withdrawn the binding', async () => {
    await walker.setFault('registry', { bindingSilent: false });
    await walker.moveClock('plus_1d');
    await becomes('closed');
    const { bindings } = (await (await fetch(`${system.url}/api/demo/world/registry/state`)).json()) as {
      bindings?: { serialNo: string }[];
    };
    expect((bindings ?? []).map((one) => one.serialNo)).not.toContain(terminal.serialNo);
    const { course, account } = await page();
    expect(course?.recourseUntil).toMatch(/^\d{4}-\d\d-\d\d$/);
    expect(account).toBeUndefined();
  });

  it('signs in and reads its statements and receipts, and can change nothing', async () => {
    const { rows } = await walker.client.call('GET /api/merchant/transactions');
    expect(rows.length).toBeGreaterThan(3);
    await walker.client.call('GET /api/merchant/settlements');
    await walker.client.call('GET /api/merchant/home');
    await expect(walker.client.call('POST /api/merchant/account/code')).rejects.toMatchObject({
      problem: { code: 'merchants.closed' },
    });
  });

  it('answers for a chargeback of the recourse period: it is posted as owed, told, and may be answered', async () => {
    const { rows } = await walker.client.call('GET /api/merchant/transactions');
    const { rrn } = must(
      rows.find((row) => row.amountFen === '40000'),
      'sale',
    );
    await walker.client.call('POST /api/demo/world/card-network/disputes', { body: { rrn, kind: 'chargeback' } });
    await nextMorning();
    const found = await until('the chargeback', async () =>
      (await walker.client.call('GET /api/merchant/disputes')).rows.find((row) => row.amountFen === '40000'),
    );
    expect(await balance('merch_recv')).toBe(40_000n);
    await walker.client.call('POST /api/merchant/disputes/:disputeId/answer', {
      params: { disputeId: found.disputeId },
      body: { words: 'the goods were taken and signed for' },
    });
    expect(await state()).toBe('closed');
  });

  it('may apply anew as the same person', async () => {
    const { state: fresh, applicationId } = await walker.client.call('POST /api/applicant/application');
    expect(fresh).toBe('draft');
    const again = await walker.client.call('POST /api/applicant/application');
    expect(again.applicationId).toBe(applicationId);
    expect(await state()).toBe('closed');
  });
});

/** Another merchant with a device of its own, its test sale made and settled. */
async function another(person: string): Promise<{ of: Walker; device: WireTerminal }> {
  const of = new Walker(system.url, person);
  await of.register();
  await of.showIdentityCard();
  await of.showFacePatiently();
  await of.submit(await of.fillApplication());
  expect(await of.decided()).toBe('approved');
  const { serialNo, code: activation } = await of.receiveDevice();
  const device = WireTerminal.ofSystem(system.dataDir, serialNo);
  const { acknowledge } = await device.claim(activation);
  expect((await device.preAuth(cardOf(person, 'credit'), 9_900)).code).toBe('00');
  expect(await acknowledge()).toBe('00');
  await sellAndSettle(device, 100);
  return { of, device };
}
async function sellAndSettle(device: WireTerminal, fen: number): Promise<void> {
  const payer = cardOf('zhou', 'credit');
  expect((await device.sale(payer, fen)).code).toBe('00');
  const sums = { debitFen: BigInt(fen), debitCount: 1, creditFen: 0n, creditCount: 0 };
  expect((await device.settle(sums)).code).toBe('00');
  expect((await device.endBatch('balanced', 0)).code).toBe('00');
  expect(await device.signIn()).toBe('00');
}
const depositOf = async (of: Walker) => must((await of.client.call('GET /api/merchant/deposits')).rows[0], 'deposit');
const depositIs = (of: Walker, wanted: string) =>
  until(`a deposit that is ${wanted}`, async () => ((await depositOf(of)).state === wanted ? true : undefined));

describe('a device that is given back early, without deregistration', () => {
  it('and was never used has its freeze released, and its merchant is told why', async () => {
    const { of, device } = await another('wang');
    await sendBack(of, device.serialNo);
    await depositIs(of, 'released');
    expect(await device.signIn()).toBe('97');
    expect((await of.messages()).some((one) => one.text.includes('押金99.00元全额退还'))).toBe(true);
    expect((await page(of)).course).toBeUndefined();
  });

  it('late and used is put before two people; the merchant reads the reason, accepts, and only then is it income', async () => {
    const { of, device } = await another('chen');
    await sellAndSettle(device, 5_000);
    for (let day = 0; day < 31; day += 1) await walker.moveClock('plus_1d');
    await depositIs(of, 'captured');
    await sendBack(of, device.serialNo);
    const second = await walker.staff('operator-2');
    const open = await until('a deposit before people', async () =>
      (await operator.call('GET /api/console/deposit-forfeits')).rows.find((row) => row.state === 'open'),
    );
    expect(open).toMatchObject({ ground: 'early_return', amountFen: '9900', giveBackDays: 30 });
    const decide = (who: Client, body: { event: 'propose' | 'confirm'; reason?: string }) =>
      who.call('POST /api/console/deposit-forfeits/:merchantId/:depositId', {
        params: { merchantId: open.merchantId, depositId: open.depositId },
        body,
      });
    await expect(decide(operator, { event: 'propose' })).rejects.toMatchObject({
      problem: { code: 'deposits.forfeit_reason' },
    });
    await decide(operator, { event: 'propose', reason: '激活后第 32 天退机，未达标' });
    expect((await depositOf(of)).forfeit).toEqual({ state: 'proposed', ground: 'early_return' });
    await expect(decide(operator, { event: 'confirm' })).rejects.toMatchObject({
      problem: { code: 'deposits.second_person' },
    });
    await decide(second, { event: 'confirm' });
    const kept = await depositOf(of);
    expect(kept).toMatchObject({ state: 'captured', forfeit: { state: 'kept', reason: '激活后第 32 天退机，未达标' } });
    expect(kept.target.appealUntil).toBeDefined();
    const params = { depositId: kept.depositId };
    await of.client.call('POST /api/merchant/deposits/:depositId/accept', { params });
    await depositIs(of, 'forfeited');
    expect(await balance('inc:deposit_forfeit')).toBe(-9_900n);
  });
});
