import { textField, type Message } from '@kaitong/iso8583';
import { describe, expect, it } from 'vitest';
import { detailLines } from './receipt.ts';
import { Bench } from './testing/bench.ts';
import { creditPan } from './testing/scripted-host.ts';

async function ready(): Promise<Bench> {
  const bench = new Bench('smart_pos');
  await bench.readySmart();
  await bench.keys('cancel');
  return bench;
}
/** 8 其他, 2 离线. */
const offline = ['8', '2'] as const;
async function sellOffline(bench: Bench, amount: string, entry: 'swipe' | 'insert' = 'swipe'): Promise<void> {
  await bench.keys(...offline, '1', amount, 'confirm');
  await bench.card(creditPan, entry);
  await bench.keys('112233', 'confirm');
}
const last = (bench: Bench): Message => bench.host.received.at(-1) as Message;
const rows = (bench: Bench) => bench.terminal.stored().journal.map((row) => row.kind);

describe('an offline sale', () => {
  it('goes out with the code from the phone, without track, PIN or chip, and has no reversal', async () => {
    const bench = await ready();
    await sellOffline(bench, '5000', 'insert');
    const message = last(bench);
    expect([message.mti, message.fields.get(3), message.fields.get(25), textField(message, 60)?.slice(0, 2)]).toEqual([
      '0220',
      '000000',
      '00',
      '36',
    ]);
    expect([2, 14, 38].map((n) => message.fields.get(n))).toEqual([creditPan, '3012', '112233']);
    expect([35, 52, 55].some((n) => message.fields.has(n))).toBe(false);
    expect(bench.view.title).toBe('交易成功');
    expect(bench.terminal.stored()).toMatchObject({ advices: [] });
    expect(bench.terminal.stored().pendingReversal).toBeUndefined();
    expect(rows(bench).at(-1)).toBe('offline_sale');
  });

  it('is reached on the small device under 管理, whose journal stands on the first level; what it keeps goes out as the big one’s does', async () => {
    const bench = new Bench('esign_pos');
    await bench.ready();
    await bench.keys('cancel', '5');
    expect(bench.view.lines).toContain('7 离线');
    expect(bench.view.lines.filter((line) => line.includes('查询'))).toEqual([]);
    await bench.keys('7', '1', '5000', 'confirm');
    bench.host.twists.push('no_line');
    await bench.card(creditPan, 'swipe');
    await bench.keys('112233', 'confirm');
    expect(bench.view.lines).toContain('已保存，联机后自动上送');
    expect(bench.view.status.advicesWaiting).toBe(1);
    await bench.keys('confirm', 'cancel', 'cancel');
    await bench.sale('100', 'tap');
    expect(bench.host.received.filter((one) => one.mti === '0220')).toHaveLength(1);
    expect(rows(bench)).toContain('offline_sale');
    expect(bench.view.status.advicesWaiting).toBe(0);
  });

  it('without a line is stored, gives a slip that says so, and goes out before the next transaction as it was', async () => {
    const bench = await ready();
    bench.host.twists.push('no_line');
    await sellOffline(bench, '5000');
    expect([bench.view.title, bench.view.lines]).toEqual([
      '离线消费',
      ['RMB 50.00', '已保存，联机后自动上送', '请按确认键'],
    ]);
    await bench.keys('confirm');
    expect(bench.printer.strips.at(-1)?.join('\n')).toContain('备注: 待联机上送');
    expect(bench.view.status.advicesWaiting).toBe(1);
    expect(rows(bench)).not.toContain('offline_sale');
    const [kept] = bench.terminal.stored().advices;
    expect(JSON.stringify(kept)).not.toMatch(/D3012/); // no track lies in the memory
    await bench.powerCut();
    await bench.keys('01', 'confirm', '0000', 'confirm', 'cancel');
    await bench.sale('100', 'tap');
    const sent = bench.host.received.filter((one) => one.mti === '0220');
    const said = [...(sent[0]?.fields ?? [])].filter(([n]) => n !== 64);
    expect([sent.length, new Map(said)]).toEqual([1, new Map(kept?.fields)]);
    expect(bench.host.received.at(-1)?.mti).toBe('0200');
    expect(rows(bench).slice(-2)).toEqual(['offline_sale', 'sale']);
    expect(bench.view.status.advicesWaiting).toBe(0);
  });

  it('is asked again while the host does not know, and stops no sale', async () => {
    const bench = await ready();
    bench.host.twists.push('lost_answer');
    await sellOffline(bench, '5000');
    await bench.keys('confirm', 'cancel');
    bench.host.twists.push({ code: '98' });
    await bench.sale('100', 'tap');
    expect(bench.view.title).toBe('交易成功');
    expect(bench.view.status.advicesWaiting).toBe(1);
    await bench.keys('confirm', 'cancel');
    await bench.sale('100', 'tap');
    const stans = bench.host.received.filter((one) => one.mti === '0220').map((one) => one.fields.get(11));
    expect([stans.length, new Set(stans).size, bench.view.status.advicesWaiting]).toEqual([3, 1, 0]);
  });

  it('refused afterwards is said once, before anything else happens', async () => {
    const bench = await ready();
    bench.host.twists.push('lost_answer');
    await sellOffline(bench, '5000');
    await bench.keys('confirm', 'cancel');
    bench.host.twists.push({ code: '01' });
    await bench.sale('100', 'tap');
    expect(bench.view.lines.slice(0, 2)).toEqual(['一笔离线交易被拒绝 RMB 50.00', '01-请联系发卡行']);
    await bench.keys('confirm');
    await bench.sale('100', 'tap');
    expect(bench.view.title).toBe('交易成功');
    expect(rows(bench)).not.toContain('offline_sale');
  });

  it('keeps its batch open: it is settled when the host has taken it', async () => {
    const bench = await ready();
    bench.host.twists.push('lost_answer', 'lost_answer');
    await sellOffline(bench, '5000');
    await bench.keys('confirm', 'cancel', '7', '5', 'confirm');
    expect(bench.view.lines[0]).toBe('有离线交易未上送，不能结算');
    expect(bench.host.received.some((one) => one.mti === '0500')).toBe(false);
    await bench.keys('confirm', '5', 'confirm');
    expect(bench.host.received.some((one) => one.mti === '0500')).toBe(true);
  });

  it('of which fifty wait is not made any more', async () => {
    const bench = await ready();
    bench.host.twists.push(...Array.from({ length: 2000 }, () => 'no_line' as const));
    for (let i = 0; i < 50; i += 1) {
      await sellOffline(bench, '100');
      await bench.keys('confirm', 'cancel');
    }
    await sellOffline(bench, '100');
    expect(bench.view.lines[0]).toBe('离线交易已满，请联机后再做');
    expect(bench.terminal.stored().advices).toHaveLength(50);
  });
});

