/** Staff in a real browser: an authenticator app and a passkey at the door, people, and the audit log with its chain. */
import type { Browser, CDPSession, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OwnSystem, Walker } from '../../server/src/entry/journey.ts';
import { asOwner } from '../../server/testing/as-owner.ts';
import { codeOf } from '../../server/testing/authenticator-app.ts';
import { seriousFindings } from '../axe.ts';
import { findBrowser } from '../browser.ts';
import { button, signInAtDesk } from '../desk.ts';

const browser: Browser | undefined = await findBrowser();
const DESK = { width: 1440, height: 900 };
const SEEN_MS = 45_000;
type Language = 'zh-CN' | 'en';

let system: OwnSystem;
let walker: Walker;
/** Authenticators answer to names of hosts, never to addresses. */
let site = '';
const passwords = new Map<string, string>();
const complaints: string[] = [];

beforeAll(async () => {
  system = await OwnSystem.create();
  await system.start();
  site = system.url.replace('127.0.0.1', 'localhost');
  walker = new Walker(site, 'lin');
  await walker.ready();
  const { signIns } = await walker.client.call('GET /api/demo/info');
  for (const { login, password } of signIns) passwords.set(login, password);
});
afterAll(async () => {
  await browser?.close();
  await system.remove();
});

async function open(language: Language = 'zh-CN'): Promise<Page> {
  const context = await (browser as Browser).newContext({ viewport: DESK, locale: language, acceptDownloads: true });
  const page = await context.newPage();
  page.setDefaultTimeout(SEEN_MS);
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(`${site}/console/?lang=${language}`);
  return page;
}

const deskOf = async (login: string, path: string, language: Language = 'zh-CN'): Promise<Page> =>
  signInAtDesk(await open(language), { walker, login, path, language });

const dialog = (page: Page): Locator => page.getByRole('dialog');

/** A device that recognises its owner, as Chromium draws one. */
async function authenticatorOf(page: Page): Promise<CDPSession> {
  const session = await page.context().newCDPSession(page);
  await session.send('WebAuthn.enable');
  await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return session;
}

/** The door's first step, as a person fills it in. */
async function typePassword(page: Page, login: string): Promise<void> {
  await page.getByLabel('登录名').fill(login);
  await page.getByLabel('密码').fill(passwords.get(login) ?? '');
  await button(page, '登录').click();
}

async function leave(page: Page): Promise<void> {
  await button(page, '退出').first().click();
  await page.getByLabel('登录名').waitFor();
}

const inside = (page: Page): Promise<void> => page.getByRole('navigation').first().waitFor();

async function agreeWithPassword(page: Page, login: string, ok: string): Promise<void> {
  await dialog(page)
    .getByLabel('当前密码')
    .fill(passwords.get(login) ?? '');
  await button(dialog(page), ok).click();
}

/** Takes the codes down and says so. */
async function keepCodes(page: Page): Promise<string[]> {
  await page.getByText('请保存恢复码').first().waitFor();
  const codes = await page.locator('.recovery-codes code').allTextContents();
  await button(dialog(page), '已保存').click();
  await dialog(page).waitFor({ state: 'hidden' });
  return codes;
}

