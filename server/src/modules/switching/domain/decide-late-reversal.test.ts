import { describe, expect, it } from 'vitest';
import { decideLateReversal } from './decide-late-reversal.ts';

const open = { state: 'open', amountFen: 100n, refundedFen: 0n } as const;
const said = (facts: Parameters<typeof decideLateReversal>[0], event: Parameters<typeof decideLateReversal>[1]) => {
  const decision = decideLateReversal(facts, event);
  return decision.refused ? decision.refusal.code : decision.value;
};

describe('a reversal that came too late', () => {
  it('is refunded only when approved refunds make up the whole of its sale, whatever somebody says', () => {
    expect(said(open, 'refund')).toBe('switching.late_reversal_not_refunded');
    expect(said({ ...open, refundedFen: 99n }, 'refund')).toBe('switching.late_reversal_not_refunded');
    expect(said({ ...open, refundedFen: 100n }, 'refund')).toBe('refunded');
  });
  it('that was put right in another way is dismissed', () => expect(said(open, 'dismiss')).toBe('dismissed'));
  it('ends once', () => {
    for (const state of ['refunded', 'dismissed'] as const)
      for (const event of ['refund', 'dismiss'] as const)
        expect(said({ ...open, state, refundedFen: 100n }, event)).toBe('switching.late_reversal_elsewhere');
  });
});
