import { decodeTerminalInformation, textField } from '@kaitong/iso8583';
import { describe, expect, it } from 'vitest';
import { widthOf } from './receipt.ts';
import { Bench } from './testing/bench.ts';
import { activationCode, creditPan, debitPan, drawing, goodProof, testCard } from './testing/scripted-host.ts';

describe('activation', () => {
  it('walks from power on to the first real sale', async () => {
    const bench = new Bench();
    expect(bench.view).toMatchObject({ screen: 'off', status: { powered: false } });
    await bench.boot();
    expect(bench.view.screen).toBe('choose_network');
    await bench.keys('1');
    expect(bench.view).toMatchObject({ title: '已连接', status: { network: '4g' }, activation: { step: 'connected' } });
    await bench.keys('confirm', 'confirm', '1234');
    expect(bench.view.input).toEqual({ kind: 'code', shown: '1234 ____ ____', length: 12 });
    await bench.keys('12341234', 'confirm');
    expect(bench.view).toMatchObject({ screen: 'confirm_merchant', activation: { step: 'code_accepted' } });
    expect(bench.view.lines).toContain('林记小吃');
    await bench.keys('confirm');
    expect(bench.view).toMatchObject({
      screen: 'deposit_card',
      title: '请刷本人信用卡',
      activation: { step: 'keys_loaded' },
    });
    await bench.card(creditPan);
    await bench.keys('123456', 'confirm');
    expect(bench.view).toMatchObject({ title: '押金已冻结', activation: { step: 'deposit_secured' } });
    await bench.keys('confirm');
    expect(bench.view).toMatchObject({ title: '激活成功', activation: { step: 'device_acknowledged' } });
    expect(bench.host.acknowledged).toBe(true);
    await bench.keys('confirm', '1');
    expect(bench.view).toMatchObject({ screen: 'enter_amount', input: { shown: 'RMB 1.00' } });
    await bench.keys('9', 'confirm');
    expect(bench.view.lines[0]).toBe('金额 1.00');
    await bench.card(creditPan, 'tap');
    expect(bench.view).toMatchObject({ title: '交易成功', activation: { step: 'test_sale_ok' } });
    expect(bench.mtis()).toEqual(['0800', '0800', '0800', '0100', '0800', '0800', '0200']);
  });

  it('freezes the deposit as a pre-authorisation with PIN and serial number', async () => {
    const bench = new Bench();
    await bench.activate();
    const freeze = bench.host.received.find((message) => message.mti === '0100');
    if (freeze === undefined) throw new Error('a freeze was sent');
    expect([3, 4, 22, 25].map((n) => freeze.fields.get(n))).toEqual(['030000', '000000009900', '051', '06']);
    expect(textField(freeze, 60)?.slice(0, 2)).toBe('10');
    expect(textField(freeze, 60)?.slice(2, 8)).toBe('000007');
    expect(bench.host.pins).toEqual(['123456']);
    expect(bench.host.chipTags(freeze).slice(0, 3)).toEqual(['9F26', '9F27', '9F10']);
  });

  it('refuses a debit card before any message leaves', async () => {
    const bench = new Bench();
    await bench.toDeposit();
    const before = bench.host.received.length;
    await bench.card(debitPan);
    expect(bench.view).toMatchObject({
      screen: 'card_not_credit',
      title: '请使用信用卡',
      activation: { error: { code: '57' } },
    });
    expect(bench.view.lines).toContain('未发生任何扣款');
    expect(bench.host.received).toHaveLength(before);
    await bench.keys('confirm');
    expect(bench.view.screen).toBe('deposit_card');
  });

  it('shows how many tries a wrong code has left', async () => {
    const bench = new Bench();
    await bench.boot();
    await bench.keys('1', 'confirm', 'confirm', '999999999999', 'confirm');
    expect(bench.view.lines).toEqual(['55-密码错', '激活码错误', '剩余次数 4', '请按确认键']);
    await bench.keys('confirm');
    expect(bench.view.screen).toBe('enter_code');
  });

  it('goes on after a lost answer without asking for the code again', async () => {
    const bench = new Bench();
    bench.host.twists.push('lost_answer');
    await bench.boot();
    await bench.keys('1', 'confirm', 'confirm', activationCode, 'confirm');
    expect(bench.view.activation.error?.code).toBe('silence');
    await bench.powerCut();
    await bench.keys('confirm');
    expect(bench.view.lines[0]).toBe('上次激活未完成，按确认键继续');
    await bench.keys('confirm');
    expect(bench.view.screen).toBe('confirm_merchant');
  });

  it('asks for the code again when the host has never claimed it', async () => {
    const bench = new Bench();
    bench.host.twists.push('lost_request');
    await bench.boot();
    await bench.keys('1', 'confirm', 'confirm', activationCode, 'confirm', 'confirm', 'confirm');
    expect(bench.view.lines[0]).toBe('55-密码错');
    await bench.keys('confirm', activationCode, 'confirm');
    expect(bench.view.screen).toBe('confirm_merchant');
  });

  it('finds its step again after a power cut at each of them', async () => {
    const bench = new Bench();
    await bench.boot();
    await bench.keys('1', 'confirm', 'confirm', activationCode, 'confirm');
    await bench.powerCut();
    expect(bench.view.screen).toBe('confirm_merchant');
    await bench.keys('confirm');
    await bench.powerCut();
    expect(bench.view.screen).toBe('deposit_card');
    await bench.card(creditPan);
    await bench.keys('confirm');
    expect(bench.view.activation.step).toBe('deposit_secured');
    await bench.powerCut();
    expect(bench.view.activation.step).toBe('device_acknowledged');
    await bench.powerCut();
    expect(bench.view).toMatchObject({ screen: 'home', lines: ['请做一笔1.00元测试消费'] });
  });

  it('refuses keys whose check value is wrong', async () => {
    const bench = new Bench();
    bench.host.twists.push(undefined, 'wrong_kcv');
    await bench.toDeposit();
    expect(bench.view.lines).toContain('校验值错');
    expect(bench.view.activation).toMatchObject({ step: 'code_accepted', error: { code: 'key_check_wrong' } });
    await bench.keys('confirm', 'confirm');
    expect(bench.view.screen).toBe('deposit_card');
  });

  it('S36: lets another card try when the first has no limit left', async () => {
    const bench = new Bench();
    bench.host.twists.push(undefined, undefined, undefined, { code: '51' });
    await bench.toDeposit();
    await bench.card(creditPan);
    await bench.keys('confirm');
    expect(bench.view).toMatchObject({ title: '交易失败', lines: ['51-余额不足', '请按确认键'] });
    await bench.keys('confirm');
    expect(bench.view.screen).toBe('deposit_card');
    expect(bench.terminal.stored().pendingReversal).toBeUndefined();
  });

  it('shows the host’s own words when it wants a credit card', async () => {
    const bench = new Bench();
    bench.host.twists.push(undefined, undefined, undefined, { code: '57' });
    await bench.toDeposit();
    await bench.card('6288880000000005');
    await bench.keys('confirm');
    expect(bench.view.lines).toEqual(['57-卡不允许', '请使用信用卡', '请按确认键']);
  });

  it('reverses a deposit whose answer was lost before it freezes again', async () => {
    const bench = new Bench();
    bench.host.twists.push(undefined, undefined, undefined, 'lost_answer');
    await bench.toDeposit();
    await bench.card(creditPan);
    await bench.keys('confirm');
    expect(bench.view.lines).toContain('下一笔交易前将自动冲正');
    await bench.powerCut();
    await bench.card(creditPan);
    await bench.keys('confirm');
    expect(bench.mtis()).toEqual(['0800', '0800', '0800', '0100', '0400', '0800', '0100']);
    expect(bench.view.title).toBe('押金已冻结');
  });

  it('confirms again when the acknowledgement was lost', async () => {
    const bench = new Bench();
    await bench.toDeposit();
    bench.host.twists.push(undefined, undefined, 'lost_answer');
    await bench.card(creditPan);
    await bench.keys('123456', 'confirm', 'confirm');
    expect(bench.view).toMatchObject({ tone: 'bad', activation: { step: 'deposit_secured' } });
    await bench.keys('confirm');
    expect(bench.view.title).toBe('激活成功');
    expect(bench.terminal.stored().step).toBe('device_acknowledged');
  });

  it('asks for the card again when the host knows of no deposit', async () => {
    const bench = new Bench();
    await bench.toDeposit();
    bench.host.twists.push(undefined, undefined, { code: '22' });
    await bench.card(creditPan);
    await bench.keys('confirm', 'confirm');
    expect(bench.view).toMatchObject({ tone: 'bad', activation: { step: 'keys_loaded', error: { code: '22' } } });
    await bench.keys('confirm');
    expect(bench.view.screen).toBe('deposit_card');
    await bench.card(creditPan);
    expect(bench.view.activation).not.toHaveProperty('error');
  });

  it('lets the host decide when the deposit was paid by transfer', async () => {
    const bench = new Bench();
    await bench.toDeposit();
    await bench.keys('menu');
    expect(bench.view).toMatchObject({ title: '转账尚未到账', lines: ['附言KT10000001', '请按确认键'] });
    expect(bench.view.activation.step).toBe('keys_loaded');
    bench.host.depositSecured = true;
    await bench.keys('confirm', 'menu');
    expect(bench.view.activation.step).toBe('device_acknowledged');
  });

  it('asks for no card when the transfer came before the device was switched on', async () => {
    const bench = new Bench();
    bench.host.depositSecured = true;
    await bench.toDeposit();
    expect(bench.view.activation.step).toBe('device_acknowledged');
    expect(bench.mtis()).not.toContain('0100');
  });

  it('shows the deposit that the host names, not one of its own', async () => {
    const bench = new Bench();
    bench.host.depositFen = 29_900n;
    await bench.toDeposit();
    expect(bench.view.lines[0]).toBe('冻结押金 299.00');
  });

  it('reverses a freeze of unknown end before it asks the host, or it would count as the deposit and be gone later', async () => {
    const bench = new Bench();
    await bench.toDeposit();
    bench.host.twists.push('lost_answer');
    await bench.card(creditPan);
    await bench.keys('confirm');
    expect(bench.host.depositSecured).toBe(true);
    await bench.keys('confirm', 'menu');
    expect(bench.mtis().slice(-2)).toEqual(['0400', '0800']);
    expect(bench.view.activation.step).toBe('keys_loaded');
    expect(bench.terminal.stored().pendingReversal).toBeUndefined();
  });

  it('stays unactivated without a network', async () => {
    const bench = new Bench();
    bench.host.networkUp = false;
    await bench.boot();
    await bench.keys('2');
    expect(bench.view.screen).toBe('network_failed');
  });
});

