import { expect, test } from 'vitest';
import type { LivenessFrameScore } from '../types.ts';
import { bandOf } from './compare.ts';
import { firstMissing } from './liveness.ts';

function clip(...yaws: number[]): LivenessFrameScore[] {
  return yaws.map((yaw, i) => ({ atMs: i * 300, faces: 1, yaw, pitch: 0, mouth: 0 }));
}

test('actions count from the pose at rest, so a crooked start is no action', () => {
  expect(firstMissing(clip(0.3, 0.3, 0.31, 0.3), ['turn_left'])).toBe('turn_left');
  expect(firstMissing(clip(0.3, 0.3, 0.5, 0.3), ['turn_left'])).toBeUndefined();
});

test('actions must come in the order of the challenge', () => {
  const leftThenRight = clip(0, 0, 0.3, 0, -0.3, 0);
  expect(firstMissing(leftThenRight, ['turn_left', 'turn_right'])).toBeUndefined();
  expect(firstMissing(leftThenRight, ['turn_right', 'turn_left'])).toBe('turn_left');
});

test('one turn cannot count twice', () => {
  expect(firstMissing(clip(0, 0, 0.3, 0.3, 0.3, 0), ['turn_left', 'turn_left'])).toBe('turn_left');
});

test('the bands are those of the policy', () => {
  expect([0.45, 0.44, 0.3, 0.29, -1].map(bandOf)).toEqual(['pass', 'human', 'human', 'fail', 'fail']);
});
