/** The console in a journey: a member of staff signed in on a page, and its buttons by name. */
import type { Locator, Page } from 'playwright-core';
import type { Walker } from '../server/src/entry/journey.ts';

/** Signs one of the demo's people in and opens a page of the console; ready when its heading stands there. */
export async function signInAtDesk(
  page: Page,
  of: { readonly walker: Walker; readonly login: string; readonly path: string; readonly language?: string },
): Promise<Page> {
  const { baseUrl } = of.walker;
  await page.goto(`${baseUrl}/console/?lang=${of.language ?? 'zh-CN'}`);
  const { signIns } = await of.walker.client.call('GET /api/demo/info');
  const { password = '' } = signIns.find((one) => one.login === of.login) ?? {};
  await page.request.post(`${baseUrl}/api/console/sessions`, {
    headers: { origin: baseUrl },
    data: { login: of.login, password },
  });
  await page.goto(`${baseUrl}/console/${of.path}`);
  await page.locator('.heading h1, h1').first().waitFor();
  return page;
}

/** A button by its words. The library sets two characters of a button apart, and says that it is busy in its name. */
export const button = (within: Page | Locator, name: string): Locator =>
  within.getByRole('button', { name: new RegExp(`^(?:loading\\s*)?${name.split('').join('\\s*')}$`, 'u') });
