/** The switch: the journal of card transactions, kept apart from the ledger, and the rules of what may follow what. */
export { beginTransaction, type NewTransaction, type Begun } from './commands/begin-transaction.ts';
export {
  approveTransaction,
  approveFreeze,
  declineTransaction,
  markUnknown,
  type Approval,
} from './commands/record-answer.ts';
export {
  reverseByTerminal,
  takeBack,
  reverseUpstream,
  finishReversal,
  strandedTransactions,
  type ReversalKey,
} from './commands/reverse.ts';
export { cardTransactionMachine, type TransactionState } from './domain/transaction-machine.ts';
export { decideReversal } from './domain/decide-reversal.ts';
export type { CardNetwork, NetworkAnswer, NetworkRequest } from './card-network.ts';
export {
  transactionOf,
  transactionsOf,
  dayTotals,
  cardNumberOf,
  listTransactions,
  type CardTransaction,
} from './queries/transaction-of.ts';
/** SQL doors: do_approve_sale, do_lock_merchant; v_approved_sale, v_card_transaction. */
