/** An operator closes a day whose file is not what happened, and an accountant traces one of its differences through the books. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { personOf } from '../../simulators/src/population/index.ts';
import { OwnSystem, until, Walker } from '../../server/src/entry/journey.ts';
import { WireTerminal } from '../../server/testing/wire-terminal.ts';
import { seriousFindings } from '../axe.ts';
import { findBrowser } from '../browser.ts';
import { button, signInAtDesk } from '../desk.ts';

const browser: Browser | undefined = await findBrowser();
const out = join(import.meta.dirname, '..', 'out');
const SEEN_MS = 45_000;
const WIDE = { width: 1440, height: 900 };
const own = personOf('lin').cards.find((one) => one.kind === 'credit');
const customer = personOf('wang').cards.find((one) => one.kind === 'credit');
if (own === undefined || customer === undefined) throw new Error('both have cards');

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
  const terminal = WireTerminal.ofSystem(system.dataDir, serialNo);
  const { acknowledge } = await terminal.claim(code);
  expect((await terminal.preAuth(own, 9_900)).code).toBe('00');
  expect(await acknowledge()).toBe('00');
  for (const fen of [100, 10_000, 20_000, 30_000, 40_000, 50_000, 60_000, 70_000])
    expect((await terminal.sale(customer, fen)).code).toBe('00');
  await lin.setFault('card-network', { clearing: 'mixed' });
  const operator = await lin.staff('operator');
  await lin.moveClock('cut_off');
  await lin.moveClock('next_morning');
  await until('the file', async () => (await operator.call('GET /api/console/clearing-files')).files[0]);
  await lin.setFault('card-network', { clearing: '' });
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await system.remove();
});

async function deskOf(login: string, path: string, language = 'zh-CN'): Promise<Page> {
  const context = await (browser as Browser).newContext({ viewport: WIDE, locale: language });
  const page = await context.newPage();
  page.setDefaultTimeout(SEEN_MS);
  page.on('pageerror', (error) => complaints.push(error.message));
  return signInAtDesk(page, { walker: lin, login, path, language });
}
const keep = (page: Page, name: string): Promise<unknown> =>
  page.screenshot({ path: join(out, `closing-${name}.png`), animations: 'disabled', fullPage: true });
const rowOf = (page: Page, kind: string, state = ''): Locator =>
  page.locator('tbody tr.ant-table-row', { hasText: kind }).filter({ hasText: state }).first();

/** Each kind of difference that people end, and the way for it. */
const WAYS = [
  ['短款：我方有银联无', '冲销我方交易'],
  ['长款：银联有我方无', '补单给商户'],
  ['金额不一致', '以银联金额为准'],
  ['手续费不一致', '按银联费用入账'],
] as const;

describe.skipIf(browser === undefined)('a day whose file is not what happened', () => {
  it('is seen on the overview, and one operator proposes what ends each difference', async () => {
    const page = await deskOf('operator', 'overview');
    await page.getByRole('link', { name: /未处理差错/ }).click();
    await page.getByText('挂账账龄').first().waitFor();
    await keep(page, 'standing');
    expect(await seriousFindings(page)).toEqual([]);
    for (const [kind, way] of WAYS) {
      await button(rowOf(page, kind, '待处理'), '查看').click();
      const drawer = page.getByRole('dialog');
      await drawer.getByRole('radio', { name: new RegExp(`^${way}`, 'u') }).check();
      await drawer.getByRole('textbox').fill('已电话与银联核实');
      await button(drawer, '提议').click();
      await button(drawer, '撤回').waitFor(); // one's own: it waits for somebody else
      expect(await button(drawer, '同意').count()).toBe(0);
      if (kind === '金额不一致') await keep(page, 'proposed');
      await page.keyboard.press('Escape');
      await drawer.waitFor({ state: 'detached' });
    }
    await page.context().close();
  });

  it('is ended by a second operator, difference by difference, and the day is paid', async () => {
    const page = await deskOf('operator-2', 'reconciliation');
    for (const [kind] of WAYS) {
      await button(rowOf(page, kind, '待复核'), '查看').click();
      const drawer = page.getByRole('dialog');
      await drawer.getByRole('textbox').fill('属实');
      await button(drawer, '同意').click();
      await drawer.getByText('已了结', { exact: true }).first().waitFor();
      await page.keyboard.press('Escape');
      await drawer.waitFor({ state: 'detached' });
    }
    await page.getByRole('tab', { name: /已处理/ }).click();
    await rowOf(page, '长款：银联有我方无').waitFor();
    await keep(page, 'ended');
    expect(await seriousFindings(page)).toEqual([]);
    await lin.moveClock('payout');
    await page.goto(`${system.url}/console/settlement`);
    await page.locator('tbody tr.ant-table-row').first().waitFor();
    await page.getByText('已结算').first().waitFor();
    await keep(page, 'settled');
    expect(await seriousFindings(page)).toEqual([]);
    await page.context().close();
  });

  it('is traced by an accountant: from the suspense account to the entry, its journal, and all of that sale', async () => {
    const page = await deskOf('accountant', 'trial');
    await page.getByText('借贷平衡').first().waitFor();
    await page
      .getByRole('link', { name: /susp_short|susp_long/ })
      .first()
      .click();
    await page.getByText('余额走势').first().waitFor();
    const line = page
      .locator('tbody tr.ant-table-row', { hasText: '差错挂账' })
      .filter({ has: page.getByText(/^[012]\d{11}$/) }) // of ours: it begins with the hour
      .first();
    await line.waitFor();
    await keep(page, 'suspense');
    expect(await seriousFindings(page)).toEqual([]);
    await line.getByRole('link', { name: '凭证' }).click();
    await page.getByRole('link', { name: '同一参考号的全部凭证' }).click();
    // the sale itself, and all that was ever posted because of it
    const sale = page.locator('tbody tr.ant-table-row', { hasText: '消费' }).first();
    await sale.waitFor();
    await page.locator('.beneath section').first().waitFor();
    await page.getByText('差错挂账').first().waitFor();
    await keep(page, 'traced');
    expect(await seriousFindings(page)).toEqual([]);
    await page.context().close();
  });

  it('reads in English as well', async () => {
    for (const path of ['reconciliation', 'settlement', 'trial']) {
      const page = await deskOf('accountant', path, 'en');
      await page.locator('tbody tr.ant-table-row').first().waitFor();
      expect(await page.locator('main, .ant-layout-content').first().innerText()).not.toMatch(/待处理|已结算|借贷平衡/);
      await keep(page, `en-${path}`);
      await page.context().close();
    }
    expect(complaints).toEqual([]);
  });
});
