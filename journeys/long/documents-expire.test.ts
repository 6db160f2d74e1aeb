/** A card that ends, in the browser: the phone is told, restricted, photographs the new one and sells; a new name goes over the desk and back. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OwnSystem, until, Walker } from '../../server/src/entry/journey.ts';
import { parseIso, timeInShanghai } from '../../server/src/kernel/instant.ts';
import { seriousFindings } from '../axe.ts';
import { findBrowser } from '../browser.ts';
import { button, signInAtDesk } from '../desk.ts';
import { useSample } from '../walk.ts';

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
  // messages go out at nine
  for (let hours = 0; hours < 12; hours += 1) {
    const { now } = await walker.client.call('GET /api/public/status');
    if (timeInShanghai(parseIso(now)) >= '10:00') break;
    await walker.moveClock('plus_1h');
  }
  await walker.becomeActive({ backSample: 'lin-id-back-ending' });
}, 180_000);
afterAll(async () => {
  await browser?.close();
  await system.remove();
});

async function open(path: string, width: number): Promise<Page> {
  const context = await (browser as Browser).newContext({ locale: 'zh-CN', viewport: { width, height: 844 } });
  await context.addCookies([...walker.cookies].map(([name, value]) => ({ name, value, url: system.url })));
  const page = await context.newPage();
  page.setDefaultTimeout(SEEN_MS);
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(`${system.url}${path}`);
  return page;
}
async function openDesk(path: string, language = 'zh-CN'): Promise<Page> {
  const context = await (browser as Browser).newContext({ locale: 'zh-CN', viewport: { width: 1440, height: 900 } });
  const desk = await context.newPage();
  desk.setDefaultTimeout(SEEN_MS);
  desk.on('pageerror', (error) => complaints.push(error.message));
  return signInAtDesk(desk, { walker, login: 'reviewer', path, language });
}
const overflow = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
const days = async (count: number): Promise<void> => {
  for (let day = 0; day < count; day += 1) await walker.moveClock('plus_1d');
};

describe.skipIf(browser === undefined)('a card that ends', () => {
  it('is found under 我的 with its last day, in both languages and on a narrow phone', async () => {
    const page = await open('/merchant/me', 390);
    await page.getByRole('link', { name: '证件' }).first().click();
    await page.getByText('剩余 100 天').first().waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    const narrow = await open('/merchant/documents?lang=en', 360);
    await narrow.getByText('Days left: 100').first().waitFor();
    expect([await overflow(narrow), await seriousFindings(narrow)]).toEqual([0, []]);
  });

  it('stands on the home page from the first message on', async () => {
    await days(10);
    const page = await open('/merchant/home', 390);
    await page.getByRole('link', { name: /证件即将到期/ }).click();
    await page.getByText('即将到期').first().waitFor();
    expect(await seriousFindings(page)).toEqual([]);
  }, 120_000);

  it('stops sales on the day after; the new one is photographed, and the restriction is gone at once', async () => {
    await days(91);
    await until('the restriction', async () =>
      (await walker.client.call('GET /api/merchant/home')).state === 'restricted' ? true : undefined,
    );
    const page = await open('/merchant/home', 390);
    await page.getByText('机具已暂停收款').first().waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await page.getByRole('link', { name: '去更新证件' }).click();
    await page.getByRole('button', { name: '拍摄新证件' }).click();
    await useSample(page, '新身份证人像面', 'lin-id-front');
    await useSample(page, '新身份证国徽面', 'lin-id-back-renewed');
    await page.getByText('请核对识别结果').first().waitFor();
    expect(await page.getByLabel('身份证号').inputValue()).toBe(walker.person.idNumber);
    expect([await overflow(page), await seriousFindings(page)]).toEqual([0, []]);
    await page.getByRole('button', { name: '确认无误，提交' }).click();
    await page.getByText('核对一致，自动通过').first().waitFor();
    await page.getByText('收款限制已解除').first().waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await page.goto(`${system.url}/merchant/home`);
    await page.getByText('今日收款').first().waitFor();
    expect(await page.getByText('机具已暂停收款').count()).toBe(0);
  }, 300_000);
});

describe.skipIf(browser === undefined)('a new name', () => {
  it('is asked for on the phone, sent back from the desk with a reason, put right, approved, and in force', async () => {
    const phone = await open('/merchant/changes', 390);
    await phone.getByRole('button', { name: '经营名称、行业' }).click();
    await useSample(phone, '经营场所照片', 'lin-scene-photo');
    await phone.getByLabel('经营名称').fill('晓梅小吃');
    expect(await seriousFindings(phone)).toEqual([]);
    await phone.getByRole('button', { name: '确认无误，提交' }).click();
    await phone.getByText('人工审核中').first().waitFor();

    const desk = await openDesk('changes');
    expect(await seriousFindings(desk)).toEqual([]);
    await desk.getByRole('link', { name: /查看/ }).first().click();
    await desk.getByText('新旧对照').first().waitFor();
    await desk.getByRole('img', { name: '新证件照片 1' }).waitFor();
    expect(await seriousFindings(desk)).toEqual([]);
    await button(desk, '退回补正').click();
    await desk.getByRole('checkbox', { name: '照片模糊' }).check();
    await button(desk.locator('.ant-modal'), '退回补正').click();
    await desk.getByText('待补正').first().waitFor();

    await phone.getByText('请按下面的原因').first().waitFor();
    expect(await seriousFindings(phone)).toEqual([]);
    await phone.getByLabel('经营名称').fill('晓梅小吃店');
    await phone.getByRole('button', { name: '确认无误，提交' }).click();
    await phone.getByText('人工审核中').first().waitFor();

    const english = await openDesk('changes', 'en');
    await english.getByRole('link', { name: /Look/ }).first().click();
    await english.getByText('Old and new').first().waitFor();
    expect(await seriousFindings(english)).toEqual([]);
    await english.getByRole('button', { name: 'Approve' }).click();
    await english.locator('.ant-modal').getByRole('button', { name: 'Approve' }).click();
    await english.getByText('In force').first().waitFor();

    await phone.getByText('名称与行业已更新').first().waitFor();
    const list = await open('/merchant/changes?lang=en', 360);
    await list.getByRole('link', { name: /New identity card/ }).waitFor();
    await list.getByRole('link', { name: /Name and trade/ }).waitFor();
    expect([await overflow(list), await seriousFindings(list)]).toEqual([0, []]);
    expect((await walker.client.call('GET /api/merchant/home')).name).toBe('晓梅小吃店');
    expect(complaints).toEqual([]);
  });
});
