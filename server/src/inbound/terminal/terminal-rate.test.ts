import { describe, expect, it } from 'vitest';
import { terminalRate, type Pace } from './terminal-rate.ts';

function rated(perSecond: number, bucketsMax?: number) {
  let now = 1_000_000;
  const rate = terminalRate(perSecond, () => now, bucketsMax);
  const count = (terminalNo: string, times: number): Record<Pace, number> => {
    const paces: Record<Pace, number> = { fine: 0, slow: 0, flood: 0 };
    for (let n = 0; n < times; n += 1) paces[rate.take(terminalNo)] += 1;
    return paces;
  };
  return { count, pass: (ms: number) => void (now += ms) };
}

describe('the rate of a terminal on a plain line', () => {
  it('lets three seconds of it through at once, refuses as many in words, and then gives no answer', () => {
    const { count } = rated(10);
    expect(count('10000001', 100)).toEqual({ fine: 30, slow: 30, flood: 40 });
  });
  it('is the terminal’s own: its neighbour is not held up', () => {
    const { count } = rated(10);
    count('10000001', 100);
    expect(count('10000002', 30)).toEqual({ fine: 30, slow: 0, flood: 0 });
  });
  it('comes back with time, and never to more than it was', () => {
    const { count, pass } = rated(10);
    count('10000001', 30);
    pass(500);
    expect(count('10000001', 6)).toEqual({ fine: 5, slow: 1, flood: 0 });
    pass(3_600_000);
    expect(count('10000001', 31)).toEqual({ fine: 30, slow: 1, flood: 0 });
  });
  it('bears a closed loop at its rate for as long as it likes, and a clock that is set back', () => {
    const { count, pass } = rated(100);
    for (let n = 0; n < 10_000; n += 1) {
      expect(count('10000001', 1).fine).toBe(1);
      pass(10);
    }
    pass(-5_000);
    expect(count('10000001', 1).fine).toBe(1);
  });
  it('keeps no more buckets than it may: the oldest goes', () => {
    const { count } = rated(1, 2);
    expect(count('1', 3).fine).toBe(3);
    count('2', 1);
    count('3', 1);
    expect(count('1', 1).fine).toBe(1); // forgotten, and so full again
    expect(count('3', 3)).toEqual({ fine: 2, slow: 1, flood: 0 });
  });
});
