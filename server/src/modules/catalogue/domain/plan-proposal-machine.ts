import type { Machine, StateOf } from '../../../kernel/machine.ts';

/** A version of a price plan: one person proposes it, another approves or refuses; whoever proposed may take it back. */
export const planProposalMachine = {
  name: 'plan_proposal',
  column: 'catalogue.plan_proposal.state',
  initial: 'proposed',
  final: ['approved', 'refused', 'withdrawn'],
  states: {
    proposed: { approve: 'approved', refuse: 'refused', withdraw: 'withdrawn' },
    approved: {},
    refused: {},
    withdrawn: {},
  },
} as const satisfies Machine;

export type PlanProposalState = StateOf<typeof planProposalMachine>;