describe.skipIf(browser === undefined)('an operator', () => {
  let page: Page;
  let secret = '';
  let codes: string[] = [];
  const codeNow = (offMs = 0): string => codeOf(secret, Date.now() + offMs);

  it('sets an authenticator app up, is given ten codes on paper, and needs the app from then on', async () => {
    page = await deskOf('operator', 'my-security');
    expect(await seriousFindings(page)).toEqual([]);
    await button(page, '设置验证器').click();
    await agreeWithPassword(page, 'operator', '继续');
    await page.getByRole('img', { name: '验证器二维码' }).waitFor();
    secret = (await page.locator('.totp-secret').textContent()) ?? '';
    expect(secret).toMatch(/^[A-Z2-7]{32}$/);
    expect(await seriousFindings(page)).toEqual([]);
    await dialog(page).getByLabel('6 位验证码').fill('000000');
    await button(dialog(page), '确认').click();
    await page.getByText('验证码不对').first().waitFor();
    await dialog(page).getByLabel('6 位验证码').fill(codeNow());
    await button(dialog(page), '确认').click();
    codes = await keepCodes(page);
    expect(codes).toHaveLength(10);
    await page.getByText('还剩 10 个').first().waitFor();
    await leave(page);
  });

  it('is refused the code that confirmed the app, and comes in with the next one', async () => {
    await typePassword(page, 'operator');
    const field = page.getByLabel('验证器显示的 6 位数字');
    await field.fill('000000');
    await button(page, '登录').click();
    await page.getByText('验证码不对').first().waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await field.fill(codeNow(30_000)); // of the next half minute: a clock may be off by that much
    await button(page, '登录').click();
    await inside(page);
    await leave(page);
  });

  it('comes in with a code on paper, once', async () => {
    for (const expected of ['in', 'refused'] as const) {
      await typePassword(page, 'operator');
      await page.locator('.ant-segmented-item', { hasText: '恢复码' }).click();
      await page.getByLabel('一个未用过的恢复码').fill(codes[0] ?? '');
      await button(page, '登录').click();
      if (expected === 'refused') await page.getByText('验证码不对').first().waitFor();
      else {
        await inside(page);
        await leave(page);
      }
    }
    await button(page, '返回密码').click();
  });

  it('adds a passkey, and signs in with it alone and as the second step', async () => {
    await authenticatorOf(page);
    await typePassword(page, 'operator');
    await page.locator('.ant-segmented-item', { hasText: '恢复码' }).click();
    await page.getByLabel('一个未用过的恢复码').fill(codes[1] ?? '');
    await button(page, '登录').click();
    await inside(page);
    await page.getByRole('link', { name: '我的安全' }).click();
    await button(page, '添加通行密钥').click();
    await dialog(page).getByLabel('名称').fill('办公电脑');
    await agreeWithPassword(page, 'operator', '继续');
    await page.getByRole('cell', { name: '办公电脑' }).first().waitFor();
    await leave(page);
    const [sent] = await Promise.all([
      page.waitForRequest((one) => one.method() === 'POST' && one.url().endsWith('/sessions/passkey')),
      button(page, '用通行密钥登录').click(),
    ]);
    await inside(page);
    // what an authenticator has signed opens once, and only where it was signed
    const answer = { headers: { origin: site }, data: sent.postDataJSON() as object };
    const again = await page.request.post(`${site}/api/console/sessions/passkey`, answer);
    expect(await again.json()).toMatchObject({ code: 'identity.passkey_refused' });
    await page.getByRole('link', { name: '我的安全' }).click();
    await page.getByRole('cell', { name: '办公电脑' }).first().waitFor();
    expect(await page.locator('tr', { hasText: '办公电脑' }).first().textContent()).not.toContain('从未');
    await leave(page);
    await typePassword(page, 'operator');
    await page.locator('.ant-segmented-item', { hasText: '通行密钥' }).click();
    await button(page, '用通行密钥登录').click();
    await inside(page);
    await page.context().close();
  });
});

describe.skipIf(browser === undefined)('where a second factor is demanded', () => {
  it('the first sign-in leads to it, and the console opens when it is there', async () => {
    const strict = await OwnSystem.create({ KAITONG_STAFF_SECOND_FACTOR: 'required' });
    try {
      await strict.start();
      const place = strict.url.replace('127.0.0.1', 'localhost');
      const { signIns } = await new Walker(place, 'lin').client.call('GET /api/demo/info');
      const { password = '' } = signIns.find((one) => one.login === 'reviewer') ?? {};
      const page = await open();
      await page.goto(`${place}/console/?lang=zh-CN`);
      await page.getByLabel('登录名').fill('reviewer');
      await page.getByLabel('密码').fill(password);
      await button(page, '登录').click();
      await page.getByText('本机构要求第二重验证').first().waitFor();
      expect(await page.getByRole('menuitem').count()).toBe(0);
      expect(await seriousFindings(page)).toEqual([]);
      await authenticatorOf(page);
      await button(page, '添加通行密钥').click();
      await dialog(page).getByLabel('名称').fill('第一把');
      await dialog(page).getByLabel('当前密码').fill(password);
      await button(dialog(page), '继续').click();
      expect(await keepCodes(page)).toHaveLength(10);
      await page.getByRole('menuitem', { name: '概览' }).waitFor();
      await page.context().close();
    } finally {
      await strict.remove();
    }
  });
});

describe.skipIf(browser === undefined)('an administrator', () => {
  it('invites somebody, whose link sets a password once, and who comes in with it', async () => {
    const page = await deskOf('admin', 'staff');
    expect(await seriousFindings(page)).toEqual([]);
    await button(page, '新增人员').click();
    await dialog(page).getByLabel('姓名').fill('审核员 新');
    await dialog(page).getByLabel('登录名').fill('new-reviewer');
    await dialog(page).getByLabel('原因').fill('新同事入职');
    await button(dialog(page), '新增人员').click();
    const link = (await page.locator('.setup-link').textContent()) ?? '';
    await button(dialog(page), '已交付').click();
    const other = await open();
    await other.goto(link);
    await other.reload();
    await other.getByLabel('新密码').fill('a long enough password');
    await other.getByLabel('再输入一次').fill('a long enough password');
    expect(await seriousFindings(other)).toEqual([]);
    await button(other, '设置并去登录').click();
    passwords.set('new-reviewer', 'a long enough password');
    await other.getByText('密码已设置').first().waitFor();
    await typePassword(other, 'new-reviewer');
    await inside(other);
    await other.context().close();
    await page.context().close();
  });

  it('proposes another administrator, whom a second one approves', async () => {
    const first = await deskOf('admin', 'staff');
    await first.getByRole('button', { name: '更多 审核员 新' }).click();
    await first.getByRole('menuitem', { name: '改角色' }).click();
    await dialog(first).getByRole('combobox', { name: '角色' }).click();
    await first.locator('.ant-select-item-option', { hasText: '管理员' }).click();
    await dialog(first).getByLabel('原因').fill('接替离职同事');
    await dialog(first).getByText('须由另一位管理员同意').first().waitFor();
    await button(dialog(first), '改角色').click();
    await first.getByText('等另一位管理员决定').first().waitFor();
    expect(await button(first, '同意').count()).toBe(0);
    const second = await deskOf('admin-2', 'staff');
    await button(second, '同意').click();
    await dialog(second).getByLabel('原因').fill('同意');
    await button(dialog(second), '同意').click();
    await dialog(second).waitFor({ state: 'hidden' });
    await second.locator('tr', { hasText: 'new-reviewer' }).getByText('管理员').first().waitFor();
    await second.goto(`${site}/console/staff?tab=matrix`);
    await second.getByText('查看审计日志').first().waitFor();
    expect(await seriousFindings(second)).toEqual([]);
    await first.context().close();
    await second.context().close();
  });
});