describe('a sale', () => {
  it('goes from amount to a receipt that fits the paper', async () => {
    const bench = new Bench();
    await bench.ready();
    await bench.sale('12800');
    expect(bench.view).toMatchObject({ title: '交易成功', lines: ['RMB 128.00', '请按确认键'] });
    await bench.keys('confirm');
    expect(bench.view.signatureWanted).toBe(true);
    expect(bench.terminal.sign(drawing)).toBe(true);
    await bench.terminal.settled();
    const { receipt } = bench.view;
    expect(receipt?.lines.every((line) => widthOf(line) <= 32)).toBe(true);
    const paper = receipt?.lines.join('\n') ?? '';
    for (const text of [
      '林记小吃',
      '480330154110001',
      '622575******3453',
      '/I',
      'RMB 128.00',
      '2026/11/22 20:31:05',
      '654321',
      'ARQC',
    ])
      expect(paper).toContain(text);
    expect(paper).not.toContain(creditPan);
  });

  it('says its serial number and place in each message', async () => {
    const bench = new Bench();
    await bench.ready();
    await bench.sale('100');
    const sent = bench.host.received.at(-1);
    const info = decodeTerminalInformation(textField(sent as never, 59) ?? '');
    expect(info).toMatchObject({
      ok: true,
      value: { serialNo: 'KT20260001', location: { longitude: '+120.15507', system: 'GCJ02' } },
    });
  });

  it('names the way the card was read, with and without a PIN', async () => {
    const bench = new Bench();
    await bench.ready();
    await bench.sale('200000', 'swipe');
    await bench.keys('cancel', 'confirm', 'confirm', 'confirm');
    await bench.sale('200000', 'insert', '');
    await bench.keys('cancel', 'confirm', 'confirm', 'confirm');
    await bench.sale('200000', 'tap');
    expect(bench.host.received.slice(-3).map((message) => textField(message, 22))).toEqual(['021', '052', '071']);
    const [swiped, inserted] = bench.host.received.slice(-3);
    expect([swiped?.fields.has(2), swiped?.fields.has(55), inserted?.fields.has(2), inserted?.fields.has(55)]).toEqual([
      false,
      false,
      true,
      true,
    ]);
    expect(inserted?.fields.has(52)).toBe(false);
  });

  it('asks neither PIN nor signature for a tap up to 1,000 yuan', async () => {
    const bench = new Bench();
    await bench.ready();
    await bench.sale('100000', 'tap');
    expect(bench.view.title).toBe('交易成功');
    await bench.keys('confirm');
    expect(bench.view.receipt?.lines.join('')).toContain('免密免签');
  });

  it('counts the seconds while it waits', async () => {
    const bench = new Bench();
    await bench.ready();
    let release = (): void => undefined;
    bench.host.hold = new Promise((resolve) => {
      release = resolve;
    });
    await bench.keys('1', '500', 'confirm');
    bench.terminal.insertCard(testCard(creditPan, 'tap'));
    await Promise.resolve();
    bench.nowMs += 7000;
    bench.terminal.tick();
    expect(bench.views.at(-1)).toMatchObject({
      screen: 'busy',
      progress: { phase: 'receiving', text: '正在接收', seconds: 7, secondsMax: 60 },
    });
    release();
    await bench.terminal.settled();
    expect(bench.view.title).toBe('交易成功');
  });

  it('takes no card when none is wanted', async () => {
    const bench = new Bench();
    await bench.ready();
    expect(await bench.card(creditPan)).toBe(false);
  });

  it('is sold in English too', async () => {
    const bench = new Bench();
    await bench.ready();
    await bench.keys('6', '1', 'cancel');
    bench.host.twists.push({ code: '51' });
    await bench.sale('5000');
    expect(bench.view).toMatchObject({ language: 'en', title: 'Failed', lines: ['51-Insufficient funds', 'Press OK'] });
  });
});