describe('a sale of the batch', () => {
  it('is raised by a tip and lowered by the supervisor, by its voucher and without the card', async () => {
    const bench = await ready();
    await bench.sale('10000', 'tap');
    await bench.keys('confirm', 'cancel');
    const sale = bench.terminal.stored().journal.at(-1);
    await bench.keys(...offline, '2', sale?.stan ?? '', 'confirm', 'confirm', '1500', 'confirm');
    const tip = last(bench);
    expect([tip.mti, textField(tip, 60)?.slice(0, 2), tip.fields.get(4)]).toEqual(['0220', '34', '000000001500']);
    expect([tip.fields.get(2), tip.fields.get(22), tip.fields.get(61), tip.fields.get(37)]).toEqual([
      creditPan,
      '012',
      `${sale?.batchNo}${sale?.stan}`,
      sale?.rrn,
    ]);
    await bench.keys('confirm', 'cancel');
    await bench.keys(...offline, '3', '123456', 'confirm', sale?.stan ?? '', 'confirm', 'confirm', '2000', 'confirm');
    expect(textField(last(bench), 60)?.slice(0, 2)).toBe('32');
    await bench.keys('confirm', 'cancel');
    const head = { merchantName: '林记小吃', merchantNo: '1', terminalNo: '2', model: 'KT-S1', appVersion: '1' };
    const lines = detailLines(bench.terminal.stored().journal, head, '').join('\n');
    expect(['T', 'J'].map((letter) => new RegExp(`^\\d{6} ${letter} `, 'm').test(lines))).toEqual([true, true]);
    await bench.keys('7', '5', 'confirm');
    const settled = bench.host.received.find((one) => one.mti === '0500');
    // 1.00, 100.00 and a tip of 15.00 against 20.00 taken off
    expect(String(settled?.fields.get(48)).slice(0, 30)).toBe('000000011600003000000002000001');
  });
});
