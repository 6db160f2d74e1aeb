import { describe, expect, it } from 'vitest';
import { decideCompletion, type CompletionFacts } from './decide-completion.ts';
import { decideFollowing } from './decide-following.ts';
import type { Follower } from './standing.ts';

const original: NonNullable<CompletionFacts['original']> = {
  kind: 'pre_auth',
  state: 'approved',
  amountFen: 10_000n,
  followers: [],
  sameCard: true,
  lapsed: false,
};
const codeOf = (amountFen: bigint, some: Partial<typeof original> = {}): string =>
  decideCompletion({ amountFen, percentMax: 115n, original: { ...original, ...some } }).code;
const follower = (relation: Follower['relation'], state: Follower['state']): Follower => ({
  relation,
  state,
  amountFen: 1n,
});

describe('a completion', () => {
  it('may take less, the same and up to 115 percent, and not one fen more', () =>
    expect([1n, 10_000n, 11_500n, 11_501n].map((amount) => codeOf(amount))).toEqual(['00', '00', '00', '61']));
  it('comes once: a second is 12, one beside another under way 09, one after an undone one is taken', () => {
    expect(codeOf(1n, { followers: [follower('completion', 'approved')] })).toBe('12');
    expect(codeOf(1n, { followers: [follower('completion', 'sent')] })).toBe('09');
    expect(codeOf(1n, { followers: [follower('completion', 'reversed')] })).toBe('00');
  });
  it('of a voided, reversed, lapsed or declined pre-authorisation, or of what is none, is 12', () => {
    expect(codeOf(1n, { followers: [follower('void', 'approved')] })).toBe('12');
    for (const state of ['reversed', 'reversing', 'declined', 'sent', 'unknown'] as const)
      expect(codeOf(1n, { state })).toBe('12');
    expect(codeOf(1n, { lapsed: true })).toBe('12');
    for (const kind of ['sale', 'deposit_freeze', 'completion'] as const) expect(codeOf(1n, { kind })).toBe('12');
  });
  it('of nothing known is 25, by another card 14', () => {
    expect(decideCompletion({ amountFen: 1n, percentMax: 115n, original: undefined }).code).toBe('25');
    expect(codeOf(1n, { sameCard: false })).toBe('14');
  });
  it('is too late from the instant on at which the pre-authorisation has lived its days', () => {
    const day = 86_400_000;
    const at = (ms: number) =>
      decideFollowing({
        kind: 'completion',
        amountFen: 1n,
        businessDate: '2026-11-23',
        batchNo: '000001',
        at: ms,
        rules: { holdDays: 30, completionPercentMax: 115, tipPercentMax: 20 },
        original: { ...original, businessDate: '2026-11-23', batchNo: '000001', createdAt: 0 },
      }).code;
    expect([at(30 * day - 1), at(30 * day)]).toEqual(['00', '12']);
  });
});
