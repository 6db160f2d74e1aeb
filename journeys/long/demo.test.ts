/** A demo that lives: its past in the console and on the phone, the tour that is ticked by what happens, failures by name, and back again. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OwnSystem, until, Walker } from '../../server/src/entry/journey.ts';
import { seriousFindings } from '../axe.ts';
import { findBrowser } from '../browser.ts';
import { button, signInAtDesk } from '../desk.ts';

const browser: Browser | undefined = await findBrowser();
const out = join(import.meta.dirname, '..', 'out');
const PHONE = { width: 390, height: 844 };
const DESK = { width: 1440, height: 900 };
const SEEN_MS = 45_000;
const SEED_MS = 120_000;

let system: OwnSystem;
let walker: Walker;
const complaints: string[] = [];

const living = () => walker.client.call('GET /api/demo/living');
/** The past is written, and the case that people judge is there. */
const lives = (): Promise<unknown> =>
  until(
    'the demo to live',
    async () => {
      const answer = await living().catch(() => undefined); // while it is put back, nothing answers
      return answer?.state === 'done' ? answer : undefined;
    },
    SEED_MS,
  );

beforeAll(async () => {
  await mkdir(out, { recursive: true });
  system = await OwnSystem.create({ KAITONG_DEMO_SEED: 'on' });
  await system.start();
  walker = new Walker(system.url, 'lin');
}, SEED_MS);
afterAll(async () => {
  await browser?.close();
  await system.remove();
});

async function open(path: string, size: { width: number; height: number }): Promise<Page> {
  const context = await (browser as Browser).newContext({ viewport: size, locale: 'zh-CN' });
  const page = await context.newPage();
  page.setDefaultTimeout(SEEN_MS);
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(system.url + path);
  return page;
}

/** Pictures of whole pages, for eyes: `PICTURES=1`. */
const keep = async (page: Page, name: string): Promise<void> => {
  if (process.env['PICTURES'] === undefined) return;
  await page.screenshot({ path: join(out, `demo-${name}.png`), fullPage: true });
};

const desk = async (login: string, path: string, language = 'zh-CN'): Promise<Page> => {
  const context = await (browser as Browser).newContext({ viewport: DESK, locale: 'zh-CN' });
  const page = await context.newPage();
  page.setDefaultTimeout(SEEN_MS);
  page.on('pageerror', (error) => complaints.push(error.message));
  return signInAtDesk(page, { walker, login, path, language });
};

