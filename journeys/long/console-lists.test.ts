/** Long lists of the console: filters in the address, pages by key, a saved view, chosen columns, and the way out as a sheet. */
import { readFile } from 'node:fs/promises';
import { strFromU8, unzipSync } from 'fflate';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OwnSystem, Walker } from '../../server/src/entry/journey.ts';
import { seriousFindings } from '../axe.ts';
import { findBrowser } from '../browser.ts';
import { button, signInAtDesk } from '../desk.ts';

const browser: Browser | undefined = await findBrowser();
const SEEN_MS = 45_000;
/** One page of a list and a few rows more; the activation brings a deposit and a test sale of its own. */
const SALES = 53;
let system: OwnSystem;
let lin: Walker;
let page: Page;
const complaints: string[] = [];

beforeAll(async () => {
  system = await OwnSystem.create();
  await system.start();
  lin = new Walker(system.url, 'lin');
  await lin.ready();
  const { serialNo } = await lin.becomeActive();
  for (let n = 0; n < SALES; n += 1) {
    const amountFen = String(10_000 + n * 100);
    expect(await lin.runTerminal(serialNo, { script: 'sale', amountFen, personKey: 'wang' })).toMatchObject({
      ok: true,
    });
  }
  if (browser === undefined) return;
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, acceptDownloads: true });
  page = await context.newPage();
  page.setDefaultTimeout(SEEN_MS);
  page.on('pageerror', (error) => complaints.push(error.message));
  await signInAtDesk(page, { walker: lin, login: 'operator', path: 'transactions' });
}, 240_000);
afterAll(async () => {
  await browser?.close();
  await system.remove();
});

const rows = () => page.locator('tbody tr.ant-table-row');
const shows = (text: string) => page.getByText(text, { exact: true }).first().waitFor();
const open = (path: string) => page.goto(`${system.url}/console/${path}`);

describe.skipIf(browser === undefined)('a long list', () => {
  it('shows fifty, goes on to the older ones, and back the way one came', async () => {
    await shows('本页 50 条');
    await button(page, '下一页').click();
    await shows(`本页 ${SALES + 2 - 50} 条`);
    expect(new URL(page.url()).searchParams.get('after')).not.toBeNull();
    await button(page, '上一页').click();
    await shows('本页 50 条');
    expect(await seriousFindings(page)).toEqual([]);
  });

  it('is filtered, and the address alone brings the same rows again', async () => {
    await page.getByLabel('商户名、拼音、编号、手机或终端号').fill('nobody');
    await button(page, '查询').click();
    await shows('没有符合筛选的内容，换个条件试试。');
    await button(page, '清空筛选').click();
    await open('transactions?kind=deposit');
    await shows('本页 1 条');
    await page.reload();
    await shows('本页 1 条');
    expect(await rows().count()).toBe(1);
  });

  it('is found by the end of a reference number', async () => {
    const { rows: sold } = await lin.client.call('GET /api/merchant/transactions');
    const { rrn = '' } = sold[5] ?? {};
    await open(`transactions?rrn=${rrn.slice(-6)}`);
    await page.getByText(rrn).first().waitFor();
    expect(await rows().count()).toBe(1);
  });

  it('keeps a view under a name, with its columns', async () => {
    await open('transactions?state=approved');
    await shows('本页 50 条');
    await button(page, '列').click();
    await page.getByRole('checkbox', { name: '凭证号' }).uncheck();
    await page.getByRole('columnheader', { name: '凭证号' }).waitFor({ state: 'detached' });
    await page.keyboard.press('Escape');
    await button(page, '视图').click();
    await page.getByLabel('视图名称').fill('成功的');
    await button(page, '保存').click();
    await button(page, '成功的').waitFor();
    await open('transactions');
    await page.evaluate(() => localStorage.clear());
    await page.reload();
    await page.getByRole('columnheader', { name: '凭证号' }).first().waitFor();
    await button(page, '视图').click();
    await button(page, '成功的').click();
    await page.getByRole('columnheader', { name: '凭证号' }).waitFor({ state: 'detached' });
    expect(new URL(page.url()).searchParams.get('state')).toBe('approved');
    expect(await seriousFindings(page)).toEqual([]);
  });

  it('of everybody’s transactions is exported of named days alone, and says so', async () => {
    await open('transactions');
    await button(page, '导出').click();
    await button(page, '开始导出').click();
    await page.getByText('请先选日期').first().waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await button(page, '关闭').last().click();
  });

  it('of one merchant is a sheet with every row of every page, in the words of the page', async () => {
    const { merchantNo } = await lin.client.call('GET /api/merchant/home');
    await open(`transactions?lang=en&merchant=${merchantNo}`);
    await button(page, 'Export').click();
    const arrives = page.waitForEvent('download');
    await button(page, 'Begin').click();
    const file = await (await arrives).path();
    await page
      .getByText(`Rows exported: ${SALES + 2}`)
      .first()
      .waitFor();
    const sheet = strFromU8(unzipSync(await readFile(file))['xl/worksheets/sheet1.xml'] ?? new Uint8Array());
    expect(sheet.match(/<row>/g)?.length).toBe(SALES + 3);
    expect(sheet).toContain('<v>152.00</v>');
    expect(sheet).toContain('Deposit');
    expect(complaints).toEqual([]);
  });
});
