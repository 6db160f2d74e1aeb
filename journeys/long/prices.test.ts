/** A plan is raised by two persons on the console, and a merchant reads what it means and acknowledges it. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OwnSystem, Walker } from '../../server/src/entry/journey.ts';
import { seriousFindings } from '../axe.ts';
import { findBrowser } from '../browser.ts';
import { signInAtDesk } from '../desk.ts';

const browser: Browser | undefined = await findBrowser();
const out = join(import.meta.dirname, '..', 'out');
const SEEN_MS = 45_000;
const WIDE = { width: 1440, height: 900 };
const NARROW = { width: 390, height: 844 };

let system: OwnSystem;
let lin: Walker;
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
  await lin.receiveDevice();
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await system.remove();
});

async function pageOf(size: { width: number; height: number }, language: string): Promise<Page> {
  const context = await (browser as Browser).newContext({ viewport: size, locale: language });
  const page = await context.newPage();
  page.setDefaultTimeout(SEEN_MS);
  return page;
}

async function deskOf(login: string, language = 'zh-CN', size = WIDE): Promise<Page> {
  const page = await pageOf(size, language);
  return signInAtDesk(page, { walker: lin, login, path: 'prices', language });
}

async function phoneOf(language = 'zh-CN', size = NARROW): Promise<Page> {
  const page = await pageOf(size, language);
  await page.context().addCookies([...lin.cookies].map(([name, value]) => ({ name, value, url: system.url })));
  await page.goto(`${system.url}/merchant/prices?lang=${language}`);
  return page;
}

const keep = (page: Page, name: string): Promise<unknown> =>
  page.screenshot({ path: join(out, `prices-${name}.png`), animations: 'disabled', fullPage: true });

describe.skipIf(browser === undefined)('a rise', () => {
  it('is proposed by one and published by another', async () => {
    const page = await deskOf('accountant');
    await page.getByRole('button', { name: '提出新版本' }).click();
    const ask = page.getByRole('dialog');
    await ask.getByLabel(/信用卡/).fill('0.65');
    await ask.getByLabel('理由').fill('发卡行费用上涨');
    await ask.getByRole('button', { name: '提出新版本' }).click();
    await page.getByText('待他人复核').first().waitFor();
    await page.context().close();
    const other = await deskOf('accountant-2');
    await other.getByRole('button', { name: '批准公布' }).click();
    await other.getByRole('dialog').getByLabel('理由').fill('同意');
    await other.getByRole('dialog').getByRole('button', { name: '批准公布' }).click();
    await other.getByText('待生效').first().waitFor();
    await keep(other, 'desk');
    expect(await seriousFindings(other)).toEqual([]);
    await other.context().close();
    const english = await deskOf('operator', 'en', NARROW);
    await english.getByText('coming', { exact: true }).first().waitFor();
    await keep(english, 'desk-en-narrow');
    await english.context().close();
  });

  it('is told to the merchant with what it means, and acknowledged', async () => {
    const page = await phoneOf();
    const change = page.getByTestId('price-change');
    await change.getByText('¥0.60 → ¥0.65').first().waitFor();
    await keep(page, 'phone');
    expect(await seriousFindings(page)).toEqual([]);
    await change.getByRole('button', { name: '我知道了' }).click();
    await change
      .getByText(/确认知悉/)
      .first()
      .waitFor();
    await page.context().close();
    const wide = await phoneOf('en', WIDE);
    await wide
      .getByText(/You acknowledged this/)
      .first()
      .waitFor();
    await keep(wide, 'phone-en');
    await wide.context().close();
    const { notices } = await lin.client.call('GET /api/merchant/prices');
    expect(notices[0]?.words.map(({ word }) => word)).toEqual(['read', 'acknowledged']);
  });

  it('has a log in which people see who was told, and who has said what', async () => {
    const page = await deskOf('operator');
    await page
      .getByRole('button', { name: /查\s?看/ })
      .first()
      .click();
    const log = page.getByRole('dialog');
    await log.getByText(/已确认 \d{4}\/\d{2}\/\d{2}/).waitFor();
    await keep(page, 'log');
    expect(await seriousFindings(page)).toEqual([]);
    await page.context().close();
  });
});
