/** A merchant leaves, on its phone: what stands in the way with its figures, the code, the device that is lost, and the desk that sees who waits for what. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OwnSystem, until, Walker } from '../../server/src/entry/journey.ts';
import { must } from '../../server/src/kernel/assert.ts';
import { personOf } from '../../simulators/src/population/index.ts';
import { WireTerminal } from '../../server/testing/wire-terminal.ts';
import { seriousFindings } from '../axe.ts';
import { findBrowser } from '../browser.ts';
import { signInAtDesk } from '../desk.ts';

const browser: Browser | undefined = await findBrowser();
const SEEN_MS = 20_000;
let system: OwnSystem;
let walker: Walker;
let terminal: WireTerminal;
const complaints: string[] = [];
const cardOf = (person: string) =>
  must(
    personOf(person).cards.find((one) => one.kind === 'credit'),
    'card',
  );

beforeAll(async () => {
  system = await OwnSystem.create();
  await system.start();
  walker = new Walker(system.url, 'lin');
  await walker.ready();
  await walker.register();
  await walker.showIdentityCard();
  await walker.showFacePatiently();
  await walker.submit(await walker.fillApplication());
  expect(await walker.decided()).toBe('approved');
  const { serialNo, code } = await walker.receiveDevice();
  terminal = WireTerminal.ofSystem(system.dataDir, serialNo);
  const { acknowledge } = await terminal.claim(code);
  expect((await terminal.preAuth(cardOf('lin'), 9_900)).code).toBe('00');
  expect(await acknowledge()).toBe('00');
  for (const fen of [100, 1_138]) expect((await terminal.sale(cardOf('wang'), fen)).code).toBe('00');
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await system.remove();
});

async function openPhone(path: string, width: number): Promise<Page> {
  const context = await (browser as Browser).newContext({ locale: 'zh-CN', viewport: { width, height: 844 } });
  await context.addCookies([...walker.cookies].map(([name, value]) => ({ name, value, url: system.url })));
  const page = await context.newPage();
  page.setDefaultTimeout(SEEN_MS);
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(`${system.url}${path}`);
  return page;
}
const wider = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

const seen = new Set<string>();
/** Presses for a code, and types what came. */
async function typeCode(page: Page): Promise<void> {
  await page.getByRole('button', { name: '获取验证码' }).click();
  const code = await until('the code', async () => {
    const texts = (await walker.messages()).map((one) => /验证码 (\d{6})，用于注销/.exec(one.text)?.[1] ?? '');
    return texts.find((one) => one !== '' && !seen.has(one));
  });
  seen.add(code);
  await page.getByRole('textbox', { name: '短信验证码' }).fill(code);
}

describe.skipIf(browser === undefined)('a deregistration', () => {
  it('is found under Me, says what happens and the point of no return, and names what stands in the way, also on 360 px and in English', async () => {
    const page = await openPhone('/merchant/me', 390);
    await page.getByRole('link', { name: '注销商户' }).click();
    await page.getByText('不可撤销点').first().waitFor();
    const inTheWay = page.getByRole('region', { name: '待了结的事项' });
    await inTheWay.getByText('¥12.30').first().waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    const narrow = await openPhone('/merchant/leave?lang=en', 360);
    await narrow.getByText('The batch at the device is open').first().waitFor();
    expect(await wider(narrow)).toBe(0);
    expect(await seriousFindings(narrow)).toEqual([]);
    await narrow.context().close();
  });

  it('asked for with a code is blocked by an open batch and money that is not paid, each with what ends it', async () => {
    const page = await openPhone('/merchant/leave', 390);
    await typeCode(page);
    await page.getByRole('button', { name: '确认申请注销' }).click();
    await page.getByText('有事项待了结').first().waitFor();
    const inTheWay = page.getByRole('region', { name: '待了结的事项' });
    await inTheWay.getByText('先了结').first().waitFor();
    await inTheWay.getByRole('link', { name: '看结算' }).waitFor();
    await inTheWay.getByRole('link', { name: '看我的机具' }).waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    const context = await (browser as Browser).newContext({ locale: 'zh-CN', viewport: { width: 1440, height: 900 } });
    const desk = await context.newPage();
    desk.setDefaultTimeout(SEEN_MS);
    await signInAtDesk(desk, { walker, login: 'operator', path: 'deregistrations' });
    await desk.getByText('机具批次未结算').first().waitFor();
    expect(await seriousFindings(desk)).toEqual([]);
    await desk.getByRole('button', { name: /详\s?情/ }).click();
    await desk.getByText('凭短信验证码申请').first().waitFor();
    expect(await seriousFindings(desk)).toEqual([]);
    await context.close();
  });

  it('stops sales once the batch is settled; the page says so by itself', async () => {
    const page = await openPhone('/merchant/leave', 390);
    await page.getByText('有事项待了结').first().waitFor();
    const sums = { debitFen: 1_238n, debitCount: 2, creditFen: 0n, creditCount: 0 };
    expect((await terminal.settle(sums)).code).toBe('00');
    expect((await terminal.endBatch('balanced', 0)).code).toBe('00');
    await page.getByText('已停止收款，结清中').first().waitFor();
    await page.getByRole('button', { name: '撤销注销' }).waitFor();
    expect(await seriousFindings(page)).toEqual([]);
  });

  it('a device that is lost passes the point of no return, and two people decide about its deposit', async () => {
    const page = await openPhone('/merchant/leave', 390);
    const devices = page.getByRole('region', { name: '退回机具' });
    await devices.getByRole('button', { name: '报失' }).click();
    await typeCode(page);
    await page.getByRole('button', { name: '确认报失' }).click();
    await page.getByText('已过不可撤销点').first().waitFor();
    await page.getByRole('link', { name: '看押金' }).click();
    await page.getByText('正由两人复核').first().waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    const context = await (browser as Browser).newContext({ locale: 'zh-CN', viewport: { width: 1440, height: 900 } });
    const desk = await context.newPage();
    desk.setDefaultTimeout(SEEN_MS);
    await signInAtDesk(desk, { walker, login: 'operator', path: 'deregistrations' });
    const forfeits = desk.getByRole('region', { name: '押金是否不予退还' });
    await forfeits.getByRole('button', { name: /退\s?还/ }).click();
    await desk.getByRole('textbox').fill('已核实公安报案回执');
    await desk
      .getByRole('dialog')
      .getByRole('button', { name: /退\s?还/ })
      .click();
    await forfeits.getByText('已退还').first().waitFor();
    expect(await seriousFindings(desk)).toEqual([]);
    await context.close();
  });

  it('is complete once the money has arrived: read-only, with the end of the recourse period', async () => {
    await walker.moveClock('cut_off');
    await walker.moveClock('next_morning');
    await walker.moveClock('payout');
    await walker.moveClock('plus_1h');
    const page = await openPhone('/merchant/leave', 390);
    await page.getByText('追索期至').first().waitFor();
    await page.getByRole('link', { name: '账单' }).waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    const home = await openPhone('/merchant/home?lang=en', 360);
    await home.getByText('Deregistered: you can only look').first().waitFor();
    expect(await wider(home)).toBe(0);
    expect(complaints).toEqual([]);
  });
});
