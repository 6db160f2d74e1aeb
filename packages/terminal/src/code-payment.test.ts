import { decodeTerminalInformation, textField, type Message } from '@kaitong/iso8583';
import { describe, expect, it } from 'vitest';
import { detailLines, widthOf } from './receipt.ts';
import { Bench } from './testing/bench.ts';
import { totalsOf } from './totals.ts';

/** 19 digits, as a wallet shows them. */
const code = '6200012345678901234';

async function ready(): Promise<Bench> {
  const bench = new Bench();
  await bench.ready();
  return bench;
}
/** So many seconds at the device. */
async function wait(bench: Bench, seconds: number): Promise<void> {
  for (let i = 0; i < seconds; i += 1) {
    bench.nowMs += 1_000;
    bench.terminal.tick();
    await bench.terminal.settled();
  }
}
async function scan(bench: Bench, given = code): Promise<boolean> {
  const taken = bench.terminal.scanCode(given);
  await bench.terminal.settled();
  return taken;
}
const codesOf = (message: Message | undefined) => {
  const info = decodeTerminalInformation(textField(message as Message, 59) ?? '');
  return info.ok ? [info.value.qrPayload, info.value.qrOriginal] : [];
};
const sent = (bench: Bench) =>
  bench.host.received.map((one) => `${one.mti} ${String(one.fields.get(3) ?? '').slice(0, 2)}`);

describe('a code that the customer shows', () => {
  it('is scanned and paid: no card, no PIN, no signature, and a slip with its voucher', async () => {
    const bench = await ready();
    bench.host.customer.push('pays');
    await bench.keys('2', '1', '12800', 'confirm');
    expect(bench.view).toMatchObject({ screen: 'scan_code', codeWanted: true, cardWanted: false });
    expect(await scan(bench)).toBe(true);
    expect(bench.view).toMatchObject({ title: '交易成功', lines: ['RMB 128.00', '请按确认键'] });
    const message = bench.host.received.at(-1) as Message;
    expect([2, 14, 35, 52, 53].map((n) => message.fields.get(n))).toEqual(Array.from({ length: 5 }));
    expect([3, 22, 25].map((n) => message.fields.get(n))).toEqual(['700000', '032', '00']);
    expect([textField(message, 60)?.slice(0, 2), codesOf(message)[0]]).toEqual(['60', code]);
    await bench.keys('confirm');
    expect(bench.view.screen).toBe('receipt');
    const slip = bench.view.receipt?.lines.join('\n') ?? '';
    expect(slip).toContain('扫码支付(QR SALE)');
    expect(slip).toMatch(/付款凭证号: \d{12}/);
    expect(slip).not.toContain('持卡人签名');
    expect(slip).not.toContain(code);
    for (const line of bench.view.receipt?.lines ?? []) expect(widthOf(line)).toBeLessThanOrEqual(32);
    expect(bench.terminal.stored().pendingReversal).toBeUndefined();
  });

  it('that is none is not taken, and one that the camera does not read is typed', async () => {
    const bench = await ready();
    await bench.keys('2', '1', '100', 'confirm');
    expect([await scan(bench, 'https://example.com'), await scan(bench, '12345')]).toEqual([false, false]);
    bench.host.customer.push('pays');
    await bench.keys(code, 'confirm');
    expect(bench.view.title).toBe('交易成功');
    await bench.keys('confirm', 'confirm');
    expect(await scan(bench)).toBe(false); // nobody asked for one
  });

  it('waits visibly while the wallet asks its owner, and is done when the owner has said yes', async () => {
    const bench = await ready();
    bench.host.customer.push('waits', 'waits', 'pays');
    await bench.keys('2', '1', '300000', 'confirm');
    await scan(bench);
    expect(bench.view.lines).toEqual(['请顾客在手机上确认付款', '等待付款 120s', '确认：立即查询  取消：取消收款']);
    expect(bench.terminal.stored().pendingReversal?.reason).toBe('98');
    await wait(bench, 3);
    expect([bench.view.lines[1], sent(bench).at(-1)]).toEqual(['等待付款 117s', '0200 73']);
    await wait(bench, 3);
    expect(bench.view.title).toBe('交易成功');
    const { journal, pendingReversal } = bench.terminal.stored();
    const payment = bench.host.received.find((one) => one.fields.get(3) === '700000');
    expect(journal.at(-1)).toMatchObject({ kind: 'qr_passive', stan: payment?.fields.get(11), amountFen: '300000' });
    expect(pendingReversal).toBeUndefined();
  });

  it('is refused with the host’s code, and nothing is left to reverse', async () => {
    const bench = await ready();
    bench.host.customer.push({ code: '51' });
    await bench.keys('2', '1', '100', 'confirm');
    await scan(bench);
    expect([bench.view.title, bench.view.lines[0]]).toEqual(['交易失败', '51-余额不足']);
    expect(bench.terminal.stored().pendingReversal).toBeUndefined();
  });
});

