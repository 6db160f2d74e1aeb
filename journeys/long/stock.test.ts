/** Stock in a real browser: a vendor's file, a box on its way, a count, and a device that is not the one that was sent. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { OwnSystem, Walker } from '../../server/src/entry/journey.ts';
import { seriousFindings } from '../axe.ts';
import { findBrowser } from '../browser.ts';
import { signInAtDesk } from '../desk.ts';

const browser: Browser | undefined = await findBrowser();
const out = join(import.meta.dirname, '..', 'out');
const SEEN_MS = 45_000;
const DESK = { width: 1440, height: 900 };
/** The narrowest phone, with the largest type. */
const PHONE = { width: 360, height: 740 };
const AGENT = '杭州禾木商户服务有限公司';
type Language = 'zh-CN' | 'en';

let system: OwnSystem;
/** Approved, with a device on its way. */
let wang: Walker;
const complaints: string[] = [];

beforeAll(async () => {
  await mkdir(out, { recursive: true });
  system = await OwnSystem.create();
  await system.start();
  wang = new Walker(system.url, 'wang');
  await wang.ready();
  await wang.register();
  await wang.showIdentityCard();
  await wang.showFacePatiently();
  await wang.submit(await wang.fillApplication());
  expect(await wang.decided()).toBe('approved');
  await wang.activationCode();
});
afterAll(async () => {
  await browser?.close();
  await system.remove();
});

async function open(path: string, options: { size: typeof DESK; language: Language }): Promise<Page> {
  const context = await (browser as Browser).newContext({ viewport: options.size, locale: options.language });
  const page = await context.newPage();
  page.setDefaultTimeout(SEEN_MS);
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(`${system.url}${path}?lang=${options.language}`);
  return page;
}

/** The console as one of the demo's staff sees it; signed in beside the form, which has its own journey. */
async function deskOf(login: string, path: string, language: Language = 'zh-CN'): Promise<Page> {
  const page = await open('/console/', { size: DESK, language });
  return signInAtDesk(page, { walker: wang, login, path, language });
}

async function phoneOf(walker: Walker, path: string, language: Language): Promise<Page> {
  const page = await open('/merchant/', { size: PHONE, language });
  const cookies = [...walker.cookies].map(([name, value]) => ({ name, value, url: system.url }));
  await page.context().addCookies(cookies);
  await page.evaluate(() => localStorage.setItem('kaitong.type', 'large'));
  await page.goto(`${system.url}/merchant/${path}`);
  return page;
}

/** Pictures for eyes: `PICTURES=1`. */
async function keep(page: Page, name: string): Promise<void> {
  if (process.env['PICTURES'] === undefined) return;
  await page.screenshot({ path: join(out, `stock-${name}.png`), animations: 'disabled' });
}

/** The library sets two characters of a button apart, and its spinner is part of the name until it has faded, which takes a busy machine seconds. */
const button = (within: Page | Locator, name: string): Locator =>
  within.getByRole('button', { name: new RegExp(`^(?:loading\\s*)?${name.split('').join('\\s*')}$`, 'u') });

const dialog = (page: Page): Locator => page.getByRole('dialog');

/** Presses what the open question offers, and waits until it is answered. */
async function agree(page: Page, name: string): Promise<void> {
  await button(dialog(page), name).click();
  await dialog(page).waitFor({ state: 'hidden' });
}

/** Types into a list of choices and takes the one that is found, as people with a keyboard do. */
async function choose(within: Page | Locator, label: string, option: string): Promise<void> {
  const box = within.getByRole('combobox', { name: label });
  await box.fill(option);
  const page = 'page' in within ? within.page() : within;
  await page.locator('.ant-select-dropdown:visible .ant-select-item-option-active', { hasText: option }).waitFor();
  await box.press('Enter');
}

async function importFile(page: Page, content: string): Promise<void> {
  await page
    .locator('input[type=file]')
    .setInputFiles({ name: 'delivery.csv', mimeType: 'text/csv', buffer: Buffer.from(content) });
  await button(page, '预检').click();
}

/** A place of the list with its figures: free of either model, and on their way here. */
const placeRow = (page: Page, name: string): Promise<string[]> =>
  page.locator('tr', { hasText: name }).locator('td').allTextContents();

