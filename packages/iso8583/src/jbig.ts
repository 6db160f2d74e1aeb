/**
 * Bi-level pictures as ITU-T T.82 (JBIG) keeps them: what field 62 of a signature upload (0820, 60.1 = 07) carries. One plane, one
 * resolution layer. Written in one stripe with the three-line template and typical prediction; read with either template, any
 * stripes, moved adaptive pixels and comments, because terminals of others choose differently.
 */
import { Contexts, QmDecoder, QmEncoder } from './qm-coder.ts';
import { readError, readOk, type Read } from './read.ts';

/** Black is 1. Rows from the top, each padded to whole bytes, the leftmost pixel in the highest bit. */
export interface Bitmap {
  readonly width: number;
  readonly height: number;
  readonly bits: Uint8Array;
}

const headerBytes = 20;
/** A header can announce more than memory holds; a signature has a few ten thousand pixels. */
export const jbigPixelsMax = 1_000_000;
const contextCount = 1024;
const fieldNo = 62;

const options = { twoLines: 0x40, variableLength: 0x20, typical: 0x08 } as const;
const marker = { escape: 0xff, stuff: 0x00, stripeEnd: 0x02, stripeReset: 0x03, abort: 0x04, newLength: 0x05, atMove: 0x06, comment: 0x07 } as const; // prettier-ignore

interface Template {
  /** Neighbours (dx, dy) in the order of the context's bits, the highest first (figures 4 and 5). */
  readonly pixels: readonly (readonly [dx: number, dy: number])[];
  /** Place of the adaptive pixel among them. */
  readonly adaptive: number;
  /** The context that the typical-prediction bit borrows (figures 8 and 9). */
  readonly typical: number;
}

const threeLines: Template = {
  pixels: [[-1, -2], [0, -2], [1, -2], [-2, -1], [-1, -1], [0, -1], [1, -1], [2, -1], [-2, 0], [-1, 0]], // prettier-ignore
  adaptive: 7,
  typical: 0b001_11001_01,
};
const twoLines: Template = {
  pixels: [[-3, -1], [-2, -1], [-1, -1], [0, -1], [1, -1], [2, -1], [-4, 0], [-3, 0], [-2, 0], [-1, 0]], // prettier-ignore
  adaptive: 5,
  typical: 0b011001_0101,
};

/** One byte a pixel, so that neighbours are looked up without shifting. */
class Raster {
  readonly pixels: Uint8Array;
  readonly width: number;
  readonly height: number;
  /** First line that a neighbour is looked for in: after a reset the lines above are as if there were none. */
  top = 0;

  constructor(width: number, height: number) {
    this.width = width;
    this.height = height;
    this.pixels = new Uint8Array(width * height);
  }
  /** Everything beyond the edges is white. */
  at(x: number, y: number): number {
    return x < 0 || x >= this.width || y < this.top ? 0 : (this.pixels[y * this.width + x] as number);
  }
  set(x: number, y: number, pixel: number): void {
    this.pixels[y * this.width + x] = pixel;
  }
  contextOf(template: Template['pixels'], x: number, y: number): number {
    let context = 0;
    for (const [dx, dy] of template) context = context * 2 + this.at(x + dx, y + dy);
    return context;
  }
  repeats(y: number): boolean {
    for (let x = 0; x < this.width; x += 1) if (this.at(x, y) !== this.at(x, y - 1)) return false;
    return true;
  }
}

function rasterOf(bitmap: Bitmap): Raster {
  const raster = new Raster(bitmap.width, bitmap.height);
  const stride = Math.ceil(bitmap.width / 8);
  for (let y = 0; y < bitmap.height; y += 1)
    for (let x = 0; x < bitmap.width; x += 1)
      raster.set(x, y, ((bitmap.bits[y * stride + (x >> 3)] ?? 0) >> (7 - (x & 7))) & 1);
  return raster;
}

function bitmapOf({ width, height, pixels }: Raster): Bitmap {
  const stride = Math.ceil(width / 8);
  const bits = new Uint8Array(stride * height);
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1)
      if (pixels[y * width + x] === 1) bits[y * stride + (x >> 3)] = (bits[y * stride + (x >> 3)] as number) | (0x80 >> (x & 7)); // prettier-ignore
  return { width, height, bits };
}

