/** A chargeback on a small phone and at the console: what is asked and until when, a proof, two people, and how it ends; in both languages. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { personOf } from '../../simulators/src/population/index.ts';
import { OwnSystem, until, Walker } from '../../server/src/entry/journey.ts';
import { must } from '../../server/src/kernel/assert.ts';
import { WireTerminal } from '../../server/testing/wire-terminal.ts';
import { seriousFindings } from '../axe.ts';
import { findBrowser } from '../browser.ts';
import { button, signInAtDesk } from '../desk.ts';

const browser: Browser | undefined = await findBrowser();
const out = join(import.meta.dirname, '..', 'out');
const SEEN_MS = 45_000;
const own = must(
  personOf('lin').cards.find((one) => one.kind === 'credit'),
  'credit card',
);
const customer = must(personOf('wang').cards[0], 'card');

let system: OwnSystem;
let lin: Walker;
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
  const terminal = WireTerminal.ofSystem(system.dataDir, serialNo);
  const { acknowledge } = await terminal.claim(code);
  expect((await terminal.preAuth(own, 9_900)).code).toBe('00');
  expect(await acknowledge()).toBe('00');
  expect((await terminal.sale(customer, 100)).code).toBe('00');
  const rrns = [(await terminal.sale(customer, 12_800)).rrn, (await terminal.sale(customer, 36_000)).rrn];
  await lin.moveClock('cut_off');
  await lin.moveClock('next_morning');
  for (const [i, kind] of (['chargeback', 'document_request'] as const).entries())
    await lin.client.call('POST /api/demo/world/card-network/disputes', { body: { rrn: rrns[i] ?? '', kind } });
  await lin.moveClock('cut_off');
  await lin.moveClock('next_morning');
  await until('the disputes', async () =>
    (await lin.client.call('GET /api/merchant/disputes')).rows.length === 2 ? true : undefined,
  );
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await system.remove();
});

async function phone(width: number, path: string): Promise<Page> {
  const context = await (browser as Browser).newContext({ viewport: { width, height: 800 }, locale: 'zh-CN' });
  await context.addCookies([...lin.cookies].map(([name, value]) => ({ name, value, url: system.url })));
  const page = await context.newPage();
  page.setDefaultTimeout(SEEN_MS);
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(`${system.url}/merchant${path}`);
  return page;
}
async function deskOf(login: string, path: string, language = 'zh-CN', width = 1440): Promise<Page> {
  const context = await (browser as Browser).newContext({ viewport: { width, height: 900 }, locale: language });
  const page = await context.newPage();
  page.setDefaultTimeout(SEEN_MS);
  page.on('pageerror', (error) => complaints.push(error.message));
  return signInAtDesk(page, { walker: lin, login, path, language });
}
const keep = (page: Page, name: string, fullPage = true): Promise<unknown> =>
  page.screenshot({ path: join(out, `disputes-${name}.png`), animations: 'disabled', fullPage });
const wide = (page: Page): Promise<boolean> =>
  page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);

describe.skipIf(browser === undefined)('a merchant', () => {
  it('is led from the home page to what is asked for, in both languages, within the page', async () => {
    for (const [width, language, back] of [
      [360, 'zh-CN', '持卡人对一笔交易有异议'],
      [390, 'en', 'A cardholder disputes a sale'],
    ] as const) {
      const page = await phone(width, `/home?lang=${language}`);
      await page.getByText(back).click();
      await page.locator('.dispute-card').first().waitFor();
      expect(await wide(page)).toBe(false);
      await keep(page, `list-${width}-${language}`);
      expect(await seriousFindings(page)).toEqual([]);
      await page.locator('.dispute-card', { hasText: '128.00' }).click();
      await page.locator('.dispute-clock').waitFor();
      expect(await wide(page)).toBe(false);
      await keep(page, `asked-${width}-${language}`);
      expect(await seriousFindings(page)).toEqual([]);
      await page.context().close();
    }
  });

  it('hands in a picture and what happened, and reads that it is with us', async () => {
    const page = await phone(390, '/disputes?lang=zh-CN');
    await page.locator('.dispute-card', { hasText: '128.00' }).click();
    const picture = { name: 'slip.jpg', mimeType: 'image/jpeg', buffer: await page.screenshot({ type: 'jpeg' }) };
    await page.locator('input[type=file]').setInputFiles(picture);
    await page.getByRole('link', { name: '凭证 1' }).waitFor();
    await page.getByPlaceholder(/顾客当场取货/).fill('顾客当场取货并签字，有监控录像');
    await page.getByRole('button', { name: '提交给我们申诉' }).click();
    await page.getByText('我们处理中').first().waitFor();
    await keep(page, 'answered');
    await page.getByRole('link', { name: '查看这笔交易' }).click();
    await page.getByText('查看争议与处理结果').first().waitFor();
    await keep(page, 'sale');
    await page.context().close();
  });
});

describe.skipIf(browser === undefined)('people at the console', () => {
  it('see what stands by its deadline, open one and propose; another approves', async () => {
    const page = await deskOf('operator', 'reconciliation/disputes');
    await page.locator('tbody tr', { hasText: '128.00' }).waitFor();
    await keep(page, 'desk-list');
    expect(await seriousFindings(page)).toEqual([]);
    await button(page.locator('tbody tr', { hasText: '128.00' }), '查看').click();
    await page.getByRole('radio', { name: /再请款/ }).check();
    await page.getByLabel('说明（至少5字）').fill('签购单有持卡人签名');
    await keep(page, 'desk-detail', false);
    expect(await seriousFindings(page)).toEqual([]);
    await button(page, '提交').click();
    await page.getByText('您提议的，须由另一位同事复核。').first().waitFor();
    await page.context().close();

    const other = await deskOf('operator-2', 'reconciliation/disputes', 'en');
    await button(other.locator('tbody tr', { hasText: '128.00' }), 'Look').click();
    const approve = other.getByRole('button', { name: 'Approve and send' });
    await approve.scrollIntoViewIfNeeded();
    await keep(other, 'desk-decide-en', false);
    await approve.click();
    await other.getByRole('row', { name: 'Chargeback With the network' }).waitFor();
    await other.context().close();
    await lin.moveClock('cut_off');
    await lin.moveClock('next_morning');
    const phonePage = await phone(390, '/disputes?lang=zh-CN');
    await phonePage.getByText('申诉成功').first().waitFor();
    await keep(phonePage, 'won');
    await phonePage.context().close();
  });

  it('propose from a sale to give a part of it back, and another sends it', async () => {
    const page = await deskOf('operator', 'transactions');
    await page.locator('tbody tr', { hasText: '360.00' }).locator('.ant-table-row-expand-icon').click();
    await button(page, '贷记调整（退回持卡人）').click();
    await page.getByLabel('退回金额（元）').fill('400');
    await page.getByLabel('说明（至少5字）').fill('顾客退了一件');
    await button(page.getByRole('dialog'), '提议').click();
    await page.getByText('这笔交易已没有这么多可退的金额').first().waitFor();
    await page.getByLabel('退回金额（元）').fill('60.5');
    await keep(page, 'desk-credit', false);
    expect(await seriousFindings(page)).toEqual([]);
    await button(page.getByRole('dialog'), '提议').click();
    await page.getByText('已提议，在“对账—争议”中等待复核').first().waitFor();
    await page.context().close();
    const other = await deskOf('operator-2', 'reconciliation/disputes?kind=credit_adjustment');
    await button(other.locator('tbody tr', { hasText: '60.50' }), '查看').click();
    await button(other, '同意并提交银联').click();
    await other.getByRole('row', { name: /^贷记调整 已提交银联/ }).waitFor();
    await other.context().close();
  });

  it('see the files of each sort, and at the outside world a bank that raises', async () => {
    const page = await deskOf('operator', 'reconciliation/files');
    await page.getByText('差错争议').first().waitFor();
    await keep(page, 'desk-files');
    await page.context().close();
    const world = await (browser as Browser).newPage({ viewport: { width: 1440, height: 900 } });
    await world.goto(`${system.url}/world/?lang=zh-CN`);
    await world.getByRole('tab', { name: '卡组织' }).click();
    await world
      .getByRole('button', { name: /^退\s?单$/ })
      .first()
      .waitFor();
    await keep(world, 'world');
    await world.close();
    expect(complaints).toEqual([]);
  });
});
