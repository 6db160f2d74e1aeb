import type { EventOf, Machine, StateOf } from '../../../kernel/machine.ts';

/** Somebody who has left stays in the list, because what they did does; they never come back under the same login. */
export const staffMachine = {
  name: 'staff',
  column: 'identity.staff.state',
  initial: 'invited',
  final: ['left'],
  states: {
    invited: { set_up: 'active', leave: 'left' },
    active: { suspend: 'locked', leave: 'left' },
    locked: { resume: 'active', leave: 'left' },
    left: {},
  },
} as const satisfies Machine;
export type StaffState = StateOf<typeof staffMachine>;
export type StaffEvent = EventOf<typeof staffMachine>;

/** What takes two administrators. */
export const staffProposalMachine = {
  name: 'staff proposal',
  column: 'identity.staff_proposal.state',
  initial: 'proposed',
  final: ['approved', 'refused', 'withdrawn'],
  states: {
    proposed: { approve: 'approved', refuse: 'refused', withdraw: 'withdrawn' },
    approved: {},
    refused: {},
    withdrawn: {},
  },
} as const satisfies Machine;
export type StaffProposalState = StateOf<typeof staffProposalMachine>;
export type StaffProposalEvent = EventOf<typeof staffProposalMachine>;