/** Inside a stripe FF is followed by 00, so that no data look like a marker. */
function stuffed(bytes: Uint8Array): number[] {
  return [...bytes].flatMap((byte) => (byte === marker.escape ? [byte, marker.stuff] : [byte]));
}

const word32 = (value: number): number[] => [value >>> 24, (value >>> 16) & 0xff, (value >>> 8) & 0xff, value & 0xff];

/** A whole bi-level image entity. Throws on a size that no reader of ours would take. */
export function encodeJbig(bitmap: Bitmap): Uint8Array {
  const { width, height } = bitmap;
  if (width < 1 || height < 1 || width * height > jbigPixelsMax) throw new Error(`a picture of ${width} x ${height}`);
  const raster = rasterOf(bitmap);
  const encoder = new QmEncoder(new Contexts(contextCount));
  let changedBefore = 1;
  for (let y = 0; y < height; y += 1) {
    const changed = raster.repeats(y) ? 0 : 1;
    encoder.encode(threeLines.typical, 1 - (changed ^ changedBefore));
    changedBefore = changed;
    if (changed === 0) continue;
    for (let x = 0; x < width; x += 1) encoder.encode(raster.contextOf(threeLines.pixels, x, y), raster.at(x, y));
  }
  // DL, D, P, fill; XD, YD, L0 = the whole height; MX, MY, order, options.
  const head = [0, 0, 1, 0, ...word32(width), ...word32(height), ...word32(height), 0, 0, 0, options.typical];
  return Uint8Array.from([...head, ...stuffed(encoder.flush()), marker.escape, marker.stripeEnd]);
}

interface Move {
  readonly line: number;
  readonly dx: number;
  readonly dy: number;
}

interface Stripe {
  readonly bytes: Uint8Array;
  readonly reset: boolean;
  /** In force from these lines of the stripe on. */
  readonly moves: readonly Move[];
}

interface Header {
  readonly width: number;
  readonly height: number;
  readonly stripeLines: number;
  readonly options: number;
}

const at32 = (bytes: Uint8Array, at: number): number =>
  (bytes[at] ?? 0) * 0x1000000 + (((bytes[at + 1] ?? 0) << 16) | ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0));

/** 6.2. Several planes or layers, and tables of one's own, are nobody's signature. */
function readHeader(bytes: Uint8Array): Read<Header> {
  if (bytes.length < headerBytes) return readError(fieldNo, 0, 'a header of 20 bytes');
  if (bytes[0] !== 0 || bytes[1] !== 0) return readError(fieldNo, 0, 'a single resolution layer');
  if (bytes[2] !== 1) return readError(fieldNo, 2, 'a single plane');
  const [width, height, stripeLines] = [at32(bytes, 4), at32(bytes, 8), at32(bytes, 12)];
  if (width < 1 || height < 1 || stripeLines < 1) return readError(fieldNo, 4, 'width, height and lines of a stripe');
  return readOk({ width, height, stripeLines, options: bytes[19] as number });
}

/** Marker segments between stripes: what each says, and how long it is. */
function readSegment(bytes: Uint8Array, at: number): Read<{ length: number; move?: Move; height?: number }> {
  const kind = bytes[at + 1];
  const length = kind === marker.atMove ? 8 : kind === marker.newLength ? 6 : kind === marker.comment ? 6 + at32(bytes, at + 2) : 0; // prettier-ignore
  if (length === 0 || at + length > bytes.length) return readError(fieldNo, at, 'a marker of T.82 and its data');
  if (kind === marker.newLength) return readOk({ length, height: at32(bytes, at + 2) });
  if (kind === marker.comment) return readOk({ length });
  const tx = ((bytes[at + 6] as number) << 24) >> 24;
  const ty = bytes[at + 7] as number;
  const [dx, dy] = tx === 0 && ty === 0 ? [2, -1] : [-tx, -ty];
  return readOk({ length, move: { line: at32(bytes, at + 2), dx, dy } });
}

