import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Answer } from '../../kit/client.ts';
import { whyDifferent } from './why.ts';

type Month = Answer<'GET /api/merchant/month'>;
const LINES = [
  'fees',
  'taken_back',
  'refunds',
  'surcharges',
  'sim_fees',
  'differences',
  'adjustments',
  'other',
] as const;
const fen = fc.bigInt({ min: -1_000_000n, max: 1_000_000n });
const standing = fc.record({ pending: fen, available: fen, frozen: fen, paying: fen, owes: fen });
const viewOf = (of: { pending: bigint; available: bigint; frozen: bigint; paying: bigint; owes: bigint }) => ({
  totalFen: String(of.pending + of.available + of.frozen + of.paying - of.owes),
  pendingFen: String(of.pending),
  availableFen: String(of.available),
  frozenFen: String(of.frozen),
  payingFen: String(of.paying),
  owesFen: String(of.owes),
});

describe('why what arrived differs from what was sold', () => {
  it('is told in reasons that add up to the difference, to the fen', () => {
    const months = fc.record({
      opening: standing,
      closing: standing,
      sales: fen,
      taken: fc.tuple(...LINES.map(() => fen)),
      named: fen,
    });
    fc.assert(
      fc.property(months, ({ opening, closing, sales, taken, named }) => {
        const [from, to] = [viewOf(opening), viewOf(closing)];
        const sum = taken.reduce((all, one) => all + one, sales + BigInt(from.totalFen));
        const month = {
          month: '2026-11',
          opening: from,
          closing: to,
          lines: [
            { line: 'sales', count: 1, amountFen: String(sales) },
            ...LINES.map((line, i) => ({ line, count: 2, amountFen: String(taken[i]) })),
            { line: 'arrivals', count: 1, amountFen: String(BigInt(to.totalFen) - sum) },
          ],
          pending: [{ businessDate: '2026-11-30', payDate: '2026-12-01', estimated: false, amountFen: String(named) }],
          pendingOlderFen: String(closing.pending - named),
          debtsCollectedFen: '5',
          t0ArrivedFen: '7',
          breaks: [{ date: '2026-11-05', amountFen: '9', kind: 'local_only' }],
        } as unknown as Month;
        const told = whyDifferent(month, (date) => date);
        expect(told.reasons.reduce((all, one) => all + (one.fen ?? 0n), 0n)).toBe(told.fen);
      }),
    );
  });
});
