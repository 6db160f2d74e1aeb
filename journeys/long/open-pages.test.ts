/** Pages that are open to all, and what axe has to say of every main page of the merchant, agent, counter and public apps. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OwnSystem, Walker } from '../../server/src/entry/journey.ts';
import { seriousFindings } from '../axe.ts';
import { findBrowser } from '../browser.ts';

const browser: Browser | undefined = await findBrowser();
const out = join(import.meta.dirname, '..', 'out');
const PHONE = { width: 390, height: 844 };
const NARROW = { width: 360, height: 740 };
const DESK = { width: 1440, height: 900 };
const SEEN_MS = 45_000;
type Language = 'zh-CN' | 'en';

let system: OwnSystem;
let lin: Walker;
/** Approved, with a device on its way. */
let wang: Walker;
const complaints: string[] = [];

beforeAll(async () => {
  await mkdir(out, { recursive: true });
  system = await OwnSystem.create();
  await system.start();
  lin = new Walker(system.url, 'lin');
  await lin.ready();
  await lin.register();
  await lin.client.call('POST /api/applicant/application');
  wang = new Walker(system.url, 'wang');
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

async function open(
  path: string,
  size: { width: number; height: number },
  cookies?: Map<string, string>,
): Promise<Page> {
  const context = await (browser as Browser).newContext({ viewport: size, locale: 'zh-CN' });
  if (cookies !== undefined)
    await context.addCookies([...cookies].map(([name, value]) => ({ name, value, url: system.url })));
  const page = await context.newPage();
  page.setDefaultTimeout(SEEN_MS);
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(system.url + path);
  return page;
}

/** Pictures of whole pages, for eyes: `PICTURES=1`. */
const keep = async (page: Page, name: string): Promise<void> => {
  if (process.env['PICTURES'] === undefined) return;
  await page.screenshot({ path: join(out, `open-${name}.png`), fullPage: true });
};

/** How far the page reaches beyond the screen; a page of a phone never scrolls sideways. */
const overflow = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

describe.skipIf(browser === undefined)('preparing without signing in', () => {
  it('lists what a company brings, names what cannot be had, and keeps every choice in the address that is shared', async () => {
    const page = await open('/', DESK);
    await page
      .getByRole('link', { name: /^办理前准备/ })
      .first()
      .click();
    await page.setViewportSize(PHONE);
    await page.getByText('要准备的').first().waitFor();
    const items = page.locator('.ticks li');
    await page.getByText('一类借记卡').first().waitFor();
    expect(await items.count()).toBe(5);
    await page.getByRole('radio', { name: '企业' }).click();
    await page.getByText('加盖公章').first().waitFor();
    expect(await page.getByText('一类借记卡').count()).toBe(0);
    await page.getByRole('radio', { name: '电签版' }).click();
    await page.getByText('对公账户须用智能大POS').first().waitFor();
    await page.getByRole('button', { name: '改用智能大POS' }).click();
    await page.getByText('对公账户须用智能大POS').waitFor({ state: 'detached' });
    await page.getByLabel(/每月大约收款/).fill('3000');
    await page.getByText('预计不能达标').first().waitFor();
    await keep(page, 'prepare-company');
    const shared = await open(new URL(page.url()).pathname + new URL(page.url()).search, PHONE);
    await shared.getByText('预计不能达标').first().waitFor();
    expect(await shared.getByRole('radio', { name: '企业' }).getAttribute('aria-checked')).toBe('true');
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('.tabs').isVisible()).toBe(false);
    expect(await page.getByRole('button', { name: '打印' }).isVisible()).toBe(false);
    await Promise.all([page.context().close(), shared.context().close()]);
  });

  it('computes one sale by T+1 and T+0 side by side, to the fen', async () => {
    const page = await open('/public/prepare?amount=12345', PHONE);
    const cells = page.locator('section[aria-label="算一算到手多少"] td');
    await cells.nth(5).waitFor();
    const shown = await cells.allTextContents();
    // 12,345.00 by credit card: 0.60 % is 74.07, another 0.05 % is 6.1725, half up 6.17
    expect(shown.slice(0, 6)).toEqual(['¥74.07', '¥74.07', '¥0.00', '¥6.17', '¥12,270.93', '¥12,264.76']);
    await page.getByLabel('顾客用').selectOption('debit');
    await page.getByText('¥20.00').first().waitFor();
    expect((await cells.allTextContents())[4]).toBe('¥12,325.00');
    await page.context().close();
  });

  it('shares by the phone’s own sheet, and copies the link where there is none', async () => {
    const page = await open('/public/prepare?kind=company', PHONE);
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.evaluate(() =>
      Object.defineProperty(navigator, 'share', {
        configurable: true,
        value: ({ url }: { url: string }) => Promise.resolve(void (document.title = url)),
      }),
    );
    await page.getByRole('button', { name: '分享' }).click();
    await page.waitForFunction(() => document.title.includes('kind=company'));
    await page.evaluate(() => Object.defineProperty(navigator, 'share', { value: undefined }));
    await page.getByRole('button', { name: '分享' }).click();
    await page.getByText('链接已复制').first().waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toContain('kind=company');
    await page.context().close();
  });

  it('shows how far an application is to whoever has the phone, and leads on to it', async () => {
    const page = await open('/public/progress', PHONE);
    await page.getByRole('button', { name: '查询' }).waitFor();
    await keep(page, 'progress-sign-in');
    const known = await open('/public/progress', PHONE, lin.cookies);
    await known.getByRole('heading', { name: '申请还没有提交' }).waitFor();
    await keep(known, 'progress');
    await known.getByRole('button', { name: '查看详情并办理' }).click();
    await known.waitForURL('**/merchant/**');
    await Promise.all([page.context().close(), known.context().close()]);
  });
});

describe.skipIf(browser === undefined)('large type', () => {
  const sizeOf = (page: Page, selector: string): Promise<number> =>
    page
      .locator(selector)
      .first()
      .evaluate((one) => Number.parseFloat(getComputedStyle(one).fontSize));

  it('grows by a switch that is remembered, on a screen of 360 px without leaving it', async () => {
    const page = await open('/merchant/', NARROW);
    const before = await sizeOf(page, '.hello h2');
    await page.getByRole('button', { name: '大字版' }).click();
    expect((await sizeOf(page, '.hello h2')) / before).toBeCloseTo(1.3, 2);
    expect(await overflow(page)).toBe(0);
    await keep(page, 'large-sign-in');
    await page.reload();
    await page.getByRole('button', { name: '标准字号' }).waitFor();
    await page.context().addCookies([...lin.cookies].map(([name, value]) => ({ name, value, url: system.url })));
    for (const path of [
      'apply',
      'apply/consents',
      'apply/kind',
      'apply/plan',
      'apply/business',
      'progress',
      'me',
      'filing',
    ]) {
      await page.goto(`${system.url}/merchant/${path}`);
      await page.locator('.page').waitFor();
      await keep(page, `large-${path.replace('/', '-')}`);
      expect([path, await overflow(page)]).toEqual([path, 0]);
    }
    await page.goto(`${system.url}/public/prepare`);
    await page.getByText('两种机具比一比').first().waitFor();
    await keep(page, 'large-prepare');
    expect(await overflow(page)).toBe(0);
    await page.context().close();
  });

  it('follows the text size that the browser is set to, until somebody chooses', async () => {
    const page = await open('/public/find', NARROW);
    const line = await page.context().newCDPSession(page);
    await line.send('Page.setFontSizes', { fontSizes: { standard: 21 } });
    await page.goto(`${system.url}/merchant/`);
    await page.getByRole('button', { name: '标准字号' }).waitFor();
    expect(await page.evaluate(() => document.documentElement.style.getPropertyValue('--type'))).toMatch(/^1\.3/);
    await page.getByRole('button', { name: '标准字号' }).click();
    await page.reload();
    await page.getByRole('button', { name: '大字版' }).waitFor();
    await page.context().close();
  });
});

describe.skipIf(browser === undefined).each(['zh-CN', 'en'] as const)('axe, in %s', (language: Language) => {
  const PUBLIC = ['prepare', 'progress', 'find', 'verify', 'report'];
  const MERCHANT = [
    'apply',
    'apply/consents',
    'apply/identity',
    'apply/kind',
    'apply/plan',
    'apply/card',
    'apply/scene',
    'apply/business',
    'apply/review',
    'progress',
    'me',
    'filing',
  ];
  const SELLING = ['home', 'sales', 'settlements', 'devices'];
  const AGENT = ['home', 'visits', 'filings', 'devices'];
  const COUNTER = ['worklist', 'daily'];

  /** Each page once it stands still, with a picture of it. */
  async function lookAt(page: Page, app: string, paths: readonly string[]): Promise<void> {
    const found: string[] = [];
    for (const path of paths) {
      await page.goto(`${system.url}/${app}/${path}?lang=${language}`);
      await page.locator('.page-body > *, .content > *, .sign-in').first().waitFor();
      await page.locator('[role=status][class=card], .spin').first().waitFor({ state: 'hidden' });
      await keep(page, `${language}-${app}-${path.replace('/', '-')}`);
      if (app !== 'counter') expect([path, await overflow(page)]).toEqual([path, 0]);
      found.push(...(await seriousFindings(page)).map((one) => `${app}/${path} ${one}`));
    }
    expect(found).toEqual([]);
    expect(complaints.splice(0)).toEqual([]);
  }

  async function staffCookies(app: 'counter' | 'agent', role: string): Promise<Map<string, string>> {
    const page = await open(`/${app}/`, PHONE);
    const { signIns } = await lin.client.call('GET /api/demo/info');
    const { login = '', password = '' } = signIns.find((one) => one.role === role) ?? {};
    await page.context().request.post(`${system.url}/api/${app}/sessions`, {
      headers: { origin: system.url },
      data: { login, password },
    });
    const cookies = await page.context().cookies();
    await page.context().close();
    return new Map(cookies.map(({ name, value }) => [name, value]));
  }

  it('has nothing serious to say of the public pages', async () => {
    const page = await open('/public/', PHONE);
    await lookAt(page, 'public', PUBLIC);
    await page.context().close();
  });

  it('has nothing serious to say of the merchant app', async () => {
    const nobody = await open('/merchant/', PHONE);
    await lookAt(nobody, 'merchant', ['']);
    const page = await open('/merchant/', PHONE, lin.cookies);
    await lookAt(page, 'merchant', MERCHANT);
    const selling = await open('/merchant/', PHONE, wang.cookies);
    await lookAt(selling, 'merchant', SELLING);
    await Promise.all([nobody, page, selling].map((one) => one.context().close()));
  });

  it('has nothing serious to say of the agents’ app', async () => {
    const nobody = await open('/agent/', PHONE);
    await lookAt(nobody, 'agent', ['']);
    const page = await open('/agent/', PHONE, await staffCookies('agent', 'agent_rep'));
    await lookAt(page, 'agent', AGENT);
    await Promise.all([nobody.context().close(), page.context().close()]);
  });

  it('has nothing serious to say of the counter, its worklist and a filing', async () => {
    const nobody = await open('/counter/', DESK);
    await lookAt(nobody, 'counter', ['']);
    const page = await open('/counter/', DESK, await staffCookies('counter', 'teller'));
    const answer = await page.context().request.post(`${system.url}/api/counter/filings`, {
      headers: { origin: system.url },
      data: { phone: language === 'en' ? '13800000005' : '13800000007' },
    });
    const { filingId } = (await answer.json()) as { filingId: string };
    await lookAt(page, 'counter', [...COUNTER, `filings/${filingId}`]);
    await Promise.all([nobody.context().close(), page.context().close()]);
  });
});
