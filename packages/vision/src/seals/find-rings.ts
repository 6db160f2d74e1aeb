import { shrink } from '../quality/find-document.ts';
import type { Raster } from '../pixels/raster.ts';
import { redMask } from './red-ink.ts';

/**
 * The outline of a seal: the unit circle brought to the picture by an affine map, and how far out the ring stands at each of
 * `STEPS` angles, in units of that circle (1 on a circle seen straight on).
 */
export interface SealRing {
  readonly cx: number;
  readonly cy: number;
  readonly right: readonly [number, number];
  readonly down: readonly [number, number];
  readonly reach: readonly number[];
  /** Share of the ring's angles at which ink was seen. */
  readonly score: number;
}

export const STEPS = 144;

/** Side of the search picture: the ring of a 4 cm seal on A4 is still 3 pixels thick. */
const SEARCH_SIDE = 1_100;
const RADIUS_MIN = 18;
const SCORE_MIN = 0.62;
/** A document with more seals than this is a sheet of stamps. */
const SEALS_MAX = 6;
const COMPONENTS_MAX = 24;

/** Rings of red seals, largest first; in the picture's own pixels. */
export function findRings(picture: Raster): SealRing[] {
  const small = shrink(picture, SEARCH_SIDE);
  const scale = picture.width / small.width;
  const mask: Mask = { on: redMask(small), width: small.width, height: small.height };
  const rings: SealRing[] = [];
  for (const blob of componentsOf(mask)) {
    for (const ring of ringsIn(blob, mask)) if (!rings.some((other) => isInside(ring, other))) rings.push(ring);
    if (rings.length >= SEALS_MAX) break;
  }
  return rings.map((ring) => ({
    ...ring,
    cx: ring.cx * scale,
    cy: ring.cy * scale,
    right: [ring.right[0] * scale, ring.right[1] * scale],
    down: [ring.down[0] * scale, ring.down[1] * scale],
  }));
}

interface Mask {
  readonly on: Uint8Array;
  readonly width: number;
  readonly height: number;
}

interface Blob {
  readonly outline: readonly (readonly [number, number])[];
  readonly width: number;
  readonly height: number;
  readonly count: number;
}

/** Connected ink, gaps of up to two pixels closed; things at the frame's edge or of impossible size left out; large first. */
function componentsOf(mask: Mask): Blob[] {
  const thick = dilated(mask, 2);
  const { width, height } = mask;
  const seen = new Uint8Array(thick.length);
  const stack = new Int32Array(thick.length);
  const blobs: Blob[] = [];
  for (let start = 0; start < thick.length; start += 1) {
    if (thick[start] === 0 || seen[start] !== 0) continue;
    const blob = flood(thick, { seen, stack, width, height }, start);
    const long = Math.max(blob.width, blob.height);
    const touches = blob.edge > 0;
    if (touches || Math.min(blob.width, blob.height) < 2 * RADIUS_MIN || long > 0.6 * Math.max(width, height)) continue;
    blobs.push(blob);
  }
  return blobs.sort((a, b) => b.width * b.height - a.width * a.height).slice(0, COMPONENTS_MAX);
}

function dilated(mask: Mask, reach: number): Uint8Array {
  const { on, width, height } = mask;
  const rows = new Uint8Array(on.length);
  const out = new Uint8Array(on.length);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      if (on[y * width + x] === 0) continue;
      const from = Math.max(0, x - reach);
      rows.fill(1, y * width + from, y * width + Math.min(width, x + reach + 1));
    }
  }
  for (let y = 0; y < height; y += 1) {
    for (let dy = Math.max(0, y - reach); dy <= Math.min(height - 1, y + reach); dy += 1) {
      for (let x = 0; x < width; x += 1) if (rows[dy * width + x] === 1) out[y * width + x] = 1;
    }
  }
  return out;
}

interface Flooding {
  readonly seen: Uint8Array;
  readonly stack: Int32Array;
  readonly width: number;
  readonly height: number;
}

