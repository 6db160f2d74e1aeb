/** A cardholder's bank takes a sale back: the file brings it, the merchant proves, two people represent, and the money comes back; or nobody does. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Answer, Client } from '@kaitong/client';
import { personOf, testCards } from '../../../simulators/src/population/index.ts';
import { must } from '../../src/kernel/assert.ts';
import { OwnSystem, until, Walker } from '../../src/entry/journey.ts';
import { WireTerminal } from '../../testing/wire-terminal.ts';

let system: OwnSystem;
let walker: Walker;
let [operator, second]: Client[] = [];
let terminal: WireTerminal;
const customer = must(
  personOf('wang').cards.find((one) => one.kind === 'credit'),
  'card',
);

beforeAll(async () => {
  system = await OwnSystem.create();
  await system.start();
  walker = new Walker(system.url, 'lin');
  await walker.ready();
  [operator, second] = [await walker.staff('operator'), await walker.staff('operator-2')];
  await walker.register();
  await walker.showIdentityCard();
  await walker.showFacePatiently();
  await walker.submit(await walker.fillApplication());
  expect(await walker.decided()).toBe('approved');
  const { serialNo, code } = await walker.receiveDevice();
  terminal = WireTerminal.ofSystem(system.dataDir, serialNo);
  const { acknowledge } = await terminal.claim(code);
  const own = must(
    personOf('lin').cards.find((one) => one.kind === 'credit'),
    'card',
  );
  expect((await terminal.preAuth(own, 9_900)).code).toBe('00');
  expect(await acknowledge()).toBe('00');
  expect((await terminal.sale(customer, 100)).code).toBe('00'); // the test sale
}, 120_000);
afterAll(() => system.remove());

type Row = Answer<'GET /api/merchant/disputes'>['rows'][number];
const people = (): { operator: Client; second: Client } => ({
  operator: must(operator, 'operator'),
  second: must(second, 'second person'),
});
const disputes = async (): Promise<Row[]> => (await walker.client.call('GET /api/merchant/disputes')).rows;
const one = (state: Row['state']): Promise<Row> =>
  until(`a dispute ${state}`, async () => (await disputes()).find((row) => row.state === state));

async function sell(fen: number): Promise<string> {
  expect((await terminal.sale(customer, fen)).code).toBe('00');
  const { rows } = await walker.client.call('GET /api/merchant/transactions');
  return must(
    rows.find((row) => row.amountFen === String(fen)),
    'sale',
  ).rrn;
}
async function raise(rrn: string, kind: 'chargeback' | 'document_request'): Promise<void> {
  await walker.client.call('POST /api/demo/world/card-network/disputes', { body: { rrn, kind } });
}
/** The day ends, its files come in the morning, and its money. */
async function nextMorning(): Promise<void> {
  await walker.moveClock('cut_off');
  await walker.moveClock('next_morning');
  await walker.moveClock('plus_1h');
}
const owed = async (): Promise<string[]> => {
  const { accounts, totalFen, differences } = await people().operator.call('GET /api/console/trial-balance');
  expect([totalFen, differences]).toEqual(['0', 0]);
  const { days } = await people().operator.call('GET /api/console/settlement');
  const closed = days.filter((day) => day.state !== 'closed').map((day) => `net_recv:cup:${day.date}`);
  return accounts.filter((of) => closed.includes(of.account) && of.balanceFen !== '0').map((of) => of.account);
};

async function represent({ disputeId }: Row): Promise<void> {
  const listed = await people().operator.call('GET /api/console/disputes', { query: {} });
  const { merchantId } = must(
    listed.rows.find((row) => row.disputeId === disputeId),
    'dispute',
  );
  const params = { merchantId, disputeId };
  await people().operator.call('POST /api/console/disputes/:merchantId/:disputeId/acts', {
    params,
    body: { act: 'propose', note: 'the slip is signed' },
  });
  const body = { decision: 'approve' as const };
  await expect(
    people().operator.call('POST /api/console/disputes/:merchantId/:disputeId/decision', { params, body }),
  ).rejects.toMatchObject({ problem: { code: 'reconciliation.second_person' } });
  await people().second.call('POST /api/console/disputes/:merchantId/:disputeId/decision', { params, body });
}

