import { describe, expect, it } from 'vitest';
import { instant } from '../../kernel/instant.ts';
import { progressBar } from './progress.ts';
import { drawSale, drawsOf, salesOn } from './rhythm.ts';

const many = (trade: 'breakfast' | 'clothes', count = 3_000) => {
  const draw = drawsOf(7, 1);
  return Array.from({ length: count }, () => drawSale(trade, 100, draw));
};
const median = (numbers: readonly number[]): number => numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? 0;

describe('how shops sell', () => {
  it('the same seed and keys draw the same numbers, evenly', () => {
    const [a, b] = [drawsOf(1, 2, 3), drawsOf(1, 2, 3)];
    const drawn = Array.from({ length: 10_000 }, () => a());
    expect(drawn).toEqual(Array.from({ length: 10_000 }, () => b()));
    expect(drawsOf(1, 2, 4)()).not.toBe(drawn[0]);
    expect(drawn.every((one) => one >= 0 && one < 1)).toBe(true);
    expect(drawn.reduce((sum, one) => sum + one, 0) / drawn.length).toBeCloseTo(0.5, 1);
  });

  it('breakfast is sold in the morning for little, clothes in the afternoon for more', () => {
    const hour = (trade: 'breakfast' | 'clothes'): number => median(many(trade).map((one) => one.second)) / 3_600;
    expect(hour('breakfast')).toBeLessThan(9);
    expect(hour('clothes')).toBeGreaterThan(13);
    const amount = (trade: 'breakfast' | 'clothes'): number => median(many(trade).map((one) => one.amountFen));
    expect(amount('breakfast')).toBeLessThan(2_000);
    expect(amount('clothes')).toBeGreaterThan(15_000);
  });

  it('every sale and what may undo it within ten minutes falls before the cut-off', () => {
    for (const { second, amountFen } of [...many('breakfast'), ...many('clothes')]) {
      expect(second).toBeGreaterThanOrEqual(6 * 3_600);
      expect(second + 600).toBeLessThan(23 * 3_600);
      expect(amountFen).toBeGreaterThanOrEqual(100);
    }
  });

  it('weekends bring clothes shops more, and time brings everybody more', () => {
    const sum = (weekday: number, day: number): number => {
      const draw = drawsOf(weekday, day);
      return Array.from({ length: 500 }, () =>
        salesOn({ trade: 'clothes', weekday, day, meanPerDay: 20 }, draw),
      ).reduce((all, one) => all + one, 0);
    };
    expect(sum(6, 0)).toBeGreaterThan(sum(2, 0) * 1.5);
    expect(sum(2, 200)).toBeGreaterThan(sum(2, 0) * 1.2);
  });
});

describe('the bar', () => {
  it('says stage, part, per cent and pace; where nobody looks, a line for each tenth', () => {
    let said = '';
    let now = 0;
    const bar = progressBar({ moving: false, write: (text) => void (said += text) }, () => instant(now));
    for (let done = 1; done <= 40; done += 1) {
      now += 100;
      bar({ stage: 'days', done, of: 40, rows: done * 1_000 });
    }
    expect(said.split('\n').filter(Boolean)).toHaveLength(11);
    expect(said).toContain('100 %  40/40  10,000 rows/s');
  });
});
