import { describe, expect, it } from 'vitest';
import { step } from '../../../kernel/machine.ts';
import {
  BREAK_KINDS,
  breakMachine,
  decideProposal,
  decideResolution,
  waysOf,
  type BreakFacts,
} from './resolve-break.ts';

const facts = (some: Partial<BreakFacts> = {}): BreakFacts => ({
  kind: 'local_only',
  state: 'open',
  suspenseFen: 9_952n,
  ofMerchant: true,
  transactionKind: 'sale',
  ...some,
});

describe('ways out of a difference', () => {
  it('that is ours alone: taken back as a whole, or borne; a tip cannot be taken back alone', () => {
    expect(waysOf(facts())).toEqual(['reverse', 'claim', 'bear']);
    expect(waysOf(facts({ transactionKind: 'tip' }))).toEqual(['claim', 'bear']);
    expect(waysOf(facts({ transactionKind: 'refund', suspenseFen: -400n }))).toEqual([]);
  });
  it('that is theirs alone: booked where its merchant is known, and never income of ours', () => {
    expect(waysOf(facts({ kind: 'net_only', suspenseFen: -9_952n }))).toEqual(['book', 'give_back']);
    expect(waysOf(facts({ kind: 'net_only', suspenseFen: -9_952n, ofMerchant: false }))).toEqual(['give_back']);
    for (const kind of BREAK_KINDS.filter((one) => one !== 'unexplained' && one !== 'fee_diff'))
      expect(waysOf(facts({ kind, suspenseFen: -1n }))).not.toContain('bear');
  });
  it('of a deposit are never the merchant’s', () => {
    for (const kind of BREAK_KINDS)
      expect(waysOf(facts({ kind, transactionKind: 'deposit_capture' }))).not.toContain('charge');
    expect(waysOf(facts({ kind: 'amount_diff', transactionKind: 'deposit_capture' }))).toEqual(['bear']);
  });
  it('are proposed while it is open, and only those that are open for it', () => {
    expect(decideProposal(facts(), 'reverse')).toMatchObject({ value: 'proposed' });
    expect(decideProposal(facts(), 'book')).toMatchObject({ refusal: { code: 'reconciliation.no_such_way' } });
    for (const state of ['proposed', 'resolved', 'with_network'] as const)
      expect(decideProposal(facts({ state }), 'reverse')).toMatchObject({
        refusal: { code: 'reconciliation.break_elsewhere' },
      });
  });
});

describe('a proposal', () => {
  const proposed = { state: 'proposed', proposedBy: 'stf_1', way: 'bear' } as const;
  it('is decided by another, and taken back only by whoever made it', () => {
    expect(decideResolution(proposed, { decision: 'approve', by: 'stf_1' })).toMatchObject({
      refusal: { code: 'reconciliation.second_person' },
    });
    expect(decideResolution(proposed, { decision: 'refuse', by: 'stf_1' })).toMatchObject({ refused: true });
    expect(decideResolution(proposed, { decision: 'withdraw', by: 'stf_2' })).toMatchObject({
      refusal: { code: 'reconciliation.not_yours' },
    });
    expect(decideResolution(proposed, { decision: 'approve', by: 'stf_2' })).toMatchObject({ value: 'resolved' });
    expect(decideResolution(proposed, { decision: 'refuse', by: 'stf_2' })).toMatchObject({ value: 'open' });
    expect(decideResolution(proposed, { decision: 'withdraw', by: 'stf_1' })).toMatchObject({ value: 'open' });
  });
  it('to ask the network leaves it with the network, whose answer ends it or opens it again', () => {
    for (const way of ['claim', 'give_back'] as const)
      expect(decideResolution({ ...proposed, way }, { decision: 'approve', by: 'stf_2' })).toMatchObject({
        value: 'with_network',
      });
    expect(decideResolution({ ...proposed, way: 'claim' }, { decision: 'refuse', by: 'stf_2' })).toMatchObject({
      value: 'open',
    });
    expect([step(breakMachine, 'with_network', 'answer'), step(breakMachine, 'with_network', 'decline')]).toEqual([
      'resolved',
      'open',
    ]);
  });
  it('money that came twice, and what a dispute brought that nobody knows of, are given back; what it took is borne', () => {
    expect(waysOf(facts({ kind: 'duplicate', suspenseFen: -9_952n }))).toEqual(['give_back']);
    expect(waysOf(facts({ kind: 'dispute', suspenseFen: -1n }))).toEqual(['give_back']);
    expect(waysOf(facts({ kind: 'dispute', suspenseFen: 1n }))).toEqual(['bear']);
  });
  it('that a later file overtook is decided no more', () => {
    for (const decision of ['approve', 'refuse', 'withdraw'] as const)
      expect(decideResolution({ ...proposed, state: 'resolved' }, { decision, by: 'stf_2' })).toMatchObject({
        refusal: { code: 'reconciliation.break_elsewhere' },
      });
  });
});