describe('when the line fails', () => {
  it('writes the reversal before the sale leaves, and sends it before the next one', async () => {
    const bench = new Bench();
    await bench.ready();
    bench.host.twists.push('lost_answer');
    await bench.sale('5000');
    expect(bench.view).toMatchObject({ title: '交易失败', status: { reversalPending: true } });
    const lost = bench.host.received.at(-1);
    await bench.keys('confirm');
    await bench.sale('6000');
    const [reversal, next] = bench.host.received.slice(-2);
    expect([reversal?.mti, next?.mti]).toEqual(['0400', '0200']);
    expect([2, 4, 11, 39].map((n) => reversal?.fields.get(n))).toEqual([
      creditPan,
      '000000005000',
      lost?.fields.get(11),
      '98',
    ]);
    expect([35, 52].map((n) => reversal?.fields.has(n))).toEqual([false, false]);
    expect(bench.view).toMatchObject({ title: '交易成功', status: { reversalPending: false } });
  });

  it('has the reversal on its disk when the power goes while it waits', async () => {
    const bench = new Bench();
    await bench.ready();
    bench.host.hold = new Promise(() => undefined);
    await bench.keys('1', '500', 'confirm');
    bench.terminal.insertCard(testCard(creditPan, 'tap'));
    await Promise.resolve();
    bench.host.hold = undefined;
    await bench.powerCut();
    expect(bench.view).toMatchObject({ screen: 'home', status: { reversalPending: true } });
    expect(bench.store.saved).not.toContain('D3012');
  });

  it('lets an answer that comes after the power went change nothing', async () => {
    const bench = new Bench();
    await bench.ready();
    let release = (): void => undefined;
    bench.host.hold = new Promise((resolve) => {
      release = resolve;
    });
    await bench.keys('1', '500', 'confirm');
    bench.terminal.insertCard(testCard(creditPan, 'tap'));
    await Promise.resolve();
    const before = bench.terminal;
    before.press('power');
    release();
    await before.settled();
    expect(bench.view.screen).toBe('off');
    await bench.boot();
    expect(bench.view).toMatchObject({ screen: 'home', status: { reversalPending: true } });
    await bench.sale('100', 'tap');
    expect(bench.mtis().slice(-2)).toEqual(['0400', '0200']);
  });

  it('keeps no reversal when nothing has left', async () => {
    const bench = new Bench();
    await bench.ready();
    bench.host.twists.push('no_line');
    await bench.sale('5000');
    expect(bench.view.lines).toEqual(['网络不通，交易未发出', '请按确认键']);
    expect(bench.view.status.reversalPending).toBe(false);
  });

  it('reverses with A0 when the MAC of the answer is wrong', async () => {
    const bench = new Bench();
    await bench.ready();
    bench.host.twists.push('bad_mac');
    await bench.sale('5000');
    expect(bench.view.lines[0]).toBe('应答校验错');
    expect(bench.terminal.stored().pendingReversal?.reason).toBe('A0');
    await bench.keys('confirm');
    await bench.sale('100', 'tap');
    expect(bench.mtis().slice(-3)).toEqual(['0800', '0400', '0200']);
    expect(bench.host.received.at(-2)?.fields.get(39)).toBe('A0');
  });

  it('reverses with 06 what its chip does not believe, and takes what it believes', async () => {
    const bench = new Bench();
    await bench.ready();
    const proof = (text: string) => Uint8Array.from([0x91, text.length, ...Buffer.from(text, 'latin1')]);
    bench.host.chipAnswer = proof('EVILARPC00');
    await bench.sale('5000', 'insert');
    expect(bench.view.lines[0]).toBe('芯片拒绝，交易将冲正');
    expect(bench.terminal.stored().pendingReversal?.reason).toBe('06');
    const { length } = bench.terminal.stored().journal;
    await bench.keys('confirm');
    bench.host.chipAnswer = proof(goodProof);
    await bench.sale('100', 'insert');
    expect(bench.mtis().slice(-2)).toEqual(['0400', '0200']);
    expect(bench.host.received.at(-2)?.fields.get(39)).toBe('06');
    expect(bench.view).toMatchObject({ title: '交易成功', status: { reversalPending: false } });
    expect(bench.terminal.stored().journal).toHaveLength(length + 1);
  });

  it('never drops the reversal when a trusted answer speaks of another amount', async () => {
    const bench = new Bench();
    await bench.ready();
    bench.host.twists.push('other_amount');
    await bench.sale('5000');
    expect(bench.view.lines[0]).toBe('应答与请求不符，请联系客服');
    expect(bench.terminal.stored().pendingReversal?.reason).toBe('98');
  });

  it.each(['00', '12', '25'])('takes %s for a reversal that is done', async (code) => {
    const bench = new Bench();
    await bench.ready();
    bench.host.twists.push('lost_answer', { code });
    await bench.sale('5000');
    await bench.keys('confirm');
    await bench.sale('100', 'tap');
    expect(bench.view).toMatchObject({ title: '交易成功', status: { reversalPending: false } });
  });

  it('gives a reversal to a human after three tries and never forgets it', async () => {
    const bench = new Bench();
    await bench.ready();
    bench.host.twists.push('lost_answer', 'lost_request', 'lost_request', 'lost_request');
    await bench.sale('5000');
    for (const text of ['冲正未完成，请稍后再试', '冲正未完成，请稍后再试', '冲正不成功，请人工处理']) {
      await bench.keys('confirm');
      await bench.sale('100', 'tap');
      expect(bench.view.lines[0]).toBe(text);
    }
    expect(bench.view.status).toMatchObject({ reversalPending: false, failedReversals: 1 });
  });

  it('that the host knows no more (97 at sign-in) says so, erases its keys, and begins with a code again', async () => {
    const bench = new Bench();
    await bench.ready();
    bench.host.twists.push({ code: 'A0' }, { code: '97' });
    await bench.sale('1200');
    await bench.keys('confirm');
    await bench.sale('1200');
    expect(JSON.stringify(bench.view)).toContain('终端未登记');
    const { tmk, pik, mak, activationRef, step, journal } = bench.terminal.stored();
    expect([tmk, pik, mak, activationRef, step]).toEqual([undefined, undefined, undefined, undefined, 'connected']);
    expect(journal.length).toBeGreaterThan(0); // what was sold is not forgotten
    await bench.powerCut();
    expect(bench.view.screen).toBe('unactivated');
  });

  it('signs in again after A0 and 77', async () => {
    const bench = new Bench();
    await bench.ready();
    bench.host.twists.push({ code: '77' });
    await bench.sale('5000');
    expect(bench.view.lines[0]).toBe('77-请向网络中心签到');
    await bench.keys('confirm');
    await bench.sale('100', 'tap');
    expect(bench.mtis().slice(-2)).toEqual(['0800', '0200']);
  });
});

