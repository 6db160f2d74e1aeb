/** What hands without a screen sign with: a name in three strokes. */
import type { Drawing } from '@kaitong/terminal';

const wave = (left: number, top: number, turns: number): [number, number][] =>
  Array.from({ length: turns * 8 }, (_, i) => [left + i * 4, top + Math.round(18 * Math.sin((i * Math.PI) / 4))]);

export const scribble: Drawing = {
  width: 320,
  height: 120,
  strokes: [wave(24, 40, 4), wave(60, 84, 3), wave(190, 60, 3)],
};
