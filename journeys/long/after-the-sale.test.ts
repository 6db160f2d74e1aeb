/** What people do about a sale after it was approved: money that waits for an answer, and a reversal that came when it was paid out. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { personOf } from '../../simulators/src/population/index.ts';
import { OwnSystem, until, Walker } from '../../server/src/entry/journey.ts';
import { WireTerminal } from '../../server/testing/wire-terminal.ts';
import { seriousFindings } from '../axe.ts';
import { findBrowser } from '../browser.ts';

const browser: Browser | undefined = await findBrowser();
const out = join(import.meta.dirname, '..', 'out');
const SEEN_MS = 45_000;
const own = personOf('lin').cards.find((one) => one.kind === 'credit');
const customer = personOf('wang').cards[0];
if (own === undefined || customer === undefined) throw new Error('both have cards');

let system: OwnSystem;
let lin: Walker;
let terminal: WireTerminal;
const complaints: string[] = [];

beforeAll(async () => {
  await mkdir(out, { recursive: true });
  system = await OwnSystem.create();
  await system.start();
  lin = new Walker(system.url, 'lin');
  await lin.ready();
  await lin.register();
  await lin.showIdentityCard();
  await lin.showFacePatiently();
  await lin.submit(await lin.fillApplication());
  expect(await lin.decided()).toBe('approved');
  const { serialNo, code } = await lin.receiveDevice();
  terminal = WireTerminal.ofSystem(system.dataDir, serialNo);
  const { acknowledge } = await terminal.claim(code);
  expect((await terminal.preAuth(own, 9_900)).code).toBe('00');
  expect(await acknowledge()).toBe('00');
  expect((await terminal.sale(customer, 100)).code).toBe('00');
});
afterAll(async () => {
  await browser?.close();
  await system.remove();
});

async function open(path: string, size: { width: number; height: number }): Promise<Page> {
  const context = await (browser as Browser).newContext({ viewport: size, locale: 'zh-CN' });
  const page = await context.newPage();
  page.setDefaultTimeout(SEEN_MS);
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(`${system.url}${path}`);
  return page;
}

async function deskOf(login: string, path: string): Promise<Page> {
  const page = await open('/console/', { width: 1440, height: 900 });
  const { signIns } = await lin.client.call('GET /api/demo/info');
  const { password = '' } = signIns.find((one) => one.login === login) ?? {};
  await page.request.post(`${system.url}/api/console/sessions`, {
    headers: { origin: system.url },
    data: { login, password },
  });
  await page.goto(`${system.url}/console/${path}`);
  await page.locator('.heading h1').waitFor();
  return page;
}

/** The merchant's app on the narrowest phone. */
async function phoneAt(path: string): Promise<Page> {
  const page = await open('/merchant/', { width: 360, height: 740 });
  await page.context().addCookies([...lin.cookies].map(([name, value]) => ({ name, value, url: system.url })));
  await page.goto(`${system.url}/merchant/${path}`);
  return page;
}

const keep = (page: Page, name: string): Promise<unknown> =>
  page.screenshot({ path: join(out, `after-${name}.png`), animations: 'disabled' });

/** The library sets two characters of a button apart. */
const button = (within: Page | Locator, name: string): Locator =>
  within.getByRole('button', { name: new RegExp(`^(?:loading\\s*)?${name.split('').join('\\s*')}$`, 'u') });

/** Presses what the page offers, gives the reason that is asked for, and waits until it is done. */
async function decide(page: Page, way: string, reason: string): Promise<void> {
  await button(page, way).first().click();
  const question = page.getByRole('dialog');
  await question.getByRole('textbox').fill(reason);
  await button(question, way).click();
  await question.waitFor({ state: 'hidden' });
}

