import { loadImage, type Canvas } from '@napi-rs/canvas';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { affine, warp, type Point, type Raster } from '@kaitong/vision/pixels';
import { chanceFrom } from './chance.ts';
import { sheet } from './paper.ts';
import { filtered, toCanvas, toRaster } from './photograph.ts';

/** `photo`: a face out of a test picture that lies in node_modules. `drawn`: a cartoon, for pictures that are committed. */
export type PortraitStyle = 'photo' | 'drawn';

interface Sitter {
  /** Picture of the face package's own demonstration; read at run time, never copied into the repository. */
  readonly file: string;
  /** Face box in that picture: left, top, width, height. */
  readonly box: readonly [number, number, number, number];
  readonly eyes: readonly [Point, Point];
  readonly nose: Point;
  readonly mouth: readonly [Point, Point];
  readonly chin: Point;
}

/** People whose embeddings differ (cosines -0.08 to 0.23); places found by the face engine of packages/vision. */
const SITTERS: Readonly<Record<string, Sitter>> = {
  lin: {
    file: 'sample6.jpg',
    box: [257, 487, 208, 276],
    eyes: [
      [325, 608],
      [427, 595],
    ],
    nose: [398, 667],
    mouth: [
      [350, 705],
      [427, 699],
    ],
    chin: [395, 758],
  },
  wang: {
    file: 'sample6.jpg',
    box: [1480, 252, 223, 301],
    eyes: [
      [1533, 372],
      [1628, 393],
    ],
    nose: [1557, 452],
    mouth: [
      [1524, 476],
      [1592, 491],
    ],
    chin: [1544, 551],
  },
  maimaiti: {
    file: 'sample3.jpg',
    box: [594, 317, 202, 282],
    eyes: [
      [627, 432],
      [723, 434],
    ],
    nose: [660, 487],
    mouth: [
      [641, 533],
      [706, 536],
    ],
    chin: [677, 596],
  },
  zhao: {
    file: 'sample5.jpg',
    box: [1115, 209, 161, 221],
    eyes: [
      [1152, 296],
      [1229, 297],
    ],
    nose: [1180, 325],
    mouth: [
      [1154, 374],
      [1218, 375],
    ],
    chin: [1184, 434],
  },
  chen: {
    file: 'sample5.jpg',
    box: [1414, 388, 178, 276],
    eyes: [
      [1438, 506],
      [1521, 495],
    ],
    nose: [1471, 572],
    mouth: [
      [1466, 606],
      [1538, 599],
    ],
    chin: [1514, 661],
  },
  zhou: {
    file: 'sample6.jpg',
    box: [675, 320, 177, 309],
    eyes: [
      [704, 453],
      [791, 450],
    ],
    nose: [731, 510],
    mouth: [
      [727, 549],
      [805, 549],
    ],
    chin: [774, 621],
  },
  sun: {
    file: 'sample3.jpg',
    box: [1076, 202, 232, 315],
    eyes: [
      [1117, 321],
      [1211, 340],
    ],
    nose: [1136, 384],
    mouth: [
      [1103, 421],
      [1192, 440],
    ],
    chin: [1130, 504],
  },
};

/** A selfie with the places that the liveness warps need, in its own pixels. */
export interface Selfie {
  readonly raster: Raster;
  readonly faceWidth: number;
  readonly faceHeight: number;
  readonly eyes: Point;
  readonly nose: Point;
  readonly mouth: readonly [Point, Point];
  readonly chin: Point;
}

function sitterOf(key: string): Sitter {
  const sitter = SITTERS[key];
  if (sitter === undefined) throw new Error(`no sitter for ${key}`);
  return sitter;
}

async function picture(file: string): Promise<Raster> {
  const resolver = createRequire(import.meta.url);
  const folder = dirname(resolver.resolve('@vladmandic/face-api/package.json'));
  const image = await loadImage(join(folder, 'demo', file));
  const { canvas, pen } = sheet(image.width, image.height);
  pen.drawImage(image, 0, 0);
  return toRaster(canvas);
}

/** The portrait of an identity card. */
export async function portraitOf(key: string, style: PortraitStyle): Promise<Canvas> {
  if (style === 'drawn') return drawnFace(key, [372, 470]);
  const sitter = sitterOf(key);
  const [x, y, width, height] = sitter.box;
  const step = (height * 1.7) / 470;
  const origin: Point = [x + width / 2 - 186 * step, y + height * 0.46 - 235 * step];
  const crop = warp(await picture(sitter.file), affine(origin, [step, 0], [0, step]), {
    width: 372,
    height: 470,
    samples: 2,
  });
  return filtered(toCanvas(crop), 'brightness(1.06) contrast(0.95)');
}

/**
 * The same person some other day: turned by a few degrees, another crop, warmer light, a little stretched and soft; so it
 * shares no bytes with the portrait.
 */
