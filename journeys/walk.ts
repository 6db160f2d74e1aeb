/** The line as people walk it in a browser: the merchant's phone, the SMS inbox, the terminal, the clock. Chinese words, as on the screens. */
import type { Browser, BrowserContext, Page } from 'playwright-core';

export interface Shots {
  /** Keeps a picture of the page under this name. */
  (page: Page, name: string): Promise<void>;
}

export interface Walk {
  readonly url: string;
  readonly phone: Page;
  readonly context: BrowserContext;
  readonly shot: Shots;
  /** What the pages complained about in their consoles. */
  readonly complaints: string[];
}

const PHONE = '13800000001';
const SEEN_MS = 45_000;

export async function openPhone(
  browser: Browser,
  options: { url: string; shot: Shots; width?: number; height?: number },
): Promise<Walk> {
  const context = await browser.newContext({
    viewport: { width: options.width ?? 390, height: options.height ?? 844 },
    locale: 'zh-CN',
  });
  const phone = await context.newPage();
  phone.setDefaultTimeout(SEEN_MS);
  const complaints: string[] = [];
  phone.on('pageerror', (error) => complaints.push(error.message));
  return { url: options.url, phone, context, shot: options.shot, complaints };
}

/** The newest message on the phone that the expression finds something in. */
export async function messageOnPhone(walk: Walk, expression: RegExp): Promise<string> {
  for (;;) {
    const rows = (await (
      await walk.context.request.get(`${walk.url}/api/demo/world/sms-centre/messages?to=${PHONE}`)
    ).json()) as { text: string }[];
    const found = rows.map((row) => expression.exec(row.text)?.[1]).find((text) => text !== undefined);
    if (found !== undefined) return found.replaceAll(' ', '');
    await walk.phone.waitForTimeout(100);
  }
}

export async function signIn(walk: Walk): Promise<void> {
  const { phone } = walk;
  await phone.goto(`${walk.url}/merchant/`);
  await phone.getByPlaceholder('请输入 11 位手机号').fill(PHONE);
  await walk.shot(phone, '01-sign-in');
  await phone.getByRole('button', { name: '获取验证码' }).click();
  await phone.getByText('短信已送达').waitFor();
  await phone.getByPlaceholder('6 位数字').fill(await messageOnPhone(walk, /验证码 (\d{6})/));
  await phone.getByRole('button', { name: '登录 / 注册' }).click();
}

const next = (page: Page) => page.getByRole('button', { name: '下一步', exact: true });

async function useSample(walk: Walk, section: string, sample: string): Promise<void> {
  const { phone } = walk;
  const place = phone.locator(`section.capture[aria-label="${section}"]`);
  await place.getByRole('button', { name: '用样例' }).click();
  await phone.locator('.shelf button', { hasText: sample }).first().click();
  await place.getByText('重拍').waitFor();
  await place.getByRole('status').waitFor({ state: 'hidden' });
}

export async function giveConsents(walk: Walk): Promise<void> {
  const { phone } = walk;
  await phone
    .getByRole('button', { name: /开始|继续/ })
    .first()
    .click();
  await walk.shot(phone, '02-consents');
  for (let i = 0; i < 5; i += 1) await phone.getByRole('button', { name: '同意', exact: true }).first().click();
  await next(phone).click();
}

export async function showIdentityCard(walk: Walk): Promise<void> {
  const { phone } = walk;
  await useSample(walk, '人像面', '林晓梅');
  await useSample(walk, '国徽面', '林晓梅');
  await phone.getByText('请核对识别结果').waitFor();
  await walk.shot(phone, '03-identity');
  await phone.getByRole('button', { name: '确认无误' }).click();
  await phone.getByText('人脸核验').first().waitFor();
}

export async function showFace(walk: Walk): Promise<void> {
  const { phone } = walk;
  await walk.shot(phone, '04-face');
  await phone.getByRole('button', { name: '用样例人物（演示）' }).click();
  await phone.locator('.adm-popup button', { hasText: '林晓梅' }).click();
  await phone.getByText('人脸核验通过').waitFor();
  await next(phone).click();
}

export async function fillApplication(walk: Walk): Promise<void> {
  const { phone } = walk;
  await walk.shot(phone, '05-kind');
  await phone.getByRole('button', { name: '按个人申请' }).click();
  await phone.getByText('我已了解押金规则并同意').click();
  await walk.shot(phone, '06-plan');
  await next(phone).click();
  await useSample(walk, '卡号面', '借记卡');
  await phone.getByLabel('银行预留手机号').fill(PHONE);
  await walk.shot(phone, '07-card');
  await next(phone).click();
  await useSample(walk, '摊位照片', '林晓梅');
  await walk.shot(phone, '08-scene');
  await next(phone).click();
  await phone.getByLabel('经营名称').fill('晓梅烤冷面');
  await phone.getByRole('button', { name: /^行业/ }).click();
  await phone.locator('.adm-popup').getByText('快餐、小吃摊').click();
  await phone.getByRole('button', { name: /^所在地区/ }).click();
  for (const place of ['浙江省', '杭州市', '西湖区'])
    await phone.locator('.adm-popup').getByRole('button', { name: place, exact: true }).click();
  await phone.getByLabel('经营地址').fill('文三路夜市12号摊');
  await walk.shot(phone, '09-business');
  await next(phone).click();
  await signSheet(walk);
  await walk.shot(phone, '10-review');
  await phone.getByRole('button', { name: '签署并提交' }).click();
  await phone.waitForURL('**/merchant/progress');
}

