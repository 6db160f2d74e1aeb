import type { Machine } from '../../../kernel/machine.ts';

/** A person who works for a merchant: invited by the owner, answered by the person, ended by either. */
export const memberMachine = {
  name: 'member',
  column: 'merchants.member.state',
  initial: 'invited',
  final: ['declined', 'ended'],
  states: {
    invited: { accept: 'active', decline: 'declined', end: 'ended' },
    active: { end: 'ended' },
    declined: {},
    ended: {},
  },
} as const satisfies Machine;
