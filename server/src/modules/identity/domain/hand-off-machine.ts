import type { Machine, StateOf } from '../../../kernel/machine.ts';

/** A code for the phone. One that was not opened in time stays `waiting` until the next is made; time alone closes it. */
export const handOffMachine = {
  name: 'hand-off to the phone',
  column: 'identity.hand_off.state',
  initial: 'waiting',
  final: ['ended', 'withdrawn'],
  states: {
    waiting: { redeem: 'opened', withdraw: 'withdrawn' },
    opened: { end: 'ended' },
    ended: {},
    withdrawn: {},
  },
} as const satisfies Machine;
export type HandOffState = StateOf<typeof handOffMachine>;
