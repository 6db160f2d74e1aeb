/** The other kinds and the other two ways, each from the first tap to the activation code: a company online, a counter, an agent. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { encodeQR } from 'qr';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { businessOf } from '../../simulators/src/population/businesses.ts';
import { judgeCase, OwnSystem, Walker } from '../../server/src/entry/journey.ts';
import { seriousFindings } from '../axe.ts';
import { findBrowser } from '../browser.ts';
import { hasDeskCamera, putUnderCamera } from '../desk-camera.ts';
import { activateSmartPos, payDepositByTransfer, testSaleOnPaper } from '../smart-pos.ts';
import {
  chooseDevice,
  describeBusiness,
  fillApplication,
  giveConsents,
  haveItDelivered,
  messageOnPhone,
  next,
  openPhone,
  seeApproval,
  shoot,
  showFace,
  showIdentityCard,
  signAndSubmit,
  signIn,
  useSample,
  type Applicant,
  type Walk,
} from '../walk.ts';

const browser: Browser | undefined = await findBrowser();
const out = join(import.meta.dirname, '..', 'out');
const DESK = { width: 1440, height: 900 };
const SEEN_MS = 45_000;
const READ_MS = 150_000;
let system: OwnSystem;
const complaints: string[] = [];

beforeAll(async () => {
  await mkdir(out, { recursive: true });
  system = await OwnSystem.create();
  await system.start();
  await new Walker(system.url, 'lin').ready();
});
afterEach(() => expect(complaints.splice(0)).toEqual([]));
afterAll(async () => {
  await browser?.close();
  await system.remove();
});

const keep =
  (prefix: string) =>
  async (page: Page, name: string): Promise<void> => {
    await page.screenshot({ path: join(out, `${prefix}-${name}.png`) });
  };

const phoneOf = (person: Applicant, prefix: string): Promise<Walk> =>
  openPhone(browser as Browser, { url: system.url, person, complaints, shot: keep(prefix) });

async function openDesk(role: 'teller' | 'supervisor'): Promise<Page> {
  const context = await (browser as Browser).newContext({ viewport: DESK, locale: 'zh-CN' });
  await hasDeskCamera(context);
  const page = await context.newPage();
  page.setDefaultTimeout(SEEN_MS);
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(`${system.url}/counter/`);
  await page.getByRole('button', { name: role === 'teller' ? /^柜\s*员$/ : '柜员主管' }).click();
  await page.getByRole('button', { name: /^登\s*录$/ }).click();
  await page.getByText('代办列表').first().waitFor();
  return page;
}

async function decided(walk: Walk, state: RegExp): Promise<void> {
  await walk.phone.goto(`${system.url}/merchant/progress`);
  // a company's papers are read by the machine first: seconds on a quiet one, minutes where everything runs at once
  await walk.phone.locator('.outcome', { hasText: state }).waitFor({ timeout: READ_MS });
}

describe.skipIf(browser === undefined)('a company, online', () => {
  const zhou: Applicant = { key: 'zhou', name: '周雅琴', number: '13800000006' };
  const name = '杭州星砾商贸有限公司';
  const account = { tail: (businessOf('trading-company').account?.accountNumber ?? '').slice(-4) };

  it('hands in licence with seal, permit and lease, redoes exactly the two things asked for, and gets its code', async () => {
    const walk = await phoneOf(zhou, 'company');
    const { phone } = walk;
    await signIn(walk);
    await giveConsents(walk);
    await showIdentityCard(walk);
    await showFace(walk);
    await phone.getByRole('radio', { name: /^企业/ }).click();
    await walk.shot(phone, '05-kind');
    await phone.getByRole('button', { name: '按企业申请' }).click();
    await useSample(phone, '营业执照（盖章）', 'trading-company-business-licence-stamped');
    await walk.shot(phone, '06-licence');
    await next(phone).click();
    await walk.shot(phone, '07-authorisation');
    await next(phone).click();
    await phone.getByRole('button', { name: '添加一人' }).click();
    await phone.getByLabel('姓名').fill(zhou.name);
    await phone.getByLabel('身份证号').fill(new Walker(system.url, zhou.key).person.idNumber);
    await phone.getByLabel('持股比例 %').fill('60');
    await walk.shot(phone, '08-owners');
    await next(phone).click();
    await chooseDevice(walk);
    await useSample(phone, '开户许可证', 'trading-company-account-permit');
    await phone.getByRole('button', { name: '选择开户网点' }).click();
    await walk.shot(phone, '09-branches');
    await phone.locator('.adm-popup .choices button').first().click();
    await walk.shot(phone, '09-account');
    await next(phone).click();
    await useSample(phone, '租赁合同 / 产权证', 'trading-company-lease');
    await next(phone).click();
    await useSample(phone, '摊位照片', 'zhou-scene-photo');
    await next(phone).click();
    await describeBusiness(walk, { name: '星砾百货', trade: '百货' });
    await signAndSubmit(walk);
    await decided(walk, /审核员/);
    await walk.shot(phone, '11-in-review');

    const staff = new Walker(system.url, zhou.key);
    const first = await staff.staff('reviewer');
    expect(
      await judgeCase(first, name, {
        licence: { verdict: 'fix', reasons: ['img_blurry'], note: '右下角的章看不清' },
        scene: { verdict: 'fix', reasons: ['scene_insufficient'] },
      }),
    ).toBe('fix');
    await phone.goto(await messageOnPhone(walk, /请点击 (\S+) 查看原因/));
    await phone.getByText('补件清单').first().waitFor();
    await walk.shot(phone, '12-fixes');
    expect(await phone.locator('.fix header strong').allTextContents()).toEqual(['营业执照', '经营场景']);
    await shoot(system.url, phone.locator('.fix', { hasText: '营业执照' }), 'trading-company-business-licence');
    await phone.getByText('请核对识别结果').first().waitFor();
    await walk.shot(phone, '13-licence-again');
    await next(phone).click();
    await phone.getByRole('button', { name: '录制 10 秒视频' }).click();
    await useSample(phone, '10 秒视频', 'zhou-scene-video');
    await walk.shot(phone, '14-video');
    await next(phone).click();
    await phone.getByRole('button', { name: '全部补好，重新提交' }).click();
    await decided(walk, /审核员/);
    expect(await judgeCase(first, name, { scene: { verdict: 'pass' } })).toBe('need_second');
    expect(await judgeCase(await staff.staff('reviewer-2'), name, { scene: { verdict: 'pass' } })).toBe('approve');
    await seeApproval(walk);
    expect(await messageOnPhone(walk, /激活码 (\d{4} \d{4} \d{4})/)).toMatch(/^\d{12}$/);

    await payDepositByTransfer(walk, account);
    await haveItDelivered(walk);
    const device = await walk.context.newPage();
    await device.setViewportSize(DESK);
    await device.goto(`${system.url}/terminal/`);
    await device.locator('.pos').waitFor();
    await activateSmartPos(walk, device, account);
    await testSaleOnPaper(walk, device, '招商银行');
    expect(await seriousFindings(device)).toEqual([]);
    await phone.goto(`${system.url}/merchant/sales`);
    await phone.getByText('1.00').first().waitFor();
    await walk.shot(phone, '32-sales');
    await walk.context.close();
  });
});

describe.skipIf(browser === undefined)('a sole proprietor at a bank’s counter', () => {
  const chen: Applicant = { key: 'chen', name: '陈桂芳', number: '13800000005' };

  async function scan(desk: Page, document: string, sample: string): Promise<void> {
    const slot = desk.locator(`section.slot[aria-label="${document}"]`);
    await slot.getByRole('button', { name: /^样\s*例$/ }).click();
    await desk.locator(`[data-sample="${sample}"]`).click();
    await slot.locator('img').waitFor();
    await slot.getByRole('status').waitFor({ state: 'hidden' });
  }

  async function photograph(desk: Page, document: string, sample: string): Promise<void> {
    const slot = desk.locator(`section.slot[aria-label="${document}"]`);
    await putUnderCamera(desk, `/api/demo/samples/${sample}`);
    await slot.getByRole('button', { name: /^拍\s*摄$/ }).click();
    await desk.getByRole('button', { name: /^拍\s*下$/ }).click();
    await desk.getByRole('button', { name: /^重\s*拍$/ }).click();
    await desk.getByRole('button', { name: /^拍\s*下$/ }).click();
    await desk.getByRole('button', { name: /^使\s*用$/ }).click();
    await slot.locator('img').waitFor();
    await slot.getByRole('status').waitFor({ state: 'hidden' });
  }

  /** A form of somebody else's bank: its code is read by the camera and sent, and no draft is behind it. */
  async function scanStrangeForm(desk: Page): Promise<void> {
    const code = encodeQR('https://kaitong.example/merchant/?form=7KQ2M9XB', 'svg', { border: 4, scale: 10 });
    await putUnderCamera(desk, `data:image/svg+xml,${encodeURIComponent(code)}`);
    await desk.getByRole('button', { name: '摄像头扫码' }).click();
    await desk.getByText('表单码不对、已过期或不属于本行').first().waitFor();
    expect(await desk.getByLabel('打印表单上的 8 位码').inputValue()).toBe('7KQ2M9XB');
  }

  async function choosePlace(desk: Page, section: string, label: string, places: readonly string[]): Promise<void> {
    const field = desk.locator(`#${section} .ant-form-item`, { hasText: label });
    await field.locator('input').click();
    for (const place of places)
      await desk.locator('.ant-cascader-menu-item:visible', { hasText: place }).first().click();
    await field.locator('.ant-select', { hasText: places.join(' ') }).waitFor();
  }

  async function save(desk: Page, section: string): Promise<void> {
    await desk.locator(`#${section} button[type=submit]`).click();
    await desk.locator(`#${section} .ok-mark`).waitFor();
  }

  async function choose(desk: Page, section: string, label: string, option: string): Promise<void> {
    const field = desk.locator(`#${section} .ant-form-item`, { hasText: label });
    await field.locator('input').fill(option); // the list is long: what is typed finds it, as people do
    await desk.locator('.ant-select-dropdown:visible .ant-select-item-option', { hasText: option }).first().click();
    await field.locator('.ant-select', { hasText: option }).waitFor();
  }

  async function fillIn(desk: Page): Promise<void> {
    await desk.getByText('个体工商户', { exact: true }).click();
    await desk.locator('#licence').waitFor();
    await scan(desk, '身份证人像面', 'chen-id-front');
    await scan(desk, '身份证国徽面', 'chen-id-back');
    await save(desk, 'identity');
    await scan(desk, '营业执照', 'noodle-shop-business-licence');
    await save(desk, 'licence');
    await choose(desk, 'plan', '机具型号', '智能大POS');
    await desk.getByText('已向商户说明押金规则').click();
    await save(desk, 'plan');
    await photograph(desk, '银行卡正面', 'chen-bank-card-debit');
    await save(desk, 'card');
    await scan(desk, '租赁合同或产权证明', 'noodle-shop-lease');
    await save(desk, 'premises');
    await scan(desk, '门店或摊位照片', 'chen-scene-photo');
    await save(desk, 'scene');
    await desk.locator('#business').getByLabel('商户名称').fill('桂雨面馆');
    await choose(desk, 'business', '经营类别', '5812');
    await choosePlace(desk, 'business', '所在地区', ['浙江省', '杭州市', '西湖区']);
    await desk.locator('#business').getByLabel('地址').fill('古荡街道竹影巷26号101室');
    await save(desk, 'business');
  }

  it('is entered by a teller, confirmed by a second officer, signed on the merchant’s own phone, and handed over', async () => {
    const walk = await phoneOf(chen, 'counter');
    const desk = await openDesk('teller');
    await walk.shot(desk, '01-worklist');
    await scanStrangeForm(desk);
    await desk.getByLabel('商户手机号').fill(chen.number);
    await desk.getByRole('button', { name: '发送并开单' }).click();
    await walk.shot(desk, '02-consent');
    await desk.getByLabel('验证码').fill(await messageOnPhone(walk, /青杉银行杭州文三路支行.*验证码 (\d{6})/));
    await desk.getByRole('button', { name: '确认同意' }).click();
    await fillIn(desk);
    const ticks = desk.locator('.tick');
    for (let i = 0; i < (await ticks.count()); i += 1) {
      await ticks.nth(i).locator('input').click();
      await ticks.nth(i).locator('input:checked').waitFor(); // the server has it
    }
    await walk.shot(desk, '03-filled-in');
    expect(await seriousFindings(desk)).toEqual([]);
    await desk.getByRole('button', { name: '送复核' }).click();
    await desk.getByText('录入、勾选或核对过本单的人不能复核').first().waitFor();

    const second = await openDesk('supervisor');
    await second.getByRole('link', { name: '复核' }).click();
    await second.getByRole('button', { name: '复核通过，请商户签署' }).waitFor();
    await walk.shot(second, '04-second-officer');
    await second.getByRole('button', { name: '复核通过，请商户签署' }).click();
    await second.getByText('已短信通知商户').first().waitFor();

    await messageOnPhone(walk, /(未经您本人签署不会提交)/);
    await signIn(walk);
    await walk.phone.getByRole('link', { name: /核对并签署/ }).click();
    await signAndSubmit(walk);
    await seeApproval(walk);
    await messageOnPhone(walk, /(请到受理网点领取机具)/);

    await desk.getByText('机具交付').first().waitFor();
    await desk.getByRole('button', { name: /^登\s*记$/ }).click();
    await desk.getByRole('button', { name: '已交付' }).click();
    await walk.shot(desk, '05-handed-over');
    expect(await messageOnPhone(walk, /激活码 (\d{4} \d{4} \d{4})/)).toMatch(/^\d{12}$/);
    await Promise.all([walk.context.close(), desk.context().close(), second.context().close()]);
  });
});

