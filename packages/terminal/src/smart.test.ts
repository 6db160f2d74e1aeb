import { describe, expect, it } from 'vitest';
import { textField } from '@kaitong/iso8583';
import { widthOf } from './receipt.ts';
import { Bench } from './testing/bench.ts';
import { activationCode, creditPan, testCard } from './testing/scripted-host.ts';

/** A big device at the sign-on of its operator. */
async function switchedOn(): Promise<Bench> {
  const bench = new Bench('smart_pos');
  await bench.boot();
  await bench.keys('1', 'confirm');
  return bench;
}

/** Operator 01 with a password of their own, and a company's account to bind. */
async function activated(): Promise<Bench> {
  const bench = await switchedOn();
  bench.host.depositFen = 29_900n;
  bench.host.account = { tail: '6789', code: '123456', bound: false };
  await bench.keys('01', 'confirm', '0000', 'confirm', '2468', 'confirm', '2468', 'confirm', 'confirm');
  await bench.keys('confirm', activationCode, 'confirm', 'confirm');
  await bench.card(creditPan);
  await bench.keys('123456', 'confirm', 'confirm', '6789', 'confirm', '123456', 'confirm', 'confirm', 'confirm');
  return bench;
}

async function working(): Promise<Bench> {
  const bench = await activated();
  await bench.testSale();
  return bench;
}

describe('S37: the operator of a new smart POS', () => {
  it('signs on as 01 with 0000 and is asked for a password of their own', async () => {
    const bench = await switchedOn();
    expect(bench.view).toMatchObject({ screen: 'operator_number', title: '操作员签到' });
    await bench.keys('01', 'confirm', '0000', 'confirm');
    expect(bench.view.title).toBe('请修改初始密码');
    await bench.keys('0000', 'confirm');
    expect(bench.view.lines[0]).toBe('不能与初始密码相同');
    await bench.keys('2468', 'confirm', '2469', 'confirm');
    expect(bench.view.lines[0]).toBe('两次输入不一致');
    await bench.keys('2468', 'confirm', '2468', 'confirm');
    expect(bench.view).toMatchObject({ title: '密码已修改', status: { operator: '01' } });
    await bench.keys('confirm');
    expect(bench.view.screen).toBe('unactivated');
  });

  it('may put the change off, and is asked again the next time', async () => {
    const bench = await switchedOn();
    await bench.keys('01', 'confirm', '0000', 'confirm', 'cancel');
    expect(bench.view.screen).toBe('unactivated');
    await bench.keys('power', 'power');
    bench.terminal.tick();
    await bench.terminal.settled();
    await bench.keys('confirm', '01', 'confirm', '0000', 'confirm');
    expect(bench.view.screen).toBe('new_password');
  });

  it('is not the supervisor: 00 may not trade', async () => {
    const bench = await switchedOn();
    await bench.keys('00', 'confirm');
    expect(bench.view.lines[0]).toBe('主管不允许做交易!');
  });

  it('is told of a number that is nobody’s and of a wrong password, and the password is never shown', async () => {
    const bench = await switchedOn();
    await bench.keys('17', 'confirm');
    expect(bench.view.lines[0]).toBe('操作员不存在');
    await bench.keys('01', 'confirm', '1111');
    expect(bench.view.input?.shown).toBe('****');
    await bench.keys('confirm');
    expect(bench.view.lines[0]).toBe('密码错误');
  });
});

