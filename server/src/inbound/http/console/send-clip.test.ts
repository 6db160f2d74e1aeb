import { describe, expect, it } from 'vitest';
import { rangeOf } from './send-clip.ts';

describe('the part of a clip that a player asks for', () => {
  it.each([
    ['bytes=0-', { from: 0, to: 99 }],
    ['bytes=10-19', { from: 10, to: 19 }],
    ['bytes=90-500', { from: 90, to: 99 }],
    ['bytes=-10', { from: 90, to: 99 }],
  ])('%s of a hundred', (header, part) => expect(rangeOf(header, 100)).toEqual(part));
  it.each([undefined, '', 'bytes=-', 'bytes=200-', 'lines=1-2', 'bytes=0-1,5-6'])('%s: the whole of it', (header) =>
    expect(rangeOf(header, 100)).toBeUndefined(),
  );
});