const isSegment = (kind: number | undefined): boolean =>
  kind === marker.atMove || kind === marker.newLength || kind === marker.comment;

/** Cuts the data into stripes; a length that is told later (6.2.6.2) replaces the header's. */
function readStripes(bytes: Uint8Array): Read<{ stripes: Stripe[]; height: number | undefined }> {
  const stripes: Stripe[] = [];
  let height: number | undefined;
  let moves: Move[] = [];
  let data: number[] = [];
  for (let at = headerBytes; at < bytes.length;) {
    const byte = bytes[at] as number;
    const kind = bytes[at + 1];
    if (byte !== marker.escape || kind === marker.stuff) {
      data.push(byte);
      at += byte === marker.escape ? 2 : 1;
    } else if (kind === marker.stripeEnd || kind === marker.stripeReset) {
      stripes.push({ bytes: Uint8Array.from(data), reset: kind === marker.stripeReset, moves });
      [data, moves] = [[], []];
      at += 2;
    } else {
      const segment = isSegment(kind) ? readSegment(bytes, at) : readError(fieldNo, at, 'a marker of T.82');
      if (!segment.ok) return segment;
      if (segment.value.move !== undefined) moves.push(segment.value.move);
      height = segment.value.height ?? height;
      at += segment.value.length;
    }
  }
  return data.length > 0 ? readError(fieldNo, bytes.length, 'the end of a stripe') : readOk({ stripes, height });
}

function moved(template: Template, { dx, dy }: Move): Template {
  return { ...template, pixels: template.pixels.map((pixel, i) => (i === template.adaptive ? [dx, dy] : pixel)) };
}

/** What one stripe leaves to the next; a reset makes it new. */
interface Learnt {
  readonly contexts: Contexts;
  template: Template;
  /** 1 where the last line differed from the one above it. */
  changed: number;
}

const nothingLearnt = (template: Template): Learnt => ({ contexts: new Contexts(contextCount), template, changed: 1 });

/** One stripe's lines, `from` up to and without `to`. */
function decodeLines(
  raster: Raster,
  { bytes, moves }: Stripe,
  learnt: Learnt,
  lines: { readonly from: number; readonly to: number; readonly typical: boolean },
): void {
  const decoder = new QmDecoder(bytes, learnt.contexts);
  for (let y = lines.from; y < lines.to; y += 1) {
    for (const move of moves) if (move.line === y - lines.from) learnt.template = moved(learnt.template, move);
    const { template } = learnt;
    if (lines.typical) learnt.changed = 1 - (decoder.decode(template.typical) ^ learnt.changed);
    const same = lines.typical && learnt.changed === 0;
    for (let x = 0; x < raster.width; x += 1)
      raster.set(x, y, same ? raster.at(x, y - 1) : decoder.decode(raster.contextOf(template.pixels, x, y)));
  }
}

/** Reads a picture; what is broken or larger than a signature can be is a located error. */
export function decodeJbig(bytes: Uint8Array): Read<Bitmap> {
  const header = readHeader(bytes);
  if (!header.ok) return header;
  const found = readStripes(bytes);
  if (!found.ok) return found;
  const { width, stripeLines } = header.value;
  const has = (option: number): boolean => (header.value.options & option) !== 0;
  const height = has(options.variableLength) ? (found.value.height ?? header.value.height) : header.value.height;
  if (height > header.value.height || width * height > jbigPixelsMax)
    return readError(fieldNo, 4, `at most ${jbigPixelsMax} pixels`);
  if (found.value.stripes.length < Math.ceil(height / stripeLines))
    return readError(fieldNo, bytes.length, 'all stripes');
  const raster = new Raster(width, height);
  const first = has(options.twoLines) ? twoLines : threeLines;
  let learnt = nothingLearnt(first);
  let from = 0;
  for (const stripe of found.value.stripes) {
    const to = Math.min(height, from + stripeLines);
    decodeLines(raster, stripe, learnt, { from, to, typical: has(options.typical) });
    from = to;
    if (!stripe.reset) continue;
    learnt = nothingLearnt(first);
    raster.top = to;
  }
  return readOk(bitmapOf(raster));
}
