import { expect, test } from 'vitest';
import type { Raster } from '../pixels/raster.ts';
import { findRings } from './find-rings.ts';

const RED = [211, 34, 46] as const;
const PAPER = [250, 250, 247] as const;

type Shape = (x: number, y: number) => boolean;

function page(...shapes: readonly Shape[]): Raster {
  const [width, height] = [900, 700];
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      data.set(shapes.some((shape) => shape(x, y)) ? RED : PAPER, (y * width + x) * 3);
    }
  }
  return { data, width, height };
}

/** A ring 5 % thick, its name as blocks, its star as a disc. */
const seal =
  (cx: number, cy: number, rx: number, ry: number = rx): Shape =>
  (x, y) => {
    const far = Math.hypot((x - cx) / rx, (y - cy) / ry);
    const angle = Math.atan2((y - cy) / ry, (x - cx) / rx);
    const isName = far > 0.64 && far < 0.9 && Math.sin(angle) < 0.5 && Math.abs(Math.sin(angle * 9)) > 0.5;
    return (far > 0.94 && far <= 1) || far < 0.25 || isName;
  };

const found = (picture: Raster): number[][] =>
  findRings(picture)
    .map((ring) => [ring.cx, ring.cy, Math.hypot(...ring.right), Math.hypot(...ring.down)].map(Math.round))
    .sort((a, b) => a[0]! - b[0]!);

test('a seal is found with its centre and radius', () => {
  const [ring, ...others] = found(page(seal(300, 320, 110)));
  expect(others).toEqual([]);
  for (const [i, wanted] of [300, 320, 110, 110].entries()) expect(Math.abs(ring![i]! - wanted)).toBeLessThan(5);
});

test('two seals pressed over one another are two', () => {
  const rings = found(page(seal(300, 320, 110), seal(430, 360, 105)));
  expect(rings).toHaveLength(2);
  expect(Math.abs(rings[0]![0]! - 300)).toBeLessThan(6);
  expect(Math.abs(rings[1]![0]! - 430)).toBeLessThan(6);
});

test('an oval seal is one ring with two different axes', () => {
  const rings = found(page(seal(400, 320, 160, 110)));
  expect(rings).toHaveLength(1);
  const axes = rings[0]!.slice(2).sort((a, b) => a - b);
  expect(Math.abs(axes[0]! - 110)).toBeLessThan(8);
  expect(Math.abs(axes[1]! - 160)).toBeLessThan(8);
});

test('a red disc, a red frame and red print are no seals', () => {
  expect(found(page((x, y) => Math.hypot(x - 400, y - 300) < 90))).toEqual([]);
  const frame: Shape = (x, y) =>
    x > 200 && x < 600 && y > 150 && y < 500 && !(x > 210 && x < 590 && y > 160 && y < 490);
  expect(found(page(frame))).toEqual([]);
  expect(found(page((x, y) => x > 100 && x < 700 && y > 80 && y < 140 && x % 60 < 44 && (x + y) % 20 < 9))).toEqual([]);
});

test('a white page has no seal, nor has a page of red', () => {
  expect(found(page())).toEqual([]);
  expect(found(page(() => true))).toEqual([]);
});
