/**
 * An old phone on a poor line: 400 kbit/s, 400 ms there and back, a processor six times slower. An individual applies all the way,
 * and what it costs in taps, typing, bytes and waiting is counted. Not part of `npm test`, because it takes as long as it must:
 * `npx vitest run --project slow`.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page, Request } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { OwnSystem, Walker } from '../../server/src/entry/journey.ts';
import { findBrowser } from '../browser.ts';
import {
  fillApplication,
  giveConsents,
  openPhone,
  seeApproval,
  showFace,
  showIdentityCard,
  signAndSubmit,
  signIn,
  useCamera,
} from '../walk.ts';

const browser: Browser | undefined = await findBrowser();
const out = join(import.meta.dirname, '..', 'out');
const BYTES_A_SECOND = 400_000 / 8;
const ROUND_TRIP_MS = 400;
const SLOWDOWN = 6;
const TAPS_MAX = 30;
const CHARACTERS_MAX = 40;
const WAITING_MAX_MS = 4 * 60_000;
const SCRIPT_MAX_BYTES = 200 * 1024;

let system: OwnSystem;
beforeAll(async () => {
  await mkdir(out, { recursive: true });
  system = await OwnSystem.create();
  await system.start();
  await new Walker(system.url, 'lin').ready();
});
afterAll(async () => {
  await browser?.close();
  await system.remove();
});

interface Effort {
  taps: number;
  photoTaps: number;
  characters: number;
}

/** Counts in the page itself: every tap of the person, and by how many characters each field grew. Photos, the demo's sitter and the name drawn by hand apart. */
function countEffort(): void {
  const kept = JSON.parse(sessionStorage.getItem('effort') ?? '{"taps":0,"photoTaps":0,"characters":0}') as Effort;
  const keep = (): void => sessionStorage.setItem('effort', JSON.stringify(kept));
  const isPhoto = (target: Element): boolean =>
    target.closest('.capture, .shelf, .face, .choices button span') !== null;
  document.addEventListener(
    'click',
    (event) => {
      if (!event.isTrusted || !(event.target instanceof Element) || event.target.closest('canvas') !== null) return;
      if (isPhoto(event.target)) kept.photoTaps += 1;
      else kept.taps += 1;
      keep();
    },
    true,
  );
  const lengths = new WeakMap<EventTarget, number>();
  document.addEventListener('focusin', ({ target }) => {
    if (target instanceof HTMLInputElement) lengths.set(target, target.value.length);
  });
  document.addEventListener(
    'input',
    ({ target }) => {
      if (!(target instanceof HTMLInputElement) || ['checkbox', 'file'].includes(target.type)) return;
      kept.characters += Math.max(0, target.value.length - (lengths.get(target) ?? 0));
      lengths.set(target, target.value.length);
      keep();
    },
    true,
  );
}

/** Script that came over the line for the first page, as it came: compressed. */
async function scriptBytes(page: Page): Promise<number> {
  return page.evaluate(() =>
    performance
      .getEntriesByType('resource')
      .filter((one) => one.name.endsWith('.js'))
      .reduce((sum, one) => sum + (one as PerformanceResourceTiming).encodedBodySize, 0),
  );
}

/** How long the page waited for the server or the line, counting overlapping requests once; lines that stay open do not count. */
function watchWaiting(page: Page): () => number {
  let [open, since, total] = [0, 0, 0];
  const counts = (request: Request): boolean =>
    request.resourceType() !== 'eventsource' && !/\/(events|codes)\b/.test(request.url());
  const end = (request: Request): void => {
    if (!counts(request)) return;
    open -= 1;
    if (open === 0) total += performance.now() - since;
  };
  page.on('request', (request) => {
    if (!counts(request)) return;
    if (open === 0) since = performance.now();
    open += 1;
  });
  page.on('requestfinished', end);
  page.on('requestfailed', end);
  return () => Math.round(total);
}

it.skipIf(browser === undefined)(
  'on a poor line an individual applies in at most 30 taps, 40 typed characters and four minutes of waiting',
  async () => {
    const walk = await openPhone(browser as Browser, {
      url: system.url,
      width: 360,
      height: 740,
      photo: useCamera(system.url),
      shot: async (page, name) => void (await page.screenshot({ path: join(out, `slow-${name}.png`) })),
    });
    const { phone, context } = walk;
    phone.setDefaultTimeout(WAITING_MAX_MS);
    await phone.addInitScript(countEffort);
    // the drawn sitter stands in for the phone's camera: those pictures never come over a line
    await phone.route('**/api/demo/face-frames', async (route) => route.fulfill({ response: await route.fetch() }));
    const line = await context.newCDPSession(phone);
    await line.send('Network.enable');
    await line.send('Network.emulateNetworkConditions', {
      offline: false,
      latency: ROUND_TRIP_MS,
      downloadThroughput: BYTES_A_SECOND,
      uploadThroughput: BYTES_A_SECOND,
    });
    await line.send('Emulation.setCPUThrottlingRate', { rate: SLOWDOWN });
    const waited = watchWaiting(phone);
    const begun = performance.now();
    await phone.goto(`${system.url}/merchant/`);
    await phone.getByRole('button', { name: '获取验证码' }).waitFor();
    const firstMs = Math.round(performance.now() - begun);
    const script = await scriptBytes(phone);
    await signIn(walk);
    await giveConsents(walk);
    await showIdentityCard(walk);
    await showFace(walk);
    await fillApplication(walk);
    await signAndSubmit(walk);
    const effort = await phone.evaluate(() => JSON.parse(sessionStorage.getItem('effort') ?? '{}') as Effort);
    await seeApproval(walk);
    const figures = { ...effort, script, firstMs, waitedMs: waited(), allMs: Math.round(performance.now() - begun) };
    process.stdout.write(`${JSON.stringify(figures)}\n`);
    expect(walk.complaints).toEqual([]);
    expect(figures.taps).toBeLessThanOrEqual(TAPS_MAX);
    expect(figures.characters).toBeLessThanOrEqual(CHARACTERS_MAX);
    expect(figures.waitedMs).toBeLessThanOrEqual(WAITING_MAX_MS);
    expect(figures.script).toBeLessThanOrEqual(SCRIPT_MAX_BYTES);
  },
  600_000,
);
