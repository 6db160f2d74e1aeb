/** The line as people walk it in a browser: the merchant's phone, the SMS inbox, the terminal, the clock. Chinese words, as on the screens. */
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';

export interface Shots {
  /** Keeps a picture of the page under this name. */
  (page: Page, name: string): Promise<void>;
}

export interface TakePhoto {
  /** Hands in the sample at the place of that name, and waits until it has been read. */
  (page: Page, section: string, sample: string): Promise<void>;
}

export interface Applicant {
  /** As in the population: names the samples. */
  readonly key: string;
  readonly name: string;
  readonly number: string;
}

export interface Walk {
  readonly url: string;
  readonly person: Applicant;
  readonly phone: Page;
  readonly context: BrowserContext;
  readonly shot: Shots;
  /** How a document gets into the app: from the shelf of samples, or as the camera would hand it over. */
  readonly photo: TakePhoto;
  /** What the pages complained about in their consoles. */
  readonly complaints: string[];
}

const LIN: Applicant = { key: 'lin', name: '林晓梅', number: '13800000001' };
const SEEN_MS = 45_000;

export async function openPhone(
  browser: Browser,
  options: {
    url: string;
    shot: Shots;
    width?: number;
    height?: number;
    person?: Applicant;
    complaints?: string[];
    photo?: TakePhoto;
  },
): Promise<Walk> {
  const context = await browser.newContext({
    viewport: { width: options.width ?? 390, height: options.height ?? 844 },
    locale: 'zh-CN',
  });
  const phone = await context.newPage();
  phone.setDefaultTimeout(SEEN_MS);
  const complaints = options.complaints ?? [];
  phone.on('pageerror', (error) => complaints.push(error.message));
  return {
    url: options.url,
    person: options.person ?? LIN,
    phone,
    context,
    shot: options.shot,
    photo: options.photo ?? useSample,
    complaints,
  };
}

/** The newest message on the phone that the expression finds something in. */
export async function messageOnPhone(walk: Walk, expression: RegExp): Promise<string> {
  for (;;) {
    const rows = (await (
      await walk.context.request.get(`${walk.url}/api/demo/world/sms-centre/messages?to=${walk.person.number}`)
    ).json()) as { text: string }[];
    const found = rows.map((row) => expression.exec(row.text)?.[1]).find((text) => text !== undefined);
    if (found !== undefined) return found.replaceAll(' ', '');
    await walk.phone.waitForTimeout(100);
  }
}

export async function signIn(walk: Walk): Promise<void> {
  const { phone } = walk;
  await phone.goto(`${walk.url}/merchant/`);
  await phone.getByPlaceholder('请输入 11 位手机号').fill(walk.person.number);
  await walk.shot(phone, '01-sign-in');
  await phone.getByRole('button', { name: '获取验证码' }).click();
  await phone.getByText('短信已送达').first().waitFor();
  await phone.getByPlaceholder('6 位数字').fill(await messageOnPhone(walk, /验证码 (\d{6})/));
  await phone.getByRole('button', { name: '登录 / 注册' }).click();
}

export const next = (page: Page) => page.getByRole('button', { name: '下一步', exact: true });

/** A tap on the shelf. */
export const useSample: TakePhoto = async (page, section, sample) => {
  const place = page.locator(`section.capture[aria-label="${section}"]`);
  await place.getByRole('button', { name: '用样例' }).click();
  await page.locator(`.shelf [data-sample="${sample}"]`).click();
  await place
    .getByText(/重拍|重新录制/)
    .first()
    .waitFor();
  await place.getByRole('status').waitFor({ state: 'hidden' });
};

/** As the camera does it: a file in the field, without the shelf's pictures ever crossing the line. */
export const useCamera =
  (url: string): TakePhoto =>
  async (page, section, sample) => {
    const place = page.locator(`section.capture[aria-label="${section}"]`);
    await shoot(url, place, sample);
    await place.getByText('重拍').first().waitFor();
    await place.getByRole('status').waitFor({ state: 'hidden' });
  };

/** Puts a sample into the field for photos that is in `place`. */
export async function shoot(url: string, place: Locator, sample: string): Promise<void> {
  const photo = await fetch(`${url}/api/demo/samples/${sample}`);
  await place
    .locator('input[type=file]')
    .setInputFiles({ name: 'IMG_0001.jpg', mimeType: 'image/jpeg', buffer: Buffer.from(await photo.arrayBuffer()) });
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

export async function showIdentityCard(walk: Walk, page: Page = walk.phone): Promise<void> {
  const { person } = walk;
  await walk.photo(page, '人像面', `${person.key}-id-front`);
  await walk.photo(page, '国徽面', `${person.key}-id-back`);
  await page.getByText('请核对识别结果').first().waitFor();
  await walk.shot(page, '03-identity');
  await page.getByRole('button', { name: '确认无误' }).click();
  await page.getByText('人脸核验').first().waitFor();
}

/** The challenge is random, and not every warp of a drawn sitter makes every action: three tries, as people have them. */
export async function showFace(walk: Walk, page: Page = walk.phone): Promise<void> {
  await walk.shot(page, '04-face');
  const passed = page.getByText('人脸核验通过');
  const again = page.getByRole('button', { name: '用样例人物（演示）' });
  for (let tries = 0; tries < 3 && !(await passed.isVisible()); tries += 1) {
    await again.click();
    await page.locator('.adm-popup button', { hasText: walk.person.name }).click();
    await page.locator('.face-prompt').waitFor();
    await page.locator('.face-prompt').waitFor({ state: 'hidden' });
    await passed.or(page.locator('.face .refused')).first().waitFor();
  }
  await passed.waitFor();
  await next(page).click();
}

/** Kind, device and its deposit, the card, the scene and the business of an individual. */
export async function fillApplication(walk: Walk, page: Page = walk.phone): Promise<void> {
  const { person } = walk;
  await walk.shot(page, '05-kind');
  await page.getByRole('button', { name: '按个人申请' }).click();
  await chooseDevice(walk, page);
  await walk.photo(page, '卡号面', `${person.key}-bank-card-debit`);
  await page.getByLabel('银行预留手机号').fill(person.number);
  await walk.shot(page, '07-card');
  await next(page).click();
  await walk.photo(page, '摊位照片', `${person.key}-scene-photo`);
  await walk.shot(page, '08-scene');
  await next(page).click();
  await describeBusiness(walk, { name: '晓梅烤冷面', trade: '快餐、小吃摊' }, page);
}

/** The device that is suggested, its deposit rule, T+1. */
export async function chooseDevice(walk: Walk, page: Page = walk.phone): Promise<void> {
  await page.getByText('我已了解押金规则并同意').click();
  await walk.shot(page, '06-plan');
  await next(page).click();
}

/** Name, trade, place and address, and on. */
export async function describeBusiness(
  walk: Walk,
  business: { name: string; trade: string },
  page: Page = walk.phone,
): Promise<void> {
  await page.getByLabel('经营名称').fill(business.name);
  await page.getByRole('button', { name: /^行业/ }).click();
  await page.locator('.adm-popup').getByText(business.trade).click();
  await page.getByRole('button', { name: /^所在地区/ }).click();
  for (const place of ['浙江省', '杭州市', '西湖区'])
    await page.locator('.adm-popup').getByRole('button', { name: place, exact: true }).click();
  await page.getByLabel('经营地址').fill('文三路夜市12号摊');
  await walk.shot(page, '09-business');
  await next(page).click();
}

/** Reads the sheet, signs it with hand and code, and hands the application in. */
export async function signAndSubmit(walk: Walk): Promise<void> {
  const { phone } = walk;
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
