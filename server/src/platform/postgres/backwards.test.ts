import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { instant } from '../../kernel/instant.ts';
import { placeIn, placeText, readBackwards, type Place } from './backwards.ts';

interface Row {
  readonly at: number;
  readonly id: string;
}
const newestFirst = (a: Row, b: Row): number => b.at - a.at || (a.id < b.id ? 1 : -1);
const isBefore = (row: Row, place: Place): boolean => row.at < place.at || (row.at === place.at && row.id < place.id);
const placeOf = (row: Row): Place => ({ at: instant(row.at), id: row.id });
const HOUR = 3_600_000;
const NOW = instant(2_000 * HOUR);

/** Pages until there is no next one; a clock that says how long each look took. */
async function allPages(of: { rows: readonly Row[]; size: number; floor: number; tooks: readonly number[] }) {
  let wall = 0;
  let looks = 0;
  const pages: Row[][] = [];
  let before: Place = { at: NOW, id: '' };
  for (;;) {
    const from = before;
    const page = await readBackwards<Row>(
      { before: from, floor: instant(of.floor), size: of.size, wallMs: () => wall, placeOf },
      ({ since, until, most }) => {
        wall += of.tooks[looks++ % of.tooks.length] ?? 0;
        return Promise.resolve(
          of.rows
            .filter((row) => row.at >= since && row.at < until && isBefore(row, from))
            .toSorted(newestFirst)
            .slice(0, most),
        );
      },
    );
    pages.push(page.rows);
    if (page.next === undefined) return { pages, looks };
    before = page.next;
  }
}

describe('reading backwards in windows of time', () => {
  it('gives every row once, the newest first, whatever the size of a page and however long each window takes', async () => {
    const row = fc.record({
      at: fc.integer({ min: 0, max: NOW - 1 }),
      id: fc.string({ minLength: 1, maxLength: 2, unit: fc.constantFrom('a', 'b', 'c') }),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(row, { maxLength: 40, selector: (one) => `${one.at}_${one.id}` }),
        fc.integer({ min: 1, max: 9 }),
        fc.array(fc.constantFrom(0, 20, 50, 500), { minLength: 1, maxLength: 5 }),
        async (rows, size, tooks) => {
          const { pages } = await allPages({ rows, size, floor: 0, tooks });
          expect(pages.flat()).toEqual(rows.toSorted(newestFirst));
          for (const page of pages) expect(page.length).toBeLessThanOrEqual(size);
        },
      ),
    );
  });

  it('looks through years of nothing in a dozen windows while they are quick', async () => {
    const { pages, looks } = await allPages({ rows: [{ at: 1, id: 'a' }], size: 5, floor: 0, tooks: [1] });
    expect([pages.flat().length, looks < 12]).toEqual([1, true]);
  });

  it('ends a page when its time is up, and says how far it has looked', async () => {
    let wall = 0;
    const page = await readBackwards<Row>(
      { before: { at: NOW, id: '' }, floor: instant(0), size: 5, wallMs: () => wall, placeOf },
      () => {
        wall += 60;
        return Promise.resolve([]);
      },
    );
    expect([page.lookedBackTo, page.next]).toEqual([NOW + 1 - HOUR, { at: NOW + 1 - HOUR, id: '' }]);
  });

  it('a place survives the address of a page, and what is none is told', () => {
    expect(placeIn(placeText({ at: NOW, id: 'txn_01AB' }))).toEqual({ at: NOW, id: 'txn_01AB' });
    expect(['', 'x', '12', "1_'; DROP", '1_a b'].map(placeIn)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });
});
