import type { EventOf, Machine, StateOf } from '../../../kernel/machine.ts';

/** An agent is sent to a merchant; one at a time. */
export const dispatchMachine = {
  name: 'dispatch',
  column: 'servicing.dispatch.state',
  initial: 'offered',
  final: ['done', 'declined', 'withdrawn'],
  states: {
    offered: { accept: 'accepted', decline: 'declined', withdraw: 'withdrawn' },
    accepted: { arrive: 'on_site', decline: 'declined', withdraw: 'withdrawn' },
    on_site: { finish: 'done', withdraw: 'withdrawn' },
    done: {},
    declined: {},
    withdrawn: {},
  },
} as const satisfies Machine;
export type DispatchState = StateOf<typeof dispatchMachine>;
export type DispatchEvent = EventOf<typeof dispatchMachine>;
