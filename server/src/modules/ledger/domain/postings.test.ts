import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Bug } from '../../../kernel/assert.ts';
import { fen } from '../../../kernel/fen.ts';
import { civilDate } from '../../../kernel/instant.ts';
import { balanced, credit, debit, salePostings } from './postings.ts';

const date = civilDate('2026-11-23');

describe('a journal', () => {
  it('of a sale of 100.00 by credit card: the network owes 99.52, the merchant gets 99.40, we keep 0.60 and spend 0.48', () => {
    const { accounts, amounts } = balanced(
      salePostings({ amount: fen(10_000), fee: fen(60), issuerCost: fen(45), networkCost: fen(3), date }),
    );
    expect(accounts.map((account, i) => [account, amounts[i]])).toEqual([
      ['net_recv:cup:2026-11-23', 10_000n],
      ['m:pending', -9_940n],
      ['inc:mdr', -60n],
      ['exp:interchange', 45n],
      ['exp:network', 3n],
      ['net_recv:cup:2026-11-23', -48n],
    ]);
  });

  it('of any sale, fee and cost sums to zero and has no line of zero', () => {
    const amount = fc.bigInt({ min: 1n, max: 99_999_999n });
    fc.assert(
      fc.property(
        amount,
        fc.bigInt({ min: 0n, max: 9_999n }),
        fc.bigInt({ min: 0n, max: 9_999n }),
        fc.bigInt({ min: 0n, max: 999n }),
        (sale, fee, issuer, network) => {
          const { amounts } = balanced(
            salePostings({
              amount: fen(sale),
              fee: fen(fee < sale ? fee : sale),
              issuerCost: fen(issuer),
              networkCost: fen(network),
              date,
            }),
          );
          expect(amounts.reduce((sum, one) => sum + one, 0n)).toBe(0n);
          expect(amounts).not.toContain(0n);
        },
      ),
    );
  });

  it('that does not sum to zero, or has fewer than two lines, is a bug', () => {
    expect(() => balanced([debit('a', fen(2)), credit('b', fen(1))])).toThrow(Bug);
    expect(() => balanced([])).toThrow(Bug);
    expect(() => balanced([debit('a', fen(0)), credit('b', fen(0))])).toThrow(Bug);
  });
});
