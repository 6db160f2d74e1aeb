/** Some days of a simulated month (`npm run sim -- month` is the whole of it), twice; and day-ends in which the worker is killed. */
import { expect, it } from 'vitest';
import { booksApart, simulateMonth } from '../../sim/month.ts';

const quiet = (): void => undefined;

it(
  'every fault of files and bank once: nothing is unexplained, what was paid is what arrived, and the same seed gives the same books',
  { timeout: 240_000 },
  async () => {
    const options = { merchants: 8, days: 11, salesADay: 4, seed: 11 };
    const [one, two] = [await simulateMonth(options, quiet), await simulateMonth(options, quiet)];
    expect([one.faults, two.faults]).toEqual([[], []]);
    expect(booksApart(one, two)).toEqual([]);
    expect(one.digest).toBe(two.digest);
    expect([one.sales > 100, one.payouts > 30, one.breaks > 5]).toEqual([true, true, true]);
  },
);

it(
  'kill -9 of the worker during day-ends: the books are those of the same days without',
  { timeout: 240_000 },
  async () => {
    const options = { merchants: 5, days: 3, salesADay: 3, seed: 5 };
    const calm = await simulateMonth(options, quiet);
    const killed = await simulateMonth({ ...options, kills: 3 }, quiet);
    expect(killed.faults).toEqual([]);
    expect(booksApart(calm, killed)).toEqual([]);
  },
);
