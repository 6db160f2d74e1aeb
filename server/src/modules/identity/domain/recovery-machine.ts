import type { Machine, StateOf } from '../../../kernel/machine.ts';

/** 换号找回. Nothing moves before the cooling time is over; whoever still has the old phone can stop it until then. */
export const recoveryMachine = {
  name: 'recovery',
  column: 'identity.recovery.state',
  initial: 'started',
  final: ['done', 'cancelled', 'refused'],
  states: {
    started: { pass: 'cooling', give_up: 'refused' },
    cooling: { finish: 'done', cancel: 'cancelled' },
    done: {},
    cancelled: {},
    refused: {},
  },
} as const satisfies Machine;
export type RecoveryState = StateOf<typeof recoveryMachine>;
