import type { Machine, StateOf } from '../../../kernel/machine.ts';

/** A journal that people make: one proposes, another approves or refuses; whoever proposed may take it back. */
export const adjustmentMachine = {
  name: 'adjustment',
  column: 'ledger.adjustment.state',
  initial: 'proposed',
  final: ['approved', 'refused', 'withdrawn'],
  states: {
    proposed: { approve: 'approved', refuse: 'refused', withdraw: 'withdrawn' },
    approved: {},
    refused: {},
    withdrawn: {},
  },
} as const satisfies Machine;

export type AdjustmentState = StateOf<typeof adjustmentMachine>;
