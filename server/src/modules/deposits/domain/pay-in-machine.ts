import type { Machine } from '../../../kernel/machine.ts';

/** A credit of the account for deposits. What is not certainly one is for people: it is assigned by hand or goes back. */
export const payInMachine = {
  name: 'pay-in',
  column: 'deposits.pay_in.state',
  initial: 'unclear',
  final: ['matched', 'returned'],
  states: {
    unclear: { assign: 'matched', send_back: 'returning' },
    matched: {},
    returning: { arrive: 'returned', refuse: 'unclear' },
    returned: {},
  },
} as const satisfies Machine;
