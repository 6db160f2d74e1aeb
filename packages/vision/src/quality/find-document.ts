import { convexHull } from '../ocr/geometry.ts';
import type { Point, Raster } from '../pixels/raster.ts';

export type Quad = readonly [Point, Point, Point, Point];

export interface FoundDocument {
  /** Corners clockwise from the top left, in pixels of the picture; absent when no clear card lies on a clear ground. */
  readonly quad?: Quad;
  /** Share of the frame's edge that the largest object touches: a card that hangs out of the picture. */
  readonly edgeShare: number;
  /** Share of the frame that the object covers. */
  readonly areaShare: number;
}

/** Side of the search picture: a card's straight edge is still 200 px long, and the search costs 10 ms. */
const SEARCH_SIDE = 320;
/** Colour distances above this are all equally "not the table". */
const DISTANCE_CAP = 120;
const DISTANCE_MIN = 24;
const DISTANCE_MAX = 70;
/** Smaller things are a portrait on a card that fills the frame (0.17 measured), not a card. */
const AREA_MIN = 0.25;
const AREA_MAX = 0.97;
/** A card with round corners fills 0.99 of its quad; a hand or a crumpled sheet much less. */
const QUAD_FILL_MIN = 0.9;
const ASPECT_MIN = 1.15;
const ASPECT_MAX = 2.2;

/**
 * Finds a card lying on a table: what differs in colour from the frame's edge, its hull reduced to four sides. Pure; the
 * phone runs the same function to guide the capture.
 */
export function findDocument(picture: Raster): FoundDocument {
  const small = shrink(picture, SEARCH_SIDE);
  const mask = foreground(small);
  const plain = quadIn(mask, small, picture);
  if (plain.quad !== undefined) return plain;
  // A finger that comes in from the side spoils the outline: look again without skin. Second, because cards may be gold.
  const bare = mask.map((on, i) => {
    const at = i * 3;
    return on === 1 && !isSkin(small.data[at]!, small.data[at + 1]!, small.data[at + 2]!) ? 1 : 0;
  });
  const { quad } = quadIn(bare, small, picture);
  return quad === undefined ? plain : { ...plain, quad };
}

function quadIn(mask: Uint8Array, small: Raster, picture: Raster): FoundDocument {
  const blob = largestBlob(mask, small.width, small.height);
  const area = small.width * small.height;
  const edgeShare = blob.edge / (2 * (small.width + small.height));
  const areaShare = blob.count / area;
  const hull = convexHull(blob.outline);
  const hullArea = polygonArea(hull);
  if (areaShare < AREA_MIN || hullArea > AREA_MAX * area || blob.count < 0.7 * hullArea) {
    return { edgeShare, areaShare };
  }
  const quad = reduceToFour(hull);
  if (quad === undefined || hullArea < QUAD_FILL_MIN * polygonArea(quad)) return { edgeShare, areaShare };
  const scale = picture.width / small.width;
  const ordered = clockwiseFromTopLeft(quad).map(([x, y]): Point => [x * scale, y * scale]) as unknown as Quad;
  return plausible(ordered, picture) ? { quad: ordered, edgeShare, areaShare } : { edgeShare, areaShare };
}

/** Skin in YCbCr (Chai & Ngan 1999), and not too dark. */
export function isSkin(r: number, g: number, b: number): boolean {
  const y = 0.299 * r + 0.587 * g + 0.114 * b;
  const cb = 128 - 0.169 * r - 0.331 * g + 0.5 * b;
  const cr = 128 + 0.5 * r - 0.419 * g - 0.081 * b;
  return y > 60 && cb >= 77 && cb <= 122 && cr >= 138 && cr <= 173;
}

/** Lengths of the card's sides in the picture: the longer of each opposite pair. */
export function quadSides(quad: Quad): { width: number; height: number } {
  const side = (a: Point, b: Point) => Math.hypot(a[0] - b[0], a[1] - b[1]);
  return {
    width: Math.max(side(quad[0], quad[1]), side(quad[3], quad[2])),
    height: Math.max(side(quad[0], quad[3]), side(quad[1], quad[2])),
  };
}

