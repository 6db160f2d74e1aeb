/** A rule is drafted, run dry and switched on by two persons in the console, and a merchant reads whether it is flagged and what its limits are. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OwnSystem, Walker } from '../../server/src/entry/journey.ts';
import { seriousFindings } from '../axe.ts';
import { findBrowser } from '../browser.ts';
import { signInAtDesk } from '../desk.ts';

const browser: Browser | undefined = await findBrowser();
const out = join(import.meta.dirname, '..', 'out');
const SEEN_MS = 45_000;
const WIDE = { width: 1440, height: 900 };
const NARROW = { width: 360, height: 780 };

let system: OwnSystem;
let lin: Walker;
let serialNo = '';
const complaints: string[] = [];
beforeAll(async () => {
  await mkdir(out, { recursive: true });
  system = await OwnSystem.create();
  await system.start();
  lin = new Walker(system.url, 'lin');
  await lin.ready();
  ({ serialNo } = await lin.becomeActive());
  for (const amountFen of ['188800', '266600'])
    await lin.runTerminal(serialNo, { script: 'sale', amountFen, personKey: 'wang' });
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await system.remove();
});

async function pageOf(size: { width: number; height: number }, language: string): Promise<Page> {
  const context = await (browser as Browser).newContext({ viewport: size, locale: language });
  const page = await context.newPage();
  page.setDefaultTimeout(SEEN_MS);
  page.on('pageerror', (error) => complaints.push(error.message));
  return page;
}

async function deskOf(login: string, path: string, language = 'zh-CN', size = WIDE): Promise<Page> {
  const page = await pageOf(size, language);
  return signInAtDesk(page, { walker: lin, login, path, language });
}

async function phoneAt(path: string, language = 'zh-CN'): Promise<Page> {
  const page = await pageOf(NARROW, language);
  await page.context().addCookies([...lin.cookies].map(([name, value]) => ({ name, value, url: system.url })));
  await page.goto(`${system.url}/merchant/${path}?lang=${language}`);
  return page;
}

const keep = (page: Page, name: string): Promise<unknown> =>
  page.screenshot({ path: join(out, `risk-${name}.png`), animations: 'disabled', fullPage: true });
const fits = (page: Page): Promise<boolean> =>
  page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth);

/** The newest version of velocity in the drawer, lowered to two sales of 1,000 in a day, which asks for proof. */
async function draft(page: Page): Promise<void> {
  const row = page.getByRole('row').filter({ hasText: '短时高频' }).first();
  await row.getByRole('button', { name: '起草新版本' }).click();
  const drawer = page.getByRole('dialog');
  await drawer.getByLabel('最少笔数').fill('2');
  await drawer.getByLabel('时间窗（小时）').fill('24');
  await drawer.getByLabel('合计金额（元）').fill('0');
  await drawer.getByLabel('动作').click();
  await page.getByTitle('要求举证').click();
}

describe.skipIf(browser === undefined)('a merchant against whom nothing stands', () => {
  it('reads so plainly', async () => {
    const page = await phoneAt('flags');
    await page.getByText('没有', { exact: true }).first().waitFor();
    expect([await fits(page), await seriousFindings(page)]).toEqual([true, []]);
    await page.context().close();
  });
});

