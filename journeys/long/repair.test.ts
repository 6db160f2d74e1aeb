/** A broken device on the merchant's phone: reported, answered at the desk, replaced, activated, sent back, rated; and a terminal that moves. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OwnSystem, until, Walker } from '../../server/src/entry/journey.ts';
import { Desk } from '../../server/stories/desks.ts';
import { seriousFindings } from '../axe.ts';
import { findBrowser } from '../browser.ts';
import { button, signInAtDesk } from '../desk.ts';

const browser: Browser | undefined = await findBrowser();
const out = join(import.meta.dirname, '..', 'out');
const SEEN_MS = 45_000;

let system: OwnSystem;
let lin: Walker;
let first = '';
let ticketId = '';
const complaints: string[] = [];

beforeAll(async () => {
  await mkdir(out, { recursive: true });
  system = await OwnSystem.create();
  await system.start();
  lin = new Walker(system.url, 'lin');
  await lin.ready();
  ({ serialNo: first } = await lin.becomeActive());
  await lin.setFault('courier', { stuck: true });
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await system.remove();
});

async function pageOf(width: number, height: number, language: string): Promise<Page> {
  const context = await (browser as Browser).newContext({ viewport: { width, height }, locale: language });
  const page = await context.newPage();
  page.setDefaultTimeout(SEEN_MS);
  page.on('pageerror', (error) => complaints.push(error.message));
  return page;
}

async function phoneAt(path: string, language = 'zh-CN', width = 390): Promise<Page> {
  const page = await pageOf(width, 844, language);
  await page.context().addCookies([...lin.cookies].map(([name, value]) => ({ name, value, url: system.url })));
  await page.goto(`${system.url}/merchant/${path}${path.includes('?') ? '&' : '?'}lang=${language}`);
  return page;
}

/** The page as it stands has nothing that assistive technology stumbles over, and does not scroll sideways. */
async function sound(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: join(out, `repair-${name}.png`), animations: 'disabled', fullPage: true });
  expect(await seriousFindings(page), name).toEqual([]);
  const wider = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(wider, `${name} scrolls sideways`).toBeLessThanOrEqual(0);
}

async function deliver(serialNo: string): Promise<void> {
  const parcel = await until(`the parcel of ${serialNo}`, async () => {
    const rows = (await (await fetch(`${system.url}/api/demo/world/courier/parcels`)).json()) as {
      reference: string;
      serialNo: string;
    }[];
    return rows.find((one) => one.serialNo === serialNo);
  });
  await fetch(`${system.url}/api/demo/world/courier/parcels/${parcel.reference}/deliver`, {
    method: 'POST',
    headers: { origin: system.url, 'content-type': 'application/json' },
    body: '{}',
  });
}

