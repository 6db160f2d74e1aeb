import type { Point } from '../pixels/raster.ts';

/** How a head is held, out of 68 landmarks; ratios, so the distance to the camera does not matter. */
export interface Pose {
  /** -1 to 1; positive when the nose points to the picture's right, the person's own left. */
  readonly yaw: number;
  /**
   * How far the eyes lie below the upper ends of the jaw line, in parts of eyes to chin: a lowered head brings the eyes down
   * while the ears stay. Unlike the nose's place it does not move when the mouth opens (n = 4, 22 frames each).
   */
  readonly pitch: number;
  /** Opening of the inner lips over the mouth's width: 0 closed, above 0.5 wide open. */
  readonly mouth: number;
}

/** Measures the pose after taking out the head's tilt. */
export function poseOf(marks: readonly Point[]): Pose {
  const eyes = [mean(marks, [36, 39]), mean(marks, [42, 45])] as const;
  const tilt = Math.atan2(eyes[1][1] - eyes[0][1], eyes[1][0] - eyes[0][0]);
  const [cos, sin] = [Math.cos(-tilt), Math.sin(-tilt)];
  const upright = marks.map(([x, y]): Point => [x * cos - y * sin, x * sin + y * cos]);
  const at = (i: number): Point => upright[i]!;
  const nose = at(30);
  const left = nose[0] - mean(upright, [1, 2, 3])[0];
  const right = mean(upright, [13, 14, 15])[0] - nose[0];
  const eyeLine = mean(upright, [36, 39, 42, 45])[1];
  const opening = (distance(at(61), at(67)) + distance(at(62), at(66)) + distance(at(63), at(65))) / 3;
  return {
    yaw: (left - right) / Math.max(1, left + right),
    pitch: (eyeLine - mean(upright, [0, 16])[1]) / Math.max(1, at(8)[1] - eyeLine),
    mouth: opening / Math.max(1, distance(at(48), at(54))),
  };
}

function mean(marks: readonly Point[], indexes: readonly number[]): Point {
  const sum = (k: 0 | 1) => indexes.reduce((acc, i) => acc + marks[i]![k], 0) / indexes.length;
  return [sum(0), sum(1)];
}

function distance(a: Point, b: Point): number {
  return Math.hypot(a[0] - b[0], a[1] - b[1]);
}