describe('a corporate account', () => {
  it('is bound between deposit and acknowledgement, and stands among the steps', async () => {
    const bench = await activated();
    expect(bench.view).toMatchObject({ screen: 'home', activation: { step: 'device_acknowledged' } });
    expect(bench.view.activation.names).toContain('account_bound');
    expect(bench.host.account?.bound).toBe(true);
    expect(bench.host.acknowledged).toBe(true);
  });

  it('is not bound by a wrong end, nor by a wrong code; both may be typed again', async () => {
    const bench = await switchedOn();
    bench.host.account = { tail: '6789', code: '123456', bound: false };
    bench.host.depositSecured = true;
    await bench.keys('01', 'confirm', '0000', 'confirm', 'cancel', 'confirm', activationCode, 'confirm', 'confirm');
    expect(bench.view.screen).toBe('account_tail');
    await bench.keys('0001', 'confirm');
    expect(bench.view).toMatchObject({ tone: 'bad', activation: { step: 'deposit_secured', error: { code: '55' } } });
    await bench.keys('confirm', '6789', 'confirm');
    expect(bench.view.lines[0]).toBe('验证码已发送至138****1234');
    await bench.keys('000000', 'confirm');
    expect(bench.view.lines).toContain('剩余次数 4');
    await bench.keys('confirm', '123456', 'confirm', 'confirm');
    expect(bench.view.title).toBe('激活成功');
  });

  it('is asked for again after a power cut', async () => {
    const bench = await switchedOn();
    bench.host.account = { tail: '6789', code: '123456', bound: false };
    bench.host.depositSecured = true;
    await bench.keys('01', 'confirm', '0000', 'confirm', 'cancel', 'confirm', activationCode, 'confirm', 'confirm');
    await bench.keys('6789', 'confirm');
    await bench.powerCut();
    await bench.keys('01', 'confirm', '0000', 'confirm', 'cancel');
    expect(bench.view.screen).toBe('account_tail');
  });
});

describe('the printer', () => {
  it('prints the merchant’s copy, then the cardholder’s', async () => {
    const bench = await working();
    expect(bench.printer.strips.map((strip) => strip[1])).toEqual([
      expect.stringContaining('商户存根'),
      expect.stringContaining('持卡人存根'),
    ]);
    expect(bench.printer.strips[0]?.join('\n')).toContain('操作员: 01');
  });

  it('moves paper that was loaded the wrong way round and leaves it blank; turned over, the slip is printed again', async () => {
    const bench = await activated();
    bench.printer.side = 'wrong';
    await bench.testSale();
    expect(bench.printer.strips.flat().join('')).toBe('');
    bench.printer.side = 'right';
    await bench.keys('6', '1');
    const slip = bench.printer.strips.at(-1)?.join('\n') ?? '';
    expect(slip).toContain('RMB 1.00');
    expect(slip).toContain('重打印凭证/DUPLICATED');
  });

  it('waits for a new roll and goes on where it stopped', async () => {
    const bench = await activated();
    bench.printer.side = 'none';
    expect(bench.view.status.paper).toBe('none');
    await bench.keys('1', 'confirm');
    await bench.card(creditPan, 'tap');
    await bench.keys('confirm');
    expect(bench.view).toMatchObject({ screen: 'out_of_paper', title: '打印机缺纸' });
    await bench.keys('confirm');
    expect(bench.view.screen).toBe('out_of_paper');
    bench.printer.side = 'right';
    await bench.keys('confirm');
    expect(bench.view.screen).toBe('receipt');
    expect(bench.printer.strips).toHaveLength(1);
  });

  it('keeps every slip within 32 columns: receipts, details, totals, settlement', async () => {
    const bench = await working();
    await bench.sale('12800');
    await bench.keys('confirm', 'confirm', 'confirm', 'confirm', '6', '3', 'confirm', '6', '4', 'confirm');
    await bench.keys('7', '5', 'confirm', 'confirm', '6', '5');
    expect(bench.printer.strips.length).toBe(8);
    for (const line of bench.printer.strips.flat()) expect(widthOf(line)).toBeLessThanOrEqual(32);
  });
});