function plausible(quad: Quad, picture: Raster): boolean {
  const { width, height } = quadSides(quad);
  const aspect = Math.max(width, height) / Math.min(width, height);
  const slack = 0.03 * Math.max(picture.width, picture.height);
  const inside = quad.every(
    ([x, y]) => x > -slack && y > -slack && x < picture.width + slack && y < picture.height + slack,
  );
  return inside && aspect >= ASPECT_MIN && aspect <= ASPECT_MAX;
}

/** Area-averaging reduction to `side` pixels of longest side; never enlarges. */
export function shrink(picture: Raster, side: number): Raster {
  const scale = Math.min(1, side / Math.max(picture.width, picture.height));
  const width = Math.max(1, Math.round(picture.width * scale));
  const height = Math.max(1, Math.round(picture.height * scale));
  if (scale === 1) return picture;
  const sums = new Float32Array(width * height * 3);
  const counts = new Float32Array(width * height);
  const column = Int32Array.from({ length: picture.width }, (_, x) =>
    Math.min(width - 1, Math.floor((x * width) / picture.width)),
  );
  for (let y = 0; y < picture.height; y += 1) {
    const row = Math.min(height - 1, Math.floor((y * height) / picture.height)) * width;
    for (let x = 0; x < picture.width; x += 1) {
      const to = row + column[x]!;
      const from = (y * picture.width + x) * 3;
      counts[to]! += 1;
      sums[to * 3]! += picture.data[from]!;
      sums[to * 3 + 1]! += picture.data[from + 1]!;
      sums[to * 3 + 2]! += picture.data[from + 2]!;
    }
  }
  const data = new Uint8Array(sums.length);
  for (let i = 0; i < counts.length; i += 1) {
    const share = 1 / counts[i]!;
    for (let k = i * 3; k < i * 3 + 3; k += 1) data[k] = sums[k]! * share;
  }
  return { data, width, height };
}

function foreground(small: Raster): Uint8Array {
  const { data, width, height } = small;
  const edge: number[] = [];
  for (let x = 0; x < width; x += 1) edge.push(x, (height - 1) * width + x);
  for (let y = 0; y < height; y += 1) edge.push(y * width, y * width + width - 1);
  const ground = [0, 1, 2].map((k) => {
    const values = edge.map((i) => data[i * 3 + k]!).sort((a, b) => a - b);
    return values[values.length >> 1]!;
  });
  // A dark frame is stretched, so that the same distances mean the same contrast.
  let brightest = 1;
  for (const value of data) if (value > brightest) brightest = value;
  const gain = Math.min(6, 255 / brightest);
  const distances = new Uint8Array(width * height);
  for (let i = 0; i < distances.length; i += 1) {
    let sum = 0;
    for (let k = 0; k < 3; k += 1) sum += Math.abs(data[i * 3 + k]! - ground[k]!);
    distances[i] = Math.min(DISTANCE_CAP, sum * gain);
  }
  const limit = Math.min(DISTANCE_MAX, Math.max(DISTANCE_MIN, otsu(distances)));
  return distances.map((d) => (d > limit ? 1 : 0));
}

/** The threshold that separates a histogram best (Otsu 1979). */
function otsu(values: Uint8Array): number {
  const histogram = new Float64Array(256);
  for (const value of values) histogram[value]! += 1;
  let total = 0;
  histogram.forEach((count, value) => (total += count * value));
  let [below, sumBelow, best, bestScore] = [0, 0, 0, -1];
  for (let t = 0; t < 256; t += 1) {
    below += histogram[t]!;
    sumBelow += t * histogram[t]!;
    const above = values.length - below;
    if (below === 0 || above === 0) continue;
    const score = below * above * (sumBelow / below - (total - sumBelow) / above) ** 2;
    if (score > bestScore) [best, bestScore] = [t, score];
  }
  return best;
}

interface Blob {
  readonly count: number;
  readonly edge: number;
  readonly outline: readonly Point[];
}