describe.skipIf(browser === undefined)('an individual, by an agent', () => {
  const wang: Applicant = { key: 'wang', name: '王建国', number: '13800000002' };

  it('agrees on the own phone, has it filled in by the agent, signs it, and gets the code when the device is given over', async () => {
    const merchant = await phoneOf(wang, 'agent-merchant');
    const walk = await phoneOf(wang, 'agent');
    const { phone: agent } = walk;
    await agent.goto(`${system.url}/agent/`);
    await agent.getByRole('button', { name: '填入演示账号' }).click();
    await walk.shot(agent, '01-sign-in');
    await agent.getByRole('button', { name: '登录', exact: true }).click();
    await agent.locator('.tabs').waitFor();
    await walk.shot(agent, '02-certificate');
    await agent.locator('.tabs').getByText('代办').click();
    await agent.getByLabel('商户手机号').fill(wang.number);
    await agent.getByRole('button', { name: '发送请求' }).click();
    await agent.getByText('待商户同意').first().waitFor();
    await walk.shot(agent, '03-filings');

    await messageOnPhone(merchant, /(代办授权)/);
    await signIn(merchant);
    await merchant.phone.getByRole('link', { name: /代办授权/ }).click();
    await merchant.shot(merchant.phone, '01-request');
    await merchant.phone.getByRole('button', { name: '同意', exact: true }).click();
    await merchant.phone.getByText('填写中').first().waitFor();

    await agent.locator('.row-link').first().click();
    await agent.getByRole('link', { name: '去填写' }).click();
    await walk.shot(agent, '04-steps');
    await agent.getByRole('button', { name: /身份证/ }).click();
    await showIdentityCard(walk);
    await showFace(walk);
    await fillApplication(walk);
    await walk.shot(agent, '05-review');
    await agent.getByRole('button', { name: '填写完毕，请商户签署' }).click();
    await agent.getByText('等商户在本人手机上核对并签署').first().waitFor();

    await messageOnPhone(merchant, /(未经您本人签署不会提交)/);
    await merchant.phone.goto(`${system.url}/merchant/`);
    await merchant.phone.getByRole('link', { name: /核对并签署/ }).click();
    await signAndSubmit(merchant);
    await seeApproval(merchant);
    await messageOnPhone(merchant, /(授权代理商将为您送达)/);

    await agent.goto(`${system.url}/agent/devices`);
    await walk.shot(agent, '06-devices');
    await agent.getByRole('button', { name: '已交付商户' }).click();
    expect(await messageOnPhone(merchant, /激活码 (\d{4} \d{4} \d{4})/)).toMatch(/^\d{12}$/);
    await walk.shot(agent, '07-devices');
    await Promise.all([walk.context.close(), merchant.context.close()]);
  });
});