describe.skipIf(browser === undefined).each(['zh-CN', 'en'] as const)(
  'whoever reads with their ears (%s)',
  (language) => {
    it.each(['staff', 'staff?tab=matrix', 'my-security', 'audit?tab=looks'])('is not stopped on %s', async (path) => {
      const page = await deskOf('admin', path, language);
      await page.locator('.ant-table, .ant-empty, .security').first().waitFor();
      expect(await seriousFindings(page)).toEqual([]);
      await page.context().close();
    });
  },
);

describe.skipIf(browser === undefined)('an auditor', () => {
  it.each(['zh-CN', 'en'] as const)('reads what staff did, filtered, page by page (%s)', async (language) => {
    const page = await deskOf('auditor', 'audit?action=console.people&outcome=done', language);
    const rows = page.locator('tbody tr[data-row-key]');
    await rows.first().waitFor();
    expect(await rows.count()).toBe(3); // invited, proposed, approved
    await rows.first().getByRole('button').click();
    await page.locator('.ant-drawer').getByText('console.people.proposals.approve').first().waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await page.context().close();
  });

  it('exports what is filtered, and the export stands in the log', async () => {
    const page = await deskOf('auditor', 'audit?action=console.people&outcome=done');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: '导出 CSV' }).click(),
    ]);
    const stream = await download.createReadStream();
    const parts: Buffer[] = [];
    for await (const part of stream) parts.push(part as Buffer);
    const lines = Buffer.concat(parts).toString('utf8').trim().split('\r\n');
    expect(lines).toHaveLength(4);
    expect(lines[1]).toContain('console.people.proposals.approve');
    await page.goto(`${site}/console/audit?action=console.audit`);
    await page.locator('tbody tr[data-row-key]').first().waitFor();
    await page.context().close();
  });

  it('finds the chain sound, and is told the very row when its owner has altered one', async () => {
    const page = await deskOf('auditor', 'audit');
    await button(page, '校验链').click();
    await page.getByText('链完整').first().waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    const [seq, entryId] = await asOwner(system, async (database) => {
      const { rows } = await database.query<{ seq: string; entry_id: string }>(
        `SELECT l.seq, l.entry_id FROM audit.link l JOIN audit.entry e USING (entry_id) WHERE e.action = 'console.people' ORDER BY l.seq LIMIT 1`,
      );
      await database.query(`UPDATE audit.entry SET reason = 'nothing to see' WHERE entry_id = $1`, [rows[0]?.entry_id]);
      return [rows[0]?.seq, rows[0]?.entry_id];
    });
    await button(page, '校验链').click();
    await page.getByText(`第一处是第 ${seq} 行（${entryId}）`).first().waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await page.context().close();
    expect(complaints).toEqual([]);
  });

  it('changes its own password, and the one before opens nothing any more', async () => {
    const page = await deskOf('accountant', 'my-security');
    await button(page, '修改密码').click();
    await dialog(page).getByLabel('新密码（至少 12 位）').fill('a sentence nobody knows');
    await dialog(page).getByLabel('再输一次新密码').fill('another sentence');
    await dialog(page).getByText('两次输入的新密码不一致').first().waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await dialog(page).getByLabel('再输一次新密码').fill('a sentence nobody knows');
    await agreeWithPassword(page, 'accountant', '修改密码');
    await page.getByText('密码已修改').first().waitFor();
    await leave(page);
    await typePassword(page, 'accountant');
    await page.getByText('登录名或密码').first().waitFor();
    await page.getByLabel('密码').fill('a sentence nobody knows');
    await button(page, '登录').click();
    await inside(page);
    await page.context().close();
    expect(complaints).toEqual([]);
  });
});