describe('the first level of a big device', () => {
  it('gives back part of an older sale by its reference number', async () => {
    const bench = await working();
    await bench.keys('3', '123456', 'confirm', '203105000009', 'confirm', '1121', 'confirm');
    await bench.card(creditPan);
    await bench.keys('3000', 'confirm', '123456', 'confirm');
    const sent = bench.host.received.at(-1);
    expect([sent?.mti, sent?.fields.get(3), sent?.fields.get(37), sent?.fields.get(61), sent?.fields.get(63)]).toEqual([
      '0220',
      '200000',
      '203105000009',
      '0000000000001121',
      '000',
    ]);
    expect(bench.terminal.stored().pendingReversal).toBeUndefined();
  });

  it.each([
    ['1', '0100', '030000', '10'],
    ['3', '0200', '000000', '20'],
    ['4', '0220', '000000', '24'],
    ['2', '0100', '200000', '11'],
  ])('sends pre-authorisation %s as %s %s %s', async (key, mti, processing, type) => {
    const bench = await working();
    await bench.keys('4', key);
    if (key === '2') await bench.keys('123456', 'confirm');
    if (key === '1') await bench.keys('5000', 'confirm');
    await bench.card(creditPan);
    if (key !== '1') await bench.keys('1122', 'confirm', '654321', 'confirm', '5000', 'confirm');
    if (key !== '4') await bench.keys('confirm');
    const sent = bench.host.received.at(-1);
    expect([sent?.mti, sent?.fields.get(3), textField(sent as never, 60)?.slice(0, 2), sent?.fields.get(25)]).toEqual([
      mti,
      processing,
      type,
      '06',
    ]);
    if (key !== '1') expect([sent?.fields.get(38), sent?.fields.get(61)]).toEqual(['654321', '0000000000001122']);
  });

  it('shows what a card holds and keeps no row of it', async () => {
    const bench = await working();
    const rows = bench.terminal.stored().journal.length;
    await bench.keys('5');
    await bench.card(creditPan);
    await bench.keys('123456', 'confirm');
    expect(bench.view).toMatchObject({ title: '可用余额', lines: ['622575******3453', 'RMB 1234.56', '请按确认键'] });
    expect(bench.terminal.stored().journal).toHaveLength(rows);
  });

  it('locks, and only the supervisor unlocks', async () => {
    const bench = await working();
    await bench.keys('7', '8', '1');
    expect(bench.view.screen).toBe('password');
    await bench.keys('123456', 'confirm', '1');
    expect(bench.view.screen).toBe('enter_amount');
  });

  it('lets the supervisor add and remove operators, never the one who works', async () => {
    const bench = await working();
    await bench.keys('7', '6', '123456', 'confirm', '3', '06', 'confirm', 'confirm');
    expect(bench.terminal.stored().operators['06']).toBe('0000');
    await bench.keys('4', '01', 'confirm');
    expect(bench.view.lines[0]).toBe('不能删除最后一名操作员');
    await bench.keys('06', 'confirm', 'confirm');
    expect(bench.terminal.stored().operators['06']).toBeUndefined();
  });
});

