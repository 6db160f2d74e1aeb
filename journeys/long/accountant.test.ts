/** An accountant's pages: from the trial balance to a line of a statement and its journal, two people for an adjustment, and days that close. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { personOf } from '../../simulators/src/population/index.ts';
import { OwnSystem, Walker } from '../../server/src/entry/journey.ts';
import { WireTerminal } from '../../server/testing/wire-terminal.ts';
import { seriousFindings } from '../axe.ts';
import { findBrowser } from '../browser.ts';
import { button, signInAtDesk } from '../desk.ts';

const browser: Browser | undefined = await findBrowser();
const out = join(import.meta.dirname, '..', 'out');
const SEEN_MS = 45_000;
const WIDE = { width: 1440, height: 900 };
const NARROW = { width: 390, height: 844 };
const own = personOf('lin').cards.find((one) => one.kind === 'credit');
const customer = personOf('wang').cards[0];
if (own === undefined || customer === undefined) throw new Error('both have cards');

let system: OwnSystem;
let lin: Walker;
let rrn = '';
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
  for (const amounts of [[100, 12_300], [45_600, 7_800], [9_900]]) {
    for (const amount of amounts) {
      const sale = await terminal.sale(customer, amount);
      expect(sale.code).toBe('00');
      rrn = sale.rrn;
    }
    await lin.moveClock('payout');
    await terminal.signIn();
  }
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await system.remove();
});

async function deskOf(login: string, path: string, size = WIDE, language = 'zh-CN'): Promise<Page> {
  const context = await (browser as Browser).newContext({ viewport: size, locale: language });
  const page = await context.newPage();
  page.setDefaultTimeout(SEEN_MS);
  page.on('pageerror', (error) => complaints.push(error.message));
  return signInAtDesk(page, { walker: lin, login, path, language });
}
const keep = (page: Page, name: string): Promise<unknown> =>
  page.screenshot({ path: join(out, `books-${name}.png`), animations: 'disabled', fullPage: true });

describe.skipIf(browser === undefined)('an accountant', () => {
  it('goes from the trial balance to a statement, and from its line to the journal', async () => {
    const page = await deskOf('accountant', 'trial');
    await page.getByText('借贷平衡').first().waitFor();
    await button(page, '核对商户余额').click();
    await page.getByText('每个商户的余额都等于其全部分录之和').first().waitFor();
    await keep(page, 'trial');
    expect(await seriousFindings(page)).toEqual([]);
    await page.getByRole('link', { name: /inc:mdr/ }).click();
    await page.getByText('余额走势').first().waitFor();
    await page.locator('tbody tr', { hasText: rrn }).waitFor();
    await keep(page, 'statement');
    expect(await seriousFindings(page)).toEqual([]);
    await page.locator('tbody tr', { hasText: rrn }).getByRole('link', { name: '凭证' }).click();
    await page.getByText('这笔交易的全部凭证').first().waitFor();
    await page.locator('.beneath section').waitFor();
    await keep(page, 'journal');
    expect(await seriousFindings(page)).toEqual([]);
    await page.context().close();
  });

  it('looks for journals, and the filter stands in the address', async () => {
    const page = await deskOf('accountant', 'journals');
    await page.locator('tbody tr.ant-table-row').first().waitFor();
    await page.getByLabel('金额（元）').fill('456');
    await button(page, '查询').click();
    await page.locator('tbody tr', { hasText: '消费' }).first().waitFor();
    expect(new URL(page.url()).searchParams.get('amount')).toBe('456');
    await keep(page, 'search');
    await page.getByLabel('金额（元）').fill('4.5.6');
    await page.getByText('金额写成 123.45 这样').first().waitFor();
    await page.goto(`${system.url}/console/journals?reference=nothing`);
    await page.getByText('没有符合条件的凭证').first().waitFor();
    await page.context().close();
  });

  it('proposes what only another posts', async () => {
    const page = await deskOf('accountant', 'adjustments');
    await page.getByText('还没有调账').first().waitFor();
    await button(page, '提出调账').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('科目').nth(0).fill('exp:loss');
    await dialog.getByLabel('借方（元）').nth(0).fill('12.5');
    await dialog.getByLabel('科目').nth(1).fill('susp_short');
    await dialog.getByLabel('贷方（元）').nth(1).fill('12');
    await dialog.getByText('借贷相差 0.50 元').first().waitFor();
    await dialog.getByLabel('贷方（元）').nth(1).fill('12.50');
    await dialog.getByLabel('原因').fill('周一短款查无下落');
    await keep(page, 'propose');
    expect(await seriousFindings(page)).toEqual([]);
    await button(dialog, '提出调账').click();
    await page.getByText('待另一人复核').first().waitFor();
    expect(await button(page, '复核入账').count()).toBe(0);

    const other = await deskOf('accountant-2', 'adjustments');
    await button(other, '复核入账').click();
    const question = other.getByRole('dialog');
    await question.getByRole('textbox').fill('已核对银行回单');
    await keep(other, 'approve');
    await button(question, '复核入账').click();
    await other.getByText('已入账').first().waitFor();
    await other
      .getByRole('button', { name: /expand|展开/i })
      .first()
      .click()
      .catch(() => undefined);
    await keep(other, 'adjustments');
    expect(await seriousFindings(other)).toEqual([]);
    await Promise.all([page.context().close(), other.context().close()]);
  });

  it('sees days close, verifies them, and finds it all on a phone and in English', async () => {
    const page = await deskOf('accountant', 'closings');
    await button(page, '核验本月').waitFor();
    await page.getByText('已结').first().waitFor();
    await button(page, '核验本月').click();
    await page
      .getByText(/本月已结的 \d+ 天与结账时一致/)
      .first()
      .waitFor();
    await page.getByText('一致', { exact: true }).first().waitFor();
    await keep(page, 'closings');
    expect(await seriousFindings(page)).toEqual([]);
    await page.context().close();
    for (const path of ['trial', 'statement?account=inc:mdr', 'journals', 'adjustments', 'closings']) {
      const narrow = await deskOf('accountant', path, NARROW, 'en');
      await narrow.locator('tbody tr.ant-table-row').first().waitFor();
      const over = await narrow.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
      await keep(narrow, `narrow-${path.split('?')[0]}`);
      expect(over, path).toBeLessThanOrEqual(0);
      await narrow.context().close();
    }
    expect(complaints).toEqual([]);
  });
});
