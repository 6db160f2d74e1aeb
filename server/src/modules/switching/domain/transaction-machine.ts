import type { Machine, StateOf } from '../../../kernel/machine.ts';

/**
 * One card transaction. `sent` is written before the network hears of it. `unknown` ends by a reversal, or for what is never
 * reversed (0220) by an answer to the same request sent again. Voided, completed, refunded, cleared and settled are links, not
 * states: a million sales are never updated.
 */
export const cardTransactionMachine = {
  name: 'card transaction',
  column: 'switching.card_transaction.state',
  initial: 'sent',
  final: ['approved', 'declined', 'reversed'],
  states: {
    sent: { approve: 'approved', decline: 'declined', lose: 'unknown', reverse: 'reversing' },
    unknown: { approve: 'approved', decline: 'declined', reverse: 'reversing' },
    approved: { reverse: 'reversing' },
    declined: {},
    reversing: { confirm: 'reversed' },
    reversed: {},
  },
} as const satisfies Machine;

export type TransactionState = StateOf<typeof cardTransactionMachine>;
