/** An operator's morning: a queue, an alert, a payout that the bank sent back, a device that is stuck, a ticket — all from one page. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OwnSystem, until, Walker } from '../../server/src/entry/journey.ts';
import { seriousFindings } from '../axe.ts';
import { findBrowser } from '../browser.ts';
import { button, signInAtDesk } from '../desk.ts';

const browser: Browser | undefined = await findBrowser();
const SEEN_MS = 45_000;
let system: OwnSystem;
let lin: Walker;
let serialNo = '';
const complaints: string[] = [];

beforeAll(async () => {
  system = await OwnSystem.create();
  await system.start();
  lin = new Walker(system.url, 'lin');
  await lin.ready();
  ({ serialNo } = await lin.becomeActive());
  // an alert: the own credit card at the own terminal, several times
  for (const amountFen of ['888800', '888800', '888800'])
    expect(await lin.runTerminal(serialNo, { script: 'sale', amountFen, personKey: 'lin' })).toMatchObject({
      ok: true,
    });
  expect(await lin.runTerminal(serialNo, { script: 'sale', amountFen: '12800', personKey: 'wang' })).toMatchObject({
    ok: true,
  });
  // a queue, and a device that is stuck: a wrong code
  const wang = new Walker(system.url, 'wang');
  await wang.register();
  await wang.showIdentityCard();
  await wang.showFacePatiently();
  await wang.submit(await wang.fillApplication());
  expect(await wang.decided()).toBe('approved');
  const other = await wang.receiveDevice();
  const wrong = other.code.startsWith('0') ? `1${other.code.slice(1)}` : `0${other.code.slice(1)}`;
  expect(await wang.runTerminal(other.serialNo, { script: 'activate', code: wrong, personKey: 'wang' })).toMatchObject({
    ok: false,
  });
  // a payout that comes back, and a merchant who asks why
  await lin.setFault('bank', { returnAll: true });
  await lin.moveClock('payout');
  await lin.moveClock('plus_1h');
  await lin.setFault('bank', { returnAll: false });
  await until('the account to be blocked', async () =>
    (await lin.client.call('GET /api/merchant/account')).state === 'blocked' ? true : undefined,
  );
  await lin.moveClock('next_morning');
}, 180_000);
afterAll(async () => {
  await browser?.close();
  await system.remove();
});

async function deskOf(language: string, path = 'overview'): Promise<Page> {
  const context = await (browser as Browser).newContext({ viewport: { width: 1440, height: 900 }, locale: language });
  const page = await context.newPage();
  page.setDefaultTimeout(SEEN_MS);
  page.on('pageerror', (error) => complaints.push(error.message));
  return signInAtDesk(page, { walker: lin, login: 'operator', path, language });
}
/** A tile of the overview, alarmed or not, as a link. */
const tile = (page: Page, name: RegExp) => page.getByRole('link', { name });

describe.skipIf(browser === undefined)('an operator’s morning', () => {
  it('begins on one page that says what waits, in both languages', async () => {
    const page = await deskOf('zh-CN');
    await tile(page, /待处理风险案件\s*1/).waitFor();
    await tile(page, /退汇冻结的账户\s*1/).waitFor();
    await tile(page, /未完成激活\s*1/).waitFor();
    expect(await page.locator('.alarm').count()).toBeGreaterThanOrEqual(2);
    expect(await seriousFindings(page)).toEqual([]);
    const english = await deskOf('en');
    await tile(english, /Open risk cases\s*1/).waitFor();
    await tile(english, /Blocked accounts\s*1/).waitFor();
  });

  it('goes on to the alert, and to the reasons why', async () => {
    const page = await deskOf('zh-CN');
    await tile(page, /待处理风险案件/).click();
    const row = page.locator('tbody tr.ant-table-row').first();
    await row.waitFor();
    expect(await seriousFindings(page)).toEqual([]);
  });

  it('to the payout that came back, with the bank’s reason', async () => {
    const page = await deskOf('zh-CN');
    await tile(page, /退汇冻结的账户/).click();
    await page.getByRole('tab', { name: /划款/ }).first().click();
    await page.getByText('户名不符').first().waitFor();
    expect(await seriousFindings(page)).toEqual([]);
  });

  it('to the device that is stuck, and sees at which step', async () => {
    const page = await deskOf('zh-CN');
    await tile(page, /未完成激活/).click();
    const row = page.locator('tbody tr.ant-table-row').first();
    await row.getByText(/码/).first().waitFor();
    await button(row, '详情').or(row.getByRole('button').first()).first().click();
    await page.getByRole('dialog').waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    expect(complaints).toEqual([]);
  });

  it('and finds a merchant from anywhere, by first letters, with everything that belongs to it', async () => {
    const { merchantNo } = await lin.client.call('GET /api/merchant/home');
    for (const [language, heading] of [
      ['zh-CN', '最近交易'],
      ['en', 'Latest transactions'],
    ] as const) {
      const page = await deskOf(language);
      await page.keyboard.press('Control+k');
      await page.keyboard.type('xmklm');
      await page.locator('.found').filter({ hasText: merchantNo }).click(); // two merchants bear this name
      await page.getByRole('heading', { name: heading }).waitFor();
      await page.getByRole('heading', { name: '晓梅烤冷面' }).waitFor();
      await page.getByText(serialNo).first().waitFor();
      expect(await seriousFindings(page)).toEqual([]);
      await page.keyboard.press('Control+k');
      await page.keyboard.type(serialNo);
      await page.locator('.found').getByText(serialNo).waitFor();
      await page.context().close();
    }
    expect(complaints).toEqual([]);
  });
});
