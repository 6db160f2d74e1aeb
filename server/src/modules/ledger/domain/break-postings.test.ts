import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fen } from '../../../kernel/fen.ts';
import { acceptCostPostings, bearPostings, bookPostings, chargePostings, followPostings } from './break-postings.ts';

describe('postings of a resolution', () => {
  const price = fc
    .record({ amount: fc.bigInt(1n, 5_000_000n), feePpm: fc.bigInt(0n, 9_999n), costPpm: fc.bigInt(0n, 9_999n) })
    .map(({ amount, feePpm, costPpm }) => ({
      amount: fen(amount),
      fee: fen((amount * feePpm) / 1_000_000n),
      issuerCost: fen((amount * costPpm) / 1_000_000n),
      networkCost: fen(amount / 4_000n),
    }));
  const suspended = fc.bigInt(-5_000_000n, 5_000_000n).filter((one) => one !== 0n);

  it('balance, and take from suspense exactly what stood there, for any amounts', () => {
    fc.assert(
      fc.property(price, price, suspended, (ours, theirs, suspenseFen) => {
        const all = [
          bookPostings(suspenseFen, ours),
          bearPostings(suspenseFen),
          acceptCostPostings(suspenseFen),
          chargePostings(suspenseFen, ours),
          followPostings(suspenseFen, ours, theirs).lines,
        ];
        for (const lines of all) {
          expect(lines.reduce((sum, one) => sum + one.amount, 0n)).toBe(0n);
          const moved = lines.filter((one) => one.account.startsWith('susp_'));
          expect(moved).toEqual([{ account: suspenseFen > 0n ? 'susp_short' : 'susp_long', amount: -suspenseFen }]);
        }
      }),
    );
  });
});
