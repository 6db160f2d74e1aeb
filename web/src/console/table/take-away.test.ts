import { describe, expect, it } from 'vitest';
import type { Column } from './columns.ts';
import { nothingTaken, sheetOf, takeRows } from './take-away.ts';

const column: Column<number> = { key: 'n', title: 'n', text: (row) => `row ${row}` };
/** Three pages of two rows; the second breaks off once. */
function pages() {
  let faults = 1;
  const asked: (string | undefined)[] = [];
  const fetch = async (query: Readonly<Record<string, string>>) => {
    asked.push(query['after']);
    const from = Number(query['after'] ?? 0);
    if (from === 2 && faults > 0) {
      faults -= 1;
      throw new Error('line down');
    }
    return Promise.resolve({ rows: [from, from + 1], ...(from >= 4 ? {} : { next: String(from + 2) }) });
  };
  return { fetch, asked };
}
const of = (fetch: ReturnType<typeof pages>['fetch'], moved: number[] = []) => ({
  fetch,
  filter: { state: 'active' },
  columns: [column],
  onMoved: (count: number) => void moved.push(count),
  stopped: () => false,
});

describe('a list that is taken away', () => {
  it('goes on after a fault from the page that broke off, and fetches nothing twice', async () => {
    const { fetch, asked } = pages();
    const taken = nothingTaken();
    const moved: number[] = [];
    await expect(takeRows(taken, of(fetch, moved))).rejects.toThrow('line down');
    expect([taken.rows.length, taken.whole]).toEqual([2, false]);
    await takeRows(taken, of(fetch, moved));
    expect([taken.rows.flat(), taken.whole]).toEqual([['row 0', 'row 1', 'row 2', 'row 3', 'row 4', 'row 5'], true]);
    expect([asked, moved]).toEqual([
      [undefined, '2', '2', '4'],
      [2, 4, 6],
    ]);
  });

  it('is stopped between two pages', async () => {
    const { fetch } = pages();
    const taken = nothingTaken();
    await takeRows(taken, { ...of(fetch), stopped: () => taken.rows.length > 0 });
    expect([taken.rows.length, taken.whole]).toEqual([2, false]);
  });

  it('is a sheet whose texts are no formulas and whose amounts are numbers', async () => {
    const blob = await sheetOf([['=1+1', 12_345n]], { title: 't', head: ['a', 'b'], format: 'csv' });
    expect(await blob.text()).toBe("a,b\r\n'=1+1,123.45\r\n");
  });
});
