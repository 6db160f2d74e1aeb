import { createCanvas, type Canvas } from '@napi-rs/canvas';
import { rectangleToQuad, warp, type Matrix, type Point, type Raster } from '@kaitong/vision/pixels';
import { chanceFrom } from './chance.ts';

/** What may be wrong with a photograph. */
export type Fault = 'none' | 'blurry' | 'dark' | 'glare' | 'small';

export interface Shot {
  readonly name: string;
  readonly fault: Fault;
  /** Longest side of the photograph; default 1,600. */
  readonly longSide?: number;
  /** Radius of the document's corners in its own pixels; default 46, a card's. */
  readonly corner?: number;
}

/**
 * Photographs a flat document lying on a table: a little turned, seen slightly from the side, with sensor noise. The frame
 * stands as the document does, 4 to 3.
 */
export async function photograph(document: Canvas, options: Shot): Promise<Buffer> {
  const chance = chanceFrom(options.name.replace(/-(blurry|dark|glare|small)$/, ''));
  const long = options.longSide ?? 1_600;
  const short = Math.round(long * 0.75);
  const photo = document.width > document.height ? table(chance, long, short) : table(chance, short, long);
  lay(photo, { document, quad: placement(photo, document, chance), corner: options.corner ?? 46 });
  if (options.fault === 'glare') lamp(photo);
  let picture = toCanvas(photo);
  if (options.fault === 'blurry') picture = filtered(picture, 'blur(8px)');
  const finished = toRaster(picture);
  expose(finished, { gain: options.fault === 'dark' ? 0.14 : 1, noise: options.fault === 'dark' ? 3 : 5, chance });
  const canvas = toCanvas(finished);
  if (options.fault === 'small') return scaled(canvas, 0.35).encode('jpeg', 80);
  return canvas.encode('jpeg', 88);
}

/** A photograph of something drawn to fill the frame (a stall, a screen): noise only where a sensor was. */
export async function snapshot(scene: Canvas, options: { name: string; noise: number }): Promise<Buffer> {
  if (options.noise === 0) return scene.encode('jpeg', 92);
  const raster = toRaster(scene);
  expose(raster, { gain: 1, noise: options.noise, chance: chanceFrom(options.name) });
  return toCanvas(raster).encode('jpeg', 86);
}

function table(chance: () => number, width: number, height: number): Raster {
  const data = new Uint8Array(width * height * 3);
  const warmth = chance() * 14;
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const grain = 7 * Math.sin(y / 9 + 5 * Math.sin(x / 310)) + 4 * Math.sin(y / 3.1 + x / 90);
      const light = 1 - 0.18 * ((x / width - 0.4) ** 2 + (y / height - 0.4) ** 2);
      const at = (y * width + x) * 3;
      data[at] = (106 + warmth + grain) * light;
      data[at + 1] = (78 + grain * 0.8) * light;
      data[at + 2] = (58 + grain * 0.6) * light;
    }
  }
  return { data, width, height };
}

/** Four corners of the document in the photograph, clockwise from its top left. */
function placement(photo: Raster, document: Canvas, chance: () => number): [Point, Point, Point, Point] {
  const scale = (photo.width * 0.8125) / document.width;
  const angle = (chance() - 0.5) * 0.09;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const corner = (u: number, v: number): Point => {
    const x = u * document.width * scale * (1 + (chance() - 0.5) * 0.035);
    const y = v * document.height * scale * (1 + (chance() - 0.5) * 0.035);
    return [photo.width / 2 + x * cos - y * sin + 12, photo.height / 2 + x * sin + y * cos - 8];
  };
  return [corner(-0.5, -0.5), corner(0.5, -0.5), corner(0.5, 0.5), corner(-0.5, 0.5)];
}

function lay(photo: Raster, sheet: { document: Canvas; quad: [Point, Point, Point, Point]; corner: number }): void {
  const { document, quad } = sheet;
  const toQuad = rectangleToQuad(document.width, document.height, quad);
  const inverse = invert(toQuad);
  const size = { width: photo.width, height: photo.height, samples: 1 as const };
  const drawn = warp(toRaster(document), inverse, size);
  const cover = coverage(document, sheet.corner);
  for (let y = 0; y < photo.height; y += 1) {
    for (let x = 0; x < photo.width; x += 1) {
      const w = inverse[6] * x + inverse[7] * y + inverse[8];
      const u = (inverse[0] * x + inverse[1] * y + inverse[2]) / w;
      const v = (inverse[3] * x + inverse[4] * y + inverse[5]) / w;
      const at = (y * photo.width + x) * 3;
      if (cover(u, v)) for (let k = 0; k < 3; k += 1) photo.data[at + k] = drawn.data[at + k]!;
      else if (cover(u - 14, v - 16)) for (let k = 0; k < 3; k += 1) photo.data[at + k]! *= 0.62;
    }
  }
}

