import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { businessOf, personOf } from '../population/index.ts';
import { forkSimulator, type ForkedSimulator } from '../testing/fork-simulator.ts';

const company = businessOf('trading-company');
const secret = 'a secret';
const order = {
  reference: 'MT0001',
  accountNumber: company.account?.accountNumber ?? '',
  accountName: company.name,
  branchCode: company.account?.branchCode ?? '',
  amountFen: '37',
};

interface Arrival {
  readonly amountFen: string;
  readonly reference: string;
}

let bank: ForkedSimulator;

async function send(body: object, key = secret): Promise<{ status: number; json: unknown }> {
  const text = JSON.stringify(body);
  const response = await fetch(`http://127.0.0.1:${bank.ports['http']}/micro-transfer`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-signature': createHmac('sha256', key).update(text).digest('hex'),
    },
    body: text,
  });
  return { status: response.status, json: await response.json() };
}

const arrivalsOf = async (account: string): Promise<Arrival[]> => {
  const rows = await bank.admin<{ account: string; arrivals: Arrival[] }[]>('GET', '/accounts');
  return rows.find((row) => row.account === account)?.arrivals ?? [];
};

beforeAll(async () => {
  bank = await forkSimulator('bank', { settings: { secret, reserveAccount: '1' } });
});
afterAll(() => bank.kill());

it('a micro transfer arrives once however often its order is repeated, and the account shows it', async () => {
  expect(await send(order)).toEqual({ status: 200, json: { result: 'accepted' } });
  expect(await send({ ...order, amountFen: '99' })).toEqual({ status: 200, json: { result: 'accepted' } });
  expect(await arrivalsOf(order.accountNumber)).toMatchObject([{ amountFen: '37', reference: 'MT0001' }]);
});

it('another name and an unknown account or branch fail with their reason, and nothing arrives', async () => {
  const fate = async (change: object): Promise<unknown> => (await send({ ...order, ...change })).json;
  const nameMismatch = { result: 'failed', reason: 'name_mismatch' };
  expect(await fate({ reference: 'MT0002', accountName: '杭州别家商贸有限公司' })).toEqual(nameMismatch);
  // the first answer stands, also for a repeated order that now names the right owner
  expect(await fate({ reference: 'MT0002' })).toEqual(nameMismatch);
  const unknown = { result: 'failed', reason: 'account_unknown' };
  expect(await fate({ reference: 'MT0003', accountNumber: '19045501049999999' })).toEqual(unknown);
  expect(await fate({ reference: 'MT0004', branchCode: '102331000001' })).toEqual(unknown);
  expect(await arrivalsOf(order.accountNumber)).toHaveLength(1);
});

it('a person’s card takes one too, and the reserve pays for none of them', async () => {
  const chen = personOf('chen');
  const card = chen.cards[0]?.pan ?? '';
  const answer = await send({ ...order, reference: 'MT0005', accountNumber: card, accountName: chen.name });
  expect(answer.json).toEqual({ result: 'accepted' });
  expect(await arrivalsOf(card)).toHaveLength(1);
  const { state } = await bank.admin<{ state: { reserveFen: string } }>('GET', '/state');
  expect(state.reserveFen).toBe('0');
});

it('an order without the right signature, or of a yuan and more, is not taken', async () => {
  expect((await send({ ...order, reference: 'MT0006' }, 'another')).status).toBe(401);
  expect((await send({ ...order, reference: 'MT0006', amountFen: '100' })).status).toBe(422);
  expect((await send({ ...order, reference: 'MT0006', amountFen: '0' })).status).toBe(422);
});

it('what was answered survives a power cut', async () => {
  const { dataDir } = bank;
  await bank.kill();
  bank = await forkSimulator('bank', { dataDir, settings: { secret, reserveAccount: '1' } });
  expect(await arrivalsOf(order.accountNumber)).toHaveLength(1);
  expect((await send({ ...order, amountFen: '5' })).json).toEqual({ result: 'accepted' });
  expect(await arrivalsOf(order.accountNumber)).toMatchObject([{ amountFen: '37' }]);
});
