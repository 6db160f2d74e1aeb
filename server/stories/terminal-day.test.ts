/** A day at a real device: its own software, its keys and cards, over the line to the host, the network and the books. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ScreenView } from '@kaitong/terminal';
import { OwnSystem, until, Walker } from '../src/entry/journey.ts';
import { liveSale } from '../testing/live-events.ts';

let system: OwnSystem;
let walker: Walker;
let serialNo = '';

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
  const device = await walker.receiveDevice();
  ({ serialNo } = device);
  const active = await walker.runTerminal(serialNo, { script: 'activate', code: device.code, personKey: 'wang' });
  expect(active).toMatchObject({ ok: true });
}, 120_000);
afterAll(() => system.remove());

const device = (path: string): string => `${system.url}/terminal/api/devices/${serialNo}/${path}`;

async function ask<T>(path: string, method = 'GET', body?: object): Promise<T> {
  const response = await fetch(device(path), {
    method,
    headers: { 'content-type': 'application/json', origin: system.url },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as T;
}

/** The screen once nothing is on the line. */
const screen = (): Promise<ScreenView> =>
  until('the device to be idle', async () => {
    const view = await ask<ScreenView>('view');
    return view.screen === 'busy' ? undefined : view;
  });

/** Words are keys; digits are typed one by one. */
async function keys(...words: readonly string[]): Promise<ScreenView> {
  for (const word of words) {
    await ask('keys', 'POST', { keys: /^\d+$/.test(word) ? word.split('') : [word] });
    await screen();
  }
  return screen();
}

async function card(entry: 'swipe' | 'insert' | 'tap' = 'insert', kind = 'debit'): Promise<ScreenView> {
  await ask('card', 'POST', { personKey: 'lin', kind, entry });
  return screen();
}

/** Back to the six icons; `5 9` and `5 0` open from there what the small device keeps under management. */
async function toHome(): Promise<void> {
  for (let i = 0; i < 8; i += 1) {
    const view = await screen();
    if (view.screen === 'home') return;
    await keys(['notice', 'signature', 'receipt'].includes(view.screen) ? 'confirm' : 'cancel');
  }
}

interface Row {
  readonly kind: string;
  readonly stan: string;
  readonly rrn: string;
  readonly authCode: string;
  readonly at: string;
}
const rows = (): Promise<Row[]> => ask<Row[]>('journal');
const last = async (): Promise<Row> => (await rows()).at(-1) as Row;
const mmdd = (row: Row): string => row.at.slice(5, 10).replace('/', '');

async function booksBalance(): Promise<void> {
  const books = await (await walker.staff('accountant')).call('GET /api/console/trial-balance');
  expect([books.totalFen, books.differences]).toEqual(['0', 0]);
}

const PIN = '123456';

describe('S34: a deposit on another’s credit card', () => {
  it('is flagged for the console, which sees the device stand before its test sale', async () => {
    const { rows: waiting } = await (await walker.staff('operator')).call('GET /api/console/activations');
    expect(waiting).toMatchObject([{ serialNo, step: 'active', next: 'test_sale', depositHolder: 'other' }]);
    const { contacts } = await (
      await walker.staff('operator')
    ).call('GET /api/console/activations/:serialNo', {
      params: { serialNo },
    });
    expect(contacts.map((one) => [one.message, one.code])).toEqual([
      ['acknowledge', '00'],
      ['step', '00'],
      ['deposit', '00'],
      ['step', '00'],
      ['sign_in', '00'],
      ['code', '00'],
    ]);
    const sale = { script: 'sale', amountFen: 100, personKey: 'lin', kind: 'debit' };
    expect((await walker.runTerminal(serialNo, sale)).ok).toBe(true);
  });
});

