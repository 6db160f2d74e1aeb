/** An e-receipt in the browser: the merchant finds, saves and sends it; a cardholder verifies it and complains; an operator answers. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OwnSystem, until, Walker } from '../../server/src/entry/journey.ts';
import { seriousFindings } from '../axe.ts';
import { findBrowser } from '../browser.ts';
import { button, signInAtDesk } from '../desk.ts';

const browser: Browser | undefined = await findBrowser();
const SEEN_MS = 45_000;
const CUSTOMER = '13911112222';
let system: OwnSystem;
let walker: Walker;
let address = '';
const complaints: string[] = [];

beforeAll(async () => {
  system = await OwnSystem.create();
  await system.start();
  walker = new Walker(system.url, 'lin');
  await walker.ready();
  const { serialNo } = await walker.becomeActive();
  for (const amountFen of ['12800', '4500'])
    await walker.runTerminal(serialNo, { script: 'sale', amountFen, personKey: 'wang' });
}, 180_000);
afterAll(async () => {
  await browser?.close();
  await system.remove();
});

async function open(path: string, of: { readonly width: number; readonly signedIn: 'yes' | 'no' }): Promise<Page> {
  const context = await (browser as Browser).newContext({
    locale: 'zh-CN',
    viewport: { width: of.width, height: 844 },
  });
  if (of.signedIn === 'yes')
    await context.addCookies([...walker.cookies].map(([name, value]) => ({ name, value, url: system.url })));
  const page = await context.newPage();
  page.setDefaultTimeout(SEEN_MS);
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(`${system.url}${path}`);
  return page;
}
const overflow = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
const textsToCustomer = async (): Promise<string[]> =>
  (
    (await (await fetch(`${system.url}/api/demo/world/sms-centre/messages?to=${CUSTOMER}`)).json()) as {
      text: string;
    }[]
  ).map((one) => one.text);

async function saved(page: Page, name: string): Promise<string> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name, exact: true }).click(),
  ]);
  return download.suggestedFilename().split('.').at(-1) ?? '';
}

describe.skipIf(browser === undefined)('an e-receipt in other hands', () => {
  it('is found with a filter that stands in the address, and saved as a picture and on paper', async () => {
    const page = await open('/merchant/sales', { width: 390, signedIn: 'yes' });
    await page.locator('.sales li').nth(2).waitFor();
    await page.getByRole('button', { name: '筛选' }).click();
    await page.getByLabel('交易类型').selectOption('sale');
    await page.getByRole('searchbox').fill('128.00');
    await page.getByRole('searchbox').press('Enter');
    await page.waitForURL(/text=128\.00/);
    await page.locator('.sales li').nth(1).waitFor({ state: 'detached' });
    expect(await seriousFindings(page)).toEqual([]);
    await page.locator('.sales a').first().click();
    await page.getByText('发给顾客').waitFor();
    expect([await saved(page, '保存图片'), await saved(page, '保存 PDF')]).toEqual(['png', 'pdf']);
    expect(await seriousFindings(page)).toEqual([]);
    address = new URL((await page.getByRole('link', { name: '顾客看到的页面' }).getAttribute('href')) ?? '').pathname;
    await page.getByRole('button', { name: '返回' }).click();
    await page.waitForURL(/sales\?.*kind=sale/);
  });

  it('goes to the customer once where its answer is lost on the way', async () => {
    const page = await open('/merchant/sales?text=128.00', { width: 390, signedIn: 'yes' });
    await page.locator('.sales a').first().click();
    await page.getByLabel('顾客手机号').fill(CUSTOMER);
    const send = page.getByRole('button', { name: '短信发送' });
    await page.route('**/shares', async (route) => {
      await route.fetch(); // it arrives, and its answer does not
      await route.abort('connectionreset');
    });
    await send.click();
    await page.getByRole('alert').first().waitFor();
    await page.unroute('**/shares');
    await send.click();
    await page.getByText('139****2222').first().waitFor();
    await page.getByText('已送达').first().waitFor();
    expect((await textsToCustomer()).filter((text) => text.includes('电子签购单'))).toHaveLength(1);
  });

  it('is genuine to the cardholder on a narrow phone in both languages, and so is the paper slip', async () => {
    for (const [language, word] of [
      ['zh-CN', '真实：由本机构签发'],
      ['en', 'Genuine: issued by us'],
    ] as const) {
      const page = await open(`${address}?lang=${language}`, { width: 360, signedIn: 'no' });
      await page.getByText(word).first().waitFor();
      await page.locator('button.wide').click();
      await page.locator('fieldset').waitFor();
      expect([await overflow(page), await seriousFindings(page)]).toEqual([0, []]);
      const check = await open(`/r/check?lang=${language}`, { width: 360, signedIn: 'no' });
      await check.locator('form').waitFor();
      expect([await overflow(check), await seriousFindings(check)]).toEqual([0, []]);
    }
  });

  it('takes a complaint, which an operator answers and the cardholder reads', async () => {
    const page = await open(address, { width: 360, signedIn: 'no' });
    await page.getByRole('button', { name: '对这笔交易有疑问或要投诉' }).click();
    await page.getByRole('radio', { name: '重复扣款' }).check();
    await page.getByLabel('请说明经过').fill('同一笔扣了两次');
    await page.getByLabel('手机号').fill(CUSTOMER);
    await page.getByRole('button', { name: '获取验证码' }).click();
    const code = await until('the code', async () =>
      (await textsToCustomer()).map((text) => /验证码 (\d{6})/.exec(text)?.[1]).find((one) => one !== undefined),
    );
    await page.getByLabel('短信验证码').fill(code);
    await page.getByRole('button', { name: '提交投诉' }).click();
    await page.getByRole('link', { name: '查看进度' }).click();
    await page.getByText('已受理，等待处理').first().waitFor();
    expect([await overflow(page), await seriousFindings(page)]).toEqual([0, []]);

    const context = await (browser as Browser).newContext({
      locale: 'zh-CN',
      viewport: { width: 1440, height: 900 },
    });
    const desk = await context.newPage();
    desk.setDefaultTimeout(SEEN_MS);
    await signInAtDesk(desk, { walker, login: 'operator', path: 'tickets?kind=complaint' });
    await button(desk, '打开').first().click();
    await desk.getByText('商户尚不知情').first().waitFor();
    await button(desk, '查看号码').click();
    await desk.getByText(CUSTOMER).first().waitFor();
    expect(await seriousFindings(desk)).toEqual([]);
    const drawer = desk.locator('.ant-drawer');
    await button(drawer, '答复').first().click();
    await desk.getByRole('dialog').getByRole('textbox').last().fill('系统显示仅一笔扣款');
    await button(desk.locator('.ant-modal'), '答复').last().click();
    await page.reload();
    await page.getByText('系统显示仅一笔扣款').first().waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    expect(complaints).toEqual([]);
  });
});