function flood(thick: Uint8Array, room: Flooding, start: number): Blob & { readonly edge: number } {
  const { seen, stack, width, height } = room;
  const rows = new Map<number, [number, number]>();
  const columns = new Map<number, [number, number]>();
  let [count, edge, top] = [0, 0, 0];
  stack[top++] = start;
  seen[start] = 1;
  while (top > 0) {
    const at = stack[--top]!;
    const y = Math.floor(at / width);
    const x = at - y * width;
    count += 1;
    if (x === 0 || y === 0 || x === width - 1 || y === height - 1) edge += 1;
    widen(rows, y, x);
    widen(columns, x, y);
    for (let n = 0; n < 4; n += 1) {
      const next = n === 0 ? at - 1 : n === 1 ? at + 1 : n === 2 ? at - width : at + width;
      const inside = n === 0 ? x > 0 : n === 1 ? x < width - 1 : n === 2 ? y > 0 : y < height - 1;
      if (!inside || seen[next] !== 0 || thick[next] === 0) continue;
      seen[next] = 1;
      stack[top++] = next;
    }
  }
  const outline: [number, number][] = [];
  for (const [y, [left, right]] of rows) outline.push([left, y], [right, y]);
  for (const [x, [high, low]] of columns) outline.push([x, high], [x, low]);
  return { outline, width: columns.size, height: rows.size, count, edge };
}

function widen(ends: Map<number, [number, number]>, line: number, place: number): void {
  const known = ends.get(line);
  if (known === undefined) ends.set(line, [place, place]);
  else if (place < known[0]) known[0] = place;
  else if (place > known[1]) known[1] = place;
}

/** The rings that one blob is made of: two seals that overlap are one blob of two circles. */
function ringsIn(blob: Blob, mask: Mask): SealRing[] {
  const rings: SealRing[] = [];
  let { outline } = blob;
  while (rings.length < 3 && outline.length > 40) {
    const circle = bestCircle(outline, blob);
    if (circle === undefined) break;
    const ring = refined(circle, mask);
    const near = (x: number, y: number) => Math.abs(Math.hypot(x - circle.cx, y - circle.cy) / circle.radius - 1) < 0.1;
    const rest = outline.filter(([x, y]) => !near(x, y));
    if (rest.length === outline.length) break;
    outline = rest;
    if (ring !== undefined) rings.push(ring);
  }
  if (rings.length > 0) return rings;
  const oval = ovalOf(blob);
  const ring = oval && refinedFrom(oval, mask);
  return ring === undefined ? [] : [ring];
}

interface Circle {
  readonly cx: number;
  readonly cy: number;
  readonly radius: number;
}

const TRIPLES = 400;

/** The circle that most of the outline lies on (RANSAC over fixed triples, so that one picture always gives one answer). */
function bestCircle(outline: readonly (readonly [number, number])[], blob: Blob): Circle | undefined {
  let [state, bestCount] = [12_345, 0];
  let best: Circle | undefined;
  const pick = (): readonly [number, number] => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return outline[Math.floor((state / 0x80000000) * outline.length)]!;
  };
  const radiusMax = 0.56 * Math.max(blob.width, blob.height);
  for (let i = 0; i < TRIPLES; i += 1) {
    const circle = circleThrough(pick(), pick(), pick());
    if (circle === undefined || circle.radius < RADIUS_MIN || circle.radius > radiusMax) continue;
    const slack = Math.max(1.6, circle.radius * 0.035);
    let count = 0;
    for (const [x, y] of outline) {
      if (Math.abs(Math.hypot(x - circle.cx, y - circle.cy) - circle.radius) < slack) count += 1;
    }
    // A larger circle has more outline: compare by share of its own length.
    if (count > bestCount) [best, bestCount] = [circle, count];
  }
  return best;
}

function circleThrough(
  [ax, ay]: readonly [number, number],
  [bx, by]: readonly [number, number],
  [cx, cy]: readonly [number, number],
): Circle | undefined {
  const d = 2 * (ax * (by - cy) + bx * (cy - ay) + cx * (ay - by));
  if (Math.abs(d) < 1e-6) return undefined;
  const [a, b, c] = [ax * ax + ay * ay, bx * bx + by * by, cx * cx + cy * cy];
  const x = (a * (by - cy) + b * (cy - ay) + c * (ay - by)) / d;
  const y = (a * (cx - bx) + b * (ax - cx) + c * (bx - ax)) / d;
  return { cx: x, cy: y, radius: Math.hypot(ax - x, ay - y) };
}

type Frame = Pick<SealRing, 'cx' | 'cy' | 'right' | 'down'>;

function refined(circle: Circle, mask: Mask): SealRing | undefined {
  const { cx, cy, radius } = circle;
  return refinedFrom({ cx, cy, right: [radius, 0], down: [0, radius] }, mask);
}

