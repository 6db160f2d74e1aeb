import * as fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import type { Database } from './database.ts';
import { NoRoom, together } from './together.ts';

const db = {} as Database;
const refusal = (code: string): Error => Object.assign(new Error(code), { code });

/** Answers ten times the input, a turn later; keeps what went together. */
function tenfold(
  options: {
    readonly refuse?: (inputs: readonly number[]) => Error | undefined;
    readonly waitingMax?: number;
    readonly gatherMs?: number;
  } = {},
) {
  const batches: number[][] = [];
  let under = 0;
  let underMost = 0;
  const ask = together<number, number>({
    atOnceMax: 2,
    gatherMs: options.gatherMs ?? 0,
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

  it('sets out at most so often while many ask, and at once again when few do', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'setImmediate', 'performance'] });
    try {
      const { ask, batches } = tenfold({ gatherMs: 10 });
      const settled = [1, 2, 3, 4].map(ask);
      await vi.advanceTimersByTimeAsync(1); // a round of four: many ask
      settled.push(ask(5));
      await vi.advanceTimersByTimeAsync(4);
      settled.push(ask(6));
      expect(batches).toEqual([[1, 2, 3, 4]]);
      await vi.advanceTimersByTimeAsync(5);
      expect(batches.slice(1)).toEqual([[5, 6]]);
      settled.push(ask(7)); // after a round of two
      await vi.advanceTimersByTimeAsync(1);
      expect(batches.slice(2)).toEqual([[7]]);
      expect(await Promise.all(settled)).toEqual([10, 20, 30, 40, 50, 60, 70]);
    } finally {
      vi.useRealTimers();
    }
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
