import type { Raster } from '../pixels/raster.ts';
import { isSkin, largestBlob } from './find-document.ts';

/** Brightness of each pixel, 0 to 255 (ITU-R 601). */
export function lumaOf(picture: Raster): Float32Array {
  const luma = new Float32Array(picture.width * picture.height);
  for (let i = 0; i < luma.length; i += 1) {
    luma[i] = 0.299 * picture.data[i * 3]! + 0.587 * picture.data[i * 3 + 1]! + 0.114 * picture.data[i * 3 + 2]!;
  }
  return luma;
}

/**
 * Re-blur measure (Crete 2007): how little changes when the picture is blurred again. 0 is sharp, 1 is smooth. The worse of
 * the two directions counts, so motion shows too.
 */
export function reblur(luma: Float32Array, width: number, height: number): number {
  const calm = soften(luma, width, height);
  return Math.max(
    reblurAlong(calm, { lines: height, length: width, lineStep: width, step: 1 }),
    reblurAlong(calm, { lines: width, length: height, lineStep: 1, step: width }),
  );
}

interface Walk {
  readonly lines: number;
  readonly length: number;
  readonly lineStep: number;
  readonly step: number;
}

/** Half of the 9-place window that the paper uses. */
const REACH = 4;
/** Differences below this are sensor noise and JPEG; without the floor a noisy blur passes for a sharp picture. */
const NOISE_FLOOR = 4;

function reblurAlong(luma: Float32Array, walk: Walk): number {
  const { lines, length, lineStep, step } = walk;
  let [all, lost] = [0, 0];
  const prefix = new Float64Array(length + 1);
  for (let line = 0; line < lines; line += 1) {
    const start = line * lineStep;
    for (let i = 0; i < length; i += 1) prefix[i + 1] = prefix[i]! + luma[start + i * step]!;
    for (let i = REACH + 1; i < length - REACH; i += 1) {
      const before = Math.abs(luma[start + i * step]! - luma[start + (i - 1) * step]!);
      if (before < NOISE_FLOOR) continue;
      const window = 2 * REACH + 1;
      const here = (prefix[i + REACH + 1]! - prefix[i - REACH]!) / window;
      const there = (prefix[i + REACH]! - prefix[i - REACH - 1]!) / window;
      all += before;
      lost += Math.max(0, before - Math.abs(here - there));
    }
  }
  // Nothing but flat ground: as smooth as it gets.
  return all === 0 ? 1 : (all - lost) / all;
}

/** 3 x 3 mean: takes out the noise that would look like detail. */
function soften(luma: Float32Array, width: number, height: number): Float32Array {
  const out = new Float32Array(luma);
  for (let y = 1; y < height - 1; y += 1) {
    for (let x = 1; x < width - 1; x += 1) {
      const i = y * width + x;
      let sum = 0;
      for (let dy = -width; dy <= width; dy += width) sum += luma[i + dy - 1]! + luma[i + dy]! + luma[i + dy + 1]!;
      out[i] = sum / 9;
    }
  }
  return out;
}

/** Side of the blocks that glare and skin are judged in: about 1 % of a card's width. */
const BLOCK = 10;
/** White paper stays below this in all channels; a lamp in lamination does not. */
const BURNT_OUT = 247;

/** Share of the picture under its largest burnt-out patch. */
export function glareShare(picture: Raster): number {
  const { mask, columns, rows } = blocks(picture, (r, g, b) => Math.min(r, g, b) >= BURNT_OUT);
  return largestBlob(mask, columns, rows).count / (columns * rows);
}

/** Share of the document under skin-coloured patches that come in over its edge. The portrait's place does not count. */
export function fingerShare(picture: Raster, portrait: boolean): number {
  const { mask, columns, rows } = blocks(picture, isSkin);
  if (portrait) {
    for (let y = Math.floor(rows * 0.08); y < rows * 0.78; y += 1) {
      for (let x = Math.floor(columns * 0.6); x < columns; x += 1) mask[y * columns + x] = 0;
    }
  }
  const blob = largestBlob(mask, columns, rows);
  return blob.edge === 0 ? 0 : blob.count / (columns * rows);
}

function blocks(
  picture: Raster,
  test: (r: number, g: number, b: number) => boolean,
): { mask: Uint8Array; columns: number; rows: number } {
  const columns = Math.max(1, Math.floor(picture.width / BLOCK));
  const rows = Math.max(1, Math.floor(picture.height / BLOCK));
  const mask = new Uint8Array(columns * rows);
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      const sum = [0, 0, 0];
      let count = 0;
      for (let y = row * BLOCK; y < Math.min(picture.height, (row + 1) * BLOCK); y += 2) {
        for (let x = column * BLOCK; x < Math.min(picture.width, (column + 1) * BLOCK); x += 2) {
          const at = (y * picture.width + x) * 3;
          for (let k = 0; k < 3; k += 1) sum[k]! += picture.data[at + k]!;
          count += 1;
        }
      }
      mask[row * columns + column] = test(sum[0]! / count, sum[1]! / count, sum[2]! / count) ? 1 : 0;
    }
  }
  return { mask, columns, rows };
}

/** Mean brightness, the brightness that only 2 % exceed, and the mean spread between the colour channels. */
export function lightOf(picture: Raster, luma: Float32Array): { mean: number; bright: number; chroma: number } {
  const histogram = new Uint32Array(256);
  let [sum, chroma] = [0, 0];
  for (let i = 0; i < luma.length; i += 1) {
    sum += luma[i]!;
    histogram[Math.min(255, luma[i]! | 0)]! += 1;
    const [r, g, b] = [picture.data[i * 3]!, picture.data[i * 3 + 1]!, picture.data[i * 3 + 2]!];
    chroma += Math.max(r, g, b) - Math.min(r, g, b);
  }
  let bright = 255;
  for (let above = 0; bright > 0; bright -= 1) {
    above += histogram[bright]!;
    if (above > luma.length * 0.02) break;
  }
  return { mean: sum / luma.length, bright, chroma: chroma / luma.length };
}
