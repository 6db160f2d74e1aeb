/** T+0 on a phone of 390 and of 360 px and in English, and what the console then says. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { personOf } from '../../simulators/src/population/index.ts';
import { must } from '../../server/src/kernel/assert.ts';
import { OwnSystem, until, Walker } from '../../server/src/entry/journey.ts';
import { WireTerminal } from '../../server/testing/wire-terminal.ts';
import { seriousFindings } from '../axe.ts';
import { findBrowser } from '../browser.ts';

const browser: Browser | undefined = await findBrowser();
const out = join(import.meta.dirname, '..', 'out');
const SEEN_MS = 45_000;
let system: OwnSystem;
let walker: Walker;
let terminal: WireTerminal;
const complaints: string[] = [];
const creditOf = (person: string) =>
  must(
    personOf(person).cards.find((one) => one.kind === 'credit'),
    'card',
  );

beforeAll(async () => {
  await mkdir(out, { recursive: true });
  system = await OwnSystem.create();
  await system.start();
  walker = new Walker(system.url, 'lin');
  await walker.ready();
  await walker.register();
  await walker.showIdentityCard();
  await walker.showFacePatiently();
  await walker.submit(await walker.fillApplication());
  await walker.decided();
  const { serialNo, code } = await walker.receiveDevice();
  await walker.moveClock('next_morning');
  await walker.moveClock('plus_1h');
  await walker.moveClock('plus_1h');
  terminal = WireTerminal.ofSystem(system.dataDir, serialNo);
  const { acknowledge } = await terminal.claim(code);
  await terminal.preAuth(creditOf('lin'), 9_900);
  await acknowledge();
  await terminal.sale(creditOf('wang'), 100);
  await terminal.sale(creditOf('wang'), 12_800);
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await system.remove();
});

async function open(path: string, options: { width: number; height?: number; merchant?: true }): Promise<Page> {
  const context = await (browser as Browser).newContext({
    locale: 'zh-CN',
    viewport: { width: options.width, height: options.height ?? 844 },
  });
  if (options.merchant === true)
    await context.addCookies([...walker.cookies].map(([name, value]) => ({ name, value, url: system.url })));
  const page = await context.newPage();
  page.setDefaultTimeout(SEEN_MS);
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(`${system.url}${path}`);
  return page;
}

/** Pictures for eyes: `PICTURES=1`. */
async function keep(page: Page, name: string): Promise<void> {
  if (process.env['PICTURES'] === '1') await page.screenshot({ path: join(out, `${name}.png`), fullPage: true });
}

const widerThan = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

describe.skipIf(browser === undefined)('T+0 in the app', () => {
  it('says the surcharge first, then when it will be possible, then what it brings; and pays it', async () => {
    const page = await open('/merchant/home', { width: 390, merchant: true });
    await page.getByRole('link', { name: 'T+0：现在就到账' }).click();
    await page.getByRole('status').getByText('阅读并同意加收费率').first().waitFor();
    await keep(page, 't0-1-terms');
    expect(await seriousFindings(page)).toEqual([]);
    await page.getByRole('button', { name: '已阅读，同意加收 0.05%' }).click();
    await page.getByText('交易成功满 15 分钟后才能划款').first().waitFor();
    await keep(page, 't0-2-too-early');
    await walker.moveClock('plus_1h');
    await page.reload();
    const pay = page.getByRole('button', { name: '立即到账 ¥127.17' });
    await pay.waitFor();
    await keep(page, 't0-3-now');
    expect(await seriousFindings(page)).toEqual([]);
    await pay.click();
    await page.getByText('现在没有可以 T+0 的交易').first().waitFor();
    await page.goto(`${system.url}/merchant/settlements`);
    await page.getByText('· T+0').first().waitFor();
    await keep(page, 't0-4-settlements');
    expect(await seriousFindings(page)).toEqual([]);
  });

  it('fits a narrow phone in English, and is switched on there', async () => {
    await terminal.sale(creditOf('wang'), 20_000);
    await walker.moveClock('plus_1h');
    const page = await open('/merchant/t0?lang=en', { width: 360, height: 740, merchant: true });
    await page.getByRole('button', { name: 'Pay me ¥198.70 now' }).waitFor();
    expect(await widerThan(page)).toBe(0);
    await keep(page, 't0-5-english');
    await page.getByRole('switch', { name: 'T+0 by itself' }).click();
    await until('the switch to be on', async () =>
      (await walker.client.call('GET /api/merchant/t0')).automatic ? true : undefined,
    );
    expect(await seriousFindings(page)).toEqual([]);
  });

  it('stands in the console with what our own funds have advanced', async () => {
    const page = await open('/console/', { width: 1440, height: 900 });
    const { signIns } = await walker.client.call('GET /api/demo/info');
    const { password = '' } = signIns.find((one) => one.login === 'operator') ?? {};
    await page.request.post(`${system.url}/api/console/sessions`, {
      headers: { origin: system.url },
      data: { login: 'operator', password },
    });
    await page.goto(`${system.url}/console/settlement`);
    await page.getByRole('tab', { name: '划款', exact: true }).click();
    await page.getByText('T+0 垫资中').first().waitFor();
    await keep(page, 't0-6-console');
    expect(await seriousFindings(page)).toEqual([]);
    expect(complaints).toEqual([]);
  });
});