describe('a shop’s day at its terminal', () => {
  it('sells and voids a sale of this batch under the supervisor’s password', async () => {
    await toHome();
    await keys('1', '12800', 'confirm');
    await card();
    expect((await keys(PIN, 'confirm')).title).toBe('交易成功');
    const sold = await last();
    await keys('confirm', 'confirm', 'confirm', 'confirm');
    await toHome();
    await keys('3', '123456', 'confirm', sold.stan, 'confirm', 'confirm');
    await card();
    expect((await keys(PIN, 'confirm')).title).toBe('交易成功');
    await toHome();
    const { rows: sales } = await walker.client.call('GET /api/merchant/transactions');
    expect(sales.slice(0, 2).map((row) => [row.kind, row.state])).toEqual([
      ['sale_void', 'approved'],
      ['sale', 'voided'],
    ]);
    await booksBalance();
  });

  it('S39: what the slip says is what switch and ledger have, and the phone is told the amount to speak', async () => {
    await toHome();
    const told = await liveSale(walker);
    await keys('1', '8880', 'confirm');
    await card();
    await keys(PIN, 'confirm');
    const sold = await last();
    await keys('confirm');
    await ask('sign', 'POST', {});
    const slip = ((await screen()).receipt?.lines ?? []).join('\n');
    expect(JSON.parse(await told.next)).toMatchObject({
      payload: { amountFen: '8880', kind: 'sale', state: 'approved' },
    });
    const { rows: sales } = await walker.client.call('GET /api/merchant/transactions');
    const row = sales.find((one) => one.rrn === sold.rrn);
    expect(row).toMatchObject({ kind: 'sale', state: 'approved', amountFen: '8880' });
    const params = { transactionId: row?.transactionId ?? '' };
    const { receipt } = await walker.client.call('GET /api/merchant/transactions/:transactionId', { params });
    expect(receipt).toMatchObject({ stan: sold.stan, authCode: sold.authCode, rrn: sold.rrn });
    for (const said of [sold.rrn, sold.stan, sold.authCode, row?.card ?? '?', '88.80']) expect(slip).toContain(said);
    const { rows: journals } = await (await walker.staff('accountant')).call('GET /api/console/journals');
    const booked = journals.find((one) => one.reference === sold.rrn);
    expect(booked?.postings).toContainEqual(
      expect.objectContaining({ account: expect.stringMatching(/^net_recv:/) as string, amountFen: '8880' }),
    );
    await toHome();
    await booksBalance();
  });

  it('takes a signature on its screen; the desk sees it, and the customer reads the e-receipt behind the code', async () => {
    await toHome();
    await keys('1', '6600', 'confirm');
    await card();
    await keys(PIN, 'confirm');
    const sold = await last();
    expect((await keys('confirm')).watermark).toMatch(/^[0-9A-F]{8}$/);
    await ask('sign', 'POST', {});
    const slip = (await screen()).receipt;
    expect(slip?.lines.join()).not.toContain('签名未上送');
    const address = slip?.url ?? '';
    expect(address).toMatch(new RegExp(`^${system.url}/r/\\d{8}-${sold.rrn}-[\\w-]{22}$`));
    await toHome();

    const desk = await walker.staff('operator');
    const { rows: listed } = await desk.call('GET /api/console/transactions');
    const row = listed.find((one) => one.rrn === sold.rrn);
    expect(row).toMatchObject({ signed: true, amountFen: '6600' });

    const token = address.slice(address.lastIndexOf('/') + 1);
    const receipt = (of: string) => walker.client.call('GET /api/public/receipts/:token', { params: { token: of } });
    expect(await receipt(token)).toMatchObject({
      kind: 'sale',
      state: 'approved',
      signed: true,
      receipt: { amountFen: '6600', rrn: sold.rrn, card: expect.stringContaining('******') as string },
    });
    const picture = await fetch(`${system.url}/api/public/receipts/${token}/signature`);
    expect(picture.headers.get('content-type')).toBe('image/png');
    expect(Buffer.from(await picture.arrayBuffer()).toString('latin1', 1, 4)).toBe('PNG');
    expect((await fetch(address)).status).toBe(200);
    const guessed = `${token.slice(0, -2)}${token.endsWith('AA') ? 'BB' : 'AA'}`;
    for (const wrong of [guessed, token.slice(0, 21), 'x'])
      await expect(receipt(wrong)).rejects.toMatchObject({ problem: { code: 'switching.receipt_unknown' } });

    await keys('3', '123456', 'confirm', sold.stan, 'confirm', 'confirm');
    await card();
    await keys(PIN, 'confirm');
    await toHome();
    expect(await receipt(token)).toMatchObject({ state: 'voided' });
  });

  it('gives 30 and 50 of 100 back, and is refused a third 30', async () => {
    await toHome();
    await keys('1', '10000', 'confirm');
    await card();
    await keys(PIN, 'confirm');
    const sold = await last();
    await toHome();
    const back = async (amount: string): Promise<ScreenView> => {
      await toHome();
      await keys('5', '9', '123456', 'confirm', sold.rrn, 'confirm', mmdd(sold), 'confirm');
      await card();
      return keys(amount, 'confirm', PIN, 'confirm');
    };
    expect((await back('3000')).lines[0]).toBe('RMB 30.00');
    expect((await back('5000')).title).toBe('交易成功');
    expect((await back('3000')).lines[0]).toBe('64-原金额不正确');
    await booksBalance();
  });

  it('holds 100 for a guest and takes 80 of it', async () => {
    await toHome();
    await keys('5', '0', '1', '10000', 'confirm');
    await card('insert', 'credit');
    expect((await keys(PIN, 'confirm')).title).toBe('交易成功');
    const held = await last();
    await toHome();
    await keys('5', '0', '3');
    await card('insert', 'credit');
    expect((await keys(mmdd(held), 'confirm', held.authCode, 'confirm', '8000', 'confirm', PIN, 'confirm')).title).toBe(
      '交易成功',
    );
    await toHome();
    await booksBalance();
  });

  it('settles: both sides agree, the batch moves on, and the next sale belongs to the new one', async () => {
    await toHome();
    const totals = await keys('5', '5');
    expect(totals.screen).toBe('settle_totals');
    const settled = await keys('confirm');
    expect(settled.title).toBe('结算完成');
    expect(settled.receipt?.lines.join('\n')).toContain('内卡对账平');
    expect(await rows()).toEqual([]);
    await toHome();
    await keys('1', '5000', 'confirm');
    await card('tap');
    expect((await screen()).title).toBe('交易成功');
    await booksBalance();
  });
});
