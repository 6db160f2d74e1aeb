import { describe, expect, it } from 'vitest';
import { decideProposal } from './decide-proposal.ts';

const said = (
  ...[state, proposedBy, event, by]: [
    'asked' | 'proposed' | 'approved',
    string | undefined,
    'propose' | 'approve' | 'refuse' | 'withdraw',
    string,
  ]
) => {
  const done = decideProposal({ state, proposedBy }, { event, by });
  return done.refused ? done.refusal.code : done.value;
};

describe('what takes two people', () => {
  it('and was asked for by the machine is proposed by a person first, and decided by another', () => {
    expect(said('asked', undefined, 'approve', 'a')).toBe('risk.proposal_decided');
    expect(said('asked', undefined, 'propose', 'a')).toBe('proposed');
    expect(said('proposed', 'a', 'approve', 'a')).toBe('risk.proposal_second_person');
    expect(said('proposed', 'a', 'approve', 'b')).toBe('approved');
  });
  it('is refused by another person and taken back by its own, and not the other way round', () =>
    expect([
      said('proposed', 'a', 'refuse', 'a'),
      said('proposed', 'a', 'refuse', 'b'),
      said('proposed', 'a', 'withdraw', 'b'),
      said('proposed', 'a', 'withdraw', 'a'),
    ]).toEqual(['risk.proposal_second_person', 'refused', 'risk.proposal_not_yours', 'withdrawn']));
  it('and is decided is not decided again', () =>
    expect(said('approved', 'a', 'refuse', 'b')).toBe('risk.proposal_decided'));
});