describe.skipIf(browser === undefined)('a device that breaks', () => {
  it('is reported from its page, with what follows said before, and the clock after', async () => {
    const phone = await phoneAt('devices');
    await button(phone, '报修 / 换机').waitFor();
    await sound(phone, '1-device');
    await button(phone, '报修 / 换机').click();
    await phone.getByLabel('有毛病，但还能收款').check();
    await phone.getByText('换机寄到并激活之前，这台可以继续用。').first().waitFor();
    await phone.getByPlaceholder('请描述（发生了什么、屏幕显示什么）').fill('按键时灵时不灵，偶尔读不出卡');
    await sound(phone, '2-new');
    await button(phone, '提交').click();
    await phone.getByText('下一步：客服受理。').first().waitFor();
    await sound(phone, '3-ticket');
    ticketId = phone.url().split('/').at(-1)?.split('?')[0] ?? '';
    await phone.context().close();
  });

  it('is asked about at the desk, answered on the phone, and replaced', async () => {
    const desk = await signInAtDesk(await pageOf(1440, 900, 'zh-CN'), {
      walker: lin,
      login: 'operator',
      path: 'tickets?stand=ours&kind=repair',
    });
    await button(desk, '打开').click();
    const drawer = desk.getByRole('dialog');
    await drawer.getByLabel('给商户留言').fill('读不出卡时屏幕显示什么？');
    await drawer.getByLabel('请商户补充（发短信并等待）').check();
    await button(drawer, '留言').click();
    await drawer.getByText('读不出卡时屏幕显示什么？').first().waitFor();
    const phone = await phoneAt(`tickets/${ticketId}`);
    await phone.getByText('下一步：请回复下面的问题。').first().waitFor();
    await phone.getByPlaceholder('补充说明').fill('显示“请插卡”，插了没有反应');
    await button(phone, '发送').click();
    await phone.getByText('下一步：我们正在处理').first().waitFor();
    await sound(phone, '4-talk');
    await drawer.getByText('显示“请插卡”，插了没有反应').first().waitFor();
    await sound(desk, '5-desk');
    await button(drawer, '寄换机').click();
    await button(desk.getByRole('dialog').last(), '寄换机').click();
    await drawer.getByText('新机已备，旧机仍可用').first().waitFor();
    await desk.context().close();
    await phone.getByText('激活前旧机可继续用').first().waitFor();
    await phone.context().close();
  });

  it('is replaced on the merchant’s own bench: the code, the new one active, the old one’s label', async () => {
    const { replacement } = (await lin.client.call('GET /api/merchant/devices')).rows[0] ?? {};
    const second = replacement?.serialNo ?? '';
    await deliver(second);
    const phone = await phoneAt('devices');
    await phone.getByText('新机已送达').first().waitFor();
    await sound(phone, '6-delivered');
    const tail = second.slice(-4);
    const code = await until('the code', async () => {
      const { text } = (await lin.messages()).find((one) => one.text.includes('换机') && one.text.includes(tail)) ?? {};
      return /激活码 (\d{4} \d{4} \d{4})/.exec(text ?? '')?.[1]?.replaceAll(' ', '');
    });
    expect(await lin.runTerminal(second, { script: 'activate', code })).toMatchObject({ ok: true });
    await button(phone, '出示退机标签').click();
    await phone.getByRole('img', { name: /运单 .* 的二维码/ }).waitFor();
    await sound(phone, '7-label');
    await phone.context().close();
    const english = await phoneAt('devices', 'en', 360);
    await english.getByText('Devices that go back').first().waitFor();
    await button(english, 'Show the label').click();
    await sound(english, '8-label-en-360');
    await english.context().close();
  });

  it('is rated when it is resolved', async () => {
    const phone = await phoneAt(`tickets/${ticketId}`);
    await phone.getByText('这次处理您满意吗').first().waitFor();
    await phone.getByLabel('5 分').check();
    await phone.getByPlaceholder('想说的话（选填）').fill('换得快');
    await sound(phone, '9-rate');
    await button(phone, '提交评价').click();
    await phone.getByText('您的评价：5 分 换得快').first().waitFor();
    await phone.context().close();
    const english = await phoneAt('tickets', 'en', 360);
    await english.getByText('Repair').first().waitFor();
    await sound(english, '10-list-en-360');
    await english.context().close();
    expect(first).not.toBe('');
  });
});

describe.skipIf(browser === undefined)('a terminal that moves', () => {
  it('to another city waits for a person, who decides with a reason', async () => {
    const phone = await phoneAt('devices');
    await button(phone, '移机').click();
    await phone.getByLabel('新地址所在城市').selectOption({ label: '上海市' });
    await phone.getByLabel('详细地址').fill('南京东路 1 号');
    await phone.getByText('跨城移机：需人工核实').first().waitFor();
    await sound(phone, '11-move');
    await button(phone, '提交移机').click();
    await phone.getByText('正在人工核实').first().waitFor();
    const desk = await signInAtDesk(await pageOf(1440, 900, 'en'), {
      walker: lin,
      login: 'operator',
      path: 'exceptions/moves',
      language: 'en',
    });
    await button(desk, 'Approve').click();
    const ask = desk.getByRole('dialog');
    await ask.getByLabel(/On what grounds/).fill('租约已核对');
    await sound(desk, '12-move-desk-en');
    await button(ask, 'Approve').click();
    await desk.getByText('租约已核对').first().waitFor();
    await desk.context().close();
    await phone.getByText('南京东路 1 号').first().waitFor();
    await until('the network', async () => {
      const { rows } = await lin.client.call('GET /api/merchant/devices');
      return rows[0]?.relocation?.state === 'done' ? true : undefined;
    });
    await phone.context().close();
  });
});

describe.skipIf(browser === undefined)('an agent who is sent', () => {
  it('finds the repair in the app, accepts it and is on site', async () => {
    const operator = await lin.staff('operator');
    const { terminalNo } = (await lin.client.call('GET /api/merchant/devices')).rows[0] ?? {};
    const opened = await operator.call('POST /api/console/hotline/repairs', {
      body: { terminalNo: terminalNo ?? '', fault: 'broken', words: '屏幕碎了' },
    });
    const agent = await new Desk(system.url).signIn('agent', 'agent_rep');
    const { agent: own } = await agent.client.call('GET /api/agent/me');
    await operator.call('POST /api/console/hotline/tickets/:ticketId/dispatch', {
      params: { ticketId: opened.ticketId },
      body: { agentId: own.agentId },
    });
    const page = await pageOf(360, 800, 'zh-CN');
    await page.context().addCookies([...agent.cookies].map(([name, value]) => ({ name, value, url: system.url })));
    await page.goto(`${system.url}/agent/repairs`);
    await button(page, '接单').click();
    await button(page, '我已到场').click();
    await page.getByText('手上没有同型号的可用机具').first().waitFor();
    await sound(page, '13-agent-360');
    await page.context().close();
    expect(complaints).toEqual([]);
  });
});
