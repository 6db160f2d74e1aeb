/** Support sees a merchant's app as the merchant does: from the console, to read only, and the merchant reads of it. */
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OwnSystem, Walker } from '../../server/src/entry/journey.ts';
import { seriousFindings } from '../axe.ts';
import { findBrowser } from '../browser.ts';
import { button, signInAtDesk } from '../desk.ts';

const browser: Browser | undefined = await findBrowser();
const SEEN_MS = 45_000;
const REASON = '来电说看不到昨天的结算';
let system: OwnSystem;
let lin: Walker;
let merchantNo = '';
let context: BrowserContext;
let desk: Page;
let app: Page;
const complaints: string[] = [];

const watch = (page: Page): Page => {
  page.setDefaultTimeout(SEEN_MS);
  page.on('pageerror', (error) => complaints.push(error.message));
  return page;
};

beforeAll(async () => {
  system = await OwnSystem.create();
  await system.start();
  lin = new Walker(system.url, 'lin');
  await lin.ready();
  await lin.becomeActive();
  const operator = await lin.staff('operator');
  const { rows } = await operator.call('GET /api/console/search', { query: { text: lin.person.phone } });
  merchantNo = rows[0]?.kind === 'merchant' ? rows[0].merchantNo : '';
  if (browser === undefined) return;
  context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  // the same browser holds the merchant's own session
  const { hostname } = new URL(system.url);
  await context.addCookies([...lin.cookies].map(([name, value]) => ({ name, value, domain: hostname, path: '/' })));
  desk = await signInAtDesk(watch(await context.newPage()), {
    walker: lin,
    login: 'operator',
    path: `merchants/${merchantNo}`,
  });
}, 240_000);
afterAll(async () => {
  await browser?.close();
  await system.remove();
});

describe.skipIf(browser === undefined)('seeing as a merchant', () => {
  it('wants a reason, and opens the merchant’s app in a tab of its own with a banner', async () => {
    await button(desk, '以商户视角查看').click();
    const open = button(desk, '打开商户应用');
    expect(await open.isEnabled()).toBe(false);
    await desk.getByLabel('原因（5 至 200 字）').fill(REASON);
    expect(await seriousFindings(desk)).toEqual([]);
    const [tab] = await Promise.all([context.waitForEvent('page'), open.click()]);
    app = watch(tab);
    await app.setViewportSize({ width: 360, height: 740 });
    await app.getByText(/正在以“.+”的视角查看/).waitFor();
    await app.getByText(`原因：${REASON}`).waitFor();
    await app.getByTestId('today-gross').waitFor();
    expect(app.url()).not.toContain('look');
    expect(await seriousFindings(app)).toEqual([]);
  });

  it('is told why nothing can be changed there, and stays signed in as both', async () => {
    await app.getByRole('navigation').getByText('我的').click();
    await button(app, '退出登录').click();
    await app.getByText('您正在以商户视角查看，只能看，不能操作。').first().waitFor();
    await app.reload();
    await app.getByText(/正在以“.+”的视角查看/).waitFor();
    await lin.client.call('GET /api/applicant/me');
  });

  it('leaves to the merchant’s page of the console; the same browser is the merchant again in another tab', async () => {
    await button(app, '结束查看').click();
    await app.waitForURL(`**/console/merchants/${merchantNo}`);
    await app.getByRole('heading', { level: 1 }).waitFor();
    const own = watch(await context.newPage());
    await own.goto(`${system.url}/merchant/security`);
    await own.getByText(new RegExp(`查看了您的应用，原因：${REASON}`)).waitFor();
    expect(await own.getByText(/正在以/).count()).toBe(0);
    expect(complaints).toEqual([]);
  });
});
