/** A deposit as its merchant and the console see it: the clock on a narrow phone, day 181, the appeal, and the money back on the card. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OwnSystem, Walker } from '../../server/src/entry/journey.ts';
import { seriousFindings } from '../axe.ts';
import { findBrowser } from '../browser.ts';

const browser: Browser | undefined = await findBrowser();
const SEEN_MS = 45_000;
let system: OwnSystem;
let walker: Walker;
const complaints: string[] = [];

beforeAll(async () => {
  system = await OwnSystem.create();
  await system.start();
  walker = new Walker(system.url, 'lin');
  await walker.ready();
  const { serialNo } = await walker.becomeActive();
  await walker.runTerminal(serialNo, { script: 'sale', amountFen: '12800', personKey: 'wang' });
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await system.remove();
});

async function open(path: string, width: number, merchant: boolean): Promise<Page> {
  const viewport = { width, height: 844 };
  const context = await (browser as Browser).newContext({ locale: 'zh-CN', viewport });
  const cookies = [...walker.cookies].map(([name, value]) => ({ name, value, url: system.url }));
  if (merchant) await context.addCookies(cookies);
  const page = await context.newPage();
  page.setDefaultTimeout(SEEN_MS);
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(`${system.url}${path}`);
  return page;
}

async function openDesk(path: string): Promise<Page> {
  const page = await open('/console/', 1440, false);
  const { signIns } = await walker.client.call('GET /api/demo/info');
  const { password = '' } = signIns.find((one) => one.login === 'operator') ?? {};
  await page.request.post(`${system.url}/api/console/sessions`, {
    headers: { origin: system.url },
    data: { login: 'operator', password },
  });
  await page.goto(`${system.url}/console/${path}`);
  return page;
}

const days = async (count: number): Promise<void> => {
  for (let day = 0; day < count; day += 1) await walker.moveClock('plus_1d');
};

describe.skipIf(browser === undefined)('a deposit', () => {
  it('is found from the home page, with its clock, also on 360 px and in English', async () => {
    const page = await open('/merchant/home', 390, true);
    await page.getByRole('link', { name: '查看进度与退还' }).click();
    await page.getByRole('img', { name: /目标 100,000 元/ }).waitFor();
    await page.getByText('冻结在信用卡').first().waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    const narrow = await open('/merchant/deposit?lang=en', 360, true);
    await narrow.getByText('Counting', { exact: true }).first().waitFor();
    expect(
      await narrow.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth),
    ).toBe(0);
    expect(await seriousFindings(narrow)).toEqual([]);
  });

  it('whose target was missed may be appealed against, and people decide in the console', async () => {
    await days(181);
    const page = await open('/merchant/deposit', 390, true);
    await page.getByText('到期未达标').first().waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await page.getByRole('textbox').fill('机具送修停用了两个月，附维修单');
    await page.getByRole('button', { name: '提交申诉' }).click();
    await page.getByText('申诉中').first().waitFor();
    const desk = await openDesk('deposits');
    await desk.getByRole('button', { name: '处理申诉' }).click();
    await desk.getByText('附维修单').first().waitFor();
    expect(await seriousFindings(desk)).toEqual([]);
    await desk.getByRole('radio', { name: '通过，准予退还' }).check();
    await desk.getByRole('textbox').last().fill('维修记录属实，同意退还');
    await desk.getByRole('dialog').getByRole('button', { name: '处理申诉' }).click();
    await desk.getByText('已达标').first().waitFor();
  }, 240_000);

  it('is asked for with one press, and says that it was paid back', async () => {
    const page = await open('/merchant/deposit', 390, true);
    await page.getByText('申诉通过').first().waitFor();
    await page.getByRole('button', { name: '申请退还 99.00 元' }).click();
    await page.getByText('已到账').first().waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    const desk = await openDesk('deposits');
    await desk.getByText('已退还').first().waitFor();
    expect(complaints).toEqual([]);
  });
});
