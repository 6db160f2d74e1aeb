/** Next year's calendar is brought by one person and put in force by another; a file with a wrong line is told which; jobs are looked at. */
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

async function deskOf(login: string, path: string, language = 'zh-CN'): Promise<Page> {
  const context = await (browser as Browser).newContext({ viewport: { width: 1440, height: 900 }, locale: language });
  const page = await context.newPage();
  page.setDefaultTimeout(SEEN_MS);
  page.on('pageerror', (error) => complaints.push(error.message));
  return signInAtDesk(page, { walker, login, path, language });
}

async function choose(page: Page, name: string, text: string): Promise<void> {
  await page
    .getByRole('dialog')
    .locator('input[type=file]')
    .setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });
}

/** A year that no table covers yet, whatever year it is. */
const YEAR = new Date().getUTCFullYear() + 2;

describe.skipIf(browser === undefined)('reference data', () => {
  it('a calendar with a wrong line is told which, and comes in once it is right', async () => {
    const page = await deskOf('operator', 'reference-data');
    await page.getByText('日历公布至').first().waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await button(page, '导入文件').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('来源').fill('国办发明电〔2028〕1号');
    await choose(page, 'calendar.csv', `day,kind\n${YEAR}-13-03,off\n`);
    await button(dialog, '上传并校验').click();
    await dialog.getByText('日期应为').first().waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    const monday = ['01', '02', '03', '04', '05', '06', '07'].find(
      (day) => new Date(`${YEAR}-05-${day}T00:00:00Z`).getUTCDay() === 1,
    );
    await choose(page, 'calendar.csv', `day,kind\n${YEAR}-05-${monday},off\n`);
    await button(dialog, '上传并校验').click();
    await dialog.getByText('等待另一位同事批准').first().waitFor();
  });

  it('another person sees what it changes, in English, and puts it in force', async () => {
    const page = await deskOf('operator-2', 'reference-data?tab=files', 'en');
    await button(page, 'Look').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('1 new, 0 other, 0 gone').first().waitFor();
    await dialog.getByText('(none)').first().waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await dialog.getByLabel('Reason').fill('compared with the notice');
    await button(dialog, 'Put in force').click();
    await page.getByText('In force', { exact: true }).first().waitFor();
    await page.getByRole('tab', { name: 'Calendar' }).click();
    await page.getByText(`published up to ${YEAR}-12-31`).first().waitFor();
    await button(page, 'Year after').click();
    await button(page, 'Year after').click();
    await page.getByText('Source: 国办发明电〔2028〕1号').first().waitFor();
    expect(complaints).toEqual([]);
  });

  it('issuers are found by the first digits of a card, and branches by first letters', async () => {
    const page = await deskOf('operator', 'reference-data?tab=bin');
    await page.getByLabel('卡号前几位').fill('49991112');
    await page.getByText('Harbour Bank').first().waitFor();
    expect(await page.locator('tr.ant-table-row:visible').count()).toBe(1);
    await page.getByLabel('卡号前几位').fill('没有这家');
    await page.getByText('没有找到').first().waitFor();
    await page.getByRole('tab', { name: '商户类别' }).click();
    await page.getByLabel('类别名称').fill('chaoshi');
    await page.getByText('超市、便利店').first().waitFor();
    expect(await seriousFindings(page)).toEqual([]);
  });

  it('jobs show what is due next, on a phone too', async () => {
    const page = await deskOf('operator', 'jobs');
    await page.getByText('没有出错的任务').first().waitFor();
    await page.getByText('日切').first().waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await page.setViewportSize({ width: 390, height: 844 });
    await page.getByText('即将到期').first().waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    expect(complaints).toEqual([]);
  });
});
