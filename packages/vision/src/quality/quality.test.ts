import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { findDocument, judgePixels } from './index.ts';

/** A pale card with dark writing on a brown table. */
function cardOnTable(width: number, height: number, bytes: 3 | 4): Uint8Array {
  const data = new Uint8Array(width * height * bytes).fill(255);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const inside = x > width * 0.1 && x < width * 0.9 && y > height * 0.15 && y < height * 0.85;
      const ink = inside && y % 40 < 14 && x % 12 < 5 && x > width * 0.2 && x < width * 0.8;
      data.set(ink ? [30, 30, 40] : inside ? [200, 220, 235] : [105, 78, 58], (y * width + x) * bytes);
    }
  }
  return data;
}

test('a clear card on a table is good, from three bytes a pixel as from four', () => {
  for (const bytes of [3, 4] as const) {
    const report = judgePixels({ data: cardOnTable(1_000, 640, bytes), width: 1_000, height: 640, kind: 'id_front' });
    expect(report).toMatchObject({ verdict: 'good', findings: [], scores: { quad: 1 } });
  }
});

test('the corners of the card are found to a hundredth of the width', () => {
  const { quad } = findDocument({ data: cardOnTable(1_000, 640, 3), width: 1_000, height: 640 });
  const expected = [
    [100, 96],
    [900, 96],
    [900, 544],
    [100, 544],
  ];
  quad!.forEach(([x, y], i) => expect(Math.hypot(x - expected[i]![0]!, y - expected[i]![1]!)).toBeLessThan(10));
});

test('a card that hangs out of the frame is warned about', () => {
  const [width, height] = [1_000, 640];
  const whole = cardOnTable(width, height, 3);
  const data = new Uint8Array(700 * height * 3);
  for (let y = 0; y < height; y += 1) data.set(whole.subarray((y * width + 300) * 3, (y + 1) * width * 3), y * 700 * 3);
  const report = judgePixels({ data, width: 700, height, kind: 'id_front' });
  expect(report.findings.map((f) => f.reason)).toContain('img_cut_off');
});

test('a finger over the card’s edge is seen, and one beside the card is not', () => {
  const [width, height] = [1_000, 640];
  const scoreWith = (left: number): string[] => {
    const data = cardOnTable(width, height, 3);
    for (let y = 380; y < height; y += 1) {
      for (let x = left; x < Math.min(width, left + 150); x += 1) data.set([217, 160, 124], (y * width + x) * 3);
    }
    const report = judgePixels({ data, width, height, kind: 'id_back' });
    expect(report.scores['quad']).toBe(1);
    return report.findings.map((f) => f.reason);
  };
  expect(scoreWith(400)).toEqual(['img_occluded']);
  expect(scoreWith(905)).toEqual([]);
});

test('a grey copy of an identity card is refused as a copy, a grey bank card is not', () => {
  const data = cardOnTable(1_000, 640, 3);
  for (let i = 0; i < data.length; i += 3) data.fill(data[i + 1]!, i, i + 3);
  const reasons = (kind: 'id_front' | 'bank_card') =>
    judgePixels({ data, width: 1_000, height: 640, kind }).findings.map((f) => f.reason);
  expect(reasons('id_front')).toContain('img_copy');
  expect(reasons('bank_card')).not.toContain('img_copy');
});

test('sizes that disagree with the bytes are a RangeError, not a wrong verdict', () => {
  expect(() => judgePixels({ data: new Uint8Array(10), width: 2, height: 2, kind: 'id_back' })).toThrow(RangeError);
});

test('a picture of one pixel is refused, not an accident', () => {
  const report = judgePixels({ data: new Uint8Array(4), width: 1, height: 1, kind: 'bank_card' });
  expect(report.verdict).toBe('refuse');
});

test('the quality code runs in a browser: nothing it reaches imports from Node or a package', () => {
  const seen = new Set<string>();
  const walk = (url: URL): void => {
    if (seen.has(url.href)) return;
    seen.add(url.href);
    for (const [, from] of readFileSync(url, 'utf8').matchAll(/from '([^']+)'/g)) {
      expect(from, url.href).toMatch(/^\./);
      walk(new URL(from!, url));
    }
  };
  walk(new URL('index.ts', import.meta.url));
  expect(seen.size).toBeGreaterThan(3);
  expect(readdirSync(fileURLToPath(new URL('.', import.meta.url)))).toContain('measures.ts');
});