describe('a chargeback', () => {
  it('comes with the file of the next morning: held from the merchant, told by message, and on the page of the sale', async () => {
    const rrn = await sell(12_800);
    await nextMorning();
    await raise(rrn, 'chargeback');
    await nextMorning();
    const row = await one('waiting_merchant');
    expect(row).toMatchObject({ kind: 'chargeback', amountFen: '12800', chargedFen: '12800' });
    await until('the message', async () =>
      (await walker.messages()).some((message) => message.text.includes('退单')) ? true : undefined,
    );
    const home = await walker.client.call('GET /api/merchant/home');
    expect(home.todos).toContain('answer_dispute');
    const { disputes: onSale } = await walker.client.call('GET /api/merchant/transactions/:transactionId', {
      params: { transactionId: must(row.transactionId, 'sale') },
    });
    expect(onSale).toMatchObject([{ disputeId: row.disputeId, open: true }]);
    expect(await owed()).toEqual([]);
  });

  it('is answered with a proof, represented by two people, and won: the money is the merchant’s again', async () => {
    const { disputeId } = await one('waiting_merchant');
    const params = { disputeId };
    const form = new FormData();
    form.append('file', new Blob([new Uint8Array([0xff, 0xd8, 0xff, 0xe0, 1])], { type: 'image/jpeg' }), 'slip.jpg');
    await walker.client.call('POST /api/merchant/disputes/:disputeId/proofs', { params, form });
    const text = new FormData();
    text.append('file', new Blob(['no picture'], { type: 'image/jpeg' }), 'slip.jpg');
    await expect(
      walker.client.call('POST /api/merchant/disputes/:disputeId/proofs', { params, form: text }),
    ).rejects.toMatchObject({ problem: { code: 'reconciliation.proof_unreadable' } });
    await walker.client.call('POST /api/merchant/disputes/:disputeId/answer', {
      params,
      body: { words: 'he took the goods and signed for them' },
    });
    await represent(await one('waiting_us'));
    const before = (await walker.arrivals()).length;
    await sell(20_000);
    await nextMorning();
    expect(await one('won')).toMatchObject({ disputeId, chargedFen: '0' });
    await walker.moveClock('payout');
    // 200.00 less the fee, with what was given back and less what was held for it until now: in one payout or two
    await until('the money of the sale, and no less for what was disputed', async () => {
      const fresh = (await walker.arrivals()).slice(0, -before || undefined);
      return fresh.reduce((sum, of) => sum + Number(of.amountFen), 0) === 20_000 - 120 ? true : undefined;
    });
    expect(await owed()).toEqual([]);
  });

  it('that nobody answers is lost when its time is over', async () => {
    const rrn = await sell(30_000);
    await nextMorning();
    await raise(rrn, 'chargeback');
    await nextMorning();
    await one('waiting_merchant');
    for (let day = 0; day < 11; day += 1) await walker.moveClock('plus_1d');
    await one('waiting_us');
    for (let day = 0; day < 10; day += 1) await walker.moveClock('plus_1d');
    expect(await one('lost')).toMatchObject({ chargedFen: '30000' });
    expect(await owed()).toEqual([]);
  });
});

describe('what can go wrong with it', () => {
  it('a line of no sale of ours stands in suspense; one that stands twice is taken once', async () => {
    const rrn = await sell(41_000);
    await nextMorning();
    await walker.setFault('card-network', { disputes: 'unmatched' });
    await raise(rrn, 'chargeback');
    await walker.setFault('card-network', { disputes: 'twice' });
    await raise(rrn, 'chargeback');
    await walker.setFault('card-network', { disputes: '' });
    await nextMorning();
    await until('the chargeback', async () => (await disputes()).find((row) => row.amountFen === '41000'));
    expect((await disputes()).filter((row) => row.amountFen === '41000')).toHaveLength(1);
    const standing = (await people().operator.call('GET /api/console/breaks', { query: { kind: 'dispute' } })).rows;
    expect(standing.map((row) => row.detail).toSorted()).toEqual(['E02 twice', 'E02 unmatched']);
    expect(await owed()).toEqual([]);
  });

  it('a file that is late is waited for, with the day’s money', async () => {
    const rrn = await sell(52_000);
    await nextMorning();
    await raise(rrn, 'document_request');
    await walker.setFault('card-network', { disputes: 'late' });
    await nextMorning();
    expect((await disputes()).some((row) => row.amountFen === '52000')).toBe(false);
    await walker.setFault('card-network', { disputes: '' });
    await walker.moveClock('plus_1h');
    await until('the request', async () =>
      (await disputes()).find((row) => row.kind === 'document_request' && row.amountFen === '52000'),
    );
    expect(await owed()).toEqual([]);
  });

  it('a representment that is declined goes back to people; one that is taken may be answered by a second chargeback', async () => {
    const rrn = await sell(63_000);
    await nextMorning();
    await raise(rrn, 'chargeback');
    await nextMorning();
    const mine = async (state: Row['state']): Promise<Row> =>
      until(`it ${state}`, async () =>
        (await disputes()).find((row) => row.amountFen === '63000' && row.state === state),
      );
    await walker.setFault('card-network', { disputes: 'decline' });
    await represent(await mine('waiting_merchant'));
    await nextMorning();
    await walker.setFault('card-network', { disputes: 'again' });
    await represent(await mine('waiting_us'));
    await nextMorning();
    expect((await mine('won')).chargedFen).toBe('0');
    await walker.setFault('card-network', { disputes: '' });
    await nextMorning();
    expect((await mine('lost')).chargedFen).toBe('63000');
    expect(await owed()).toEqual([]);
  });

  it('a sale that the network has lost is claimed by two people, and paid when the claim is carried out', async () => {
    await sell(74_000);
    await walker.setFault('card-network', { clearing: 'lost' });
    await nextMorning();
    await walker.setFault('card-network', { clearing: '' });
    const found = must(
      (await people().operator.call('GET /api/console/breaks', { query: { kind: 'local_only' } })).rows[0],
      'difference',
    );
    const params = { merchantId: found.merchantId, breakId: found.breakId };
    const body = { way: 'claim' as const, reason: 'approved and signed' };
    await people().operator.call('POST /api/console/breaks/:merchantId/:breakId/resolutions', { params, body });
    const { state } = await people().second.call('POST /api/console/breaks/:merchantId/:breakId/decision', {
      params,
      body: { decision: 'approve' },
    });
    expect(state).toBe('with_network');
    await nextMorning();
    const ended = await people().operator.call('GET /api/console/breaks/:merchantId/:breakId', { params });
    expect([ended.state, ended.suspenseFen]).toEqual(['resolved', '0']);
    expect(await owed()).toEqual([]);
  });

  it('what a foreign card’s brand takes is a part of the day: our cost, and the day is even', async () => {
    const foreign = must(testCards.find(({ key }) => key === 'foreign')?.card, 'foreign card');
    expect((await terminal.sale(foreign, 85_000)).code).toBe('00');
    await nextMorning();
    const { files } = await people().operator.call('GET /api/console/clearing-files');
    expect(files.find((one) => one.sort === 'LFEE' && one.lineCount > 0)).toMatchObject({ lineCount: 1, feeFen: '85' });
    expect(await owed()).toEqual([]);
  });
});