export async function selfieOf(key: string, width: number, height: number): Promise<Selfie> {
  const sitter = sitterOf(key);
  const [x, y, boxWidth, boxHeight] = sitter.box;
  const angle = (chanceFrom(key)() - 0.5) * 0.1;
  const step = (boxHeight * 2.05) / height;
  const right: Point = [step * 0.97 * Math.cos(angle), step * 0.97 * Math.sin(angle)];
  const down: Point = [-step * Math.sin(angle), step * Math.cos(angle)];
  const centre: Point = [x + boxWidth / 2, y + boxHeight * 0.5];
  const origin: Point = [
    centre[0] - (right[0] * width) / 2 - (down[0] * height) / 2,
    centre[1] - (right[1] * width) / 2 - (down[1] * height) / 2,
  ];
  const crop = warp(await picture(sitter.file), affine(origin, right, down), { width, height, samples: 1 });
  const lit = filtered(toCanvas(crop), 'brightness(1.1) saturate(1.12) blur(0.8px)');
  const place = ([px, py]: Point): Point => {
    const [dx, dy] = [px - origin[0], py - origin[1]];
    const determinant = right[0] * down[1] - right[1] * down[0];
    return [(dx * down[1] - dy * down[0]) / determinant, (dy * right[0] - dx * right[1]) / determinant];
  };
  const [left, other] = [place(sitter.eyes[0]), place(sitter.eyes[1])];
  return {
    raster: toRaster(lit),
    faceWidth: boxWidth / step,
    faceHeight: boxHeight / step,
    eyes: [(left[0] + other[0]) / 2, (left[1] + other[1]) / 2],
    nose: place(sitter.nose),
    mouth: [place(sitter.mouth[0]), place(sitter.mouth[1])],
    chin: place(sitter.chin),
  };
}

const LOOKS: Readonly<Record<string, { hair: string; skin: string; coat: string; long: boolean }>> = {
  lin: { hair: '#2b2220', skin: '#f0cfae', coat: '#5c7fa8', long: true },
  wang: { hair: '#3a3a3c', skin: '#e5bd94', coat: '#3c4a5c', long: false },
  maimaiti: { hair: '#2d2018', skin: '#e0b389', coat: '#6a5637', long: false },
  zhao: { hair: '#4a4648', skin: '#edc9a6', coat: '#7b5475', long: true },
  chen: { hair: '#3b2a20', skin: '#efcaa8', coat: '#8a6a4a', long: true },
  zhou: { hair: '#1f1a1c', skin: '#f2d2b4', coat: '#37424f', long: true },
  sun: { hair: '#302622', skin: '#f0ccaa', coat: '#5d7f5a', long: false },
};

/** A cartoon face: nobody's, so it may be shown anywhere. */
export function drawnFace(key: string, size: readonly [width: number, height: number]): Canvas {
  const { canvas, pen } = sheet(size[0], size[1]);
  const look = LOOKS[key] ?? { hair: '#333333', skin: '#e8c4a0', coat: '#556677', long: false };
  pen.fillStyle = '#e9eef3';
  pen.fillRect(0, 0, size[0], size[1]);
  const scale = Math.min(size[0] / 372, size[1] / 470);
  pen.translate(size[0] / 2, size[1] / 2);
  pen.scale(scale, scale);
  const oval = (colour: string, x: number, y: number, rx: number, ry: number) => {
    pen.fillStyle = colour;
    pen.beginPath();
    pen.ellipse(x, y, rx, ry, 0, 0, Math.PI * 2);
    pen.fill();
  };
  oval(look.coat, 0, 250, 170, 110);
  if (look.long) oval(look.hair, 0, 0, 132, 190);
  oval(look.hair, 0, -50, 120, 130);
  pen.fillStyle = look.skin;
  pen.fillRect(-34, 90, 68, 80);
  oval(look.skin, 0, 10, 98, 128);
  pen.fillStyle = look.hair;
  pen.beginPath();
  pen.ellipse(0, -62, 104, 66, 0, Math.PI, Math.PI * 2);
  pen.fill();
  for (const side of [-1, 1]) {
    oval('#ffffff', side * 40, -6, 20, 11);
    oval('#2a2320', side * 40, -6, 9, 10);
    pen.fillStyle = look.hair;
    pen.fillRect(side * 40 - 24, -38, 48, 7);
  }
  pen.strokeStyle = '#a5785a';
  pen.lineWidth = 5;
  pen.beginPath();
  pen.moveTo(0, 4);
  pen.lineTo(-8, 44);
  pen.lineTo(10, 46);
  pen.stroke();
  pen.strokeStyle = '#b2524e';
  pen.lineWidth = 8;
  pen.beginPath();
  pen.arc(0, 66, 34, 0.25 * Math.PI, 0.75 * Math.PI);
  pen.stroke();
  return canvas;
}