/** An ellipse with the spread of the blob's outline; undefined when it is no oval. */
function ovalOf(blob: Blob): Frame | undefined {
  const { outline } = blob;
  const count = outline.length;
  const cx = outline.reduce((sum, p) => sum + p[0], 0) / count;
  const cy = outline.reduce((sum, p) => sum + p[1], 0) / count;
  let [xx, xy, yy] = [0, 0, 0];
  for (const [x, y] of outline) {
    xx += (x - cx) ** 2;
    xy += (x - cx) * (y - cy);
    yy += (y - cy) ** 2;
  }
  const angle = 0.5 * Math.atan2(2 * xy, xx - yy);
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const along = Math.sqrt((2 * (xx * cos * cos + 2 * xy * cos * sin + yy * sin * sin)) / count);
  const across = Math.sqrt((2 * (xx * sin * sin - 2 * xy * cos * sin + yy * cos * cos)) / count);
  const ratio = along / Math.max(1, across);
  if (ratio > 2.2 || across < RADIUS_MIN) return undefined;
  return { cx, cy, right: [along * cos, along * sin], down: [-across * sin, across * cos] };
}

/** Looks for the ring's outer edge at each angle and smooths it to an ellipse; undefined when this is no ring. */
function refinedFrom(frame: Frame, mask: Mask): SealRing | undefined {
  const at = (far: number, angle: number): number => {
    const [u, v] = [far * Math.cos(angle), far * Math.sin(angle)];
    const x = Math.round(frame.cx + u * frame.right[0] + v * frame.down[0]);
    const y = Math.round(frame.cy + u * frame.right[1] + v * frame.down[1]);
    if (x < 0 || y < 0 || x >= mask.width || y >= mask.height) return 0;
    return mask.on[y * mask.width + x]!;
  };
  const seen: (number | undefined)[] = [];
  for (let k = 0; k < STEPS; k += 1) {
    const angle = (k / STEPS) * 2 * Math.PI;
    let far = 1.14;
    while (far > 0.88 && at(far, angle) === 0) far -= 0.01;
    seen.push(far > 0.88 ? far : undefined);
  }
  const reach = smoothed(seen);
  const fits = seen.filter((far, k) => far !== undefined && Math.abs(far - reach[k]!) < 0.045).length;
  const score = fits / STEPS;
  if (score < SCORE_MIN || !isHollow(at, reach)) return undefined;
  return { ...frame, reach, score };
}

/** Between the star and the writing a seal is empty; a red disc, an emblem or a flower is not. */
function isHollow(at: (far: number, angle: number) => number, reach: readonly number[]): boolean {
  let [ink, all] = [0, 0];
  for (let k = 0; k < STEPS; k += 1) {
    for (let far = 0.38; far < 0.58; far += 0.04) {
      ink += at(far * reach[k]!, (k / STEPS) * 2 * Math.PI);
      all += 1;
    }
  }
  return ink / all < 0.45;
}

/** First and second harmonics of what was seen: a shifted, stretched circle. Angles without ink take the curve's own value. */
function smoothed(seen: readonly (number | undefined)[]): number[] {
  const known = seen.filter((far): far is number => far !== undefined).sort((a, b) => a - b);
  let curve = Array.from({ length: STEPS }, () => known[known.length >> 1] ?? 1);
  for (let round = 0; round < 4; round += 1) {
    const values = seen.map((far, k) => (far !== undefined && Math.abs(far - curve[k]!) < 0.09 ? far : curve[k]!));
    const sums = [0, 0, 0, 0, 0];
    values.forEach((value, k) => {
      const angle = (k / STEPS) * 2 * Math.PI;
      basis(angle).forEach((part, i) => (sums[i]! += value * part));
    });
    const weights = sums.map((sum, i) => (sum / STEPS) * (i === 0 ? 1 : 2));
    curve = curve.map((_, k) => basis((k / STEPS) * 2 * Math.PI).reduce((sum, part, i) => sum + part * weights[i]!, 0));
  }
  return curve;
}

function basis(angle: number): number[] {
  return [1, Math.cos(angle), Math.sin(angle), Math.cos(2 * angle), Math.sin(2 * angle)];
}

/** True when a ring's centre lies well inside another of at least its size: its star, or the same ring found twice. */
function isInside(ring: Frame, other: Frame): boolean {
  const radius = Math.hypot(...other.right);
  return Math.hypot(ring.cx - other.cx, ring.cy - other.cy) < 0.35 * radius;
}