describe.skipIf(browser === undefined)('a fresh demo', () => {
  it('serves at once and says how far its past is written', async () => {
    const page = await open('/', DESK);
    await page.getByText('五分钟导览').first().waitFor();
    await lives();
    await page.getByText('街坊商户').first().waitFor();
    await page.getByText('押金第 121 / 180 天').first().waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await keep(page, 'home');
    await page.goto(`${system.url}/?lang=en`);
    await page.getByText('A tour of five minutes').first().waitFor();
    await page.getByText('Deposit at day 121 of 180').first().waitFor();
    expect(await seriousFindings(page)).toEqual([]);
  }, 300_000);

  it('shows in the console what lies on people’s desks', async () => {
    const overview = await desk('operator', 'overview');
    await overview.getByText('退汇冻结的账户').first().waitFor();
    await keep(overview, 'overview');
    expect(await seriousFindings(overview)).toEqual([]);
    const operator = await walker.staff('operator');
    expect(await operator.call('GET /api/console/overview')).toMatchObject({
      merchants: 31,
      casesOpen: 1,
      ticketsOpen: 3,
      riskCasesOpen: 1,
      accountsBlocked: 1,
      trialBalanceFen: '0',
    });
    // a merchant's own page, whatever door it came through
    const merchants = (await operator.call('GET /api/console/merchants')).rows.slice(0, 12);
    for (const { merchantNo } of merchants)
      await operator.call('GET /api/console/merchants/:merchantNo', { params: { merchantNo } });
    const one = await desk('operator', `merchants/${merchants[0]?.merchantNo}`);
    await one
      .getByText(merchants[0]?.name ?? '')
      .first()
      .waitFor();
    await keep(one, 'merchant');
    const tickets = await desk('hotline', 'tickets', 'en');
    await tickets.getByText('打印机卡纸').first().waitFor();
    const review = await desk('reviewer', 'review');
    await review.getByText('买买提').first().waitFor();
    const accountant = await walker.staff('accountant');
    expect(await accountant.call('GET /api/console/trial-balance')).toMatchObject({ totalFen: '0', differences: 0 });
  }, 120_000);

  it('opens the merchant app as one of its merchants, without a code', async () => {
    const page = await open('/', PHONE);
    const { merchants } = await living();
    const named = (situation: string): string => merchants.find((one) => one.situation === situation)?.name ?? '';
    await page.getByRole('button', { name: named('returned') }).click();
    await page.getByText('银行退回了结算款').first().waitFor();
    await keep(page, 'returned');
    await page.goto(system.url);
    await page.getByRole('button', { name: named('deposit') }).click();
    await page.waitForURL(/\/merchant\//);
    await page.goto(`${system.url}/merchant/deposit`);
    await page.getByText('100,000').first().waitFor();
    await page
      .getByText(/59|60 天/)
      .first()
      .waitFor();
    await keep(page, 'deposit');
    expect(await seriousFindings(page)).toEqual([]);
  }, 120_000);

  it('refuses to open the app as somebody whom the demo does not know', async () => {
    const refused = await fetch(`${system.url}/api/demo/sign-in`, {
      method: 'POST',
      headers: { origin: system.url, 'content-type': 'application/json' },
      body: JSON.stringify({ phone: '13912345678' }),
    });
    expect([refused.status, ((await refused.json()) as { code: string }).code]).toEqual([404, 'demo.person_unknown']);
  });
});

describe.skipIf(browser === undefined)('the tour', () => {
  const ticked = async (): Promise<string[]> =>
    (await living()).tour.steps.filter((one) => one.done).map(({ step }) => step);

  it('is ticked by what has really happened, and by nothing else', async () => {
    expect(await ticked()).toEqual([]);
    const page = await open('/', DESK);
    await page.getByRole('button', { name: /以 林晓梅 打开商户端/ }).click();
    await page.waitForURL(/\/merchant\//);
    await walker.becomeActive();
    expect(await ticked()).toEqual(['apply', 'review', 'activate']);
    const { rows } = await walker.client.call('GET /api/merchant/devices');
    await walker.runTerminal(rows[0]?.serialNo ?? '', { script: 'sale', amountFen: '12800', personKey: 'wang' });
    expect(await ticked()).toEqual(['apply', 'review', 'activate', 'sale']);
    await walker.moveClock('payout');
    await until('the money', async () => ((await ticked()).includes('money') ? true : undefined));
    await page.goto(system.url);
    const answer = page.getByRole('textbox', { name: '押金（元）' });
    await answer.fill('100');
    await button(page, '核对').click();
    await page.getByText('不是这个数').first().waitFor();
    await answer.fill('99');
    await button(page, '核对').click();
    await page.getByText('全部完成').first().waitFor();
    await keep(page, 'tour-done');
    expect(await ticked()).toHaveLength(6);
  }, 240_000);

  it('leaves nobody’s money on its way: what the neighbours sold is paid too, and the books stand at zero', async () => {
    const accountant = await walker.staff('accountant');
    await until('no payout to be under way', async () =>
      (await accountant.call('GET /api/console/overview')).payoutsOpen === 0 ? true : undefined,
    );
    expect(await accountant.call('GET /api/console/trial-balance')).toMatchObject({ totalFen: '0', differences: 0 });
  }, 120_000);
});

describe.skipIf(browser === undefined)('failures by name', () => {
  it('are switched by one name, seen on the page and ended again', async () => {
    const page = await open('/world/?tab=failures', DESK);
    const bank = page.getByRole('switch', { name: '银行停机' });
    await bank.click();
    await page.locator('.failures li', { hasText: '银行停机' }).getByText('进行中').waitFor();
    const state = await fetch(`${system.url}/api/demo/world/bank/state`);
    expect(JSON.stringify(await state.json())).toMatch(/"name":"down","value":true/);
    expect(await seriousFindings(page)).toEqual([]);
    await bank.click();
    await until('the bank to be back', async () => {
      const { rows } = await walker.client.call('GET /api/demo/failures');
      return rows.every((one) => !one.on) ? true : undefined;
    });
    await page.goto(`${system.url}/world/?tab=failures&lang=en`);
    await page.getByText('Payouts come back').first().waitFor();
  }, 90_000);
});

describe('seeding', () => {
  it('is refused beside a running system, with the next step', async () => {
    const { code, said } = await system.command('seed', '--merchants', '5', '--days', '3');
    expect([code, said]).toEqual([1, expect.stringMatching(/runs on .* stop it first/)]);
    expect((await system.command('seed', '--merchants', 'many')).said).toMatch(/--merchants wants a number from 1 to/);
  }, 60_000);
});

describe.skipIf(browser === undefined)('resetting', () => {
  it('asks first, throws everything away, and comes back by itself with the first merchants', async () => {
    const before = await living();
    const page = await open('/world/?tab=sms', DESK);
    await button(page, '重置演示').click();
    await page.getByText('所有人都会被登出').first().waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await button(page, '清空并重来').click();
    // pressed again, from somewhere else: it is under way, or what it was about is gone
    const again = await fetch(`${system.url}/api/demo/reset`, {
      method: 'POST',
      headers: { origin: system.url, 'content-type': 'application/json' },
      body: JSON.stringify({ run: before.run }),
    }).catch(() => undefined);
    expect([undefined, 200, 409, 503]).toContain(again?.status);
    await until(
      'another run',
      async () => {
        const answer = await living().catch(() => undefined);
        return answer !== undefined && answer.run !== before.run ? true : undefined;
      },
      SEED_MS,
    );
    await lives();
    await button(page, '重置演示').waitFor(); // the page is there again, its question is not
    const after = await living();
    expect(after.merchants.map((one) => one.merchantId)).toEqual(before.merchants.map((one) => one.merchantId));
    expect(after.tour.steps.filter((one) => one.done)).toEqual([]);
    // passwords of the console are as they were; sessions are not
    const me = await walker.client.call('GET /api/applicant/me').then(
      () => 'signed in',
      (error: unknown) => String(error),
    );
    expect(me).not.toBe('signed in');
    const operator = await walker.staff('operator');
    expect((await operator.call('GET /api/console/overview')).merchants).toBe(31);
    expect(complaints).toEqual([]);
  }, 300_000);
});