describe.skipIf(browser === undefined)('a reversal that comes when its sale was paid out', () => {
  it('is work in the console and a request on the merchant’s phone, until the refund stands in the journal', async () => {
    const sale = await terminal.sale(customer, 6_600);
    expect(sale.code).toBe('00');
    await lin.moveClock('payout');
    const asked = { type: '22', processingCode: '000000', card: customer, amountFen: 6_600 } as const;
    expect((await terminal.reverse(sale, asked)).code).toBe('00');
    expect((await terminal.reverse(sale, asked)).code).toBe('00');
    await until('the message to the merchant', async () =>
      (await lin.messages()).some((one) => one.text.includes(sale.rrn)) ? true : undefined,
    );
    const phone = await phoneAt('sales');
    const row = phone.locator('.rows li', { hasText: '66.00' });
    await row.getByText('请退货给顾客').click();
    await phone.getByRole('alert').getByText('退回顾客原卡').first().waitFor();
    await keep(phone, 'refund-due');

    const desk = await deskOf('operator', 'exceptions/reversals');
    const entry = desk.locator('tbody tr', { hasText: sale.rrn });
    await entry.getByText('请商户用“退货”把 ¥66.00 退回顾客原卡').first().waitFor();
    expect(await desk.locator('tbody tr', { hasText: '66.00' }).count()).toBe(1);
    expect(await button(entry, '已退货，关闭').count()).toBe(0);
    await keep(desk, 'late-reversal');
    expect(await seriousFindings(desk)).toEqual([]);

    expect((await terminal.refund(sale, customer, 6_600)).code).toBe('00');
    await desk.reload();
    await entry.getByText('已足额退货，可以关闭。').first().waitFor();
    await decide(desk, '已退货，关闭', '商户已在机具退货，顾客电话确认');
    await entry.getByText('已退货', { exact: true }).first().waitFor();
    await phone.goto(`${system.url}/merchant/sales`);
    await phone.locator('.rows li', { hasText: '66.00' }).first().waitFor();
    expect(await phone.getByText('请退货给顾客').count()).toBe(0);
    expect(await seriousFindings(phone)).toEqual([]);
    await Promise.all([phone.context().close(), desk.context().close()]);
  });
});

describe.skipIf(browser === undefined)('sales that rules have hit', () => {
  const hourInShanghai = (iso: string): number => (new Date(iso).getUTCHours() + 8) % 24;
  const ANSWER = '自己店里进货的货款，送货单可以提供';

  it('are marked on the merchant’s list, and the merchant’s answer turns what one person proposed and another would have confirmed', async () => {
    for (let hours = 0; hours < 25; hours += 1) if (hourInShanghai((await lin.moveClock('plus_1h')).now) === 2) break;
    for (let n = 0; n < 4; n += 1) expect((await terminal.sale(own, 888_800)).code).toBe('00');
    await until('the money to wait', async () =>
      (await lin.client.call('GET /api/merchant/delays')).rows[0]?.sales.length === 4 ? true : undefined,
    );

    const first = await deskOf('operator', 'risk-cases');
    await first.getByRole('link', { name: '查看' }).click();
    await first.getByText('商户还没有说明').first().waitFor();
    await decide(first, '确认风险', '本人信用卡夜间整额，疑似套现');
    await first.getByText('待复核：确认').first().waitFor();

    const phone = await phoneAt('sales');
    const marks = phone.getByRole('link', { name: '结算暂缓' });
    await marks.first().waitFor();
    expect(await marks.count()).toBe(4);
    await keep(phone, 'marked');
    expect(await seriousFindings(phone)).toEqual([]);
    await marks.first().click();
    await phone.getByText('核实中').first().waitFor();
    await phone.getByRole('textbox').fill(ANSWER);
    await button(phone, '提交').click();
    await phone.getByText(ANSWER).first().waitFor();

    const second = await deskOf('operator-2', 'risk-cases');
    await second.getByRole('link', { name: '查看' }).click();
    await second.getByText(ANSWER).first().waitFor();
    await keep(second, 'answered');
    await decide(second, '继续暂缓', '商户已说明，先核对送货单');
    await decide(second, '恢复结算', '送货单属实');
    await second.getByText('已恢复', { exact: true }).first().waitFor();
    expect(await button(second, '确认风险').count()).toBe(0);

    await phone.goto(`${system.url}/merchant/sales`);
    await phone.locator('.rows li', { hasText: '8,888.00' }).first().waitFor();
    expect(await phone.getByText('结算暂缓').count()).toBe(0);
    expect(complaints).toEqual([]);
    await Promise.all([phone, first, second].map((page) => page.context().close()));
  });
});
