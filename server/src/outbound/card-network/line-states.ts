/** The states of one line to a processor. It is kept in no table: a process that starts anew dials anew. */
import type { EventOf, Machine, StateOf } from '../../kernel/machine.ts';

export const lineMachine = {
  name: 'card network line',
  column: '',
  initial: 'down',
  final: ['closed'],
  states: {
    down: { dial: 'signing_on', close: 'closed' },
    signing_on: { signed_on: 'up', lose: 'down', close: 'closed' },
    // only here are requests sent
    up: { fall_silent: 'resting', lose: 'down', close: 'closed' },
    resting: { rest_over: 'probing', lose: 'down', close: 'closed' },
    // an echo test decides: its answer opens the line, its silence ends the connection
    probing: { answer_echo: 'up', lose: 'down', close: 'closed' },
    closed: {},
  },
} as const satisfies Machine;

export type LineState = StateOf<typeof lineMachine>;
export type LineEvent = EventOf<typeof lineMachine>;