describe.skipIf(browser === undefined)('an operator', () => {
  it('has a wrong line of a vendor’s file shown, imports it put right, and is told when the same file comes again', async () => {
    const vendorFile = `${system.url}/api/demo/world/sample-shelf/vendor-files/delivery-one-bad-line.csv`;
    const spoilt = await (await fetch(vendorFile)).text();
    const page = await deskOf('operator', 'stock/import');
    await page.getByRole('textbox', { name: '供应商' }).fill('新大陆');
    await importFile(page, spoilt);
    await page.getByText('1 行有误，整个文件不入库').first().waitFor();
    const fault = page.locator('.panel tbody tr', { hasText: 'KTE27010003' });
    expect((await fault.locator('td').allTextContents())[0]).toBe('4');
    await fault.getByText('机型不认识').first().waitFor();
    expect(await button(page, '入库').isDisabled()).toBe(true);
    await keep(page, 'wrong-line');
    await importFile(page, spoilt.replace('esign_pos_x', 'esign_pos'));
    await page.getByText('预检通过：6 台可入库').first().waitFor();
    await page.getByRole('button', { name: '入库 6 台' }).click();
    await page.getByText('已入库 6 台', { exact: true }).first().waitFor();
    await importFile(page, spoilt.replace('esign_pos_x', 'esign_pos'));
    await page.getByText('这个文件已经入过库').first().waitFor();
    await page.getByRole('tab', { name: '机具' }).click();
    await page.getByLabel('序列号（开头或结尾）').fill('kts2701');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/stock/devices?serial=kts2701');
    await page.locator('tbody tr', { hasText: 'KTS27010002' }).getByText('智能POS').first().waitFor();
    await page.context().close();
  });

  it('opens an agent’s shelf, sends a box there, receives it one short, and settles what is missing', async () => {
    const page = await deskOf('operator', 'stock');
    await button(page, '开设地点').click();
    await dialog(page).getByRole('radio', { name: '服务商' }).check();
    await choose(dialog(page), '服务商', AGENT);
    await agree(page, '开设');
    await page.locator('tr', { hasText: AGENT }).waitFor();
    await page.getByRole('tab', { name: '调拨' }).click();
    await button(page, '新建调拨').click();
    await choose(dialog(page), '调出', '总仓');
    await choose(dialog(page), '调入', AGENT);
    const serials = dialog(page).getByRole('textbox', { name: /^序列号/ });
    await serials.fill('kte27010001, KTE27010002\nKTE2701NONE');
    await button(dialog(page), '发出').click();
    await dialog(page).getByText('KTE2701NONE').first().waitFor();
    await dialog(page).getByText('整单未调拨：KTE2701NONE').first().waitFor();
    await serials.fill('kte27010001, KTE27010002');
    await agree(page, '发出');
    await page.getByText('调拨途中').first().waitFor();
    await button(page, '收货').click();
    await dialog(page).getByRole('textbox').fill('KTE27010001');
    await dialog(page).getByText('应到 2 台，已扫到 1 台').first().waitFor();
    await keep(page, 'one-short');
    await agree(page, '按实物收货（有出入）');
    await page.getByText('有出入', { exact: true }).first().waitFor();
    await button(page, '处理差异').click();
    await dialog(page).getByText('没有收到：KTE27010002').first().waitFor();
    await dialog(page)
      .getByRole('radio', { name: /^找到了/ })
      .check();
    await agree(page, '确定处理');
    await page.locator('td').getByText('差异已处理').first().waitFor();
    await page.getByRole('tab', { name: '地点' }).click();
    // the list of transfers names the agent too: the counts are waited for, not the name
    await vi.waitFor(async () => expect((await placeRow(page, AGENT)).slice(2, 5)).toEqual(['1', '0', '0']), 15_000);
    await page.context().close();
  });

  it('counts a shelf, and only a colleague can confirm that something is missing', async () => {
    const page = await deskOf('operator', 'stock/counts', 'en');
    await button(page, 'New count').click();
    await choose(dialog(page), 'Place', AGENT);
    await agree(page, 'Open');
    await button(page, 'Enter what is there').click();
    await dialog(page).getByRole('textbox').fill('KTE27010003');
    await agree(page, 'Enter what is there');
    await page.getByText('Somebody else confirms').first().waitFor();
    expect(await button(page, 'Confirm differences').count()).toBe(0);
    const colleague = await deskOf('operator-2', 'stock/counts', 'en');
    await button(colleague, 'Confirm differences').click();
    await dialog(colleague).getByText('not seen: KTE27010001').first().waitFor();
    await keep(colleague, 'confirm-count');
    await agree(colleague, 'Confirm differences');
    await colleague.getByText('Confirmed: 1 lost, 1 moved here, 0 not booked').first().waitFor();
    await page.goto(`${system.url}/console/stock/devices?state=lost`);
    await page.locator('tbody tr', { hasText: 'KTE27010001' }).getByText(AGENT).first().waitFor();
    await Promise.all([page.context().close(), colleague.context().close()]);
  });
});

