/**
 * A cashier's day: invited by the owner, confirmed on the cashier's own phone, a sale that comes up by itself, its receipt, a fault that is
 * reported, and what the owner reads of it; at the end the cashier is removed, and the page knows at once.
 */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OwnSystem, until, Walker } from '../../server/src/entry/journey.ts';
import { seriousFindings } from '../axe.ts';
import { findBrowser } from '../browser.ts';

const browser: Browser | undefined = await findBrowser();
const SEEN_MS = 45_000;
let system: OwnSystem;
let owner: Walker;
let cashier: Walker;
let serialNo: string;
let till: Page;
const complaints: string[] = [];

beforeAll(async () => {
  system = await OwnSystem.create();
  await system.start();
  owner = new Walker(system.url, 'lin');
  cashier = new Walker(system.url, 'chen');
  await owner.ready();
  ({ serialNo } = await owner.becomeActive());
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await system.remove();
});

async function pageOf(width: number, walker?: Walker): Promise<Page> {
  const context = await (browser as Browser).newContext({ locale: 'zh-CN', viewport: { width, height: 844 } });
  if (walker !== undefined)
    await context.addCookies([...walker.cookies].map(([name, value]) => ({ name, value, url: system.url })));
  const page = await context.newPage();
  page.setDefaultTimeout(SEEN_MS);
  page.on('pageerror', (error) => complaints.push(error.message));
  return page;
}
const overflow = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
const sound = async (page: Page): Promise<void> => {
  expect(await overflow(page)).toBe(0);
  expect(await seriousFindings(page)).toEqual([]);
};

describe.skipIf(browser === undefined)('a cashier’s day', () => {
  it('begins with an invitation by the owner, on 390 px and in English on 360', async () => {
    const page = await pageOf(390, owner);
    await page.goto(`${system.url}/merchant/me`);
    await page.getByRole('link', { name: '店员' }).click();
    await page.getByText('还没有店员').first().waitFor();
    await sound(page);
    await page.getByLabel('对方手机号').fill(cashier.person.phone);
    await page.getByLabel('称呼').fill('小陈');
    await page.getByRole('button', { name: '发送邀请' }).click();
    await page.getByRole('region', { name: '小陈' }).getByText('收银员', { exact: true }).waitFor();
    await page.getByLabel('对方手机号').fill(cashier.person.phone);
    await page.getByLabel('称呼').fill('又一次');
    await page.getByRole('button', { name: '发送邀请' }).click();
    await page.getByRole('alert').getByText('已被邀请或已是店员').waitFor();
    const english = await pageOf(360, owner);
    await english.goto(`${system.url}/merchant/people?lang=en`);
    await english.getByRole('button', { name: 'Take back' }).waitFor();
    await sound(english);
    expect((await cashier.messages())[0]?.text).toContain('担任收银员');
  });

  it('goes on at the cashier’s own phone: signed in by code, asked first, then at the till', async () => {
    till = await pageOf(390);
    await till.goto(`${system.url}/merchant/`);
    const before = (await cashier.messages()).length;
    await till.getByLabel('手机号').fill(cashier.person.phone);
    await till.getByRole('button', { name: '获取验证码' }).click();
    const code = await until('the code', async () => {
      const rows = await cashier.messages();
      return rows.length > before ? /验证码 (\d{6})/.exec(rows[0]?.text ?? '')?.[1] : undefined;
    });
    await till.getByLabel('验证码').fill(code);
    await till.getByRole('button', { name: '登录 / 注册' }).click();
    await till
      .getByText(/邀请您担任收银员/)
      .first()
      .waitFor();
    await till.getByRole('button', { name: '接受', exact: true }).click();
    await till.getByText('今日收款').first().waitFor();
    await sound(till);
    expect(await till.getByRole('navigation').getByText('结算').count()).toBe(0);
    expect(await till.getByText('可结算').count()).toBe(0);
  });

  it('a sale comes up by itself, and its receipt is at hand', async () => {
    const gross = till.getByTestId('today-gross');
    const before = await gross.textContent();
    const sold = { script: 'sale', amountFen: '12345', personKey: 'wang' } as const;
    expect(await owner.runTerminal(serialNo, sold)).toMatchObject({ ok: true });
    await till
      .getByRole('link', { name: /123\.45/ })
      .first()
      .click();
    await till.getByText('签购单').first().waitFor();
    await sound(till);
    await till.getByRole('button', { name: '返回' }).click();
    await till.getByRole('tab', { name: '首页' }).or(till.getByText('首页')).first().click();
    await gross.waitFor();
    expect(await gross.textContent()).not.toBe(before);
  });

  it('reports a fault, and sees nothing of the account, whatever address is typed', async () => {
    await till.getByRole('link', { name: '报修' }).first().click();
    await till.getByRole('radio', { name: '还能收款' }).check();
    await till.locator('textarea').fill('打印口卡纸');
    await till.getByRole('button', { name: /提交/ }).click();
    await till.getByText('打印口卡纸').first().waitFor();
    for (const path of ['account', 'settlements', 'people', 'deposit']) {
      await till.goto(`${system.url}/merchant/${path}`);
      await till.getByText('今日收款').first().waitFor();
    }
    const page = await pageOf(390, owner);
    await page.goto(`${system.url}/merchant/people`);
    await page.getByText('小陈 提交了工单').first().waitFor();
    await sound(page);
  });

  it('knows that SMS is down, in the words of what goes on all the same', async () => {
    await owner.setFault('sms-centre', { silent: true });
    for (let turn = 0; turn < 2; turn += 1) {
      const phone = `1380000000${turn}`;
      await new Walker(system.url, 'sun').client.call('POST /api/applicant/codes', { body: { phone } });
    }
    await until(
      'the outage',
      async () => {
        const { rows } = await owner.client.call('GET /api/merchant/outages');
        return rows.find((one) => one.what === 'sms');
      },
      90_000,
    );
    await till.reload();
    await till
      .getByText(/短信通道自/)
      .first()
      .waitFor();
    await sound(till);
    await owner.setFault('sms-centre', { silent: false });
    await until(
      'the end of the outage',
      async () => {
        const { rows } = await owner.client.call('GET /api/merchant/outages');
        return rows.length === 0 ? true : undefined;
      },
      90_000,
    );
  }, 240_000);

  it('is over when the owner says so: the page of the cashier shows the shop no more', async () => {
    const page = await pageOf(390, owner);
    await page.goto(`${system.url}/merchant/people`);
    await page.getByRole('button', { name: '移除' }).click();
    await page.getByRole('dialog').getByRole('button', { name: '移除' }).click();
    await page.getByText('还没有店员').first().waitFor();
    await till.getByText('今日收款').first().waitFor({ state: 'hidden' });
    expect((await cashier.messages())[0]?.text).toContain('店员身份已由店主结束');
    const body = { phone: cashier.person.phone, name: '小陈', role: 'manager' } as const;
    await owner.client.call('POST /api/merchant/people', { body });
    await till.reload();
    await till.getByRole('button', { name: '接受', exact: true }).click();
    await till.getByRole('link', { name: /店长/ }).click();
    await till.getByText('我任职的店').first().waitFor();
    await sound(till);
    await till.getByRole('button', { name: '退出', exact: true }).click();
    await till.getByRole('dialog').getByRole('button', { name: '退出' }).click();
    await till.getByText('我任职的店').first().waitFor({ state: 'hidden' });
    expect(complaints).toEqual([]);
  });
});

