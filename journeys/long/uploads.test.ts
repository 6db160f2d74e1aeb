/** S18 in a browser: the line breaks in the middle of a clip, and a page is closed over one; nothing is filmed again. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OwnSystem } from '../../server/src/entry/journey.ts';
import { findBrowser } from '../browser.ts';
import { giveConsents, openPhone, signIn, type Walk } from '../walk.ts';

const browser: Browser | undefined = await findBrowser();
const out = join(import.meta.dirname, '..', 'out');
let system: OwnSystem;

beforeAll(async () => {
  await mkdir(out, { recursive: true });
  system = await OwnSystem.create();
  await system.start();
});
afterAll(async () => {
  await browser?.close();
  await system.remove();
});

/** The line of a bad afternoon: a part takes two seconds upwards, so that it can break in the middle of one. */
async function slowLine(page: Page): Promise<(down: boolean) => Promise<void>> {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  const set = async (offline: boolean): Promise<void> => {
    await session.send('Network.emulateNetworkConditions', {
      offline,
      latency: 0,
      downloadThroughput: -1,
      uploadThroughput: 130_000,
    });
  };
  await set(false);
  return set;
}

/** The drawn clip is small; a `free` box at its end makes it as long as one that a phone films. */
async function longClip(): Promise<Buffer> {
  const answer = await fetch(`${system.url}/api/demo/samples/lin-scene-video`);
  const free = Buffer.alloc(1_200_000);
  free.writeUInt32BE(free.length);
  free.write('free', 4, 'latin1');
  return Buffer.concat([Buffer.from(await answer.arrayBuffer()), free]);
}

const clips = async (walk: Walk): Promise<{ kind: string }[]> => {
  const me = (await (await walk.context.request.get(`${system.url}/api/applicant/me`)).json()) as {
    materials: { kind: string }[];
  };
  return me.materials.filter((one) => one.kind === 'scene_video');
};

async function chooseClip(phone: Page): Promise<void> {
  await phone.goto(`${system.url}/merchant/apply/scene`);
  await phone.getByText('10 秒视频').first().click();
  const place = phone.locator('section.capture[aria-label="10 秒视频"]');
  const buffer = await longClip();
  await place.locator('input[type=file]').setInputFiles({ name: 'VID.mp4', mimeType: 'video/mp4', buffer });
}

describe.skipIf(browser === undefined)('S18: a clip over a line that breaks', () => {
  it('goes on where it was when the line is back, and is offered again after the page was closed', async () => {
    const walk = await openPhone(browser as Browser, {
      url: system.url,
      shot: async (page, name) => void (await page.screenshot({ path: join(out, `upload-${name}.png`) })),
    });
    const { phone } = walk;
    await signIn(walk);
    await giveConsents(walk);
    await walk.context.request.post(`${system.url}/api/applicant/application`, { headers: { origin: system.url } });
    const parts: string[] = [];
    phone.on('requestfinished', (request) => {
      const part = /\/parts\/(\d+)$/.exec(request.url())?.[1];
      if (part !== undefined) parts.push(part);
    });
    const line = await slowLine(phone);
    const second = phone.waitForRequest((request) => request.url().endsWith('/parts/1'));
    await chooseClip(phone);
    await second;
    await phone
      .getByText(/正在上传 [1-9]\d?%/)
      .first()
      .waitFor();
    await line(true);
    await phone.getByText('网络断了，正在等待恢复').first().waitFor();
    await walk.shot(phone, 'offline');
    expect(await clips(walk)).toEqual([]);

    await phone.reload().catch(() => undefined); // no line, no page
    await line(false);
    await phone.goto(`${system.url}/merchant/apply/scene`);
    await phone.getByText('10 秒视频').first().click();
    await phone.getByText('上次拍好的还没有传完').first().waitFor();
    await walk.shot(phone, 'offered-again');
    // which one it goes on with depends on how much of it had arrived; never the first
    const again = phone.waitForRequest((request) => /\/parts\/[1-9]$/.test(request.url()));
    await phone.getByRole('button', { name: '继续上传' }).click();
    await again;
    await line(true);
    await phone.getByText('网络断了，正在等待恢复').first().waitFor();
    await line(false);
    await phone.getByText('重新录制').first().waitFor();
    await phone.getByText('上次拍好的还没有传完').waitFor({ state: 'hidden' });
    await walk.shot(phone, 'arrived');
    expect(await clips(walk)).toHaveLength(1);
    expect(parts.filter((part) => part === '0')).toHaveLength(1); // what was here was not sent again
    expect(walk.complaints).toEqual([]);
    await walk.context.close();
  });
});