describe('a settlement', () => {
  it('compares, uploads the certificates of chips, closes the batch and signs in for the next', async () => {
    const bench = await working();
    await bench.sale('12800');
    await bench.keys('confirm', 'confirm', 'confirm', 'confirm', '7', '5');
    expect(bench.view.lines.slice(0, 2)).toEqual(['借记 2  129.00', '贷记 0  0.00']);
    await bench.keys('confirm');
    expect(bench.view.title).toBe('结算完成');
    const sent = bench.host.received.slice(-4);
    expect(sent.map((message) => [message.mti, textField(message, 60)?.slice(8, 11)])).toEqual([
      ['0500', '201'],
      ['0320', '203'],
      ['0320', '203'],
      ['0320', '207'],
    ]);
    expect(textField(sent[0] as never, 48)).toBe(`000000012900002${'0'.repeat(47)}`);
    const { journal, batchNo, lastSettlement } = bench.terminal.stored();
    expect([journal.length, batchNo, lastSettlement?.balanced]).toEqual([0, '000008', true]);
    expect(JSON.stringify(lastSettlement)).not.toContain(creditPan);
  });

  it('counts foreign cards by themselves, uploads them as such and prints both halves', async () => {
    const bench = await working();
    await bench.sale('12800', 'swipe');
    await bench.keys('confirm', 'confirm', 'confirm', 'confirm');
    bench.host.organisation = 'VIS';
    await bench.sale('5000', 'swipe');
    await bench.keys('confirm', 'confirm', 'confirm', 'confirm');
    expect(bench.printer.strips.at(-1)?.join('\n')).toContain('卡组织(CARD ORG): VIS');
    bench.host.organisation = 'CUP';
    bench.host.foreignBalanced = false;
    await bench.keys('7', '5', 'confirm');
    expect(bench.view.title).toBe('对账不平，明细已上送');
    const sent = bench.host.received.filter(({ mti }) => mti === '0500' || mti === '0320');
    const side = (fen: number, count: number) => `${String(fen).padStart(12, '0')}00${count}${'0'.repeat(16)}`;
    expect(textField(sent[0] as never, 48)).toBe(side(12_900, 2) + side(5_000, 1));
    const pages = sent.filter((message) => textField(message, 60)?.slice(8, 11) === '201' && message.mti === '0320');
    const rows = pages.flatMap((page) => (textField(page, 48) ?? '').slice(2).match(/\d{40}/g) ?? []);
    expect(rows.map((row) => [row.slice(0, 2), Number(row.slice(28))])).toEqual([['00', 12_800], ['01', 5_000]]); // prettier-ignore
    expect(bench.terminal.stored().lastSettlement?.halves).toEqual({ domestic: true, foreign: false });
    const slip = bench.printer.strips.at(-1) ?? [];
    const [own, other] = [slip.indexOf('内卡对账平'), slip.indexOf('外卡对账不平')];
    const sums = [slip.slice(own, other), slip.slice(other)].map((half) =>
      half.find((line) => line.startsWith('合计')),
    );
    expect(sums.map((line) => line?.replace(/ +/, ' '))).toEqual(['合计 129.00', '合计 50.00']);
  });

  it('names the organisation in the request as far as the chip tells it', async () => {
    const bench = await working();
    const plain = testCard(creditPan);
    await bench.keys('1', '5000', 'confirm');
    bench.terminal.insertCard({ ...plain, chip: { ...plain.chip, aid: 'A0000000031010' } } as typeof plain);
    await bench.terminal.settled();
    await bench.keys('123456', 'confirm');
    expect(textField(bench.host.received.at(-1) as never, 63)).toBe('VIS');
  });

  it('S48: that does not balance uploads every transaction', async () => {
    const bench = await working();
    await bench.sale('12800', 'swipe');
    await bench.keys('confirm', 'confirm', 'confirm', 'confirm', '7', '5');
    bench.host.balanced = false;
    await bench.keys('confirm');
    expect(bench.view.title).toBe('对账不平，明细已上送');
    const page = bench.host.received.find((message) => textField(message, 60)?.slice(8, 11) === '201' && message.mti === '0320'); // prettier-ignore
    expect(textField(page as never, 48)).toMatch(new RegExp(`^0100\\d{6}0000${creditPan}000000012800$`));
  });

  it('that was cut off goes on with what has not been uploaded yet', async () => {
    const bench = await working();
    await bench.sale('12800');
    await bench.keys('confirm', 'confirm', 'confirm', 'confirm', '7', '5');
    bench.host.twists.push(undefined, undefined, 'lost_answer');
    await bench.keys('confirm');
    expect(bench.view.tone).toBe('bad');
    await bench.powerCut();
    await bench.keys('01', 'confirm', '2468', 'confirm', '7', '5', 'confirm');
    const codes = bench.host.received.map((message) => `${message.mti}/${textField(message, 60)?.slice(8, 11)}`);
    expect(codes.filter((code) => code.startsWith('0500'))).toHaveLength(1);
    expect(codes.slice(-2)).toEqual(['0320/203', '0320/207']);
    expect(bench.terminal.stored().journal).toEqual([]);
  });
});
