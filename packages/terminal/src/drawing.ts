/** What is drawn with a finger becomes a bi-level picture that fits one message. */
import { encodeJbig, signatureBytesMax, type Bitmap } from '@kaitong/iso8583';

/** Lines on the touch screen, in its own units. */
export interface Drawing {
  readonly width: number;
  readonly height: number;
  readonly strokes: readonly (readonly (readonly [x: number, y: number])[])[];
}

/** A long name at sixty points a second has about two thousand. */
const pointsMax = 6000;
/** Width of the picture and of the pen in pixels, the best first. The smallest is 3,600 pixels, which fit however they are drawn. */
const sizes: readonly (readonly [width: number, pen: 1 | 2])[] = [[240, 2], [200, 2], [160, 2], [160, 1], [120, 1], [90, 1], [60, 1]]; // prettier-ignore

/** A drawing as a face sends it, or undefined: not one, nothing drawn, or more points than a name has. */
export function readDrawing(value: unknown): Drawing | undefined {
  const { width, height, strokes } = (value ?? {}) as { width?: unknown; height?: unknown; strokes?: unknown };
  const size = (side: unknown): side is number => typeof side === 'number' && side >= 1 && side <= 10_000;
  if (!size(width) || !size(height) || !Array.isArray(strokes)) return undefined;
  const lines = strokes as unknown[];
  const isPoint = (point: unknown): point is [number, number] =>
    Array.isArray(point) && point.length === 2 && point.every((part) => Number.isFinite(part));
  const isLine = (line: unknown): line is [number, number][] => Array.isArray(line) && line.every(isPoint);
  if (!lines.every(isLine)) return undefined;
  const points = lines.reduce((sum, line) => sum + line.length, 0);
  return points === 0 || points > pointsMax ? undefined : { width, height, strokes: lines };
}

/** The lines on a grid of that width; as high as the screen was, never higher than wide. */
export function rasterOf(drawing: Drawing, width: number, pen: 1 | 2): Bitmap {
  const scale = width / drawing.width;
  const height = Math.max(1, Math.min(width, Math.round(drawing.height * scale)));
  const stride = Math.ceil(width / 8);
  const bits = new Uint8Array(stride * height);
  const dot = (x: number, y: number): void => {
    if (x < 0 || x >= width || y < 0 || y >= height) return;
    bits[y * stride + (x >> 3)] = (bits[y * stride + (x >> 3)] as number) | (0x80 >> (x & 7));
  };
  const mark = (x: number, y: number): void => {
    const [left, top] = [Math.floor(x), Math.floor(y)];
    for (let i = 0; i < pen * pen; i += 1) dot(left + (i % pen), top + Math.floor(i / pen));
  };
  for (const stroke of drawing.strokes) {
    stroke.forEach(([x, y], i) => {
      const [fromX, fromY] = stroke[Math.max(0, i - 1)] as readonly [number, number];
      const steps = Math.min(2 * width, Math.ceil(Math.max(Math.abs(x - fromX), Math.abs(y - fromY)) * scale)) || 1;
      for (let at = 1; at <= steps; at += 1)
        mark((fromX + ((x - fromX) * at) / steps) * scale, (fromY + ((y - fromY) * at) / steps) * scale);
    });
  }
  return { width, height, bits };
}

/** Field 62: the finest picture that fits. */
export function signatureImage(drawing: Drawing): Uint8Array {
  for (const [width, pen] of sizes) {
    const image = encodeJbig(rasterOf(drawing, width, pen));
    if (image.length <= signatureBytesMax) return image;
  }
  throw new Error('the smallest picture fits');
}
