import type { EventOf, Machine, StateOf } from '../../../kernel/machine.ts';

/** Whether a deposit is kept although its target was never decided: two people keep it, one gives it back. */
export const forfeitMachine = {
  name: 'deposit_forfeit',
  column: 'deposits.forfeit.state',
  initial: 'open',
  final: ['kept', 'given_back'],
  states: {
    open: { propose: 'proposed', give_back: 'given_back' },
    proposed: { confirm: 'kept', drop: 'open', give_back: 'given_back' },
    kept: {},
    given_back: {},
  },
} as const satisfies Machine;
export type ForfeitState = StateOf<typeof forfeitMachine>;
export type ForfeitEvent = EventOf<typeof forfeitMachine>;
