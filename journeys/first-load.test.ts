/** What a phone has to fetch before the merchant app shows its first page; read from the build, as the server sends it. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';

const web = resolve(import.meta.dirname, '..', 'dist', 'web');
const MAX_BYTES = 200 * 1024;

/** The page's own script and every chunk that it asks to be loaded with it, in gzip. */
function firstLoad(page: string): { script: number; style: number } {
  const html = readFileSync(join(web, page, 'index.html'), 'utf8');
  const size = (extension: string): number =>
    [...new Set(html.match(new RegExp(`/assets/[^"]+\\.${extension}`, 'g')))].reduce(
      (sum, asset) => sum + statSync(join(web, `${asset}.gz`)).size,
      0,
    );
  return { script: size('js'), style: size('css') };
}

it.each(['merchant', 'agent', 'public', 'r'])('the first page of %s needs at most 200 KB of script', (page) => {
  const { script, style } = firstLoad(page);
  expect(script).toBeGreaterThan(50_000);
  expect(script).toBeLessThan(MAX_BYTES);
  expect(style).toBeLessThan(30_000);
});

it('pad, video and the steps of an application come later', () => {
  const html = readFileSync(join(web, 'merchant', 'index.html'), 'utf8');
  for (const late of ['review', 'routes', 'video-capture', 'progress']) expect(html).not.toContain(`/assets/${late}-`);
  expect(existsSync(join(web, 'merchant', 'index.html.gz'))).toBe(true);
});
