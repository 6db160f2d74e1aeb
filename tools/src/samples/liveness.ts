import type { LivenessAction } from '@kaitong/vision';
import type { Raster } from '@kaitong/vision/pixels';
import { chanceFrom } from './chance.ts';
import { toCanvas } from './photograph.ts';
import { selfieOf, type Selfie } from './portraits.ts';

export interface LivenessClip {
  readonly frames: { image: Buffer; atMs: number }[];
}

const WIDTH = 480;
const HEIGHT = 640;
const STEP_MS = 350;
/** Who is seen half from the side at rest has to turn further to be seen turning: of 12 challenges 4 failed at 1, 1 at 1.2. */
const TURNS_FURTHER: Readonly<Record<string, number>> = { sun: 1.2 };
/** How far an action has gone in each of its frames. */
const COURSE = [0.45, 1, 1, 0.5] as const;

/**
 * A clip of a person doing what the challenge asks, in its order: one selfie, warped frame by frame, the camera a little
 * unsteady. It proves the plumbing, not the detector: no rate may be claimed from it.
 */
export async function drawLiveness(key: string, challenge: readonly LivenessAction[]): Promise<LivenessClip> {
  const selfie = await selfieOf(key, WIDTH, HEIGHT);
  const chance = chanceFrom(`${key}:${challenge.join()}`);
  const moves: { action?: LivenessAction; strength: number }[] = [{ strength: 0 }, { strength: 0 }];
  for (const action of challenge) {
    const more = action.startsWith('turn') ? (TURNS_FURTHER[key] ?? 1) : 1;
    for (const strength of COURSE) moves.push({ action, strength: strength * more });
    moves.push({ strength: 0 });
  }
  while (moves.length < 12) moves.push({ strength: 0 });
  const frames: { image: Buffer; atMs: number }[] = [];
  for (const [i, move] of moves.entries()) {
    const frame = pose(selfie, move, [(chance() - 0.5) * 8, (chance() - 0.5) * 6]);
    for (let k = 0; k < frame.data.length; k += 1) frame.data[k] = clamp(frame.data[k]! + (chance() - 0.5) * 12);
    frames.push({ image: await toCanvas(frame).encode('jpeg', 85), atMs: i * STEP_MS });
  }
  return { frames };
}

function clamp(value: number): number {
  return value < 0 ? 0 : value > 255 ? 255 : value;
}

function pose(
  selfie: Selfie,
  move: { action?: LivenessAction; strength: number },
  shake: readonly [number, number],
): Raster {
  const { raster } = selfie;
  const out = new Uint8Array(raster.data.length);
  const field = fieldOf(selfie, move);
  for (let y = 0; y < raster.height; y += 1) {
    for (let x = 0; x < raster.width; x += 1) {
      const [sx, sy, dark] = field(x + shake[0], y + shake[1]);
      sample(raster, [sx, sy], dark, out, (y * raster.width + x) * 3);
    }
  }
  return { data: out, width: raster.width, height: raster.height };
}

type Field = (x: number, y: number) => readonly [sx: number, sy: number, dark: number];

/** Where each pixel of the frame comes from, and how far it lies inside an opened mouth. */
function fieldOf(selfie: Selfie, move: { action?: LivenessAction; strength: number }): Field {
  const { faceWidth, faceHeight, nose, eyes, chin } = selfie;
  const centre = [(eyes[0] + chin[0]) / 2, (eyes[1] + chin[1]) / 2] as const;
  const bump = (x: number, y: number): number => {
    const far = ((x - centre[0]) / (faceWidth * 0.72)) ** 2 + ((y - centre[1]) / (faceHeight * 0.75)) ** 2;
    return far >= 1 ? 0 : (1 - far) ** 1.3;
  };
  if (move.action === 'turn_left' || move.action === 'turn_right') {
    // The picture is not mirrored: the person's left is the picture's right.
    const shift = (move.action === 'turn_left' ? 1 : -1) * move.strength * faceWidth * 0.25;
    return (x, y) => [x - shift * bump(x, y), y, 0];
  }
  if (move.action === 'nod') {
    const shift = move.strength * faceHeight * 0.16;
    return (x, y) => [x, y - shift * bump(x, y - (nose[1] - centre[1])), 0];
  }
  if (move.action === 'open_mouth') return mouthField(selfie, move.strength * faceHeight * 0.16);
  return (x, y) => [x, y, 0];
}

function mouthField(selfie: Selfie, gapMax: number): Field {
  const [left, right] = selfie.mouth;
  const middle = (left[0] + right[0]) / 2;
  const half = (Math.abs(right[0] - left[0]) / 2) * 1.05;
  const slope = (right[1] - left[1]) / (right[0] - left[0]);
  return (x, y) => {
    const across = 1 - ((x - middle) / half) ** 2;
    const wide = 1 - ((x - middle) / (half * 2.2)) ** 2;
    if (wide <= 0) return [x, y, 0];
    const line = left[1] + slope * (x - left[0]) + selfie.faceHeight * 0.01;
    if (y <= line) return [x, y, 0];
    const gap = across > 0 ? gapMax * Math.sqrt(across) : 0;
    if (y < line + gap) return [x, line, 1];
    const fall = Math.max(0, 1 - (y - line) / (selfie.faceHeight * 0.75));
    return [x, y - Math.max(gap, gapMax * wide * 0.8) * fall, 0];
  };
}

function sample(source: Raster, at: readonly [number, number], dark: number, out: Uint8Array, to: number): void {
  const x = Math.min(Math.max(at[0], 0), source.width - 1.001);
  const y = Math.min(Math.max(at[1], 0), source.height - 1.001);
  const [x0, y0] = [Math.floor(x), Math.floor(y)];
  const [fx, fy] = [x - x0, y - y0];
  const i = (y0 * source.width + x0) * 3;
  const below = source.width * 3;
  for (let k = 0; k < 3; k += 1) {
    const upper = source.data[i + k]! * (1 - fx) + source.data[i + 3 + k]! * fx;
    const lower = source.data[i + below + k]! * (1 - fx) + source.data[i + below + 3 + k]! * fx;
    const inside = [52, 22, 24][k]!;
    out[to + k] = dark > 0 ? inside : upper * (1 - fy) + lower * fy;
  }
}