/** True inside the document's round corners. */
function coverage(document: Canvas, radius: number): (u: number, v: number) => boolean {
  const { width, height } = document;
  return (u, v) => {
    if (u < 0 || v < 0 || u > width || v > height) return false;
    const dx = Math.max(radius - u, u - (width - radius), 0);
    const dy = Math.max(radius - v, v - (height - radius), 0);
    return dx * dx + dy * dy <= radius * radius;
  };
}

function invert(m: Matrix): Matrix {
  const [a, b, c, d, e, f, g, h, i] = m;
  const A = e * i - f * h;
  const B = f * g - d * i;
  const C = d * h - e * g;
  const determinant = a * A + b * B + c * C;
  const n = (value: number) => value / determinant;
  return [
    n(A),
    n(c * h - b * i),
    n(b * f - c * e),
    n(B),
    n(a * i - c * g),
    n(c * d - a * f),
    n(C),
    n(b * g - a * h),
    n(a * e - b * d),
  ];
}

/** A lamp mirrored in the lamination: an ellipse that burns out, over the middle of the document. */
function lamp(photo: Raster): void {
  const [cx, cy, rx, ry] = [660, 560, 330, 210];
  for (let y = 0; y < photo.height; y += 1) {
    for (let x = 0; x < photo.width; x += 1) {
      const far = ((x - cx) / rx) ** 2 + ((y - cy) / ry) ** 2;
      const strength = far < 0.7 ? 1 : Math.max(0, 1 - (far - 0.7) / 1.1);
      const at = (y * photo.width + x) * 3;
      for (let k = 0; k < 3; k += 1) photo.data[at + k] = photo.data[at + k]! + (255 - photo.data[at + k]!) * strength;
    }
  }
}

function expose(photo: Raster, options: { gain: number; noise: number; chance: () => number }): void {
  const { gain, noise, chance } = options;
  // Three uniform numbers make a good enough bell curve; a table of them, entered at random places, costs a tenth.
  const grain = Float32Array.from({ length: 65_536 }, () => (chance() + chance() + chance() - 1.5) * 2 * noise);
  let at = 0;
  for (let i = 0; i < photo.data.length; i += 1) {
    if (i % 97 === 0) at = Math.floor(chance() * 65_536);
    const value = photo.data[i]! * gain + grain[(at + i) % 65_536]!;
    photo.data[i] = value < 0 ? 0 : value > 255 ? 255 : value;
  }
}

/** The drawing's pixels, on white where nothing was drawn. */
export function toRaster(canvas: Canvas): Raster {
  // Every property of a canvas crosses into native code: read each once, never in the loop.
  const { width, height } = canvas;
  const rgba = canvas.getContext('2d').getImageData(0, 0, width, height).data;
  const data = new Uint8Array(width * height * 3);
  for (let i = 0; i < width * height; i += 1) {
    const alpha = rgba[i * 4 + 3]! / 255;
    for (let k = 0; k < 3; k += 1) data[i * 3 + k] = rgba[i * 4 + k]! * alpha + 255 * (1 - alpha);
  }
  return { data, width, height };
}

/** A canvas holding these pixels. */
export function toCanvas(raster: Raster): Canvas {
  const canvas = createCanvas(raster.width, raster.height);
  const pen = canvas.getContext('2d');
  const image = pen.createImageData(raster.width, raster.height);
  const rgba = image.data;
  for (let i = 0; i < raster.width * raster.height; i += 1) {
    for (let k = 0; k < 3; k += 1) rgba[i * 4 + k] = raster.data[i * 3 + k]!;
    rgba[i * 4 + 3] = 255;
  }
  pen.putImageData(image, 0, 0);
  return canvas;
}

/** What a copying machine makes of a sheet: no colour, a little more contrast. */
export function photocopied(source: Canvas): Canvas {
  return filtered(source, 'grayscale(1) contrast(1.12)');
}

/** The same picture through a canvas filter, e.g. `blur(8px)`. */
export function filtered(source: Canvas, filter: string): Canvas {
  const canvas = createCanvas(source.width, source.height);
  const pen = canvas.getContext('2d');
  // Under the filtered picture lies the plain one, else a blur fades to white at the frame.
  pen.drawImage(source, 0, 0);
  pen.filter = filter;
  pen.drawImage(source, 0, 0);
  pen.filter = 'none';
  return canvas;
}

function scaled(source: Canvas, factor: number): Canvas {
  const canvas = createCanvas(Math.round(source.width * factor), Math.round(source.height * factor));
  canvas.getContext('2d').drawImage(source, 0, 0, canvas.width, canvas.height);
  return canvas;
}
