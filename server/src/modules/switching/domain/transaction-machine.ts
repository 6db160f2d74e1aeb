import type { Machine, StateOf } from '../../../kernel/machine.ts';

/**
 * One card transaction. `sent` is written before the network hears of it. `unknown` always ends by a reversal. Cleared and settled
 * are links, not states: a million sales are never updated.
 */
export const cardTransactionMachine = {
  name: 'card transaction',
  column: 'switching.card_transaction.state',
  initial: 'sent',
  final: ['approved', 'declined', 'reversed'],
  states: {
    sent: { approve: 'approved', decline: 'declined', lose: 'unknown', reverse: 'reversing' },
    unknown: { reverse: 'reversing' },
    approved: { reverse: 'reversing' },
    declined: {},
    reversing: { confirm: 'reversed' },
    reversed: {},
  },
} as const satisfies Machine;

export type TransactionState = StateOf<typeof cardTransactionMachine>;
