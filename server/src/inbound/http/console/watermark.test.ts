import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { watermarked } from './watermark.ts';

const AT = Date.parse('2026-11-23T08:20:00Z');
const paper = (width: number, height: number): Promise<Buffer> =>
  sharp({ create: { width, height, channels: 3, background: '#f4f4f4' } })
    .jpeg()
    .toBuffer();
const look = (fileId: string, at = AT, staffId = 'stf_1') => ({ fileId, staffId, name: '审核员 沈', at });

describe('a photo that a reviewer looks at', () => {
  it('carries a mark on white paper: no longer one colour, everywhere', async () => {
    const marked = await watermarked(await paper(1_600, 1_000), look('a'));
    for (const [left, top] of [
      [0, 0],
      [800, 0],
      [0, 500],
      [800, 500],
    ] as const) {
      const { channels } = await sharp(marked).extract({ left, top, width: 800, height: 500 }).greyscale().stats();
      expect(channels[0]?.stdev ?? 0).toBeGreaterThan(1);
    }
  });

  it('keeps the size in which its fields were read, and is made smaller only beyond that', async () => {
    const small = await sharp(await watermarked(await paper(640, 480), look('b'))).metadata();
    expect([small.width, small.height]).toEqual([640, 480]);
    const large = await sharp(await watermarked(await paper(4_400, 3_000), look('c'))).metadata();
    expect([large.width, large.height]).toEqual([2_200, 1_500]);
  });

  it('is made even where it is smaller than the mark', async () => {
    const { width } = await sharp(await watermarked(await paper(90, 60), look('d'))).metadata();
    expect(width).toBe(90);
  });

  it('is made once an hour for each person, and never shown with another’s name', async () => {
    const content = await paper(300, 200);
    const first = await watermarked(content, look('e'));
    expect(await watermarked(content, look('e', AT + 60_000))).toBe(first);
    expect(await watermarked(content, look('e', AT + 3_600_000))).not.toBe(first);
    expect(await watermarked(content, look('e', AT, 'stf_2'))).not.toBe(first);
  });
});
