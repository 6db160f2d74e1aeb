import type { EventOf, Machine, StateOf } from '../../../kernel/machine.ts';

/** 售后工单 (domain, states). */
export const ticketMachine = {
  name: 'ticket',
  column: 'servicing.ticket.state',
  initial: 'open',
  final: ['closed'],
  states: {
    open: { take: 'in_progress', ask: 'waiting_merchant', dispatch: 'dispatched', resolve: 'resolved' },
    waiting_merchant: { answer: 'in_progress', resolve: 'resolved', close: 'closed' },
    dispatched: { arrive: 'in_progress', come_back: 'open', resolve: 'resolved' },
    in_progress: { ask: 'waiting_merchant', dispatch: 'dispatched', resolve: 'resolved' },
    resolved: { reopen: 'open', close: 'closed' },
    closed: {},
  },
} as const satisfies Machine;
export type TicketState = StateOf<typeof ticketMachine>;
export type TicketEvent = EventOf<typeof ticketMachine>;
/** What a desk does by itself; sending an agent says which. */
export const TICKET_EVENTS = [
  'take',
  'ask',
  'resolve',
  'answer',
  'close',
  'reopen',
] as const satisfies readonly TicketEvent[];
