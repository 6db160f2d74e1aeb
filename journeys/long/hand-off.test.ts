/** Begun on a desktop, photographed with the phone: the code on the screen opens the same step there, once, and both go on together. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { decodeQR } from 'qr/decode.js';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OwnSystem, Walker } from '../../server/src/entry/journey.ts';
import { seriousFindings } from '../axe.ts';
import { findBrowser } from '../browser.ts';
import { shoot } from '../walk.ts';

const browser: Browser | undefined = await findBrowser();
const out = join(import.meta.dirname, '..', 'out');
const DESK = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };
const IPHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 MicroMessenger/8.0.53';
const SEEN_MS = 45_000;
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
  await lin.client.call('POST /api/applicant/application');
  await lin.changeDraft({
    kind: 'individual',
    business: { tradeName: '晓梅烤冷面', mcc: '5814', region: '330106', address: '文三路夜市12号摊' },
  });
});
afterAll(async () => {
  await browser?.close();
  await system.remove();
});

async function pageOf(options: { userAgent?: string; viewport: { width: number; height: number } }): Promise<Page> {
  const context = await (browser as Browser).newContext({ locale: 'zh-CN', ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(SEEN_MS);
  page.on('pageerror', (error) => complaints.push(error.message));
  return page;
}

const newPhone = (): Promise<Page> => pageOf({ viewport: PHONE, userAgent: IPHONE });
const picture = (page: Page, name: string): Promise<Buffer> =>
  page.screenshot({ path: join(out, `hand-off-${name}.png`) });

/** As a phone's camera reads it off the screen. */
async function linkOnScreen(desk: Page): Promise<string> {
  const code = desk.getByRole('img', { name: /^二维码/ });
  await code.waitFor();
  const { data, info } = await sharp(await code.screenshot())
    .resize({ width: 600, kernel: 'nearest' })
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return decodeQR({ width: info.width, height: info.height, data });
}

describe.skipIf(browser === undefined)('from the desktop to the phone', () => {
  let desk: Page;
  let phone: Page;
  let link = '';

  it('the code on the desktop opens the step on the phone, and what is taken there appears without a reload', async () => {
    desk = await pageOf({ viewport: DESK });
    await desk.context().addCookies([...lin.cookies].map(([name, value]) => ({ name, value, url: system.url })));
    await desk.goto(`${system.url}/merchant/apply/identity`);
    link = await linkOnScreen(desk);
    expect(link).toMatch(new RegExp(`^${system.url}/merchant/hand-off#[\\w-]{43}$`));
    await desk
      .getByText(/等待扫码/)
      .first()
      .waitFor();
    await picture(desk, 'code');
    expect(await seriousFindings(desk)).toEqual([]);
    await desk.evaluate(() => Object.assign(window, { loadedOnce: true }));

    const preview = await desk.context().request.get(link.replace('#', '?code=')); // as those do that show a link's title
    expect(preview.status()).toBe(200);
    phone = await newPhone();
    await phone.goto(link);
    await phone.waitForURL('**/merchant/apply/identity');
    await phone.getByText('这是 138****0001 的申请').first().waitFor();
    await desk.getByText('手机已打开：iPhone（微信）').first().waitFor();
    await phone.locator('section.capture').nth(1).waitFor();
    await picture(phone, 'phone');
    expect(await seriousFindings(phone)).toEqual([]);
    await phone.getByRole('button', { name: '知道了' }).click();

    await shoot(system.url, phone.locator('section.capture[aria-label="人像面"]'), 'lin-id-front');
    await desk.locator('section.capture[aria-label="人像面"] img').waitFor();
    await shoot(system.url, phone.locator('section.capture[aria-label="国徽面"]'), 'lin-id-back');
    await phone.getByRole('button', { name: '确认无误' }).click();
    await phone.waitForURL('**/merchant/apply/face');
    await desk.getByText('身份信息已确认').first().waitFor();
    await picture(desk, 'arrived');
    expect(await desk.evaluate(() => 'loadedOnce' in window)).toBe(true);
  });

  it('the same link opens no second phone, and says what to do', async () => {
    const other = await newPhone();
    await other.goto(link);
    await other.getByText('请在电脑上换一个二维码重新扫').first().waitFor();
    expect(other.url()).toBe(`${system.url}/merchant/hand-off`); // nothing of the code is left in the address
    await picture(other, 'spent');
    await other.getByRole('link', { name: '用手机号和验证码登录' }).click();
    await other.getByPlaceholder('请输入 11 位手机号').waitFor();
    await other.context().close();
  });

  it('what both write at once is asked about and never written over', async () => {
    for (const page of [desk, phone]) await page.goto(`${system.url}/merchant/apply/business`);
    await desk.getByLabel('经营名称').waitFor();
    await phone.getByLabel('经营名称').fill('手机上的名字');
    await phone.getByText('已自动保存').first().waitFor();
    await desk.getByLabel('经营名称').fill('电脑上的名字');
    const question = desk.getByRole('alertdialog');
    await question.getByText('草稿在别处被改过').first().waitFor();
    for (const name of ['手机上的名字', '电脑上的名字']) await question.getByText(name).first().waitFor();
    const { draft } = await lin.client.call('GET /api/applicant/application');
    expect(draft.business?.tradeName).toBe('手机上的名字');
    await question.getByRole('button', { name: '用那边的' }).click();
    await question.waitFor({ state: 'hidden' });
    expect(await desk.getByLabel('经营名称').inputValue()).toBe('手机上的名字');
  });

  it('the desktop signs the phone out, and shows a new code', async () => {
    await desk.goto(`${system.url}/merchant/apply/scene`);
    await desk.getByRole('button', { name: '让它退出' }).click();
    await phone.getByPlaceholder('请输入 11 位手机号').waitFor();
    expect(await linkOnScreen(desk)).not.toBe(link);
    expect(complaints).toEqual([]);
    await Promise.all([desk.context().close(), phone.context().close()]);
  });
});
