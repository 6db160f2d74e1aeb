import { recognise, type OcrModels } from '../ocr/recognise.ts';
import type { Raster } from '../pixels/raster.ts';
import { normaliseBusinessName } from '../documents/rules.ts';
import type { Box, SealReading } from '../types.ts';
import { findRings, STEPS, type SealRing } from './find-rings.ts';
import { redness } from './red-ink.ts';

/** The writing stands between these shares of the radius; outside is the ring, inside the star. */
const INNER = 0.59;
const OUTER = 0.93;
/** The recogniser's own height. */
const STRIP_HEIGHT = 48;
/** Arc at the middle of the writing over its height: what keeps characters in proportion. */
const STRIP_WIDTH = Math.round((STRIP_HEIGHT * 2 * Math.PI * ((INNER + OUTER) / 2)) / (OUTER - INNER));
/** An empty stretch of the ring this long parts two writings, e.g. the name from a number at the bottom. */
const GAP_DEGREES_MIN = 24;
/** Axes differ by more than this in an oval seal; a round one seen from the side stays below. */
const OVAL_RATIO = 1.18;

/** Finds the red seals of an upright photograph and reads the names on their rings. Largest first. */
export async function readSeals(models: OcrModels, photo: Raster): Promise<SealReading[]> {
  const seals: SealReading[] = [];
  for (const ring of findRings(photo)) {
    const strip = unwrapped(photo, ring);
    const { text, confidence } = await readStrip(models, strip);
    seals.push({ box: boxOf(ring), shape: shapeOf(ring), text, confidence, score: ring.score });
  }
  return seals.sort((a, b) => b.box[2] * b.box[3] - a.box[2] * a.box[3]);
}

async function readStrip(models: OcrModels, strip: Raster): Promise<{ text: string; confidence: number }> {
  let best = { text: '', confidence: 0 };
  for (const [from, to] of writings(strip)) {
    const piece = cut(strip, from, to);
    const box = { cx: piece.width / 2, cy: piece.height / 2, width: piece.width, height: piece.height, angle: 0 };
    const read = await recognise(models, piece, box);
    const text = normaliseBusinessName(read.text);
    if (hanIn(text) > hanIn(best.text)) best = { text, confidence: read.confidence };
  }
  return best;
}

const hanIn = (text: string): number => (text.match(/\p{Script=Han}/gu) ?? []).length;

/** Black writing on white: the ring laid out straight, clockwise from its lowest point, outside up. */
function unwrapped(photo: Raster, ring: SealRing): Raster {
  const ink = new Float32Array(STRIP_WIDTH * STRIP_HEIGHT);
  for (let y = 0; y < STRIP_HEIGHT; y += 1) {
    const far = OUTER - ((y + 0.5) / STRIP_HEIGHT) * (OUTER - INNER);
    for (let x = 0; x < STRIP_WIDTH; x += 1) {
      const turn = (x + 0.5) / STRIP_WIDTH + 0.25;
      const angle = turn * 2 * Math.PI;
      const reach = far * ring.reach[Math.floor(turn * STEPS) % STEPS]!;
      const [u, v] = [reach * Math.cos(angle), reach * Math.sin(angle)];
      const px = ring.cx + u * ring.right[0] + v * ring.down[0];
      const py = ring.cy + u * ring.right[1] + v * ring.down[1];
      ink[y * STRIP_WIDTH + x] = inkAt(photo, px, py);
    }
  }
  const strong = [...ink].sort((a, b) => a - b)[Math.floor(ink.length * 0.93)]!;
  const data = new Uint8Array(ink.length * 3);
  ink.forEach((value, i) => data.fill(255 - Math.min(255, (value / Math.max(20, strong)) * 235), i * 3, i * 3 + 3));
  return { data, width: STRIP_WIDTH, height: STRIP_HEIGHT };
}

/** Bilinear redness. Where black print crosses the ink nothing red is left; the writing keeps a thin break there. */
function inkAt(photo: Raster, px: number, py: number): number {
  const x0 = Math.min(photo.width - 2, Math.max(0, Math.floor(px - 0.5)));
  const y0 = Math.min(photo.height - 2, Math.max(0, Math.floor(py - 0.5)));
  const [fx, fy] = [Math.min(1, Math.max(0, px - 0.5 - x0)), Math.min(1, Math.max(0, py - 0.5 - y0))];
  const red = (x: number, y: number): number => {
    const at = (y * photo.width + x) * 3;
    return redness(photo.data[at]!, photo.data[at + 1]!, photo.data[at + 2]!);
  };
  const high = red(x0, y0) * (1 - fx) + red(x0 + 1, y0) * fx;
  const low = red(x0, y0 + 1) * (1 - fx) + red(x0 + 1, y0 + 1) * fx;
  return high * (1 - fy) + low * fy;
}

/** Stretches of the ring that carry writing, [from, to) in strip columns, `to` past the strip's end where one crosses it. */
function writings(strip: Raster): [number, number][] {
  const { width, height } = strip;
  const inked = Array.from({ length: width }, (_, x) => {
    let dark = 0;
    for (let y = 0; y < height; y += 1) if (strip.data[(y * width + x) * 3]! < 150) dark += 1;
    return dark > height * 0.05;
  });
  const gapMin = (width * GAP_DEGREES_MIN) / 360;
  const gaps: [number, number][] = [];
  for (let x = 0; x < width; x += 1) {
    if (inked[x] || !inked[(x + width - 1) % width]) continue;
    let long = 0;
    while (long < width && !inked[(x + long) % width]) long += 1;
    if (long >= gapMin) gaps.push([x, x + long]);
  }
  // Writing all around, as some seals have: it begins at the lowest point.
  if (gaps.length === 0) return [[0, width]];
  const margin = Math.round(height * 0.12);
  return gaps.map(([, end], i) => {
    const next = gaps[(i + 1) % gaps.length]!;
    const to = next[0] <= end ? next[0] + width : next[0];
    return [end - margin, to + margin];
  });
}

function cut(strip: Raster, from: number, to: number): Raster {
  const width = to - from;
  const data = new Uint8Array(width * strip.height * 3);
  for (let y = 0; y < strip.height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const source = (((from + x) % strip.width) + strip.width) % strip.width;
      data.fill(strip.data[(y * strip.width + source) * 3]!, (y * width + x) * 3, (y * width + x) * 3 + 3);
    }
  }
  return { data, width, height: strip.height };
}

function pointsOf(ring: SealRing): [number, number][] {
  return ring.reach.map((reach, k) => {
    const angle = (k / STEPS) * 2 * Math.PI;
    const [u, v] = [reach * Math.cos(angle), reach * Math.sin(angle)];
    return [ring.cx + u * ring.right[0] + v * ring.down[0], ring.cy + u * ring.right[1] + v * ring.down[1]];
  });
}

function boxOf(ring: SealRing): Box {
  const points = pointsOf(ring);
  const [xs, ys] = [points.map((p) => p[0]), points.map((p) => p[1])];
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  return [left, top, Math.max(...xs) - left, Math.max(...ys) - top].map(Math.round) as unknown as Box;
}

function shapeOf(ring: SealRing): 'round' | 'oval' {
  const points = pointsOf(ring);
  const across = points.slice(0, STEPS / 2).map(([x, y], k) => {
    const [u, v] = points[k + STEPS / 2]!;
    return Math.hypot(x - u, y - v);
  });
  return Math.max(...across) / Math.min(...across) > OVAL_RATIO ? 'oval' : 'round';
}
