/** Payments by code over a real line: customers' codes and ours, waiting, refused, silent, voided, settled and cleared; the books after each. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Client } from '@kaitong/client';
import { decodeTerminalInformation } from '@kaitong/iso8583';
import { personOf } from '../../../simulators/src/population/index.ts';
import { freshCode, walletOf } from '../../../simulators/src/population/wallets.ts';
import { OwnSystem, until, Walker } from '../../src/entry/journey.ts';
import { WireTerminal, type WireAnswer } from '../../testing/wire-terminal.ts';

let system: OwnSystem;
let walker: Walker;
let accountant: Client;
let terminal: WireTerminal;
const creditCard = personOf('lin').cards.find((one) => one.kind === 'credit');
if (creditCard === undefined) throw new Error('Lin has a credit card');

beforeAll(async () => {
  system = await OwnSystem.create({ KAITONG_CARD_NETWORK_TIMEOUT_MS: '1500' });
  await system.start();
  walker = new Walker(system.url, 'lin');
  await walker.ready();
  aheadMs = Date.parse((await walker.client.call('GET /api/public/status')).now) - Date.now();
  accountant = await walker.staff('accountant');
  await walker.register();
  await walker.showIdentityCard();
  await walker.showFacePatiently();
  await walker.submit(await walker.fillApplication());
  await walker.decided();
  const { serialNo, code } = await walker.receiveDevice();
  terminal = WireTerminal.ofSystem(system.dataDir, serialNo);
  const { acknowledge } = await terminal.claim(code);
  expect((await terminal.preAuth(creditCard, 9_900)).code).toBe('00');
  expect(await acknowledge()).toBe('00');
}, 120_000);
afterAll(() => system.remove());

afterEach(async () => {
  const balance = await accountant.call('GET /api/console/trial-balance');
  expect([balance.totalFen, balance.differences]).toEqual(['0', 0]);
});

const pending = async (): Promise<bigint> => {
  const { accounts } = await accountant.call('GET /api/console/trial-balance');
  return -BigInt(accounts.find((one) => one.account === 'm:pending')?.balanceFen ?? '0');
};
/** 0.38 %, half-up. */
const feeOf = (amountFen: number): bigint => (BigInt(amountFen) * 38n + 5_000n) / 10_000n;
const netOf = (amountFen: number): bigint => BigInt(amountFen) - feeOf(amountFen);

interface WalletRow {
  readonly key: string;
  readonly availableFen: string;
  readonly asks: readonly { readonly rrn: string; readonly amountFen: string }[];
}
const walletsNow = async (): Promise<WalletRow[]> =>
  (await (await fetch(`${system.url}/terminal/api/wallets`)).json()) as WalletRow[];
const holds = async (key: string): Promise<bigint> =>
  BigInt((await walletsNow()).find((one) => one.key === key)?.availableFen ?? '-1');
