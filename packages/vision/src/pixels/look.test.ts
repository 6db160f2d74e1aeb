import sharp from 'sharp';
import { expect, test } from 'vitest';
import { decode } from './decode.ts';
import { lookOf } from './look.ts';

/** A stall under a lamp: shapes by an SVG, so that nothing of anybody is needed. */
const stall = (shift: number): Promise<Buffer> =>
  sharp(
    Buffer.from(
      `<svg xmlns="http://www.w3.org/2000/svg" width="900" height="640"><defs><linearGradient id="g" x2="1" y2="1"><stop stop-color="#123"/><stop offset=".6" stop-color="#789"/><stop offset="1" stop-color="#234"/></linearGradient></defs><rect width="900" height="640" fill="url(#g)"/><circle cx="${200 + shift}" cy="180" r="130" fill="#fd8"/><rect x="${420 - shift}" y="120" width="300" height="${200 + shift}" fill="#c43"/><rect x="60" y="430" width="${500 + shift}" height="150" fill="url(#g)" opacity=".7"/><circle cx="760" cy="${500 - shift}" r="80" fill="#171"/></svg>`,
    ),
  )
    .jpeg({ quality: 92 })
    .toBuffer();

async function look(image: Buffer): Promise<string> {
  const decoded = await decode(image);
  if ('refused' in decoded) throw new Error(decoded.refused);
  return lookOf(decoded.raster);
}
const apart = (a: string, b: string): number => a.split('').filter((bit, at) => bit !== b[at]).length;

test('a photo that is saved anew, smaller or brighter looks the same; another one does not', async () => {
  const image = await stall(0);
  const own = await look(image);
  expect(own).toMatch(/^[01]{256}$/);
  for (const again of [
    sharp(image).jpeg({ quality: 35 }),
    sharp(image).resize(320).jpeg(),
    sharp(image).modulate({ brightness: 1.2 }).jpeg(),
  ])
    expect(apart(own, await look(await again.toBuffer()))).toBeLessThanOrEqual(20);
  expect(apart(own, await look(await stall(120)))).toBeGreaterThan(20);
});

test('a picture of a few pixels has a look too', () => {
  expect(lookOf({ data: new Uint8Array(3 * 2 * 3).fill(90), width: 3, height: 2 })).toBe('0'.repeat(256));
});
