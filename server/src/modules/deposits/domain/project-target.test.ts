import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { addDays, civilDate } from '../../../kernel/instant.ts';
import { projectTarget } from './project-target.ts';

const FROM = civilDate('2026-06-03');
const at = (elapsed: number, countedFen: bigint) =>
  projectTarget({
    from: FROM,
    lastDay: addDays(FROM, 179),
    today: addDays(FROM, elapsed),
    countedFen,
    targetFen: 18_000_000n,
  });

it('on day 121 with half of it taken, each day left has to bring the rest, and the end is seen', () => {
  expect(at(120, 9_000_000n)).toEqual({
    daysLeft: 60,
    projectedFen: 13_500_000n,
    neededPerDayFen: 150_000n,
    pace: 'behind',
  });
});

it('says starting, on track, hardly to be reached, reached and over', () => {
  expect(
    [at(0, 0n), at(90, 9_000_000n), at(170, 9_000_000n), at(10, 18_000_000n), at(180, 1n)].map((one) => one.pace),
  ).toEqual(['starting', 'on_track', 'far_behind', 'reached', 'over']);
});

it('foretells nothing in the first week, and then does', () => {
  expect([at(1, 0n), at(6, 0n), at(7, 0n)].map((one) => one.pace)).toEqual(['starting', 'starting', 'far_behind']);
});

it('what is needed each day for the days left is enough, and a fen a day less is not', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 179 }), fc.bigInt({ min: 0n, max: 17_999_999n }), (elapsed, counted) => {
      const { daysLeft, neededPerDayFen } = at(elapsed, counted);
      expect(counted + neededPerDayFen * BigInt(daysLeft)).toBeGreaterThanOrEqual(18_000_000n);
      expect(counted + (neededPerDayFen - 1n) * BigInt(daysLeft)).toBeLessThan(18_000_000n);
    }),
  );
});
