import { describe, expect, it } from 'vitest';
import { Bench } from './testing/bench.ts';

const adminPassword = '88888888';

async function ready(model: 'esign_pos' | 'smart_pos' = 'esign_pos'): Promise<Bench> {
  const bench = new Bench(model);
  if (model === 'smart_pos') await bench.readySmart();
  else await bench.ready();
  return bench;
}

/** Settings, 99, its password. */
async function toAdmin(bench: Bench): Promise<void> {
  await bench.keys('6', '4', adminPassword, 'confirm');
  expect(bench.view.title).toBe('系统设置(99)');
}

describe('operator 99', () => {
  it('signs on where an operator would, sees the parameters and leaves to the same place: 99 does not trade', async () => {
    const bench = new Bench('smart_pos');
    await bench.boot();
    await bench.keys('1', 'confirm', '99', 'confirm');
    expect(bench.view.title).toBe('请输入管理员密码');
    await bench.keys('11111111', 'confirm');
    expect(bench.view.lines[0]).toBe('密码错误');
    await bench.keys(adminPassword, 'confirm', '4');
    expect(bench.view.lines).toContain('1 主机地址(12位)');
    await bench.keys('cancel', 'cancel');
    expect(bench.view.screen).toBe('operator_number');
  });

  it('can set the address of the host before the device is activated, and only behind the password', async () => {
    const bench = new Bench();
    await bench.boot();
    await bench.keys('1', 'confirm', '6', adminPassword, 'confirm', '4', '1', '192168001300', 'confirm');
    expect(bench.view.lines[0]).toBe('数值超出范围');
    await bench.keys('192168001020', 'confirm', 'confirm', '2', '8583', 'confirm', 'confirm', 'cancel', 'cancel');
    expect(bench.view.screen).toBe('unactivated');
    await bench.keys('confirm', '123412341234', 'confirm');
    expect(bench.host.called.at(-1)).toBe('192.168.1.20:8583');
  });

  it('sets NII, time-out, reversals and the size of a batch within their ranges; nothing typed is the default again', async () => {
    const bench = await ready();
    await toAdmin(bench);
    await bench.keys('4', '5', '9', 'confirm');
    expect(bench.view.lines[0]).toBe('数值超出范围');
    await bench.keys('30', 'confirm', 'confirm', '3', '0021', 'confirm', 'confirm', 'cancel', '2', '3', '5', 'confirm');
    expect(bench.terminal.stored().overrides).toEqual({ timeoutSeconds: '30', nii: '0021', reversalTries: '5' });
    await bench.keys('confirm', 'cancel', '4', '4');
    expect(bench.view.lines[0]).toBe('60 0021 0000');
    await bench.keys('confirm', '5', 'confirm');
    expect(bench.view.lines[0]).toBe('60');
    expect(bench.terminal.stored().overrides).toEqual({ nii: '0021', reversalTries: '5' });
  });

  it('sets one, two or three copies', async () => {
    const bench = await ready('smart_pos');
    await bench.keys('9', '4', adminPassword, 'confirm', '2', '1', '3', 'confirm', 'confirm', 'cancel', 'cancel');
    expect(bench.view.screen).toBe('home');
    await bench.sale('100', 'tap');
    await bench.keys('confirm', 'confirm', 'confirm', 'confirm');
    expect(bench.view.screen).toBe('home');
    expect(bench.printer.strips.slice(-3).map((strip) => strip[1]?.trim().split(/\s/)[0])).toEqual([
      '商户存根',
      '银行存根',
      '持卡人存根',
    ]);
  });

  it('sees check values of the keys and never a key; by hand or card none comes in', async () => {
    const bench = await ready();
    await toAdmin(bench);
    await bench.keys('5', '1');
    expect(bench.view.lines.slice(0, 3)).toEqual(['TMK D2B91CC5', 'PIK 08D7B4FB', 'MAK CE410E8E']);
    await bench.keys('confirm', '2');
    expect(bench.view.lines[0]).toBe('本机密钥只能联机激活下载');
  });

  it('changes its own password and the supervisor’s, typed twice', async () => {
    const bench = await ready();
    await toAdmin(bench);
    await bench.keys('6', '2', '12345678', 'confirm', '12345679', 'confirm');
    expect(bench.view.lines[0]).toBe('两次输入不一致');
    await bench.keys('12345678', 'confirm', '12345678', 'confirm', 'confirm', '1', '654321', 'confirm', '654321', 'confirm'); // prettier-ignore
    expect(bench.terminal.stored()).toMatchObject({ adminPassword: '12345678', supervisorPassword: '654321' });
  });

  it('does not open a locked device: that is the supervisor’s word', async () => {
    const bench = await ready('smart_pos');
    await bench.keys('9', '4');
    await bench.keys('cancel', '7', '8');
    await bench.keys('8', '123456', 'confirm');
    expect(bench.terminal.stored()).not.toHaveProperty('locked');
  });
});

describe('a battery that is nearly empty', () => {
  it('settles nothing and says why; on the charger it goes on', async () => {
    const bench = await ready();
    bench.battery = { percent: 7, charging: false };
    expect(bench.view.lines).toContain('电量不足，请充电');
    await bench.keys('5', '5');
    expect(bench.view).toMatchObject({ tone: 'bad', title: '电量不足', lines: ['请接上电源后再结算', '请按确认键'] });
    bench.battery = { percent: 7, charging: true };
    await bench.keys('confirm', '5');
    expect(bench.view.screen).toBe('settle_totals');
  });

  it('prints nothing; what was to be printed waits for the charger', async () => {
    const bench = await ready('smart_pos');
    await bench.sale('100', 'tap');
    const printed = bench.printer.strips.length;
    bench.battery = { percent: 5, charging: false };
    await bench.keys('confirm');
    expect(bench.view).toMatchObject({ screen: 'out_of_paper', title: '电量不足' });
    bench.battery = { percent: 6, charging: true };
    await bench.keys('confirm');
    expect(bench.view.screen).toBe('receipt');
    expect(bench.printer.strips).toHaveLength(printed + 1);
  });

  it('that is empty switches the device off, and it stays off until it is charged', async () => {
    const bench = await ready();
    bench.battery = { percent: 0, charging: false };
    bench.terminal.tick();
    expect(bench.view.screen).toBe('off');
    await bench.keys('power');
    expect(bench.view.screen).toBe('off');
    bench.battery = { percent: 1, charging: true };
    await bench.boot();
    expect(bench.view.screen).toBe('home');
  });
});

describe('a line that is gone', () => {
  it('is said on the first menu until a message leaves again', async () => {
    const bench = await ready();
    bench.host.twists.push('no_line');
    await bench.sale('100', 'tap');
    await bench.keys('confirm');
    expect(bench.view).toMatchObject({ screen: 'home', status: { lineDown: true } });
    expect(bench.view.lines[0]).toBe('网络不通，暂不能交易');
    await bench.sale('100', 'tap');
    await bench.keys('confirm', 'confirm', 'confirm');
    expect(bench.view).toMatchObject({ screen: 'home', status: { lineDown: false } });
  });
});
