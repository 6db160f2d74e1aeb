import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Database } from './database.ts';
import { NoRoom, together } from './together.ts';

const db = {} as Database;
const refusal = (code: string): Error => Object.assign(new Error(code), { code });

/** Answers ten times the input, a turn later; keeps what went together. */
function tenfold(
  options: { readonly refuse?: (inputs: readonly number[]) => Error | undefined; readonly waitingMax?: number } = {},
) {
  const batches: number[][] = [];
  let under = 0;
  let underMost = 0;
  const ask = together<number, number>({
    atOnceMax: 2,
    sizeMax: 4,
    waitingMax: options.waitingMax ?? 1_000,
    async run(_db, inputs) {
      batches.push([...inputs]);
      under += 1;
      underMost = Math.max(under, underMost);
      await new Promise((resolve) => setImmediate(resolve));
      under -= 1;
      const error = options.refuse?.(inputs);
      if (error !== undefined) throw error;
      return inputs.map((one) => one * 10);
    },
  });
  return { ask: (one: number) => ask(db, one), batches, most: () => underMost };
}

describe('what is asked for together', () => {
  it('travels together in the order it came, in batches that are bounded, and each hears its own answer', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 40 }), async (count) => {
        const { ask, batches, most } = tenfold();
        const inputs = Array.from({ length: count }, (_, i) => i);
        expect(await Promise.all(inputs.map(ask))).toEqual(inputs.map((one) => one * 10));
        expect(batches.flat()).toEqual(inputs);
        expect(Math.max(...batches.map((one) => one.length))).toBeLessThanOrEqual(4);
        expect([batches.length, most()]).toEqual([Math.ceil(count / 4), Math.min(2, Math.ceil(count / 4))]);
      }),
    );
  });

  it('alone waits for nobody', async () => {
    const { ask, batches } = tenfold();
    expect([await ask(1), await ask(2)]).toEqual([10, 20]);
    expect(batches).toEqual([[1], [2]]);
  });

  it('and refused by the database as one is asked one by one: who is at fault fails alone', async () => {
    const { ask, batches } = tenfold({ refuse: (inputs) => (inputs.includes(2) ? refusal('KT001') : undefined) });
    const settled = await Promise.allSettled([1, 2, 3].map(ask));
    expect(settled.map((one) => one.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(batches).toEqual([[1, 2, 3], [1], [2], [3]]);
  });

  it('and lost with its connection is not asked again: nobody knows whether it was done', async () => {
    for (const code of ['ECONNRESET', '57P01', '08006']) {
      const { ask, batches } = tenfold({ refuse: () => refusal(code) });
      const settled = await Promise.allSettled([1, 2].map(ask));
      expect([code, ...settled.map((one) => one.status)]).toEqual([code, 'rejected', 'rejected']);
      expect(batches).toHaveLength(1);
    }
  });

  it('beyond what may wait is told so at once', async () => {
    const { ask } = tenfold({ waitingMax: 2 });
    const settled = await Promise.allSettled([1, 2, 3].map(ask));
    expect(settled.map((one) => one.status)).toEqual(['fulfilled', 'fulfilled', 'rejected']);
    expect(settled[2]).toMatchObject({ reason: expect.any(NoRoom) as unknown });
  });
});
