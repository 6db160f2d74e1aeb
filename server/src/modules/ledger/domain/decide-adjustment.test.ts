import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { adjustmentMachine, type AdjustmentState } from './adjustment-machine.ts';
import { decideAdjustment, decideProposal, type AdjustmentEvent } from './decide-adjustment.ts';

const adjustable = ['susp_long', 'inc:*', 'm:avail'];
const line = (account: string, amount: bigint) => ({ account, amount });
const proposal = (lines: { account: string; amount: bigint }[], merchantId = '-') =>
  decideProposal({ merchantId, lines, adjustable });
const codeOf = (outcome: ReturnType<typeof proposal>): string | undefined =>
  outcome.refused ? outcome.refusal.code : undefined;

describe('a proposal', () => {
  it('that balances between accounts of the list is taken', () => {
    expect(codeOf(proposal([line('susp_long', 5n), line('inc:mdr', -5n)]))).toBeUndefined();
    expect(codeOf(proposal([line('susp_long', 5n), line('m:avail', -5n)], 'mer_1'))).toBeUndefined();
  });

  it.each([
    ['does not balance', [line('susp_long', 5n), line('inc:mdr', -4n)], 'ledger.adjust_unbalanced'],
    ['has one line', [line('susp_long', 5n)], 'ledger.adjust_unbalanced'],
    ['has a line of nothing', [line('susp_long', 0n), line('inc:mdr', 0n)], 'ledger.adjust_amount'],
    [
      'is of more than ten million',
      [line('susp_long', 1_000_000_001n), line('inc:mdr', -1_000_000_001n)],
      'ledger.adjust_amount',
    ],
    ['touches a deposit', [line('susp_long', 5n), line('deposit:dep_1', -5n)], 'ledger.adjust_account'],
    ['touches frozen money', [line('susp_long', 5n), line('m:frozen', -5n)], 'ledger.adjust_account'],
    ['names a whole class', [line('susp_long', 5n), line('inc:', -5n)], 'ledger.adjust_account'],
    [
      'touches an account of a merchant and names none',
      [line('susp_long', 5n), line('m:avail', -5n)],
      'ledger.adjust_merchant',
    ],
  ])('that %s is refused', (_why, lines, code) => expect(codeOf(proposal(lines))).toBe(code));

  it('of seventeen lines is refused', () =>
    expect(codeOf(proposal([...Array.from({ length: 16 }, () => line('susp_long', 1n)), line('inc:mdr', -16n)]))).toBe(
      'ledger.adjust_unbalanced',
    ));
});

describe('a decision', () => {
  it('is never made by whoever proposed, and taken back by nobody else, whatever the state', () => {
    const states = Object.keys(adjustmentMachine.states) as AdjustmentState[];
    fc.assert(
      fc.property(
        fc.constantFrom(...states),
        fc.constantFrom<AdjustmentEvent>('approve', 'refuse', 'withdraw'),
        fc.constantFrom('a', 'b', 'c'),
        fc.constantFrom('a', 'b', 'c'),
        (state, event, proposedBy, by) => {
          const decided = decideAdjustment({ state, proposedBy }, { event, by });
          if (decided.refused) return;
          expect(state).toBe('proposed');
          expect(by === proposedBy).toBe(event === 'withdraw');
        },
      ),
    );
  });

  it('says why it is refused', () => {
    const facts = { state: 'proposed', proposedBy: 'a' } as const;
    expect(decideAdjustment(facts, { event: 'approve', by: 'a' })).toMatchObject({
      refusal: { code: 'ledger.adjust_second_person' },
    });
    expect(decideAdjustment(facts, { event: 'withdraw', by: 'b' })).toMatchObject({
      refusal: { code: 'ledger.adjust_not_yours' },
    });
    expect(decideAdjustment({ ...facts, state: 'refused' }, { event: 'approve', by: 'b' })).toMatchObject({
      refusal: { code: 'ledger.adjust_decided' },
    });
  });
});
