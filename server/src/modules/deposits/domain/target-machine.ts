import type { Machine, StateOf } from '../../../kernel/machine.ts';

/** The target side of a deposit. `applied`: the signed terms took effect. */
export const targetMachine = {
  name: 'deposit_target',
  column: 'deposits.deposit.target_state',
  initial: 'counting',
  final: ['qualified', 'applied'],
  states: {
    counting: { qualify: 'qualified', miss: 'missed' },
    missed: { appeal: 'appealed', apply: 'applied' },
    appealed: { grant: 'qualified', refuse: 'applied' },
    qualified: {},
    applied: {},
  },
} as const satisfies Machine;
export type TargetState = StateOf<typeof targetMachine>;
