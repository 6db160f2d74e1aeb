/** The SIM fee in year 2, in the browser: eleven months pass, the merchant is reminded, renews on a bad line, and the console sees it. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OwnSystem, Walker } from '../../server/src/entry/journey.ts';
import { seriousFindings } from '../axe.ts';
import { findBrowser } from '../browser.ts';
import { signInAtDesk } from '../desk.ts';

const browser: Browser | undefined = await findBrowser();
const SEEN_MS = 45_000;
const DAYS_TO_NOTICE = 335;
let system: OwnSystem;
let walker: Walker;
const complaints: string[] = [];

beforeAll(async () => {
  system = await OwnSystem.create();
  await system.start();
  walker = new Walker(system.url, 'lin');
  await walker.ready();
  await walker.becomeActive();
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await system.remove();
});

async function open(path: string, width: number): Promise<Page> {
  const context = await (browser as Browser).newContext({ locale: 'zh-CN', viewport: { width, height: 844 } });
  await context.addCookies([...walker.cookies].map(([name, value]) => ({ name, value, url: system.url })));
  const page = await context.newPage();
  page.setDefaultTimeout(SEEN_MS);
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(`${system.url}${path}`);
  return page;
}
const overflow = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

describe.skipIf(browser === undefined)('the SIM fee in year 2', () => {
  it('is found from the device, free and far away in the first months', async () => {
    const page = await open('/merchant/devices', 390);
    await page.getByRole('link', { name: '流量费与有效期' }).click();
    await page.getByText('免费期至').first().waitFor();
    await page
      .getByText(/起可以续费/)
      .first()
      .waitFor();
    expect(await page.getByRole('button', { name: /续费一年/ }).count()).toBe(0);
    expect(await seriousFindings(page)).toEqual([]);
  });

  it('a month before the end the home page says so, in both languages and on a narrow phone', async () => {
    for (let day = 0; day < DAYS_TO_NOTICE; day += 1) await walker.moveClock('plus_1d');
    const page = await open('/merchant/home', 390);
    await page.getByRole('link', { name: /流量卡将到期/ }).click();
    await page.getByRole('button', { name: /续费一年 · 48.00 元/ }).waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    const narrow = await open('/merchant/sims?lang=en', 360);
    await narrow.getByRole('button', { name: 'Renew for a year · ¥48.00' }).waitFor();
    expect(await overflow(narrow)).toBe(0);
    expect(await seriousFindings(narrow)).toEqual([]);
    const messages = (await walker.messages()).map((one) => one.text);
    expect(messages.filter((text) => text.includes('流量卡有效期至'))).toHaveLength(1);
  }, 300_000);

  it('a renewal whose answer is lost on the way is paid once', async () => {
    const page = await open('/merchant/sims', 390);
    const renew = page.getByRole('button', { name: /续费一年/ });
    await page.route('**/renewal', async (route) => {
      await route.fetch(); // it arrives, and its answer does not
      await route.abort('connectionreset');
    });
    await renew.click();
    await page.getByRole('button', { name: '确认' }).click();
    await page
      .getByText(/已续费|起可以续费|网络/)
      .first()
      .waitFor();
    await page.unroute('**/renewal');
    await page.reload();
    await page.getByText('有效期至').first().waitFor();
    const { rows } = await walker.client.call('GET /api/merchant/sims');
    expect(rows[0]?.renewals).toHaveLength(1);
    expect(await page.getByRole('button', { name: /续费一年/ }).count()).toBe(0);
    await page.getByText('由您续费').first().waitFor();
    expect(await seriousFindings(page)).toEqual([]);
  });

  it('what happens next year is a choice of the merchant, and the console sees it', async () => {
    const page = await open('/merchant/sims', 390);
    await page.getByRole('radio', { name: /自动从结算款续费/ }).check();
    await page.reload();
    await page.getByRole('radio', { name: /自动从结算款续费/, checked: true }).waitFor();
    const desk = await (
      await (browser as Browser).newContext({ locale: 'zh-CN', viewport: { width: 1440, height: 900 } })
    ).newPage();
    desk.setDefaultTimeout(SEEN_MS);
    await signInAtDesk(desk, { walker, login: 'operator', path: 'sims?shelf=all' });
    await desk.getByRole('cell', { name: '自动续费' }).waitFor();
    expect(await seriousFindings(desk)).toEqual([]);
    expect(complaints).toEqual([]);
  });
});
