import type { Point } from '../pixels/raster.ts';

/** A rectangle turned by `angle` (radians, of its long axis): centre, length along the axis, height across it. */
export interface TextBox {
  readonly cx: number;
  readonly cy: number;
  readonly width: number;
  readonly height: number;
  readonly angle: number;
}

/** Convex hull, counter-clockwise in a y-up frame (Andrew's monotone chain). */
export function convexHull(points: readonly Point[]): Point[] {
  const sorted = [...points].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  if (sorted.length < 3) return sorted;
  const half = (list: readonly Point[]): Point[] => {
    const chain: Point[] = [];
    for (const p of list) {
      while (chain.length > 1 && cross(chain.at(-2)!, chain.at(-1)!, p) <= 0) chain.pop();
      chain.push(p);
    }
    chain.pop();
    return chain;
  };
  return [...half(sorted), ...half(sorted.reverse())];
}

function cross(o: Point, a: Point, b: Point): number {
  return (a[0] - o[0]) * (b[1] - o[1]) - (a[1] - o[1]) * (b[0] - o[0]);
}

/** The rectangle of least area around a hull. Its angle lies in (-90, 90] degrees and belongs to the longer side. */
export function smallestRectangle(hull: readonly Point[]): TextBox {
  let best: TextBox = { cx: hull[0]?.[0] ?? 0, cy: hull[0]?.[1] ?? 0, width: 0, height: 0, angle: 0 };
  let bestArea = Number.POSITIVE_INFINITY;
  for (let i = 0; i < hull.length; i += 1) {
    const [x0, y0] = hull[i]!;
    const [x1, y1] = hull[(i + 1) % hull.length]!;
    const angle = Math.atan2(y1 - y0, x1 - x0);
    const candidate = rectangleAt(hull, angle);
    const area = candidate.width * candidate.height;
    if (area < bestArea) {
      bestArea = area;
      best = candidate;
    }
  }
  return alongLongSide(best);
}

function rectangleAt(hull: readonly Point[], angle: number): TextBox {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  let [minU, maxU, minV, maxV] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const [x, y] of hull) {
    const u = x * cos + y * sin;
    const v = y * cos - x * sin;
    minU = Math.min(minU, u);
    maxU = Math.max(maxU, u);
    minV = Math.min(minV, v);
    maxV = Math.max(maxV, v);
  }
  const [u, v] = [(minU + maxU) / 2, (minV + maxV) / 2];
  return { cx: u * cos - v * sin, cy: u * sin + v * cos, width: maxU - minU, height: maxV - minV, angle };
}

function alongLongSide(box: TextBox): TextBox {
  const turned =
    box.height > box.width ? { ...box, width: box.height, height: box.width, angle: box.angle + Math.PI / 2 } : box;
  let angle = turned.angle % Math.PI;
  if (angle > Math.PI / 2) angle -= Math.PI;
  if (angle <= -Math.PI / 2) angle += Math.PI;
  return { ...turned, angle };
}

/** Upright bounds of a turned rectangle: left, top, width, height. */
export function boundsOf(box: TextBox): [number, number, number, number] {
  const [cos, sin] = [Math.abs(Math.cos(box.angle)), Math.abs(Math.sin(box.angle))];
  const width = box.width * cos + box.height * sin;
  const height = box.width * sin + box.height * cos;
  return [box.cx - width / 2, box.cy - height / 2, width, height];
}
