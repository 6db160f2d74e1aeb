/** The review desk in a real browser: reviewers who never touch the mouse, in both languages, and what axe has to say. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OwnSystem, until, Walker } from '../../server/src/entry/journey.ts';
import { seriousFindings } from '../axe.ts';
import { findBrowser } from '../browser.ts';

const browser: Browser | undefined = await findBrowser();
const out = join(import.meta.dirname, '..', 'out');
const SEEN_MS = 45_000;
const SIZES = [
  { width: 1024, height: 768 },
  { width: 1440, height: 900 },
];
let system: OwnSystem;
let page: Page;
const complaints: string[] = [];

beforeAll(async () => {
  await mkdir(out, { recursive: true });
  system = await OwnSystem.create();
  await system.start();
});
afterAll(async () => {
  await browser?.close();
  await system.remove();
});

/** An application whose face the machine could not match: a person has to look. */
async function applicationToReview(personKey: string): Promise<Walker> {
  const walker = new Walker(system.url, personKey);
  await walker.register();
  await walker.showIdentityCard();
  for (let i = 0; i < 3; i += 1) await walker.showFace('wang').catch(() => undefined);
  await walker.submit(await walker.fillApplication());
  expect(await walker.decided()).toBe('in_review');
  return walker;
}

/** Pictures in both sizes, and nothing serious for axe to say. */
async function look(name: string): Promise<void> {
  for (const size of SIZES) {
    await page.setViewportSize(size);
    await page.waitForTimeout(250);
    await page.screenshot({ path: join(out, `review-${name}-${size.width}.png`) });
  }
  expect(await seriousFindings(page), name).toEqual([]);
}

const press = (...keys: string[]): Promise<void> =>
  keys.reduce((before, key) => before.then(() => page.keyboard.press(key)), Promise.resolve());

/** Tabs on until the focus stands on something of that name. */
async function tabTo(name: string): Promise<void> {
  for (let i = 0; i < 60; i += 1) {
    const here = await page.evaluate(() => document.activeElement?.textContent ?? '');
    if (here.trim() === name) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`no Tab leads to ${name}`);
}

async function signIn(login: string, language: 'zh-CN' | 'en'): Promise<void> {
  const context = await (browser as Browser).newContext({ viewport: SIZES[1] ?? null, locale: language });
  page = await context.newPage();
  page.setDefaultTimeout(SEEN_MS);
  page.on('pageerror', (error) => complaints.push(error.message));
  const info = await new Walker(system.url, 'lin').client.call('GET /api/demo/info');
  const one = info.signIns.find((row) => row.login === login);
  await page.goto(`${system.url}/console/?lang=${language}`);
  await page.locator('#login').waitFor();
  await look(`${language}-sign-in`);
  await page.keyboard.type(one?.login ?? '');
  await press('Tab');
  await page.keyboard.type(one?.password ?? '');
  await press('Enter');
  await page.locator('.sider').waitFor();
}

const item = (name: string) => page.locator(`[data-item="${name}"]`);

describe.skipIf(browser === undefined)('a reviewer with a keyboard', () => {
  it('takes a case, judges it, undoes, notes, and approves it; the next one is asked for by itself', async () => {
    const walker = await applicationToReview('maimaiti');
    await signIn('reviewer', 'zh-CN');
    await tabTo('审核');
    await press('Enter');
    await page.locator('.queue-item').first().waitFor();
    await look('zh-CN-queue');
    await press('g', 'n');
    await item('face').locator('.verdict').waitFor();
    await page.locator('.face-pair img').nth(1).waitFor();
    await look('zh-CN-faces');
    await press('f', '1');
    await item('face').getByText('申请人将看到').first().waitFor();
    await look('zh-CN-fix');
    await press('z');
    await item('face').getByText('待判').first().waitFor();
    await press('Control+Enter');
    await page.getByText('还有存疑项目没有结论').first().waitFor();
    await page.locator('.desk-head').waitFor();
    const caseId = page.url().split('/').at(-1);
    const released = await page.request.post(`${system.url}/api/console/cases/${caseId}/release`, {
      headers: { origin: system.url },
      data: {},
    });
    expect(released.ok()).toBe(true);
    await press('a');
    await page.getByText('领取已失效').first().waitFor();
    await press('Enter'); // take it again and save
    await page.getByText('领取已失效').waitFor({ state: 'hidden' });
    await item('face').locator('.item-head').getByText('通过', { exact: true }).first().waitFor();
    await press('z');
    await item('face').getByText('待判').first().waitFor();
    await press('c');
    await page.keyboard.type('与证件为同一人 af1');
    await press('Escape', 'a');
    await item('face').locator('.item-head').getByText('通过', { exact: true }).first().waitFor();
    await press('n');
    await page.locator('.names table').waitFor();
    await look('zh-CN-names');
    await press('n', 'k', 'k');
    await page.locator('.sheet-paper img').waitFor();
    await look('zh-CN-workbench');
    await press('Control+Enter');
    await page.getByText('提交后将创建').first().waitFor();
    await look('zh-CN-confirm');
    await press('Enter');
    await page.getByText('没有可领取的工单了').first().waitFor();
    expect(
      await until('the merchant’s own view', async () => {
        const { state } = await walker.client.call('GET /api/applicant/application');
        return state === 'in_review' ? undefined : state;
      }),
    ).toBe('approved');
    await page.context().close();
  });

  it('asks for one item again, and the next revision shows what changed and does not ask twice', async () => {
    const walker = await applicationToReview('lin');
    await signIn('reviewer-2', 'en');
    await tabTo('Review');
    await press('Enter');
    await page.locator('.queue-item').first().waitFor();
    await look('en-queue');
    await press('g', 'n');
    await item('face').locator('.verdict').waitFor();
    await press('a');
    for (let i = 0; i < 20 && (await item('scene').getAttribute('aria-current')) !== 'true'; i += 1) await press('j');
    await press('f', '1');
    await item('scene').getByText('The applicant will read').first().waitFor();
    await look('en-workbench');
    await press('Control+Enter');
    await page.getByText('Confirm the decision').first().waitFor();
    await look('en-confirm');
    await press('Enter');
    await page.getByText('No case is left to take').first().waitFor();
    const asked = await walker.client.call('GET /api/applicant/application');
    expect(asked.requirements.filter((one) => one.status === 'fix_needed').map((one) => one.item)).toEqual(['scene']);

    const again = await walker.handIn('scene_photo', 'wang-scene-photo');
    await walker.submit(await walker.changeDraft({ scene: { materialId: again.materialId } }));
    expect(await walker.decided()).toBe('in_review');
    await press('g', 'n');
    await item('face').getByText('passed at revision 1', { exact: true }).first().waitFor();
    await page.getByRole('button', { name: 'Compare both' }).first().focus();
    await press('Enter');
    await page.locator('.pair img').nth(1).waitFor();
    await look('en-both-revisions');
    await press('Control+Enter');
    await page.getByText('What will be created').first().waitFor();
    await press('Enter');
    await page.getByText('No case is left to take').first().waitFor();
    expect(complaints).toEqual([]);
  });
});
