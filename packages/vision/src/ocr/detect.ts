import { resize } from '../pixels/decode.ts';
import type { Point, Raster } from '../pixels/raster.ts';
import type { Model } from '../worker/models.ts';
import { convexHull, smallestRectangle, type TextBox } from './geometry.ts';

/** PaddleOCR's own numbers for PP-OCRv4 detection. */
const PIXEL_MIN = 0.3;
const BOX_MIN = 0.5;
const UNCLIP = 1.6;
const MEAN_BGR = [0.406, 0.456, 0.485] as const;
const DEVIATION_BGR = [0.225, 0.224, 0.229] as const;
/** Components smaller than this many map pixels are dust. */
const COMPONENT_MIN = 12;
/** No document here holds more lines; a photographed newspaper must not hold the worker for a minute. */
const BOXES_MAX = 160;

/** Text lines of a picture, found at `side` pixels of longest side; boxes in the picture's own pixels. */
export async function detectText(detector: Model, picture: Raster, side: number): Promise<TextBox[]> {
  const scale = Math.min(1, side / Math.max(picture.width, picture.height));
  const width = Math.max(32, Math.round((picture.width * scale) / 32) * 32);
  const height = Math.max(32, Math.round((picture.height * scale) / 32) * 32);
  const small = await resize(picture, width, height);
  const { tensors } = await detector.run(normalised(small), [1, 3, height, width]);
  const boxes = components(tensors[0]!.data, width, height);
  return boxes.slice(0, BOXES_MAX).map((box) => scaled(box, picture.width / width, picture.height / height));
}

function normalised(picture: Raster): Float32Array {
  const plane = picture.width * picture.height;
  const input = new Float32Array(plane * 3);
  for (let channel = 0; channel < 3; channel += 1) {
    const gain = 1 / (255 * DEVIATION_BGR[channel]!);
    const shift = MEAN_BGR[channel]! / DEVIATION_BGR[channel]!;
    const start = channel * plane;
    for (let i = 0, from = 2 - channel; i < plane; i += 1, from += 3)
      input[start + i] = picture.data[from]! * gain - shift;
  }
  return input;
}

/** Differentiable-binarisation post-processing: components of the map, each as a grown rectangle; best scores first. */
function components(map: Float32Array, width: number, height: number): TextBox[] {
  const seen = new Uint8Array(map.length);
  const stack = new Int32Array(map.length);
  const found: { box: TextBox; score: number }[] = [];
  for (let start = 0; start < map.length; start += 1) {
    if (seen[start] !== 0 || map[start]! < PIXEL_MIN) continue;
    const blob = flood({ map, seen, stack, width, height }, start);
    if (blob.count < COMPONENT_MIN || blob.sum / blob.count < BOX_MIN) continue;
    const rectangle = smallestRectangle(convexHull(blob.outline));
    if (Math.min(rectangle.width, rectangle.height) < 2) continue;
    found.push({ box: grown(rectangle), score: blob.sum / blob.count });
  }
  return found.sort((a, b) => b.score - a.score).map((f) => f.box);
}

interface Grid {
  readonly map: Float32Array;
  readonly seen: Uint8Array;
  readonly stack: Int32Array;
  readonly width: number;
  readonly height: number;
}

function flood(grid: Grid, start: number): { count: number; sum: number; outline: Point[] } {
  const { map, seen, stack, width, height } = grid;
  const left = new Map<number, number>();
  const right = new Map<number, number>();
  let [count, sum, top] = [0, 0, 0];
  stack[top++] = start;
  seen[start] = 1;
  while (top > 0) {
    const at = stack[--top]!;
    const y = Math.floor(at / width);
    const x = at - y * width;
    count += 1;
    sum += map[at]!;
    left.set(y, Math.min(left.get(y) ?? x, x));
    right.set(y, Math.max(right.get(y) ?? x, x));
    for (let n = 0; n < 4; n += 1) {
      const next = n === 0 ? at - 1 : n === 1 ? at + 1 : n === 2 ? at - width : at + width;
      const inside = n === 0 ? x > 0 : n === 1 ? x < width - 1 : n === 2 ? y > 0 : y < height - 1;
      if (!inside || seen[next] !== 0 || map[next]! < PIXEL_MIN) continue;
      seen[next] = 1;
      stack[top++] = next;
    }
  }
  const outline: Point[] = [];
  for (const [y, x] of left) outline.push([x, y], [x, y + 1], [right.get(y)! + 1, y], [right.get(y)! + 1, y + 1]);
  return { count, sum, outline };
}

/** The map marks only the core of a line; the true box lies area x 1.6 / perimeter further out on each side. */
function grown(box: TextBox): TextBox {
  const distance = (box.width * box.height * UNCLIP) / (2 * (box.width + box.height));
  return { ...box, width: box.width + 2 * distance, height: box.height + 2 * distance };
}

function scaled(box: TextBox, sx: number, sy: number): TextBox {
  // The two factors differ by the rounding to 32 only, so the rectangle stays a rectangle.
  const mean = (sx + sy) / 2;
  return { cx: box.cx * sx, cy: box.cy * sy, width: box.width * mean, height: box.height * mean, angle: box.angle };
}
