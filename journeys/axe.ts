/** What assistive technology would stumble over, found by axe in the page as it stands. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

interface Found {
  readonly id: string;
  readonly impact: string | null;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}

const source = readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** A notice that is fading in or out has the colours of no design: what moves and comes to an end is waited for. */
const atRest = (page: Page): Promise<unknown> =>
  page.evaluate(() =>
    Promise.all(
      document
        .getAnimations()
        .filter((one) => one.effect?.getComputedTiming().endTime !== Infinity)
        .map((one) => one.finished.catch(() => undefined)),
    ).then(() => undefined),
  );

/** Five pictures alike, or five seconds of pictures: what a script fades, frame by frame, is no animation that the browser knows of. */
const still = (page: Page): Promise<unknown> =>
  page.evaluate(
    () =>
      new Promise<void>((done) => {
        let [last, alike, frames] = ['', 0, 0];
        const look = (): void => {
          const moved = [...document.querySelectorAll('[style*="opacity"], [style*="transform"]')];
          const now = moved.map((one) => one.getAttribute('style')).join('\n');
          alike = now === last ? alike + 1 : 0;
          last = now;
          frames += 1;
          if (alike >= 5 || frames >= 300) done();
          else requestAnimationFrame(look);
        };
        look();
      }),
  );

/** One look: what stands against the page as it is drawn now. */
async function findings(page: Page): Promise<string[]> {
  await atRest(page);
  await still(page);
  const { violations } = await page.evaluate<{ violations: Found[] }>(
    'axe.run(document, { resultTypes: ["violations"] })',
  );
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 160)} ${node.failureSummary ?? ''}`));
}

/**
 * Serious and critical findings, one line each; empty when there is nothing to say. A notice may begin to fade while axe is
 * measuring its colours, so that something counts only when a second look says the very same.
 */
export async function seriousFindings(page: Page): Promise<string[]> {
  await page.evaluate(await source);
  const first = await findings(page);
  if (first.length === 0) return first;
  const second = new Set(await findings(page));
  return first.filter((one) => second.has(one));
}
