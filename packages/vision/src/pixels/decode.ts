import sharp from 'sharp';
import type { Raster } from './raster.ts';

// A worker has one core's worth of work at a time; libvips' own threads and cache would only fight the neighbours.
sharp.concurrency(1);
sharp.cache(false);

/** Longest side after decoding: more pixels cost time and read no better (measured up to 4,000). */
const SIDE_MAX = 2_200;
/** 60 megapixels: above any phone's sensor mode that a merchant sends, below what would exhaust the worker (180 MB raw). */
const PIXELS_MAX = 60_000_000;

export type Decoded =
  | { readonly raster: Raster; readonly originalLongSide: number }
  | { readonly refused: 'file_type' | 'file_corrupt' };

const SIGNATURES: readonly (readonly [offset: number, bytes: string])[] = [
  [0, 'ffd8ff'],
  [0, '89504e470d0a1a0a'],
  [8, '57454250'],
  [4, '6674797061766966'],
];

/** True for JPEG, PNG, WebP and AVIF, told by their first bytes and never by a name. */
export function isPicture(bytes: Uint8Array): boolean {
  return SIGNATURES.some(
    ([offset, hex]) => Buffer.from(bytes.subarray(offset, offset + hex.length / 2)).toString('hex') === hex,
  );
}

/** Turns a file into upright RGB pixels (EXIF applied, at most 2,200 a side). Never throws on bytes from outside. */
export async function decode(bytes: Uint8Array, sideMax: number = SIDE_MAX): Promise<Decoded> {
  if (!isPicture(bytes)) return { refused: 'file_type' };
  try {
    const image = sharp(bytes, { limitInputPixels: PIXELS_MAX, failOn: 'error' });
    const meta = await image.metadata();
    const { data, info } = await image
      .rotate()
      .resize({ width: sideMax, height: sideMax, fit: 'inside', withoutEnlargement: true })
      .flatten({ background: '#ffffff' })
      .toColourspace('srgb')
      .raw()
      .toBuffer({ resolveWithObject: true });
    const raster = threeChannels(data, info);
    return { raster, originalLongSide: Math.max(meta.width, meta.height) };
  } catch {
    // sharp reports every kind of damage as a plain Error; whichever it is, the remedy is the same: send the file again.
    return { refused: 'file_corrupt' };
  }
}

function threeChannels(data: Buffer, info: { width: number; height: number; channels: number }): Raster {
  const { width, height, channels } = info;
  if (channels === 3) return { data: new Uint8Array(data.buffer, data.byteOffset, data.length), width, height };
  const out = new Uint8Array(width * height * 3);
  for (let i = 0; i < width * height; i += 1) {
    for (let k = 0; k < 3; k += 1) out[i * 3 + k] = data[i * channels + (channels > 3 ? k : 0)]!;
  }
  return { data: out, width, height };
}

/** Resizes to exactly these sides; proportions are the caller's business. */
export async function resize(source: Raster, width: number, height: number): Promise<Raster> {
  if (source.width === width && source.height === height) return source;
  const { data } = await sharp(source.data, { raw: { width: source.width, height: source.height, channels: 3 } })
    .resize(width, height, { fit: 'fill', kernel: 'linear' })
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { data: new Uint8Array(data.buffer, data.byteOffset, data.length), width, height };
}
