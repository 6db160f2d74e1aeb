/** A merchant looks at its month on a small phone, opens a line, says with one tap that it is wrong, and reads the answer. */
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
  await lin.moveClock('next_morning');
  await lin.moveClock('plus_1h');
  const terminal = WireTerminal.ofSystem(system.dataDir, serialNo);
  const { acknowledge } = await terminal.claim(code);
  expect((await terminal.preAuth(own, 9_900)).code).toBe('00');
  expect(await acknowledge()).toBe('00');
  expect((await terminal.sale(customer, 100)).code).toBe('00');
  expect((await terminal.sale(customer, 12_800)).code).toBe('00');
  const undone = await terminal.sale(customer, 5_000);
  expect((await terminal.voidSale(undone, customer, 5_000)).code).toBe('00');
  await lin.moveClock('payout');
  await until('the payout', async () => ((await lin.arrivals()).length === 1 ? true : undefined));
  expect((await terminal.sale(customer, 128_800)).code).toBe('00');
});
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

const wide = (page: Page): Promise<boolean> =>
  page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);

describe.skipIf(browser === undefined)('the month on a phone', () => {
  it('stands within 360 and 390 px in both languages, without a serious finding', async () => {
    for (const [width, language] of [
      [360, 'zh-CN'],
      [390, 'en'],
    ] as const) {
      const page = await phone(width, `/month?lang=${language}`);
      await page.getByTestId('month-closing').waitFor();
      expect(await wide(page)).toBe(false);
      expect(await seriousFindings(page)).toEqual([]);
      await page.screenshot({ path: join(out, `month-${width}-${language}.png`), fullPage: true });
      await page.context().close();
    }
  });

  it('opens a line, and one tap asks about it; the console answers and the answer is there', async () => {
    const page = await phone(360, '/month?lang=zh-CN');
    const line = page.locator('#line-sales');
    await line.getByRole('button', { name: '明细' }).click();
    await line.locator('.entries .row-link').first().waitFor();
    await line.getByRole('button', { name: '这里不对' }).click();
    await page.getByText('我反映的问题').first().waitFor();
    await page.screenshot({ path: join(out, 'month-asked.png'), fullPage: true });

    const desk = await (browser as Browser).newPage({ viewport: { width: 1440, height: 900 } });
    desk.setDefaultTimeout(SEEN_MS);
    const { signIns } = await lin.client.call('GET /api/demo/info');
    const { password = '' } = signIns.find((one) => one.login === 'hotline') ?? {};
    await desk.request.post(`${system.url}/api/console/sessions`, {
      headers: { origin: system.url },
      data: { login: 'hotline', password },
    });
    await desk.goto(`${system.url}/console/tickets`);
    await desk.getByText('建单时的金额').click();
    await desk.screenshot({ path: join(out, 'month-desk.png'), fullPage: true });
    await desk.getByRole('button', { name: /^答\s?复$/ }).click();
    await desk.getByLabel('答复内容（短信发给对方）').fill('这笔收款下一个工作日到账');
    await desk
      .getByRole('dialog')
      .getByRole('button', { name: /^答\s?复$/ })
      .click();
    // answered, it leaves the queue and stands among what has ended
    await desk.getByRole('dialog').waitFor({ state: 'hidden' });
    await desk.goto(`${system.url}/console/tickets?stand=ended`);
    await desk.getByText('答复：这笔收款下一个工作日到账').first().waitFor();

    await page.reload();
    await page.getByText('答复：这笔收款下一个工作日到账').first().waitFor();
    expect(complaints).toEqual([]);
  });
});
