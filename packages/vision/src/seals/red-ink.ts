import type { Raster } from '../pixels/raster.ts';

/** How much redder than grey a pixel is, in levels; black print and white paper are 0. */
export function redness(r: number, g: number, b: number): number {
  return Math.max(0, r - Math.max(g, b));
}

/** Levels by which seal ink stands out at least, and its least share of the red channel: brown tables stay below both. */
const REDNESS_MIN = 28;
const REDNESS_SHARE_MIN = 0.3;

/** Ones where seal ink is. */
export function redMask(picture: Raster): Uint8Array {
  const mask = new Uint8Array(picture.width * picture.height);
  for (let i = 0; i < mask.length; i += 1) {
    const r = picture.data[i * 3]!;
    const red = redness(r, picture.data[i * 3 + 1]!, picture.data[i * 3 + 2]!);
    if (red >= REDNESS_MIN && red >= REDNESS_SHARE_MIN * r) mask[i] = 1;
  }
  return mask;
}

/**
 * The picture as a red filter sees it: seal ink fades into the paper, black print stays, so that what stands under a seal can
 * be read.
 */
export function throughRedFilter(picture: Raster): Raster {
  const data = new Uint8Array(picture.data.length);
  for (let i = 0; i < data.length; i += 3) {
    const r = picture.data[i]!;
    const red = redness(r, picture.data[i + 1]!, picture.data[i + 2]!);
    // JPEG spreads the colour of thin strokes but not their darkness: give back more than solid ink would need.
    data.fill(Math.min(255, r + red * 0.8), i, i + 3);
  }
  return { data, width: picture.width, height: picture.height };
}