describe('the rest of the menu', () => {
  it('voids a sale of this batch under the supervisor password', async () => {
    const bench = new Bench();
    await bench.ready();
    await bench.sale('5000');
    const { stan, rrn } = bench.terminal.stored().journal.at(-1) ?? { stan: '', rrn: '' };
    await bench.keys('confirm', 'confirm', 'confirm', 'confirm', '3', '000000', 'confirm');
    expect(bench.view.lines).toEqual(['密码错误']);
    await bench.keys('123456', 'confirm', stan, 'confirm');
    expect(bench.view.lines[0]).toBe('消费  RMB 50.00');
    await bench.keys('confirm');
    expect(bench.view.lines[0]).toBe('金额 50.00');
    await bench.card(creditPan);
    await bench.keys('123456', 'confirm');
    const sent = bench.host.received.at(-1);
    expect([3, 37, 61].map((n) => sent?.fields.get(n))).toEqual(['200000', rrn, `000007${stan}`]);
    expect(bench.terminal.stored().journal.at(-2)?.voided).toBe(true);
  });

  it('finds no voucher that was voided already or never was', async () => {
    const bench = new Bench();
    await bench.ready();
    await bench.keys('3', '123456', 'confirm', '999999', 'confirm');
    expect(bench.view.lines).toEqual(['未找到原交易']);
  });

  it('erases the working keys when it signs off, and signs in by itself for the next sale', async () => {
    const bench = new Bench();
    await bench.ready();
    await bench.keys('5', '2');
    expect(bench.view.lines[0]).toBe('请先结算');
    await bench.keys('confirm', '5', 'confirm', 'confirm', '5', '2', 'confirm', 'cancel');
    expect(bench.terminal.stored().mak).toBeUndefined();
    await bench.sale('100', 'tap');
    expect(bench.view.title).toBe('交易成功');
  });

  it('shows and prints earlier transactions', async () => {
    const bench = new Bench();
    await bench.ready();
    await bench.keys('4');
    expect(bench.view.title).toBe('查询 2/2');
    await bench.keys('down', 'confirm');
    expect(bench.view.receipt?.lines.join('')).toContain('预授权');
  });

  it('tests the line', async () => {
    const bench = new Bench();
    await bench.ready();
    await bench.keys('5', '3');
    expect(bench.view).toMatchObject({ title: '线路测试', tone: 'good' });
  });
});
