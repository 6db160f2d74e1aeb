import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decideRefund, type RefundFacts } from './decide-refund.ts';
import type { Follower } from './standing.ts';
import { transactionKinds, type TransactionKind } from './transaction-kinds.ts';

const original: NonNullable<RefundFacts['original']> = {
  kind: 'sale',
  state: 'approved',
  amountFen: 100n,
  followers: [],
  sameCard: true,
};
const codeOf = (amountFen: bigint, some: Partial<typeof original> = {}): string =>
  decideRefund({ amountFen, original: { ...original, ...some } }).code;
const refund = (amountFen: bigint, state: Follower['state'] = 'approved'): Follower => ({
  relation: 'refund',
  state,
  amountFen,
});

describe('a refund', () => {
  it('of a part, of the whole and of the rest is taken; of one fen more it is 64', () => {
    expect([codeOf(1n), codeOf(100n), codeOf(101n)]).toEqual(['00', '00', '64']);
    expect([codeOf(40n, { followers: [refund(60n)] }), codeOf(41n, { followers: [refund(60n)] })]).toEqual([
      '00',
      '64',
    ]);
  });
  it('counts what is on its way, and not what was declined', () => {
    for (const state of ['sent', 'unknown', 'reversing'] as const)
      expect(codeOf(41n, { followers: [refund(60n, state)] })).toBe('64');
    expect(codeOf(100n, { followers: [refund(60n, 'declined')] })).toBe('00');
  });
  it('leaves what was charged back: nobody gives the same money back twice', () => {
    expect([codeOf(40n, { chargedFen: 60n }), codeOf(41n, { chargedFen: 60n })]).toEqual(['00', '64']);
    expect(codeOf(30n, { chargedFen: 60n, followers: [refund(20n)] })).toBe('64');
    expect(codeOf(100n, { chargedFen: 0n })).toBe('00');
  });
  it('of nothing known is 25, of a voided sale C9, of a reversed one CA, of a declined one 12, by another card 14', () => {
    expect(decideRefund({ amountFen: 1n, original: undefined }).code).toBe('25');
    expect(codeOf(1n, { followers: [{ relation: 'void', state: 'approved', amountFen: 100n }] })).toBe('C9');
    expect(codeOf(1n, { followers: [{ relation: 'void', state: 'sent', amountFen: 100n }] })).toBe('09');
    expect([codeOf(1n, { state: 'reversed' }), codeOf(1n, { state: 'declined' })]).toEqual(['CA', '12']);
    expect(codeOf(1n, { sameCard: false })).toBe('14');
  });
  it('gives back what was sold or completed, and nothing else', () => {
    const kinds = (Object.keys(transactionKinds) as TransactionKind[]).filter((kind) => codeOf(1n, { kind }) === '00');
    expect(kinds).toEqual([
      'sale',
      'test_sale',
      'completion',
      'completion_advice',
      'qr_passive',
      'qr_active',
      'offline_sale',
    ]);
  });
  it('never lets refunds exceed their sale, in whatever parts and with whatever ends they come', () => {
    const attempt = fc.record({
      amountFen: fc.bigInt({ min: 1n, max: 60n }),
      ends: fc.constantFrom('approved' as const, 'declined' as const),
    });
    fc.assert(
      fc.property(fc.array(attempt), (attempts) => {
        const followers: Follower[] = [];
        for (const { amountFen, ends } of attempts)
          if (codeOf(amountFen, { followers }) === '00') followers.push(refund(amountFen, ends));
        const given = followers.filter((one) => one.state === 'approved').reduce((sum, one) => sum + one.amountFen, 0n);
        expect(given <= 100n).toBe(true);
      }),
    );
  });
});
