/** The deposit of a device is found and changed at the console by two people; who applies from that day on reads the new one. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OwnSystem, Walker } from '../../server/src/entry/journey.ts';
import { seriousFindings } from '../axe.ts';
import { findBrowser } from '../browser.ts';
import { button, signInAtDesk } from '../desk.ts';

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
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await system.remove();
});

async function deskOf(login: string, language = 'zh-CN'): Promise<Page> {
  const context = await (browser as Browser).newContext({ viewport: { width: 1440, height: 900 }, locale: language });
  const page = await context.newPage();
  page.setDefaultTimeout(SEEN_MS);
  page.on('pageerror', (error) => complaints.push(error.message));
  return signInAtDesk(page, { walker, login, path: 'parameters?q=deposit_fen', language });
}
const row = (page: Page) => page.locator('tr.ant-table-row', { hasText: 'device.esign_pos.deposit_fen' }).first();

describe.skipIf(browser === undefined)('the deposit of a device', () => {
  it('is proposed by one with a reason, from a day that has not begun', async () => {
    const page = await deskOf('operator');
    await row(page).getByText('9900 (¥99.00)').first().waitFor();
    await button(row(page), '修改').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('新值（fen）').fill('99.5');
    await dialog.getByLabel('理由与依据').fill('新品定价会 11-28');
    await button(dialog, '提交提案').click();
    await dialog.getByText('格式不对').first().waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await dialog.getByLabel('新值（fen）').fill('19900');
    await button(dialog, '提交提案').click();
    await page.getByText('须由另一人批准').first().waitFor();
    expect(await button(page, '批准').count()).toBe(0);
  });

  it('is approved by another, and stands beside the one in force, in both languages', async () => {
    const page = await deskOf('operator-2');
    await button(page, '批准').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('理由与依据').fill('同意会议结论');
    await button(dialog, '批准').click();
    await row(page).getByText('19900 (¥199.00)').first().waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    const english = await deskOf('accountant', 'en');
    await row(english).getByText('Deposit of the e-sign POS').first().waitFor();
    await english.getByText('Approved').first().waitFor();
    expect(await seriousFindings(english)).toEqual([]);
    expect(complaints).toEqual([]);
  });

  it('is what is read before applying, from that day on', async () => {
    const depositFen = async () => {
      const { devices } = await walker.client.call('GET /api/public/preparation', { query: { kind: 'individual' } });
      return devices.find((one) => one.model === 'esign_pos')?.depositFen;
    };
    expect(await depositFen()).toBe('9900');
    await walker.moveClock('plus_1d');
    expect(await depositFen()).toBe('19900');
  }, 120_000);
});