/** Writes something like a name on the pad, and answers the code. */
async function signSheet(walk: Walk): Promise<void> {
  const { phone } = walk;
  const pad = phone.getByRole('img', { name: '请在此处手写签名' });
  await pad.scrollIntoViewIfNeeded();
  const box = await pad.boundingBox();
  if (box === null) throw new Error('there is no pad to sign on');
  await phone.mouse.move(box.x + 30, box.y + 60);
  await phone.mouse.down();
  for (let i = 1; i <= 12; i += 1)
    await phone.mouse.move(box.x + 30 + i * 18, box.y + 60 + (i % 2 === 0 ? 30 : -25), { steps: 4 });
  await phone.mouse.up();
  await phone.getByRole('button', { name: '获取验证码' }).click();
  await phone.getByLabel('签署验证码').fill(await messageOnPhone(walk, /签署验证码 (\d{6})/));
  await phone.getByText('我已阅读并同意以上协议').click();
}

/** The next page of the phone says approved, and the parcel can be sent for. */
export async function seeApproval(walk: Walk): Promise<void> {
  const { phone } = walk;
  await phone.goto(`${walk.url}/merchant/progress`);
  await phone.getByText('审核通过').first().waitFor();
  await walk.shot(phone, '11-progress');
}

export async function haveItDelivered(walk: Walk): Promise<string> {
  for (;;) {
    const parcels = (await (await walk.context.request.get(`${walk.url}/api/demo/world/courier/parcels`)).json()) as {
      reference: string;
      serialNo: string;
      step: string;
    }[];
    const [parcel] = parcels;
    if (parcel?.step === 'delivered') return parcel.serialNo;
    if (parcel !== undefined) {
      await walk.context.request.post(`${walk.url}/api/demo/world/courier/parcels/${parcel.reference}/deliver`, {
        headers: { origin: walk.url },
        data: {},
      });
    }
    await walk.phone.waitForTimeout(100);
  }
}

const screenOf = async (device: Page): Promise<string> =>
  /screen-(\w+)|lcd-off/.exec((await device.locator('.lcd').first().getAttribute('class')) ?? '')?.[1] ?? 'off';

/** Presses what the device asks for until it shows `goal`. `answers` says what to do at a screen that is not simply confirmed. */
export async function workTheDevice(
  device: Page,
  goal: string,
  answers: Readonly<Record<string, () => Promise<void>>>,
): Promise<void> {
  for (let i = 0; i < 400; i += 1) {
    const screen = await screenOf(device);
    if (screen === goal) return;
    const waits = screen === 'booting' || screen === 'joining_network' || screen === 'busy';
    if (screen === 'off') await device.getByRole('button', { name: '电源' }).click();
    else if (screen === 'choose_network') await device.keyboard.press('1');
    else if (answers[screen] !== undefined) await answers[screen]();
    else if (!waits) await device.keyboard.press('Enter');
    await device.waitForTimeout(120);
  }
  throw new Error(`the device never showed ${goal}; it stands at ${await screenOf(device)}`);
}

export async function presentCard(device: Page, bank: string): Promise<void> {
  await device.locator('.wallet-cards label', { hasText: bank }).first().click();
  await device.getByRole('button', { name: '刷卡' }).click();
}

export async function activate(walk: Walk, device: Page): Promise<void> {
  const code = await messageOnPhone(walk, /激活码 (\d{4} \d{4} \d{4})/);
  let typed = false;
  await workTheDevice(device, 'home', {
    enter_code: async () => {
      if (!typed) await device.keyboard.type(code);
      typed = true;
      await walk.shot(device, '13-code');
      await device.keyboard.press('Enter');
    },
    deposit_card: async () => {
      await walk.shot(device, '14-deposit');
      await presentCard(device, '招商银行');
    },
    enter_pin: async () => {
      await device.keyboard.type('123456');
      await device.keyboard.press('Enter');
    },
  });
}

/** One sale from the six icons to the receipt and back. */
export async function sell(
  walk: Walk,
  device: Page,
  sale: { amount: string; bank: string; pin: string; shot: string },
): Promise<void> {
  await device.keyboard.press('1');
  await device.keyboard.type(sale.amount);
  await device.keyboard.press('Enter');
  let signed = false;
  await workTheDevice(device, 'receipt', {
    present_card: () => presentCard(device, sale.bank),
    enter_pin: async () => {
      await device.keyboard.type(sale.pin);
      await device.keyboard.press('Enter');
    },
    signature: async () => {
      if (signed) {
        await device.keyboard.press('Enter');
        return;
      }
      signed = true;
      const box = await device.locator('canvas').boundingBox();
      if (box !== null) {
        await device.mouse.move(box.x + 20, box.y + box.height / 2);
        await device.mouse.down();
        await device.mouse.move(box.x + box.width / 2, box.y + 12, { steps: 6 });
        await device.mouse.move(box.x + box.width - 24, box.y + box.height - 12, { steps: 6 });
        await device.mouse.up();
      }
      await device.getByRole('button', { name: '完成签名' }).click();
    },
  });
  await walk.shot(device, sale.shot);
  await workTheDevice(device, 'home', {});
}
