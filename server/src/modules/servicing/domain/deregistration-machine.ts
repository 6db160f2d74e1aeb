import type { EventOf, Machine, StateOf } from '../../../kernel/machine.ts';

/**
 * 注销. `blocked`: the merchant or people must end something first. `settling`: sales are stopped, what is due is paid by the normal day,
 * devices and deposits come to their end. `unbinding`: nothing is left, and it cannot be taken back any more.
 */
export const deregistrationMachine = {
  name: 'deregistration',
  column: 'servicing.deregistration.state',
  initial: 'requested',
  final: ['closed', 'cancelled'],
  states: {
    requested: { block: 'blocked', settle: 'settling', cancel: 'cancelled' },
    blocked: { settle: 'settling', cancel: 'cancelled' },
    settling: { block: 'blocked', unbind: 'unbinding', cancel: 'cancelled' },
    unbinding: { finish: 'closed' },
    closed: {},
    cancelled: {},
  },
} as const satisfies Machine;
export type DeregistrationState = StateOf<typeof deregistrationMachine>;
export type DeregistrationEvent = EventOf<typeof deregistrationMachine>;
