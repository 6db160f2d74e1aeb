/** Every transaction of the terminal over a real line: gateway, switch, network, issuers, and the books after each journey. */
import { createHash } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

import type { Client } from '@kaitong/client';
import {
  bytesField,
  decodeBerTlv,
  decodeBinPage,
  decodeListPage,
  decodeTaggedTexts,
  encodeBerTlv,
  encodeBinRequest,
  encodeListRequest,
  type BerTlv,
} from '@kaitong/iso8583';
import { phoneCode } from '../../simulators/src/card-network/issuers.ts';
import { cryptogramTags, demoCryptogram, issuerHolds } from '../../simulators/src/card-network/chip.ts';
import { personOf, testCards } from '../../simulators/src/population/index.ts';
import { OwnSystem, until, Walker } from '../src/entry/journey.ts';
import { WireTerminal, type WireAnswer } from '../testing/wire-terminal.ts';

let system: OwnSystem;
let walker: Walker;
let accountant: Client;
let terminal: WireTerminal;
const [lin, wang] = [personOf('lin').cards, personOf('wang').cards];
const creditCard = lin.find((one) => one.kind === 'credit');
const customer = wang[0];
if (creditCard === undefined || customer === undefined) throw new Error('both have cards');

beforeAll(async () => {
  system = await OwnSystem.create({ KAITONG_CARD_NETWORK_TIMEOUT_MS: '1500' });
  await system.start();
  walker = new Walker(system.url, 'lin');
  await walker.ready();
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

const balances = async (): Promise<Readonly<Record<string, bigint>>> => {
  const { accounts } = await accountant.call('GET /api/console/trial-balance');
  return Object.fromEntries(
    accounts.map((one) => [one.account.replace(/:\d{4}-\d\d-\d\d$/, ''), BigInt(one.balanceFen)]),
  );
};
const pending = async (): Promise<bigint> => -((await balances())['m:pending'] ?? 0n);
const memo = async (): Promise<bigint> => (await balances())['memo:preauth'] ?? 0n;
const owed = async (): Promise<bigint> => (await balances())['merch_recv'] ?? 0n;
/** What the customer's card has to spend, at its issuer. */
const spendable = async (): Promise<bigint> => {
  const answer = await terminal.balance(customer);
  const field = /^1002156([CD])(\d{12})$/.exec(String(answer.message.fields.get(54)));
  if (field === null) throw new Error(`no balance: ${answer.code}`);
  return BigInt(field[2] ?? '') * (field[1] === 'D' ? -1n : 1n);
};
const feeOf = (amountFen: number): bigint => (BigInt(amountFen) * 50n + 5_000n) / 10_000n; // debit, 0.5 %, below its cap
const networkRows = async (): Promise<{ kind: string; rrn: string; status: string }[]> => {
  const response = await fetch(`${system.url}/api/demo/world/card-network/transactions`);
  return (await response.json()) as { kind: string; rrn: string; status: string }[];
};
const reversedThere = (of: WireAnswer): Promise<true> =>
  until('the network to have reversed it', async () => {
    const row = (await networkRows()).find((one) => one.rrn === of.rrn && one.kind !== 'reversal');
    return row?.status === 'reversed' ? true : undefined;
  });

/** Trial balance zero after each journey, and no balance row that differs from its postings. */
afterEach(async () => {
  const balance = await accountant.call('GET /api/console/trial-balance');
  expect([balance.totalFen, balance.differences]).toEqual(['0', 0]);
});

describe('before the test sale', () => {
  it('nothing but 1.00 is sold, no customer’s card is held, and the test sale may be looked at', async () => {
    expect((await terminal.sale(customer, 5_000)).code).toBe('12');
    expect((await terminal.preAuth(customer, 5_000)).code).toBe('12');
    expect((await terminal.sale(customer, 100)).code).toBe('00');
    expect((await terminal.preAuth(creditCard, 9_900)).code).toBe('00'); // now it is a customer's
  });
});

describe('a sale that is voided', () => {
  it('gives the customer the money back, is refused a second time with C9, and the sale can no more be reversed or refunded', async () => {
    const [money, books] = [await spendable(), await pending()];
    const sale = await terminal.sale(customer, 12_800);
    expect([sale.code, await spendable(), await pending()]).toEqual([
      '00',
      money - 12_800n,
      books + 12_800n - feeOf(12_800),
    ]);
    expect((await terminal.voidSale({ ...sale, rrn: '000000000000' }, customer, 12_800)).code).toBe('25');
    expect((await terminal.voidSale(sale, customer, 12_799)).code).toBe('13');
    expect((await terminal.voidSale(sale, creditCard, 12_800)).code).toBe('14');
    const undone = await terminal.voidSale(sale, customer, 12_800);
    expect([undone.code, undone.rrn === sale.rrn]).toEqual(['00', false]);
    expect([await spendable(), await pending()]).toEqual([money, books]);
    const { rows } = await walker.client.call('GET /api/merchant/transactions');
    const shown = (of: WireAnswer) => rows.find((row) => row.rrn === of.rrn);
    expect([shown(sale)?.state, shown(undone)?.kind]).toEqual(['voided', 'sale_void']);
    expect(rows.some((row) => row.kind === 'balance')).toBe(false);
    expect(await terminal.voidSale(sale, customer, 12_800)).toMatchObject({ code: 'C9', text: '原交易已撤销' });
    expect((await terminal.refund(sale, customer, 100)).code).toBe('C9');
    expect(
      (await terminal.reverse(sale, { type: '22', processingCode: '000000', card: customer, amountFen: 12_800 })).code,
    ).toBe('12');
  });

  it('and whose void is reversed stands again, and can then be refunded', async () => {
    const books = await pending();
    const sale = await terminal.sale(customer, 3_000);
    const undone = await terminal.voidSale(sale, customer, 3_000);
    const asked = { type: '23', processingCode: '200000', card: customer, amountFen: 3_000 };
    expect((await terminal.reverse(undone, asked)).code).toBe('00');
    expect((await terminal.reverse(undone, asked)).code).toBe('00');
    expect(await pending()).toBe(books + 3_000n - feeOf(3_000));
    await reversedThere(undone);
    const refund = await until('the void to be over', async () => {
      const answer = await terminal.refund(sale, customer, 3_000);
      return answer.code === '09' ? undefined : answer;
    });
    expect(refund.code).toBe('00');
  });

  it('of a void that hears nothing the sale stands, at the host and at the network', async () => {
    const [money, books] = [await spendable(), await pending()];
    const sale = await terminal.sale(customer, 2_000);
    await walker.setFault('card-network', { dropAfterProcessing: true, scope: 'financial' });
    const lost = await terminal.voidSale(sale, customer, 2_000);
    await walker.setFault('card-network', { dropAfterProcessing: false, scope: 'all' });
    expect(lost.code).toBe('98');
    await reversedThere(lost);
    expect([await spendable(), await pending()]).toEqual([money - 2_000n, books + 2_000n - feeOf(2_000)]);
  });

  it('a frame said again is answered byte for byte, another one under its number with 94', async () => {
    const sale = await terminal.sale(customer, 1_000);
    const fields = { 37: sale.rrn, 38: sale.authCode, 61: terminal.batchNo + sale.stan };
    const stan = terminal.nextStan();
    const asked = { type: '23', processingCode: '200000', card: customer, amountFen: 1_000, stan, fields };
    const bytes = terminal.packed('0200', asked);
    const first = await terminal.send(bytes);
    expect(first.code).toBe('00');
    expect(Buffer.from((await terminal.send(bytes)).body).equals(Buffer.from(first.body))).toBe(true);
    expect((await terminal.ask('0200', { ...asked, fields: { ...fields, 49: '840' } })).code).toBe('94');
  });
});

describe('a network that answers what cannot be believed', () => {
  it.each([{ wrongMac: true }, { wrongAmount: true }, { closeLine: 'after' }])(
    'has sold nothing: %o is 98, taken back at the network and in the books',
    async (fault) => {
      const [money, books] = [await spendable(), await pending()];
      await walker.setFault('card-network', { ...fault, scope: 'financial', count: 1 });
      const sale = await terminal.sale(customer, 1_500);
      expect(sale.code).toBe('98');
      await reversedThere(sale);
      expect([await spendable(), await pending()]).toEqual([money, books]);
    },
  );

  it('and one that says the truth twice has sold it once', async () => {
    const [money, books] = [await spendable(), await pending()];
    await walker.setFault('card-network', { duplicate: true, scope: 'financial', count: 1 });
    const sale = await terminal.sale(customer, 1_500);
    expect(sale.code).toBe('00');
    expect([await spendable(), await pending()]).toEqual([money - 1_500n, books + 1_500n - feeOf(1_500)]);
    expect((await terminal.voidSale(sale, customer, 1_500)).code).toBe('00');
  });
});

describe('a chip', () => {
  it('hears its issuer through the acquirer: the proof for its cryptogram comes with the answer', async () => {
    const objects = cryptogramTags.map((tag, i) => ({ tag, value: Uint8Array.of(i) }));
    const cryptogram = demoCryptogram(customer.pan, Buffer.concat(objects.map(({ value }) => value)));
    const sent = encodeBerTlv([{ tag: '9F26', value: cryptogram }, ...objects]);
    const asked = { type: '22', processingCode: '000000', card: customer, amountFen: 600 };
    const sale = await terminal.ask('0200', { ...asked, fields: { 55: sent } });
    const answered = decodeBerTlv(bytesField(sale.message, 55) ?? new Uint8Array());
    const proof = answered.ok ? answered.value.find(({ tag }) => tag === '91')?.value : undefined;
    expect([sale.code, issuerHolds(customer.pan, cryptogram, proof ?? new Uint8Array())]).toEqual(['00', true]);
    expect((await terminal.voidSale(sale, customer, 600)).code).toBe('00');
  });
});

describe('a refund', () => {
  it('S44, S45: goes back in parts up to the sale and not one fen further; the merchant owes it, the customer has it', async () => {
    const [money, debt] = [await spendable(), await owed()];
    const sale = await terminal.sale(customer, 10_000);
    expect((await terminal.refund(sale, customer, 4_000)).code).toBe('00');
    expect(await terminal.refund(sale, customer, 6_001)).toMatchObject({ code: '64', text: '退货超过原交易金额' });
    expect((await terminal.refund({ ...sale, date: '0101' }, customer, 1)).code).toBe('25');
    expect((await terminal.refund(sale, creditCard, 1)).code).toBe('14');
    expect((await terminal.voidSale(sale, customer, 10_000)).code).toBe('12');
    expect((await terminal.refund(sale, customer, 6_000)).code).toBe('00');
    expect([await spendable(), await owed()]).toEqual([money, debt + 10_000n]);
  });

  it('that hears nothing is asked again until the network answers, and the same frame then hears the truth', async () => {
    const debt = await owed();
    const sale = await terminal.sale(customer, 5_000);
    await walker.setFault('card-network', { dropAfterProcessing: true, scope: 'financial' });
    const bytes = terminal.packed('0220', {
      type: '25',
      processingCode: '200000',
      card: customer,
      amountFen: 5_000,
      fields: { 37: sale.rrn, 61: `000000000000${sale.date}`, 63: '000' },
    });
    expect((await terminal.send(bytes)).code).toBe('98');
    await walker.setFault('card-network', { dropAfterProcessing: false, scope: 'all' });
    await until('the refund to be known', async () => ((await terminal.send(bytes)).code === '00' ? true : undefined));
    expect(await owed()).toBe(debt + 5_000n);
    expect((await terminal.refund(sale, customer, 1)).code).toBe('64');
  });
});

describe('a pre-authorisation', () => {
  it('is held, completed within 115 percent and once, and its completion can be voided and that undone', async () => {
    const [money, books, held] = [await spendable(), await pending(), await memo()];
    const auth = await terminal.preAuth(customer, 10_000);
    expect([auth.code, await spendable(), await memo()]).toEqual(['00', money - 10_000n, held + 10_000n]);
    expect((await terminal.complete(auth, customer, 11_501)).code).toBe('61');
    const done = await terminal.complete(auth, customer, 11_500);
    expect([done.code, await spendable(), await pending(), await memo()]).toEqual([
      '00',
      money - 11_500n,
      books + 11_500n - feeOf(11_500),
      held,
    ]);
    expect((await terminal.complete(auth, customer, 1)).code).toBe('12');
    expect((await terminal.voidPreAuth(auth, customer, 10_000)).code).toBe('12');
    const undone = await terminal.voidCompletion(done, customer, 11_500);
    expect([undone.code, await spendable(), await pending(), await memo()]).toEqual([
      '00',
      money - 10_000n,
      books,
      held + 10_000n,
    ]);
    const asked = { type: '21', processingCode: '200000', conditionCode: '06', card: customer, amountFen: 11_500 };
    expect((await terminal.reverse(undone, asked)).code).toBe('00');
    await reversedThere(undone);
    expect([await spendable(), await pending(), await memo()]).toEqual([
      money - 11_500n,
      books + 11_500n - feeOf(11_500),
      held,
    ]);
  });

  it('whose completion is reversed is open again, for an advice', async () => {
    const [money, books] = [await spendable(), await pending()];
    const auth = await terminal.preAuth(customer, 8_000);
    const done = await terminal.complete(auth, customer, 8_000);
    const asked = { type: '20', processingCode: '000000', conditionCode: '06', card: customer, amountFen: 8_000 };
    expect((await terminal.reverse(done, asked)).code).toBe('00');
    await reversedThere(done);
    const advice = await until('the reversal to be over', async () => {
      const answer = await terminal.complete(auth, customer, 7_000, 'advice');
      return answer.code === '09' ? undefined : answer;
    });
    expect([advice.code, await spendable(), await pending()]).toEqual([
      '00',
      money - 7_000n,
      books + 7_000n - feeOf(7_000),
    ]);
  });

  it('that is voided is free again, reversed voids are held again', async () => {
    const [money, held] = [await spendable(), await memo()];
    const auth = await terminal.preAuth(customer, 6_000);
    const undone = await terminal.voidPreAuth(auth, customer, 6_000);
    expect([undone.code, await spendable(), await memo()]).toEqual(['00', money, held]);
    expect((await terminal.complete(auth, customer, 1)).code).toBe('12');
    const asked = { type: '11', processingCode: '200000', conditionCode: '06', card: customer, amountFen: 6_000 };
    expect((await terminal.reverse(undone, asked)).code).toBe('00');
    await reversedThere(undone);
    expect([await spendable(), await memo()]).toEqual([money - 6_000n, held + 6_000n]);
    const reversal = { type: '10', processingCode: '030000', conditionCode: '06', card: customer, amountFen: 6_000 };
    const gone = await until('its own reversal', async () => {
      const answer = await terminal.reverse(auth, reversal);
      return answer.code === '12' ? undefined : answer;
    });
    expect([gone.code, await memo()]).toEqual(['00', held]);
    await reversedThere(auth);
    expect(await spendable()).toBe(money);
  });
});

describe('after a sale', () => {
  it('the signature is taken once, under its watermark; without a MAC or for another sale it is not', async () => {
    const sale = await terminal.sale(customer, 2_600);
    const image = Buffer.from('bi-level drawing of a name');
    expect((await terminal.sign({ ...sale, date: '0101' }, customer, 2_600, image)).code).toBe('30');
    expect((await terminal.sign({ ...sale, rrn: '000000000001' }, customer, 2_600, image)).code).toBe('25');
    const answer = await terminal.sign(sale, customer, 2_600, image);
    expect([answer.code, answer.rrn, answer.message.mti]).toEqual(['00', sale.rrn, '0830']);
    expect((await terminal.sign(sale, customer, 2_600, image)).code).toBe('94');
    const unsealed = {
      type: '07',
      card: customer,
      stan: sale.stan,
      plain: true,
      fields: { 15: sale.date, 37: sale.rrn, 62: image },
    };
    expect((await terminal.ask('0820', unsealed)).code).toBe('A0');
  });

  it('the script notice is taken, as often as it comes', async () => {
    const sale = await terminal.sale(customer, 1_700);
    const fields = { 37: sale.rrn, 55: Buffer.from('DF31050000000000', 'hex'), 61: terminal.batchNo + sale.stan };
    const notice = { type: '22', management: '951', card: customer, amountFen: 1_700, fields };
    expect((await terminal.ask('0620', notice)).code).toBe('00');
    expect((await terminal.ask('0620', notice)).code).toBe('00');
  });
});

describe('the batch', () => {
  const sums = (answer: WireAnswer): string => {
    const field48 = String(answer.message.fields.get(48));
    return `${field48[30]}${field48[61]}`;
  };
  const nothing = { debitFen: 0n, debitCount: 0, creditFen: 0n, creditCount: 0 };

  it('that differs is uploaded and closed with its differences named, and the shop goes on in the next one', async () => {
    const first = terminal.batchNo;
    const compared = await terminal.settle(nothing);
    expect([compared.code, sums(compared)]).toEqual(['95', '21']);
    expect((await terminal.endBatch('balanced', 0)).code).toBe('95');
    const row = { cardType: '00', stan: '999998', pan: customer.pan, amountFen: 700n };
    expect((await terminal.upload([row])).code).toBe('00');
    expect((await terminal.upload([row])).code).toBe('00');
    expect((await terminal.endBatch('unbalanced', 1)).code).toBe('00');
    expect((await terminal.endBatch('unbalanced', 1)).code).toBe('00'); // its answer was lost
    expect((await terminal.sale(customer, 900)).code).toBe('77');
    expect((await terminal.upload([row])).code).toBe('77');
    await terminal.signIn();
    expect(Number(terminal.batchNo)).toBe(Number(first) + 1);
  });

  it('that agrees is balanced, nothing against nothing as well, and ends at once', async () => {
    const empty = await terminal.settle(nothing);
    expect([empty.code, sums(empty)]).toEqual(['00', '11']);
    const sale = await terminal.sale(customer, 1_200);
    await terminal.sale(customer, 300);
    await terminal.voidSale(sale, customer, 1_200);
    const totals = { debitFen: 1_500n, debitCount: 2, creditFen: 1_200n, creditCount: 1 };
    expect(sums(await terminal.settle({ ...totals, debitFen: 1_499n }))).toBe('21');
    const compared = await terminal.settle(totals);
    expect([compared.code, sums(compared)]).toEqual(['00', '11']);
    expect((await terminal.endBatch('balanced', 0)).code).toBe('00');
    await terminal.signIn();
    expect((await terminal.voidSale(sale, customer, 1_200)).code).toBe('25'); // another batch by now
  });

  it('holds foreign cards apart: their sale says whose card it is, pays the rate of credit cards, and counts on the second half', async () => {
    const books = await pending();
    const foreign = testCards.find(({ key }) => key === 'foreign')?.card;
    if (foreign === undefined) throw new Error('the tray has one');
    const sale = await terminal.sale(foreign, 50_000);
    expect([sale.code, sale.message.fields.get(63)]).toEqual(['00', 'VIS']);
    expect(await pending()).toBe(books + 50_000n - 300n); // 0.6 %
    const own = await terminal.sale(customer, 1_000);
    const totals = (fen: bigint) => ({ ...nothing, debitFen: fen, debitCount: 1 });
    expect(sums(await terminal.settle({ ...totals(51_000n), debitCount: 2 }))).toBe('22');
    expect(sums(await terminal.settle(totals(1_000n), totals(49_999n)))).toBe('12');
    expect(sums(await terminal.settle(totals(1_000n), totals(50_000n)))).toBe('11');
    await terminal.endBatch('balanced', 0);
    await terminal.signIn();
    expect((await terminal.refund(sale, foreign, 20_000)).message.fields.get(63)).toBe('VIS');
    expect(own.message.fields.get(63)).toBe('CUP');
  });
});

describe('downloads', () => {
  const ask = async (mti: string, management: string, field62?: Uint8Array): Promise<Uint8Array> => {
    const answer = await terminal.ask(mti, { type: '00', management, plain: true, fields: { 62: field62 } });
    expect(answer.code).toBe('00');
    return bytesField(answer.message, 62) ?? new Uint8Array();
  };
  const value = (objects: readonly BerTlv[], tag: string): Uint8Array =>
    objects.find((one) => one.tag === tag)?.value ?? new Uint8Array();
  const entryOf = (field62: Uint8Array): BerTlv[] => {
    const page = decodeListPage(field62);
    if (!page.ok) throw new Error('not readable');
    return page.value.objects;
  };

  it('every key of the list is brought whole, and its check value is of its own bytes', async () => {
    const list = entryOf(await ask('0820', '372', encodeListRequest(0)));
    expect(list.length / 3).toBe(4);
    for (let i = 0; i < list.length; i += 3) {
      const name = list.slice(i, i + 2);
      const key = entryOf(await ask('0800', '370', encodeBerTlv(name)));
      const parts = ['9F06', '9F22', 'DF02', 'DF04'].map((tag) => value(key, tag));
      expect(createHash('sha1').update(Buffer.concat(parts)).digest()).toEqual(Buffer.from(value(key, 'DF03')));
    }
    expect(Buffer.from(await ask('0800', '370', Buffer.from('9F0605A0000000039F220101', 'hex'))).toString()).toBe('0');
    await ask('0800', '371');
  });

  it('applications, parameters, contactless limits and prefixes come as they are kept', async () => {
    const list = entryOf(await ask('0820', '382', encodeListRequest(0)));
    const aid = entryOf(await ask('0800', '380', encodeBerTlv(list.slice(0, 1))));
    expect(Buffer.from(value(aid, '9F06')).toString('hex')).toBe('a0000000031010');
    expect(decodeTaggedTexts(await ask('0800', '360'), 2)).toMatchObject({
      value: expect.arrayContaining([{ tag: '22', value: '晓梅烤冷面' }]),
    });
    expect(decodeTaggedTexts(await ask('0800', '394'), 6)).toMatchObject({
      value: expect.arrayContaining([{ tag: 'FF8058', value: '000000100000' }]),
    });
    expect(decodeBinPage(await ask('0800', '396', encodeBinRequest(0)))).toMatchObject({ value: { flag: '1' } });
    expect(decodeBinPage(await ask('0800', '398', encodeBinRequest(0)))).toMatchObject({
      value: { flag: '0', prefixes: [] },
    });
    await ask('0820', '362');
  });
});

describe('a sale without the card being asked', () => {
  it('is refused in words as long as the policy does not let merchants make it', async () => {
    expect(await terminal.sellOffline(customer, 5_000, phoneCode(customer.pan))).toMatchObject({
      code: '58',
      text: '未开通离线消费',
    });
  });
});

describe('a tip that hears nothing', () => {
  it('is asked again by the host until the network has said so; the same frame then hears how it ended', async () => {
    const books = await pending();
    const sale = await terminal.sale(customer, 8_000);
    const tip = {
      type: '34',
      processingCode: '000000',
      card: customer,
      amountFen: 800,
      fields: { 37: sale.rrn, 61: terminal.batchNo + sale.stan },
    };
    const bytes = terminal.packed('0220', tip);
    await walker.setFault('card-network', { dropAfterProcessing: true, scope: 'financial' });
    const lost = await terminal.send(bytes);
    await walker.setFault('card-network', { dropAfterProcessing: false, scope: 'all' });
    expect(lost.code).toBe('98');
    expect((await terminal.reverse(lost, tip)).code).toBe('12');
    await until('the network to have said so', async () => {
      const again = await terminal.send(bytes);
      return again.code === '00' ? true : undefined;
    });
    expect(await pending()).toBe(books + 8_800n - feeOf(8_800));
  });
});

describe('what is not done', () => {
  it('is refused in words, and a wrong MAC, batch or serial number before that', async () => {
    expect(
      await terminal.ask('0220', {
        type: '27',
        processingCode: '200000',
        conditionCode: '69',
        card: customer,
        amountFen: 1,
      }),
    ).toMatchObject({
      code: '40',
      text: '暂不支持脱机退货',
    });
    expect(
      (
        await terminal.ask('0200', {
          type: '22',
          processingCode: '000000',
          conditionCode: '08',
          card: customer,
          amountFen: 1,
        })
      ).text,
    ).toBe('暂不支持无卡交易');
    expect(
      (await terminal.ask('0200', { type: '23', processingCode: '200000', card: customer, amountFen: 1 })).code,
    ).toBe('30');
    expect(
      (
        await terminal.ask('0200', {
          type: '22',
          processingCode: '000000',
          card: customer,
          amountFen: 1,
          batchNo: '000099',
        })
      ).code,
    ).toBe('77');
    const bytes = terminal.packed('0200', { type: '22', processingCode: '000000', card: customer, amountFen: 1 });
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
    expect((await terminal.send(bytes)).code).toBe('A0');
  });
});

describe('a terminal that has wandered off', () => {
  it('S47: alerts twice, is suspended at the third sale, and goes on once it is registered again', async () => {
    const home = terminal.place;
    terminal.place = { longitude: '+121.47000', latitude: '+31.23000' }; // Shanghai; its merchant is of Hangzhou
    expect([(await terminal.sale(customer, 500)).code, (await terminal.preAuth(customer, 500)).code]).toEqual([
      '00',
      '00',
    ]);
    expect(await terminal.sale(customer, 500)).toMatchObject({ code: '97', text: '终端不在登记城市，已暂停' });
    terminal.place = home;
    expect((await terminal.sale(customer, 500)).code).toBe('97');
    const operator = await walker.staff('operator');
    await operator.call('POST /api/console/terminals/:terminalNo/registration', {
      params: { terminalNo: terminal.terminalNo },
    });
    await until('the terminal to sell again', async () =>
      (await terminal.sale(customer, 500)).code === '00' ? true : undefined,
    );
    terminal.place = { longitude: '+121.47000', latitude: '+31.23000' };
    expect((await terminal.sale(customer, 500)).code).toBe('00'); // the count began anew
    terminal.place = home;
  });
});

describe('the next morning', () => {
  it('the network’s file has it all without a break, its money arrives to the fen, and refunds are taken from the payout', async () => {
    const [sales, refunds] = [await pending(), await owed()];
    expect(refunds).toBeGreaterThan(0n);
    await walker.moveClock('payout');
    const arrived = await until('the money at the bank', async () => (await walker.arrivals())[0]);
    expect(BigInt(arrived.amountFen)).toBe(sales - refunds);
    expect((await accountant.call('GET /api/console/breaks', { query: {} })).rows).toEqual([]);
    const after = await balances();
    expect([after['net_recv:cup'], after['m:pending'], after['merch_recv'] ?? 0n]).toEqual([0n, 0n, 0n]);
  });

  it('S43: yesterday’s sale is no longer voided, but refunded', async () => {
    const sale = await terminal.sale(customer, 4_400);
    await walker.moveClock('cut_off');
    expect((await terminal.voidSale(sale, customer, 4_400)).code).toBe('12');
    expect((await terminal.refund(sale, customer, 4_400)).code).toBe('00');
  });

  it('a sale reversed after the cut-over is not paid out, and the day on which the network takes it back is paid all the same', async () => {
    const back = await terminal.sale(customer, 5_000);
    await walker.moveClock('cut_off');
    expect(
      (await terminal.reverse(back, { type: '22', processingCode: '000000', card: customer, amountFen: 5_000 })).code,
    ).toBe('00');
    await reversedThere(back);
    const stays = await terminal.sale(customer, 7_000);
    expect([back.code, stays.code]).toEqual(['00', '00']);
    const paid = async (): Promise<true | undefined> => {
      await walker.moveClock('payout');
      return (await pending()) === 0n ? true : undefined;
    };
    await until('both days to be settled', paid);
    expect((await accountant.call('GET /api/console/breaks', { query: {} })).rows).toEqual([]);
    const { accounts } = await accountant.call('GET /api/console/trial-balance');
    const owedByTheNetwork = accounts.filter((one) => one.account.startsWith('net_recv') && one.balanceFen !== '0');
    expect(owedByTheNetwork).toEqual([]);
  });
});

describe('the merchant’s own credit card', () => {
  const own = creditCard;
  const delays = async () => (await walker.client.call('GET /api/merchant/delays')).rows;
  /** Where the money of a delayed sale is: its last step and what stops it. */
  const courseOf = async (transactionId: string) => {
    const route = 'GET /api/merchant/transactions/:transactionId';
    const { course } = await walker.client.call(route, { params: { transactionId } });
    const last = course?.steps.findLast((one) => one.state === 'done');
    return [last?.name, course?.stop];
  };
  const hourInShanghai = (iso: string): number => (new Date(iso).getUTCHours() + 8) % 24;

  it('S49: four times 8,888 at two in the morning open a case and wait; 1 yuan, the test sale and the deposit do not', async () => {
    for (let hours = 0; hours < 25; hours += 1)
      if (hourInShanghai((await walker.moveClock('plus_1h')).now) === 2) break;
    const books = await balances();
    expect((await terminal.sale(own, 100)).code).toBe('00');
    const sales: WireAnswer[] = [];
    for (let n = 0; n < 4; n += 1) sales.push(await terminal.sale(own, 888_800));
    expect(sales.map((one) => one.code)).toEqual(['00', '00', '00', '00']);
    expect((await terminal.sale(customer, 6_600)).code).toBe('00');
    const [delay] = await until('the money to wait', async () => {
      const found = await delays();
      return found[0]?.sales.length === 4 ? found : undefined;
    });
    const net = 888_800n - (888_800n * 60n + 5_000n) / 10_000n;
    expect(delay).toMatchObject({ state: 'looked_at', frozenFen: (4n * net).toString() });
    expect(new Set(delay?.reasons)).toEqual(new Set(['own_card', 'card_repeats', 'amount_repeats', 'hours']));
    expect(delay?.sales.map((one) => [one.amountFen, one.frozen])).toEqual(
      Array.from({ length: 4 }, () => ['888800', true]),
    );
    const after = await balances();
    expect((after['m:frozen'] ?? 0n) - (books['m:frozen'] ?? 0n)).toBe(-4n * net);
    const home = await walker.client.call('GET /api/merchant/home');
    expect([home.todos.includes('answer_delay'), home.delayedFen]).toEqual([true, (4n * net).toString()]);
  });

  it('S49: T+1 pays the rest without them; the merchant answers, a person releases, and the next payout brings them', async () => {
    const [delay] = await delays();
    const before = (await walker.arrivals()).length;
    await walker.moveClock('payout');
    await until('the rest at the bank', async () => ((await walker.arrivals()).length > before ? true : undefined));
    expect((await balances())['m:frozen']).toBe(-BigInt(delay?.frozenFen ?? 0));
    const held = delay?.sales[0]?.transactionId ?? '';
    expect(await courseOf(held)).toEqual(['funded', 'risk_hold']);
    const params = { caseId: delay?.caseId ?? '' };
    await walker.client.call('POST /api/merchant/delays/:caseId/statements', {
      params,
      body: { words: '自己店里进货的货款，附送货单' },
    });
    const operator = await walker.staff('operator');
    const [found] = (await operator.call('GET /api/console/risk-cases')).rows;
    const named = { merchantId: found?.merchantId ?? '', caseId: found?.caseId ?? '' };
    const route = 'POST /api/console/risk-cases/:merchantId/:caseId/decisions';
    const detail = await operator.call('GET /api/console/risk-cases/:merchantId/:caseId', { params: named });
    expect(detail.sales.map((sale) => sale.hits.length)).toEqual([5, 5, 5, 5]);
    expect(detail.statements).toHaveLength(1);
    const confirm = { params: named, body: { decision: 'confirm', reason: '疑似套现' } } as const;
    expect(await operator.call(route, confirm)).toEqual({ state: 'pending_confirm' });
    await expect(operator.call(route, confirm)).rejects.toMatchObject({ problem: { code: 'risk.second_person' } });
    const second = await walker.staff('operator-2');
    expect(await second.call(route, { params: named, body: { decision: 'keep', reason: '材料不足' } })).toEqual({
      state: 'open',
    });
    expect(await second.call(route, { params: named, body: { decision: 'release', reason: '送货单属实' } })).toEqual({
      state: 'released',
    });
    expect([(await balances())['m:frozen'], (await balances())['m:avail']]).toEqual([
      0n,
      -BigInt(delay?.frozenFen ?? 0),
    ]);
    expect(await courseOf(held)).toEqual(['funded', undefined]);
    await walker.moveClock('payout');
    const arrival = await until('the released money at the bank', async () =>
      (await walker.arrivals()).find((one) => one.amountFen === delay?.frozenFen),
    );
    expect(arrival.amountFen).toBe(delay?.frozenFen);
    expect((await balances())['m:avail'] ?? 0n).toBe(0n);
    expect(await courseOf(held)).toEqual(['arrived', undefined]);
  });
});