describe.skipIf(browser === undefined)('where one is signed in', () => {
  it('is listed with what happened at the door; another device is signed out from here', async () => {
    const elsewhere = new Walker(system.url, 'lin');
    const { token } = await owner.client.call('POST /api/applicant/hand-offs', { body: { step: 'identity' } });
    await elsewhere.client.call('POST /api/public/hand-offs/redemption', { body: { token } });
    const page = await pageOf(390, owner);
    await page.goto(`${system.url}/merchant/me`);
    await page.getByRole('link', { name: '登录与安全' }).click();
    await page.getByText('本机').first().waitFor();
    await sound(page);
    await page.getByRole('button', { name: '退出其他所有设备' }).click();
    await page.getByRole('listitem').filter({ hasText: '退出其他设备' }).first().waitFor();
    await expect(elsewhere.client.call('GET /api/applicant/me')).rejects.toThrow('identity.sign_in_needed');
    const english = await pageOf(360, owner);
    await english.goto(`${system.url}/merchant/security?lang=en`);
    await english.getByText('What happened at the door').first().waitFor();
    await sound(english);
  });

  it('and what one was told stands there to be read again, without any code', async () => {
    const page = await pageOf(390, owner);
    await page.goto(`${system.url}/merchant/home`);
    await page.getByRole('link', { name: /条新通知/ }).click();
    await page
      .getByText(/店员小陈已退出您的店/)
      .first()
      .waitFor();
    await sound(page);
    expect(await page.locator('main').innerText()).not.toMatch(/验证码 \d|\d{4} \d{4} \d{4}/);
    await page.goto(`${system.url}/merchant/home`);
    await page.getByText('今日').first().waitFor();
    expect(await page.getByRole('link', { name: /条新通知/ }).count()).toBe(0);
  });
});