describe.skipIf(browser === undefined)('a merchant whose device is not the one that was sent', () => {
  const ARRIVED = 'KTE261100030';

  it('says so on the phone by keyboard, the operator swaps it, and the phone shows the new one', async () => {
    const { rows } = await wang.client.call('GET /api/merchant/devices');
    const expected = rows[0]?.serialNo ?? '';
    const phone = await phoneOf(wang, 'devices', 'zh-CN');
    const ask = phone.getByRole('button', { name: '收到的机具不对 / 没收到' });
    await ask.focus();
    await phone.keyboard.press('Enter');
    await phone.keyboard.press('Tab');
    await phone.keyboard.press('Space');
    await phone.getByText('激活码立即停用，两台机具都不能激活').first().waitFor();
    await phone.keyboard.press('Tab');
    await phone.keyboard.type('kte 2611-00030');
    await keep(phone, 'phone-report');
    expect(await phone.evaluate(() => document.documentElement.scrollWidth)).toBe(PHONE.width);
    await phone.keyboard.press('Enter');
    await phone.getByText('核对中').first().waitFor();
    expect(await phone.getByRole('button', { name: '重新发送激活码' }).count()).toBe(0);
    expect(await seriousFindings(phone)).toEqual([]);
    await keep(phone, 'phone-open');

    const page = await deskOf('operator', 'exceptions');
    const report = page.locator('tr', { hasText: expected });
    await report.getByText(ARRIVED).first().waitFor();
    await report.getByText('我方空闲，同机型，可换绑').first().waitFor();
    await button(report, '换绑').click();
    await dialog(page).getByText(`应收的 ${expected} 记为退回`).first().waitFor();
    await keep(page, 'swap');
    await agree(page, '换绑');
    await report.getByText('已换绑').first().waitFor();
    await phone.getByText(`序列号 ${ARRIVED}`).first().waitFor();
    await phone.getByRole('button', { name: '重新发送激活码' }).waitFor();
    await page.getByRole('tab', { name: '终端与报备' }).click();
    await page.locator('tr', { hasText: ARRIVED }).getByText('第 2 版').first().waitFor();
    await Promise.all([phone.context().close(), page.context().close()]);
  });
});

describe.skipIf(browser === undefined)('these pages', () => {
  const PAGES = [
    ['stock', 5],
    ['exceptions', 2],
    ['watch-list', 0],
    ['open-platform', 3],
  ] as const;

  /** Every tab of every page, reached as people reach it: by the menu and the tabs, without loading anything again. */
  async function walkThrough(page: Page, at: (name: string) => Promise<void>): Promise<void> {
    for (const [path, tabs] of PAGES) {
      const link = page.locator(`nav a[href="/console/${path}"]`);
      // some pages stand in a group that is closed
      const closed = page.locator('nav .ant-menu-submenu:not(.ant-menu-submenu-open) > .ant-menu-submenu-title');
      while (!(await link.isVisible())) await closed.first().click();
      await link.click();
      for (let i = 0; i < Math.max(tabs, 1); i += 1) {
        if (tabs > 0) await page.getByRole('tab').nth(i).click();
        await page.locator('.content table, .content .ant-empty').locator('visible=true').first().waitFor();
        await at(`${path}-${i}`);
      }
    }
  }

  it.each(['zh-CN', 'en'] as const)('have nothing that axe calls serious, in %s', async (language) => {
    const page = await deskOf('operator', 'stock', language);
    await walkThrough(page, async (name) => {
      expect(await seriousFindings(page), name).toEqual([]);
      await keep(page, `${language}-${name}`);
    });
    await page.context().close();
  });

  it('offer no button that changes anything to who may only read', async () => {
    const page = await deskOf('accountant', 'stock');
    await walkThrough(page, async (name) => {
      // to look for something changes nothing
      const buttons = page
        .locator('.content .tab-head .ant-btn, .content td .ant-btn, .content .ant-btn-primary')
        .filter({ hasNotText: /^查\s?询$/ });
      expect(await buttons.count(), name).toBe(0);
    });
    expect(complaints).toEqual([]);
    await page.context().close();
  });
});
