/** The merchant app on a phone that has it installed: it opens without a line, says so, and keeps nothing of people or money on the phone. */
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OwnSystem, Walker } from '../../server/src/entry/journey.ts';
import { findBrowser } from '../browser.ts';

const browser: Browser | undefined = await findBrowser();
const SEEN_MS = 45_000;
let system: OwnSystem;
let lin: Walker;
let context: BrowserContext;
let page: Page;

beforeAll(async () => {
  system = await OwnSystem.create();
  await system.start();
  lin = new Walker(system.url, 'lin');
  await lin.ready();
  await lin.becomeActive();
  if (browser === undefined) return;
  context = await browser.newContext({ viewport: { width: 390, height: 844 } });
  await context.addCookies([...lin.cookies].map(([name, value]) => ({ name, value, url: system.url })));
  page = await context.newPage();
  page.setDefaultTimeout(SEEN_MS);
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await system.remove();
});

describe.skipIf(browser === undefined)('the app on a phone', () => {
  it('has what a phone wants before it offers to install it', async () => {
    const answer = await fetch(`${system.url}/merchant/manifest.webmanifest`);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/manifest+json']);
    const manifest = (await answer.json()) as {
      display: string;
      start_url: string;
      icons: { src: string; sizes: string; purpose: string }[];
    };
    expect([manifest.display, manifest.start_url]).toEqual(['standalone', '/merchant/']);
    expect(manifest.icons.map((one) => `${one.sizes} ${one.purpose}`)).toEqual([
      '192x192 any',
      '512x512 any',
      '512x512 maskable',
    ]);
    for (const { src } of manifest.icons) {
      const icon = await fetch(`${system.url}${src}`);
      expect([src, icon.status, icon.headers.get('content-type')]).toEqual([src, 200, 'image/png']);
    }
  });

  it('opens without a line, says that there is none, and goes on when it is back', async () => {
    await page.goto(`${system.url}/merchant/home`);
    await page.getByText('今日').first().waitFor();
    await page.evaluate(async () => (await navigator.serviceWorker.ready).active?.state);
    await page.waitForFunction(async () => (await caches.match('/merchant/')) !== undefined);
    await page.reload();
    await page.getByText('今日').first().waitFor();
    await context.setOffline(true);
    await page.reload();
    await page.getByText('网络').first().waitFor();
    expect(await page.locator('.phone').count()).toBe(1);
    await context.setOffline(false);
    await page.reload();
    await page.getByText('今日').first().waitFor();
  });

  it('keeps pages and named files on the phone, and nothing of people or money', async () => {
    const kept = await page.evaluate(async () => {
      const all: string[] = [];
      for (const name of await caches.keys())
        for (const request of await (await caches.open(name)).keys()) all.push(new URL(request.url).pathname);
      return all;
    });
    expect(kept.length).toBeGreaterThan(5);
    expect(kept.filter((path) => path !== '/merchant/' && !path.startsWith('/assets/'))).toEqual([]);
  });
});
