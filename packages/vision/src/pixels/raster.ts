/** Three bytes a pixel (RGB), rows from the top, no padding: the only picture format inside the worker. */
export interface Raster {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

export type Point = readonly [x: number, y: number];

/** Row-major 3 x 3 matrix. */
export type Matrix = readonly [number, number, number, number, number, number, number, number, number];

export interface WarpSize {
  readonly width: number;
  readonly height: number;
  /** Side of the grid of samples inside each target pixel: 2 when the source is shrunk by two or more. */
  readonly samples: 1 | 2;
}

/**
 * Draws `source` through `toSource`, which maps a target pixel's centre to source pixels. Bilinear; outside the source the
 * border pixel repeats, so that a crop that hangs over the edge stays quiet for the recogniser.
 */
export function warp(source: Raster, toSource: Matrix, size: WarpSize): Raster {
  const { width, height, samples } = size;
  const data = new Uint8Array(width * height * 3);
  const sum = new Float64Array(3);
  const step = 1 / samples;
  const weight = 1 / (samples * samples);
  let at = 0;
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      sum.fill(0);
      for (let s = 0; s < samples * samples; s += 1) {
        const u = x + ((s % samples) + 0.5) * step;
        const v = y + (Math.floor(s / samples) + 0.5) * step;
        const w = toSource[6] * u + toSource[7] * v + toSource[8];
        const sx = (toSource[0] * u + toSource[1] * v + toSource[2]) / w - 0.5;
        const sy = (toSource[3] * u + toSource[4] * v + toSource[5]) / w - 0.5;
        addSample(source, sx, sy, sum);
      }
      data[at] = sum[0]! * weight + 0.5;
      data[at + 1] = sum[1]! * weight + 0.5;
      data[at + 2] = sum[2]! * weight + 0.5;
      at += 3;
    }
  }
  return { data, width, height };
}

function addSample(source: Raster, sx: number, sy: number, sum: Float64Array): void {
  const { data, width, height } = source;
  const x = sx < 0 ? 0 : sx > width - 1 ? width - 1 : sx;
  const y = sy < 0 ? 0 : sy > height - 1 ? height - 1 : sy;
  const x0 = x | 0;
  const y0 = y | 0;
  const fx = x - x0;
  const fy = y - y0;
  const right = x0 + 1 < width ? 3 : 0;
  const below = y0 + 1 < height ? width * 3 : 0;
  const i = (y0 * width + x0) * 3;
  const a = (1 - fx) * (1 - fy);
  const b = fx * (1 - fy);
  const c = (1 - fx) * fy;
  const d = fx * fy;
  for (let k = 0; k < 3; k += 1) {
    sum[k]! +=
      a * data[i + k]! + b * data[i + right + k]! + c * data[i + below + k]! + d * data[i + below + right + k]!;
  }
}

/** Quarter turns clockwise: 1 = 90 degrees, 2 = upside down. */
export function turn(source: Raster, quarters: 1 | 2 | 3): Raster {
  const { data, width, height } = source;
  const w = quarters === 2 ? width : height;
  const h = quarters === 2 ? height : width;
  const out = new Uint8Array(data.length);
  for (let y = 0; y < h; y += 1) {
    for (let x = 0; x < w; x += 1) {
      const sx = quarters === 2 ? width - 1 - x : quarters === 1 ? y : width - 1 - y;
      const sy = quarters === 2 ? height - 1 - y : quarters === 1 ? height - 1 - x : x;
      const from = (sy * width + sx) * 3;
      const to = (y * w + x) * 3;
      out[to] = data[from]!;
      out[to + 1] = data[from + 1]!;
      out[to + 2] = data[from + 2]!;
    }
  }
  return { data: out, width: w, height: h };
}

/** The affine map that brings the target's unit frame (origin, one pixel right, one pixel down) to the source. */
export function affine(origin: Point, right: Point, down: Point): Matrix {
  return [right[0], down[0], origin[0], right[1], down[1], origin[1], 0, 0, 1];
}

/**
 * The projective map from the rectangle (0,0)-(width,height) to four source corners, clockwise from the top left
 * (Heckbert 1989, unit square to quadrilateral).
 */
export function rectangleToQuad(width: number, height: number, quad: readonly [Point, Point, Point, Point]): Matrix {
  const [[x0, y0], [x1, y1], [x2, y2], [x3, y3]] = quad;
  const dx1 = x1 - x2;
  const dx2 = x3 - x2;
  const dx3 = x0 - x1 + x2 - x3;
  const dy1 = y1 - y2;
  const dy2 = y3 - y2;
  const dy3 = y0 - y1 + y2 - y3;
  const determinant = dx1 * dy2 - dx2 * dy1;
  const g = determinant === 0 ? 0 : (dx3 * dy2 - dx2 * dy3) / determinant;
  const h = determinant === 0 ? 0 : (dx1 * dy3 - dx3 * dy1) / determinant;
  return [
    (x1 - x0 + g * x1) / width,
    (x3 - x0 + h * x3) / height,
    x0,
    (y1 - y0 + g * y1) / width,
    (y3 - y0 + h * y3) / height,
    y0,
    g / width,
    h / height,
    1,
  ];
}