/** The largest 4-connected region of ones: its size, how many of its pixels lie on the frame, and its row ends. */
export function largestBlob(mask: Uint8Array, width: number, height: number): Blob {
  const seen = new Uint8Array(mask.length);
  const stack = new Int32Array(mask.length);
  let best: Blob = { count: 0, edge: 0, outline: [] };
  for (let start = 0; start < mask.length; start += 1) {
    if (mask[start] === 0 || seen[start] !== 0) continue;
    const left = new Int32Array(height).fill(width);
    const right = new Int32Array(height).fill(-1);
    let [count, edge, top] = [0, 0, 0];
    stack[top++] = start;
    seen[start] = 1;
    while (top > 0) {
      const at = stack[--top]!;
      const y = Math.floor(at / width);
      const x = at - y * width;
      count += 1;
      if (x === 0 || y === 0 || x === width - 1 || y === height - 1) edge += 1;
      if (x < left[y]!) left[y] = x;
      if (x > right[y]!) right[y] = x;
      for (let n = 0; n < 4; n += 1) {
        const next = n === 0 ? at - 1 : n === 1 ? at + 1 : n === 2 ? at - width : at + width;
        const inside = n === 0 ? x > 0 : n === 1 ? x < width - 1 : n === 2 ? y > 0 : y < height - 1;
        if (!inside || seen[next] !== 0 || mask[next] === 0) continue;
        seen[next] = 1;
        stack[top++] = next;
      }
    }
    if (count <= best.count) continue;
    const outline: Point[] = [];
    left.forEach((x, y) => x < width && outline.push([x, y], [x, y + 1], [right[y]! + 1, y], [right[y]! + 1, y + 1]));
    best = { count, edge, outline };
  }
  return best;
}

function polygonArea(points: readonly Point[]): number {
  let sum = 0;
  points.forEach(([x, y], i) => {
    const [u, v] = points[(i + 1) % points.length]!;
    sum += x * v - u * y;
  });
  return Math.abs(sum) / 2;
}

/** Drops hull edges, prolonging their neighbours, always the one that adds least area, until four are left. */
function reduceToFour(hull: readonly Point[]): Point[] | undefined {
  let points = [...hull];
  while (points.length > 4) {
    let best: { area: number; index: number; corner: Point } | undefined;
    for (let i = 0; i < points.length; i += 1) {
      const [a, b, c, d] = [0, 1, 2, 3].map((k) => points[(i + k) % points.length]!) as [Point, Point, Point, Point];
      const corner = crossing(a, b, d, c);
      if (corner === undefined) continue;
      const area = polygonArea([b, corner, c]);
      if (best === undefined || area < best.area) best = { area, index: (i + 1) % points.length, corner };
    }
    if (best === undefined) return undefined;
    const second = (best.index + 1) % points.length;
    const { index, corner } = best;
    points = points.map((p, i) => (i === index ? corner : p)).filter((_, i) => i !== second);
  }
  return points.length === 4 ? points : undefined;
}

/** Where the ray a-b goes on to meet the ray d-c; undefined when they part. */
function crossing(a: Point, b: Point, d: Point, c: Point): Point | undefined {
  const [ux, uy] = [b[0] - a[0], b[1] - a[1]];
  const [vx, vy] = [c[0] - d[0], c[1] - d[1]];
  const determinant = ux * vy - uy * vx;
  if (Math.abs(determinant) < 1e-9) return undefined;
  const t = ((d[0] - a[0]) * vy - (d[1] - a[1]) * vx) / determinant;
  const s = ((d[0] - a[0]) * uy - (d[1] - a[1]) * ux) / determinant;
  if (t < 1 || s < 1) return undefined;
  return [a[0] + ux * t, a[1] + uy * t];
}

function clockwiseFromTopLeft(points: readonly Point[]): Point[] {
  const [cx, cy] = [0, 1].map((k) => points.reduce((sum, p) => sum + p[k as 0 | 1], 0) / points.length) as [
    number,
    number,
  ];
  const around = [...points].sort((p, q) => Math.atan2(p[1] - cy, p[0] - cx) - Math.atan2(q[1] - cy, q[0] - cx));
  const first = around.reduce((best, p, i) => (p[0] + p[1] < around[best]![0] + around[best]![1] ? i : best), 0);
  return [...around.slice(first), ...around.slice(0, first)];
}
