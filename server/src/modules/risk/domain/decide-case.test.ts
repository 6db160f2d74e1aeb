import { describe, expect, it } from 'vitest';
import { decideCaseMove, type CaseFacts } from './decide-case.ts';

const open: CaseFacts = { state: 'open', proposedBy: undefined, people: { release: 1, confirm: 2 } };
const move = (facts: Partial<CaseFacts>, decision: 'keep' | 'release' | 'confirm', by = 'stf_2') => {
  const done = decideCaseMove({ ...open, ...facts }, { decision, by });
  return done.refused ? done.refusal.code : done.value.to;
};

describe('a decision about a risk case', () => {
  it('of one person is enough where the policy says one, and a proposal where it says two', () => {
    expect(move({}, 'release')).toBe('released');
    expect(move({}, 'confirm')).toBe('pending_confirm');
    expect(move({ people: { release: 2, confirm: 1 } }, 'release')).toBe('pending_release');
    expect(move({ people: { release: 2, confirm: 1 } }, 'confirm')).toBe('confirmed');
  });
  it('that was proposed is taken by another person only; whoever proposed may take it back', () => {
    const proposed = { state: 'pending_confirm', proposedBy: 'stf_1' } as const;
    expect(move(proposed, 'confirm', 'stf_1')).toBe('risk.second_person');
    expect(move(proposed, 'confirm', 'stf_2')).toBe('confirmed');
    expect(move(proposed, 'keep', 'stf_1')).toBe('open');
    expect(move(proposed, 'release')).toBe('risk.case_elsewhere');
  });
  it('against a merchant may be appealed: released after all, or kept as it was', () => {
    expect(move({ state: 'confirmed' }, 'release')).toBe('released');
    expect(move({ state: 'confirmed', people: { release: 2, confirm: 2 } }, 'release')).toBe('pending_appeal');
    expect(move({ state: 'pending_appeal', proposedBy: 'stf_1' }, 'keep')).toBe('confirmed');
    expect(move({ state: 'pending_appeal', proposedBy: 'stf_1' }, 'release', 'stf_1')).toBe('risk.second_person');
  });
  it('to keep looking changes nothing, and what was released is over', () => {
    expect(move({}, 'keep')).toBe('open');
    expect(move({ state: 'confirmed' }, 'keep')).toBe('risk.case_elsewhere');
    for (const decision of ['keep', 'release', 'confirm'] as const)
      expect(move({ state: 'released' }, decision)).toBe('risk.case_elsewhere');
  });
});