const atWallet = async (key: string, what: 'pay' | 'answer', body: object): Promise<string> => {
  const response = await fetch(`${system.url}/terminal/api/wallets/${key}/${what}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const { code = String(response.status) } = (await response.json()) as { code?: string };
  return code;
};
/** How far the system's clock is ahead of the machine's: customers' codes go by it. */
let aheadMs = 0;
const codeOf = (key: string): string => {
  const wallet = walletOf(key);
  if (wallet === undefined) throw new Error(`no wallet ${key}`);
  return freshCode(wallet, Date.now() + aheadMs);
};
/** What an answer says in 59: the code to show, and the payment's voucher. */
const said = (answer: WireAnswer): { shown: string; voucher: string } => {
  const info = decodeTerminalInformation(String(answer.message.fields.get(59) ?? ''));
  return {
    shown: (info.ok ? info.value.qrPayload : undefined) ?? '',
    voucher: (info.ok ? info.value.qrOriginal : undefined) ?? '',
  };
};
const stateOf = async (of: WireAnswer): Promise<string | undefined> => {
  const { rows } = await walker.client.call('GET /api/merchant/transactions');
  return rows.find((row) => row.rrn === of.rrn)?.state;
};
/** What the merchant's slip says of the card. */
const cardOnSlip = async (of: WireAnswer): Promise<string | undefined> => {
  const { rows } = await walker.client.call('GET /api/merchant/transactions');
  const transactionId = rows.find((row) => row.rrn === of.rrn)?.transactionId ?? '';
  const detail = await walker.client.call('GET /api/merchant/transactions/:transactionId', {
    params: { transactionId },
  });
  return detail.receipt?.card;
};

describe('before the test sale', () => {
  it('nothing is taken by code', async () => {
    expect((await terminal.payByCode(codeOf('wang'), 5_000)).code).toBe('12');
    expect((await terminal.showCode(5_000)).code).toBe('12');
    expect((await terminal.sale(creditCard, 100)).code).toBe('00');
  });
});

describe('a code that a customer shows', () => {
  it('is paid at once up to what the wallet gives without asking, and the merchant pays the rate of codes', async () => {
    const [money, books] = [await holds('wang'), await pending()];
    const paid = await terminal.payByCode(codeOf('wang'), 12_800);
    expect([paid.code, said(paid).shown, said(paid).voucher.slice(8)]).toEqual(['00', '', paid.rrn]);
    expect([await holds('wang'), await pending()]).toEqual([money - 12_800n, books + netOf(12_800)]);
    const { rows } = await walker.client.call('GET /api/merchant/transactions');
    expect(rows.find((row) => row.rrn === paid.rrn)).toMatchObject({
      kind: 'qr_passive',
      cardKind: 'qr',
      feeFen: String(feeOf(12_800)),
    });
  });

  it('is refused when it was used before, is nobody\u2019s, or its account cannot pay', async () => {
    const code = codeOf('wang');
    expect((await terminal.payByCode(code, 100)).code).toBe('00');
    expect((await terminal.payByCode(code, 100)).code).toBe('14');
    expect((await terminal.payByCode(`${code.slice(0, -1)}${(Number(code.at(-1)) + 1) % 10}`, 100)).code).toBe('14');
    expect(await terminal.payByCode('not a code', 100)).toMatchObject({ code: '14', text: '付款码无效' });
    expect((await terminal.payByCode(codeOf('poor'), 2_000)).code).toBe('51');
    expect((await terminal.payByCode(codeOf('restricted'), 100)).code).toBe('62');
  });

  it('waits where its owner is asked, and is paid when the owner says yes', async () => {
    const books = await pending();
    const asked = await terminal.payByCode(codeOf('asks'), 3_000);
    expect([asked.code, await stateOf(asked), await pending()]).toEqual(['09', 'unknown', books]);
    const { voucher } = said(asked);
    expect(await terminal.askCode(voucher, 3_000)).toMatchObject({ code: '09', text: '等待顾客付款' });
    expect((await terminal.askCode(voucher, 3_001)).code).toBe('13');
    expect(await atWallet('asks', 'answer', { yes: true })).toBe('00');
    const paid = await terminal.askCode(voucher, 3_000);
    expect([paid.code, paid.rrn, await pending()]).toEqual(['00', asked.rrn, books + netOf(3_000)]);
    expect((await terminal.askCode(voucher, 3_000)).code).toBe('00');
    expect(await pending()).toBe(books + netOf(3_000));
  });

  it('is declined when its owner says no', async () => {
    const books = await pending();
    const asked = await terminal.payByCode(codeOf('asks'), 3_000);
    expect(await atWallet('asks', 'answer', { yes: false })).toBe('05');
    expect((await terminal.askCode(said(asked).voucher, 3_000)).code).toBe('05');
    expect([await stateOf(asked), await pending()]).toEqual(['declined', books]);
  });
});

describe('a code that the device shows', () => {
  it('is paid by whoever scans it, and the terminal learns so when it asks', async () => {
    const [money, books] = [await holds('chen'), await pending()];
    const issued = await terminal.showCode(8_800);
    const { shown, voucher } = said(issued);
    expect([issued.code, shown.startsWith('https://')]).toEqual(['00', true]);
    expect((await terminal.askCode(voucher, 8_800)).code).toBe('09');
    expect(await atWallet('poor', 'pay', { payload: shown })).toBe('51'); // and somebody else may pay it
    expect(await atWallet('chen', 'pay', { payload: shown })).toBe('00');
    expect(await atWallet('wang', 'pay', { payload: shown })).toBe('409');
    const paid = await terminal.askCode(voucher, 8_800);
    expect([paid.code, paid.rrn]).toEqual(['00', issued.rrn]);
    expect(await cardOnSlip(issued)).toBe(''); // whose account paid is the wallet's business
    expect([await holds('chen'), await pending()]).toEqual([money - 8_800n, books + netOf(8_800)]);
  });

  it('is closed by a reversal, and nobody can pay it afterwards', async () => {
    const books = await pending();
    const issued = await terminal.showCode(5_000);
    const asked = { type: '60', processingCode: '710000', amountFen: 5_000, fields: { 22: '032' } };
    expect((await terminal.reverse(issued, asked)).code).toBe('00');
    await until('the network to have closed it', async () =>
      (await stateOf(issued)) === 'reversed' ? true : undefined,
    );
    expect(await atWallet('chen', 'pay', { payload: said(issued).shown })).toBe('409');
    expect((await terminal.askCode(said(issued).voucher, 5_000)).code).toBe('CA');
    expect(await pending()).toBe(books);
  });

  it('gives the money back when the reversal comes after the customer has paid', async () => {
    const [money, books] = [await holds('chen'), await pending()];
    const issued = await terminal.showCode(6_000);
    expect(await atWallet('chen', 'pay', { payload: said(issued).shown })).toBe('00');
    const asked = { type: '60', processingCode: '710000', amountFen: 6_000, fields: { 22: '032' } };
    expect((await terminal.reverse(issued, asked)).code).toBe('00');
    await until('the customer to have it back', async () => ((await holds('chen')) === money ? true : undefined));
    expect(await pending()).toBe(books);
  });
});

describe('a line on which answers are lost', () => {
  it('takes back at the network what nobody heard of', async () => {
    const [money, books] = [await holds('wang'), await pending()];
    await walker.setFault('card-network', { dropAfterProcessing: true, scope: 'financial' });
    const lost = await terminal.payByCode(codeOf('wang'), 2_000);
    await walker.setFault('card-network', { dropAfterProcessing: false, scope: 'all' });
    expect(lost.code).toBe('98');
    await until('the customer to have it back', async () => ((await holds('wang')) === money ? true : undefined));
    expect([await stateOf(lost), await pending()]).toEqual(['reversed', books]);
  });

  it('leaves a payment that waits as it is while queries go unanswered', async () => {
    const asked = await terminal.payByCode(codeOf('asks'), 1_500);
    await walker.setFault('card-network', { answer: 'silent', scope: 'financial' });
    expect((await terminal.askCode(said(asked).voucher, 1_500)).code).toBe('09');
    await walker.setFault('card-network', { answer: 'normal', scope: 'all' });
    expect(await stateOf(asked)).toBe('unknown');
    expect(await atWallet('asks', 'answer', { yes: true })).toBe('00');
    expect((await terminal.askCode(said(asked).voucher, 1_500)).code).toBe('00');
  });

  it('answers the same frame byte for byte, and another one under its number with 94', async () => {
    const bytes = terminal.packed('0200', {
      type: '60',
      processingCode: '710000',
      amountFen: 700,
      fields: { 22: '032' },
    });
    const first = await terminal.send(bytes);
    expect(Buffer.from((await terminal.send(bytes)).body).equals(first.body)).toBe(true);
    const other = await terminal.ask('0200', {
      type: '60',
      processingCode: '710000',
      amountFen: 701,
      stan: first.stan,
      fields: { 22: '032' },
    });
    expect(other.code).toBe('94');
  });
});

describe('a void', () => {
  it('gives the whole payment back, once, and takes the fee off the books', async () => {
    const [money, books] = [await holds('wang'), await pending()];
    const paid = await terminal.payByCode(codeOf('wang'), 4_500);
    const { voucher } = said(paid);
    expect((await terminal.voidCode(`${voucher.slice(0, 8)}000000000000`, 4_500)).code).toBe('25');
    expect((await terminal.voidCode(voucher, 4_499)).code).toBe('13');
    const undone = await terminal.voidCode(voucher, 4_500);
    expect([undone.code, undone.rrn === paid.rrn]).toEqual(['00', false]);
    expect([await holds('wang'), await pending(), await stateOf(paid)]).toEqual([money, books, 'voided']);
    expect((await terminal.voidCode(voucher, 4_500)).code).toBe('C9');
  });

  it('is refused of a payment that its customer has not made', async () => {
    const issued = await terminal.showCode(900);
    expect((await terminal.voidCode(said(issued).voucher, 900)).code).toBe('12');
  });
});

describe('a refund of a payment by code', () => {
  it('gives a part back and the rest, not one fen more, and the payment is no longer voided', async () => {
    const money = await holds('wang');
    const paid = await terminal.payByCode(codeOf('wang'), 6_000);
    const { voucher } = said(paid);
    expect((await terminal.refundCode('20261201', 100)).code).toBe('30');
    expect((await terminal.refundCode(`${voucher.slice(0, 8)}000000000000`, 100)).code).toBe('25');
    expect((await terminal.refundCode(voucher, 6_001)).code).toBe('64');
    const part = await terminal.refundCode(voucher, 2_500);
    expect([part.code, await holds('wang')]).toEqual(['00', money - 3_500n]);
    expect((await terminal.refundCode(voucher, 3_501)).code).toBe('64');
    expect((await terminal.voidCode(voucher, 6_000)).code).toBe('12');
    expect((await terminal.refund(paid, creditCard, 100)).code).toBe('14');
    const { rows } = await walker.client.call('GET /api/merchant/transactions');
    expect(rows.find((row) => row.rrn === part.rrn)).toMatchObject({
      kind: 'refund',
      state: 'approved',
      amountFen: '2500',
    });
  });

  it('that hears nothing is asked again until the wallet has the money, once', async () => {
    const paid = await terminal.payByCode(codeOf('wang'), 1_300);
    const money = await holds('wang');
    await walker.setFault('card-network', { dropAfterProcessing: true, scope: 'financial' });
    const lost = await terminal.refundCode(said(paid).voucher, 1_300);
    await walker.setFault('card-network', { dropAfterProcessing: false, scope: 'all' });
    expect(lost.code).toBe('98');
    await until('the network to have said so', async () => ((await stateOf(lost)) === 'approved' ? true : undefined));
    expect(await holds('wang')).toBe(money + 1_300n);
  });
});

describe('at the end of the day', () => {
  it('what nobody pays and nobody follows is closed when its time is over', async () => {
    const issued = await terminal.showCode(1_100);
    expect(await stateOf(issued)).toBe('unknown');
    await walker.moveClock('plus_1h');
    await until('it to be closed', async () => ((await stateOf(issued)) === 'declined' ? true : undefined));
  });

  it('a sale is raised by a tip and another lowered, once each', async () => {
    const books = await pending();
    const [raised, lower] = [await terminal.sale(creditCard, 10_000), await terminal.sale(creditCard, 20_000)];
    expect(await terminal.change(raised, creditCard, { tipFen: 2_001 })).toMatchObject({
      code: '61',
      text: '小费超过原金额的20%',
    });
    expect((await terminal.change(raised, creditCard, { tipFen: 1_500 })).code).toBe('00');
    expect((await terminal.change(lower, creditCard, { lessFen: 5_000 })).code).toBe('00');
    expect((await terminal.change(lower, creditCard, { lessFen: 1 })).code).toBe('12');
    expect(await terminal.voidSale(raised, creditCard, 10_000)).toMatchObject({ code: '12', text: '原交易已调整' });
    // 100 + 15 and 200 - 50, by credit card at 0.6 %
    expect(await pending()).toBe(books + 11_500n - 69n + 15_000n - 90n);
  });

  it('the batch balances with payments by code on its debit side and their voids on its credit side', async () => {
    const { rows } = await walker.client.call('GET /api/merchant/transactions');
    const stood = rows.filter((row) => row.state === 'approved' || row.state === 'voided');
    const side = (...kinds: string[]) => {
      const found = stood.filter((row) => kinds.includes(row.kind));
      return { fen: found.reduce((sum, row) => sum + BigInt(row.amountFen), 0n), count: found.length };
    };
    const [debit, credit] = [
      side('test_sale', 'sale', 'tip', 'qr_passive', 'qr_active'),
      side('qr_void', 'refund', 'adjustment'),
    ];
    expect([debit.count > 5, credit.count]).toEqual([true, 4]);
    const compared = await terminal.settle({
      debitFen: debit.fen,
      debitCount: debit.count,
      creditFen: credit.fen,
      creditCount: credit.count,
    });
    expect(compared.code).toBe('00');
  });

  it('the clearing file names each, the fees agree, and the merchant is paid what is left', async () => {
    const { rows } = await walker.client.call('GET /api/merchant/transactions');
    const stands = rows.filter(
      (row) =>
        row.state === 'approved' &&
        ['test_sale', 'sale', 'tip', 'adjustment', 'qr_passive', 'qr_active'].includes(row.kind),
    );
    const sum = (of: (row: (typeof rows)[number]) => string) =>
      stands.reduce((all, row) => all + BigInt(of(row)) * (row.kind === 'adjustment' ? -1n : 1n), 0n);
    const [gross, fee] = [sum((row) => row.amountFen), sum((row) => row.feeFen ?? '0')];
    await walker.moveClock('payout');
    const { rows: settled } = await walker.client.call('GET /api/merchant/settlements');
    // begun late in the evening, these sales are of two business days
    const paid = (of: (row: (typeof settled)[number]) => string | number) =>
      settled.reduce((all, row) => all + BigInt(of(row)), 0n);
    expect([paid((row) => row.grossFen), paid((row) => row.feeFen), paid((row) => row.netFen)]).toEqual([
      gross,
      fee,
      gross - fee,
    ]);
    expect(paid((row) => row.saleCount)).toBe(BigInt(stands.length));
    expect((await accountant.call('GET /api/console/breaks', { query: {} })).rows).toEqual([]);
    const { accounts } = await accountant.call('GET /api/console/trial-balance');
    const owed = accounts.filter((one) => one.account.startsWith('net_recv:cup:') && one.balanceFen !== '0');
    expect(owed).toEqual([]);
  });

  it('a payment of yesterday is refunded by what its slip says; file, books and the payout agree', async () => {
    // codes of wallets go by the clock, which has been moved: the customer scans ours
    const pays = async (amountFen: number): Promise<string> => {
      const { shown, voucher: issued } = said(await terminal.showCode(amountFen));
      expect(await atWallet('wang', 'pay', { payload: shown })).toBe('00');
      expect((await terminal.askCode(issued, amountFen)).code).toBe('00');
      return issued;
    };
    const voucher = await pays(9_000);
    await walker.moveClock('payout');
    const money = await holds('wang');
    expect((await terminal.voidCode(voucher, 9_000)).code).toBe('12'); // of another day
    const refund = await terminal.refundCode(voucher, 4_000);
    expect([refund.code, await holds('wang')]).toEqual(['00', money + 4_000n]);
    await pays(20_000);
    await walker.moveClock('payout');
    const { rows: settled } = await walker.client.call('GET /api/merchant/settlements');
    expect(settled[0]).toMatchObject({ grossFen: '20000', netFen: String(netOf(20_000)) });
    expect((await accountant.call('GET /api/console/breaks', { query: {} })).rows).toEqual([]);
    const { accounts } = await accountant.call('GET /api/console/trial-balance');
    const balance = (prefix: string) => accounts.find((one) => one.account.startsWith(prefix))?.balanceFen ?? '0';
    expect([balance('net_recv:cup:'), balance('merch_recv')]).toEqual(['0', '0']);
  });
});
