/**
 * Where the fields of messages with one bitmap stand: terminals send a dozen bitmaps all day, and between two fields of variable
 * length every place is known beforehand. Kept in the plan, at most 64 of them, so that a flood of strange bitmaps takes no memory.
 */
import type { Plan } from './plan.ts';

export interface Layout {
  /** The bitmap, without the bit that says it is wide. */
  readonly words: Int32Array;
  readonly size: number;
  /** Fields with a prefix, in order, and the bytes of fixed fields that stand before each since the one before. */
  readonly variable: Uint8Array;
  readonly run: Uint16Array;
  /** Fixed bytes behind the last of them. */
  readonly tail: number;
  /** By field number, 129 of them: the stretch it stands in (odd: a variable field, even: fixed ones; `ABSENT`) and its place there. */
  readonly stretch: Uint8Array;
  readonly relative: Uint16Array;
}

const KEPT = 64;
/** Stretch of a field that the message has not; there are at most 2 x 64 + 1 stretches. */
export const ABSENT = 255;

function build(plan: Plan, words: Int32Array): Layout | undefined {
  const variable: number[] = [];
  const run: number[] = [];
  const stretch = new Uint8Array(129).fill(ABSENT);
  const relative = new Uint16Array(129);
  let size = 0;
  let bytes = 0;
  for (let number = 2; number <= plan.last; number += 1) {
    const bit = number - 1;
    if ((((words[bit >> 5] as number) << (bit & 31)) & 0x8000_0000) === 0) continue;
    if (plan.op[number] === 0) return undefined;
    size += 1;
    const fixed = plan.fixedBytes[number] as number;
    stretch[number] = 2 * variable.length + (fixed === 0 ? 1 : 0);
    if (fixed === 0) {
      variable.push(number);
      run.push(bytes);
      bytes = 0;
    } else {
      relative[number] = bytes;
      bytes += fixed;
    }
  }
  return {
    words: Int32Array.from(words),
    size,
    variable: Uint8Array.from(variable),
    run: Uint16Array.from(run),
    tail: bytes,
    stretch,
    relative,
  };
}

/** The layout of a bitmap; undefined where it announces a field that the dialect has not. */
export function layoutOf(plan: Plan, words: Int32Array): Layout | undefined {
  const w0 = words[0] as number;
  const w1 = words[1] as number;
  const w2 = words[2] as number;
  const w3 = words[3] as number;
  const mixed = Math.imul(w0 ^ Math.imul(w1, 31) ^ Math.imul(w2 ^ Math.imul(w3, 31), 961), 0x9e37_79b1);
  const place = (mixed >>> 26) & (KEPT - 1);
  const kept = plan.layouts[place];
  if (
    kept !== undefined &&
    kept.words[0] === w0 &&
    kept.words[1] === w1 &&
    kept.words[2] === w2 &&
    kept.words[3] === w3
  )
    return kept;
  const fresh = build(plan, words);
  if (fresh !== undefined) plan.layouts[place] = fresh;
  return fresh;
}
