/** The line in a real browser: the phone, the terminal on screen, the console's books. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { OwnSystem } from '../server/src/entry/journey.ts';
import { findBrowser } from './browser.ts';
import {
  activate,
  fillApplication,
  giveConsents,
  haveItDelivered,
  openPhone,
  seeApproval,
  sell,
  showFace,
  showIdentityCard,
  signAndSubmit,
  signIn,
  type Walk,
} from './walk.ts';

const browser: Browser | undefined = await findBrowser();
const out = join(import.meta.dirname, 'out');
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

it.skipIf(browser === undefined)(
  'an individual applies on the phone, activates the terminal, takes a card and sees the money',
  async () => {
    const walk: Walk = await openPhone(browser as Browser, {
      url: system.url,
      shot: async (page, name) => void (await page.screenshot({ path: join(out, `${name}.png`) })),
    });
    await signIn(walk);
    await giveConsents(walk);
    await showIdentityCard(walk);
    await showFace(walk);
    await fillApplication(walk);
    await signAndSubmit(walk);
    await seeApproval(walk);
    const serialNo = await haveItDelivered(walk);

    const device = await walk.context.newPage();
    await device.setViewportSize({ width: 1440, height: 900 });
    await device.goto(`${system.url}/terminal/?serial=${serialNo}`);
    await device.locator('.lcd').first().waitFor();
    await walk.shot(device, '12-device');
    await activate(walk, device);
    await sell(walk, device, { amount: '100', bank: '招商银行', pin: '123456', shot: '15-test-sale' });
    await sell(walk, device, { amount: '12800', bank: '交通银行', pin: '234567', shot: '16-sale' });

    await walk.phone.goto(`${system.url}/merchant/`);
    await walk.phone.getByText('129.00').first().waitFor();
    await walk.shot(walk.phone, '17-home');
    await walk.context.request.post(`${system.url}/api/demo/clock`, {
      headers: { origin: system.url },
      data: { to: 'payout' },
    });
    await walk.phone.goto(`${system.url}/merchant/settlements`);
    await walk.phone.getByText('128.22').first().waitFor();
    await walk.shot(walk.phone, '18-settled');
    expect(walk.complaints).toEqual([]);
  },
);
