import type { Machine, StateOf } from '../../../kernel/machine.ts';

/** Another value of a policy parameter: one person proposes it, another approves or refuses; whoever proposed may take it back. */
export const parameterChangeMachine = {
  name: 'parameter_change',
  column: 'catalogue.parameter_change.state',
  initial: 'proposed',
  final: ['approved', 'refused', 'withdrawn'],
  states: {
    proposed: { approve: 'approved', refuse: 'refused', withdraw: 'withdrawn' },
    approved: {},
    refused: {},
    withdrawn: {},
  },
} as const satisfies Machine;

export type ParameterChangeState = StateOf<typeof parameterChangeMachine>;