describe('a refund of a payment by code', () => {
  it('asks for the supervisor, the voucher of the slip and the amount; no card and no reversal, and its slip has a minus', async () => {
    const bench = await ready();
    const voucher = '20261121203105000009';
    await bench.keys('2', '4', '123456', 'confirm');
    expect(bench.view.title).toContain('付款凭证号');
    await bench.keys(voucher.slice(0, 19), 'confirm');
    expect(bench.view.title).toContain('付款凭证号'); // one digit is missing
    await bench.keys('9', 'confirm', '4000', 'confirm');
    expect(bench.view.title).toBe('交易成功');
    const message = bench.host.received.at(-1) as Message;
    expect([message.mti, message.fields.get(3), message.fields.get(22)]).toEqual(['0220', '740000', '032']);
    expect([2, 14, 35, 37, 52, 53, 61].map((n) => message.fields.get(n))).toEqual(Array.from({ length: 7 }));
    expect(codesOf(message)[1]).toBe(voucher);
    expect(bench.terminal.stored().pendingReversal).toBeUndefined();
    await bench.keys('confirm');
    const slip = bench.view.receipt?.lines.join('\n') ?? '';
    expect(slip).toContain('扫码退货(QR REFUND)');
    expect(slip).toContain('RMB -40.00');
    expect(slip).toContain(`付款凭证号: ${voucher.slice(0, 20)}`);
    expect(totalsOf(bench.terminal.stored().journal).credit).toEqual({ count: 1, fen: 4_000n });
  });

  it('that nobody answers is left to people: sent again by itself it might be paid twice', async () => {
    const bench = await ready();
    bench.host.twists.push('lost_answer');
    await bench.keys('2', '4', '123456', 'confirm', '20261121203105000009', 'confirm', '4000', 'confirm');
    expect([bench.view.tone, bench.terminal.stored().pendingReversal]).toEqual(['bad', undefined]);
    await bench.keys('confirm');
    await wait(bench, 10);
    expect(sent(bench).filter((one) => one === '0220 74')).toHaveLength(1);
  });
});

