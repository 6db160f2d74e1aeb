/** The company's smart POS in the browser: deposit by transfer, operator, account, test sale, and a roll of paper that lies the wrong way round. */
import type { Page } from 'playwright-core';
import { messageOnPhone, workTheDevice, type Walk } from './walk.ts';

const OWN_PASSWORD = '2468';

/** The merchant reads where to pay, the company's bank (a page of the outside world) pays it, the merchant sees it arrive. */
export async function payDepositByTransfer(walk: Walk, account: { readonly tail: string }): Promise<void> {
  const { phone } = walk;
  await phone.goto(`${walk.url}/merchant/`);
  await phone.getByText('改用对公或本人账户转账').click();
  const remark = phone.locator('details dd', { hasText: /^KT\d{8}$/ });
  await remark.scrollIntoViewIfNeeded();
  await walk.shot(phone, '20-transfer-offered');
  const bank = await walk.context.newPage();
  await bank.setViewportSize({ width: 1440, height: 900 });
  await bank.goto(`${walk.url}/world/`);
  await bank.getByRole('tab', { name: '银行' }).click();
  const form = bank.locator('form.transfer');
  const option = form.locator('option', { hasText: account.tail });
  await form.getByLabel('付款账户').selectOption((await option.first().getAttribute('value')) ?? '');
  await form.getByLabel('金额（元）').fill('299.00');
  await form.getByLabel('附言').fill((await remark.textContent()) ?? '');
  await form.getByRole('button', { name: '转账' }).click();
  await form.getByText('已转出').first().waitFor();
  await walk.shot(bank, '21-bank');
  await bank.close();
  await messageOnPhone(walk, /(已收到您的押金转账299\.00元)/);
  await phone.reload();
  await phone.getByText('收到转账').first().waitFor();
  await walk.shot(phone, '22-paid-in');
}

/** From the power key to the first screen of business: 01/0000, a password of one's own, the code, the account. */
export async function activateSmartPos(walk: Walk, device: Page, account: { readonly tail: string }): Promise<void> {
  const code = await messageOnPhone(walk, /激活码 (\d{4} \d{4} \d{4})/);
  const shown = new Set<string>();
  const shotOnce = async (name: string): Promise<void> => {
    if (shown.has(name)) return;
    shown.add(name);
    await walk.shot(device, name);
  };
  const type = (digits: () => string | Promise<string>, shot: string) => async (): Promise<void> => {
    await device.keyboard.type(await digits());
    await shotOnce(shot);
    await device.keyboard.press('Enter');
    // the key is on its way to the device; looked at too early, the same screen would be typed into twice
    await device.waitForTimeout(250);
  };
  await workTheDevice(device, 'home', {
    operator_number: type(() => '01', '23-operator'),
    operator_password: type(() => '0000', '24-password'),
    new_password: type(() => OWN_PASSWORD, '25-new-password'),
    enter_code: type(() => code, '26-code'),
    account_tail: type(() => account.tail, '27-account'),
    account_code: type(() => messageOnPhone(walk, /验证码 (\d{6})，用于在机具/), '28-account-code'),
  });
  await walk.shot(device, '29-active');
}

/** The roll lies the wrong way round: the slip is blank. Turned over, the last one is printed again. */
export async function testSaleOnPaper(walk: Walk, device: Page, bank: string): Promise<void> {
  const printer = device.locator('section', { has: device.getByRole('heading', { name: '打印机' }) });
  await printer.getByRole('button', { name: '反装' }).click();
  await device.locator('.lcd').click();
  await device.keyboard.press('1');
  await device.keyboard.press('Enter');
  const done = {
    present_card: async () => {
      await device.locator('.wallet-cards label', { hasText: bank }).first().click();
      await device.getByRole('button', { name: '挥卡' }).click();
    },
  };
  await workTheDevice(device, 'receipt', done);
  await printer.getByText('白纸：没有显字').waitFor({ state: 'attached' });
  await walk.shot(device, '30-blank');
  await device.keyboard.press('Enter');
  await device.keyboard.press('Enter');
  await workTheDevice(device, 'home', done);
  await printer.getByRole('button', { name: '撕下' }).click();
  await printer.getByRole('button', { name: '光面朝外' }).click();
  await device.locator('.lcd').click();
  await device.keyboard.press('6');
  await device.keyboard.press('1');
  await printer.locator('.paper', { hasText: '重' }).waitFor();
  await walk.shot(device, '31-printed');
  await workTheDevice(device, 'home', done);
}