describe.skipIf(browser === undefined)('a rule', () => {
  it('is drafted within its bounds and run dry; the hits are shown beside those of the version in force', async () => {
    const page = await deskOf('operator', 'risk-rules');
    await draft(page);
    const drawer = page.getByRole('dialog');
    await drawer.getByLabel('时间窗（小时）').fill('1000');
    expect(await drawer.getByRole('button', { name: '试运行' }).isDisabled()).toBe(true);
    await drawer.getByText('0.01 至 168').first().waitFor();
    await drawer.getByLabel('时间窗（小时）').fill('24');
    await keep(page, 'draft');
    expect(await seriousFindings(page)).toEqual([]);
    await drawer.getByRole('button', { name: '试运行' }).click();
    await page.getByText('完成 · 已看 1/1 家商户').first().waitFor();
    await page.getByRole('row').filter({ hasText: '草稿命中' }).getByText('4,554.00').first().waitFor();
    await keep(page, 'dry-run');
    expect(await seriousFindings(page)).toEqual([]);
    await page.context().close();
  });

  it('is proposed by one and switched on with a note by another', async () => {
    const page = await deskOf('operator', 'risk-rules');
    await draft(page);
    await page.getByRole('dialog').getByLabel('说明（必填）').fill('试运行命中 2 笔');
    await page.getByRole('dialog').getByRole('button', { name: '提交启用' }).click();
    await page.getByText('等另一位同事').first().waitFor();
    await page.context().close();
    const other = await deskOf('operator-2', 'risk-rules');
    await other.getByRole('button', { name: /^启\s?用$/ }).click();
    await other.getByRole('dialog').getByLabel('意见（必填）').fill('同意');
    await other
      .getByRole('dialog')
      .getByRole('button', { name: /^启\s?用$/ })
      .click();
    await other.getByText('已启用').first().waitFor();
    await keep(other, 'rules');
    expect(await seriousFindings(other)).toEqual([]);
    await other.context().close();
    for (const path of ['risk-rules', 'risk-measures', 'watch-list']) {
      const english = await deskOf('operator', path, 'en');
      expect([path, await seriousFindings(english)]).toEqual([path, []]);
      await english.setViewportSize({ width: 390, height: 844 });
      expect([path, await fits(english)]).toEqual([path, true]);
      await english.context().close();
    }
  });
});

describe.skipIf(browser === undefined)('a merchant', () => {
  it('reads what is asked of it, and answers with a file', async () => {
    const page = await phoneAt('flags');
    await lin.runTerminal(serialNo, { script: 'sale', amountFen: '177700', personKey: 'chen' });
    await page.getByText('需要您举证').first().waitFor(); // told by the live line
    await keep(page, 'flags');
    expect(await seriousFindings(page)).toEqual([]);
    await page.getByText('去说明或申诉').click();
    await page.locator('input[type=file]').setInputFiles({
      name: '小票.png',
      mimeType: 'image/png',
      buffer: Buffer.from('89504e470d0a1a0a', 'hex'),
    });
    await page
      .getByText(/小票\.png/)
      .first()
      .waitFor();
    await page.locator('form.statement textarea').fill('当天团购，顾客分别付款');
    await page.getByRole('button', { name: /^提\s?交$/ }).click();
    await page.getByText('已收到您的说明，正在核实').first().waitFor();
    expect([await fits(page), await seriousFindings(page)]).toEqual([true, []]);
    await keep(page, 'answered');
    await page.context().close();
  });

  it('sees what is used of its limits, also in English, and nothing on these pages has failed', async () => {
    const page = await phoneAt('limits', 'en');
    await page
      .getByText(/One sale up to/)
      .first()
      .waitFor();
    expect([await fits(page), await seriousFindings(page)]).toEqual([true, []]);
    await keep(page, 'limits-en');
    await page.context().close();
    expect(complaints).toEqual([]);
  });
});

describe.skipIf(browser === undefined)('the report', () => {
  it('is taken as CSV and XLSX by whoever has the right, and an operator is not even offered it', async () => {
    const page = await deskOf('accountant', 'risk-measures');
    const section = page.getByRole('region', { name: '大额与可疑交易报告' });
    const { now } = await lin.client.call('GET /api/public/status');
    const day = new Date(Date.parse(now) + 8 * 3_600_000).toISOString().slice(0, 10);
    await section.getByLabel(/^自/).fill(day);
    await section.getByLabel(/^至/).fill(day);
    const hrefs = await section
      .getByRole('link')
      .evaluateAll((links) => links.map((one) => (one as HTMLAnchorElement).href));
    const answers = await Promise.all(hrefs.map(async (href) => (await page.request.get(href)).body()));
    expect(answers.map((one) => one.toString('utf8').slice(0, 10))).toEqual([
      expect.stringContaining('交易日'),
      expect.stringMatching(/^PK/),
    ]);
    expect(await seriousFindings(page)).toEqual([]);
    await page.context().close();
    const operator = await deskOf('operator', 'risk-measures');
    await operator.getByText('黑名单清退').first().waitFor();
    expect(await operator.getByText('大额与可疑交易报告').count()).toBe(0);
    await operator.context().close();
  });
});