describe('a code that the device shows', () => {
  const shown = async (amount = '8800'): Promise<Bench> => {
    const bench = await ready();
    await bench.keys('2', '2', amount, 'confirm');
    return bench;
  };

  it('stands on the screen until it is paid; each question names the payment', async () => {
    const bench = await shown();
    expect(bench.view).toMatchObject({ screen: 'code_payment', title: '顾客扫收款码 RMB 88.00' });
    expect(bench.view.codeShown).toMatch(/^https:\/\/qr\.example\/\d{20}$/);
    bench.host.customer.push('waits', 'pays');
    await wait(bench, 3);
    const question = bench.host.received.at(-1) as Message;
    const issued = bench.host.received.find((one) => one.fields.get(3) === '710000') as Message;
    expect(codesOf(question)[1]).toMatch(/^\d{20}$/);
    expect(question.fields.get(61)).toBe(`000007${String(issued.fields.get(11))}`);
    expect(question.fields.get(11)).not.toBe(issued.fields.get(11));
    await bench.keys('confirm'); // somebody cannot wait three seconds
    expect(bench.view.title).toBe('交易成功');
    expect(bench.terminal.stored().journal.at(-1)).toMatchObject({ kind: 'qr_active', stan: issued.fields.get(11) });
  });

  it('is asked for once more before it is given up: whoever has just paid has paid', async () => {
    const bench = await shown();
    bench.host.customer.push('pays');
    await bench.keys('cancel');
    expect([bench.view.title, sent(bench).at(-1)]).toEqual(['交易成功', '0200 73']);
  });

  it('is taken back when the cashier gives up, at once and not at the next transaction', async () => {
    const bench = await shown();
    await bench.keys('cancel');
    expect(sent(bench).slice(-2)).toEqual(['0200 73', '0400 71']);
    const [issued, reversal] = [
      bench.host.received.find((one) => one.fields.get(3) === '710000'),
      bench.host.received.at(-1),
    ];
    expect(reversal?.fields.get(11)).toBe(issued?.fields.get(11));
    expect(bench.view).toMatchObject({ title: '已取消收款', lines: ['未收款', '请按确认键'] });
    expect(bench.terminal.stored()).toMatchObject({ journal: [{ kind: 'deposit' }, { kind: 'sale' }] });
  });

  it('is taken back when nobody has paid for two minutes', async () => {
    const bench = await shown();
    await wait(bench, 121);
    expect(sent(bench).at(-1)).toBe('0400 71');
    expect(bench.view.title).toBe('顾客未付款，收款码已失效');
  });

  it('stays while the line is silent, says so, and is paid when the line is back', async () => {
    const bench = await shown();
    bench.host.twists.push('lost_answer');
    await wait(bench, 3);
    expect(bench.view.lines[1]).toBe('查询无应答，继续等待 117s');
    bench.host.customer.push('pays');
    await wait(bench, 3);
    expect(bench.view.title).toBe('交易成功');
  });

  it('is reversed before the next transaction when the power went in between', async () => {
    const bench = await shown();
    await bench.powerCut();
    expect(bench.view.status.reversalPending).toBe(true);
    await bench.sale('100', 'tap');
    expect(sent(bench).slice(-2)).toEqual(['0400 71', '0200 00']);
  });

  it('is told as reversed by somebody else, and then nothing is left to reverse', async () => {
    const bench = await shown();
    bench.host.customer.push({ code: 'CA' });
    await wait(bench, 3);
    expect([bench.view.title, bench.view.lines[0]]).toEqual(['交易失败', 'CA-已冲正']);
    expect(bench.terminal.stored().pendingReversal).toBeUndefined();
  });

  it('keeps its reversal when the host does not know what was asked for', async () => {
    const bench = await shown();
    bench.host.customer.push({ code: '25' });
    await wait(bench, 3);
    expect(bench.view.lines).toContain('下一笔交易前将自动冲正');
    expect(bench.terminal.stored().pendingReversal).toBeDefined();
  });
});

describe('payments by code in the batch', () => {
  it('are voided by voucher with the supervisor’s word, counted on their sides, and listed by their letters', async () => {
    const bench = await ready();
    bench.host.customer.push('pays', 'waits', 'pays');
    await bench.keys('2', '1', '4500', 'confirm');
    await scan(bench);
    await bench.keys('confirm', 'confirm', 'confirm', '2', '2', '2000', 'confirm');
    await wait(bench, 3);
    await bench.keys('confirm', 'confirm', 'confirm');
    const [scanned, scannedBy] = bench.terminal.stored().journal.slice(-2);
    await bench.keys('2', '3', '123456', 'confirm', scanned?.stan ?? '', 'confirm', 'confirm');
    expect(bench.view.title).toBe('交易成功');
    expect(codesOf(bench.host.received.at(-1))[1]).toBe(scanned?.voucher);
    expect(scannedBy?.kind).toBe('qr_active');
    const { journal } = bench.terminal.stored();
    expect(journal.find((row) => row.stan === scanned?.stan)?.voided).toBe(true);
    const head = { merchantName: '林记小吃', merchantNo: '1', terminalNo: '2', model: 'KT-E1', appVersion: '1' };
    const lines = detailLines(journal, head, '').join('\n');
    expect(['W', 'Y', 'Z'].map((letter) => new RegExp(`^\\d{6} ${letter} `, 'm').test(lines))).toEqual([
      true,
      true,
      true,
    ]);
    await bench.keys('confirm', 'confirm', 'confirm', '5', '5', 'confirm');
    const settled = bench.host.received.find((one) => one.mti === '0500');
    // test sale 1.00, 45.00 and 20.00 by code; one void
    expect(String(settled?.fields.get(48)).slice(0, 30)).toBe('000000006600003000000004500001');
    expect(bench.view.receipt?.lines.join('\n')).toMatch(/扫码收款 +2 +65\.00/);
  });
});
