/** The switch: the journal of card transactions, kept apart from the ledger, and the rules of what may follow what. */
export {
  beginFollower,
  beginOfHost,
  beginTransaction,
  COPY_DAYS,
  type Begun,
  type NewFollower,
  type NewTransaction,
  type PersonLimits,
} from './commands/begin-transaction.ts';
export {
  approveTransaction,
  approveFreeze,
  approveOther,
  declineTransaction,
  markUnknown,
  type Approval,
  type OtherApproval,
} from './commands/record-answer.ts';
export {
  reverseByTerminal,
  mayTakeBack,
  takeBack,
  takeBackUnknownToNetwork,
  reverseUpstream,
  finishReversal,
  strandedTransactions,
  type ReversalKey,
} from './commands/reverse.ts';
export { endBatch, keepUploads, settleBatch, type BatchStep, type Upload } from './commands/settle-batch.ts';
export {
  keepScriptNotice,
  isSigned,
  keepSignature,
  signatureOf,
  type NewSignature,
} from './commands/keep-signature.ts';
export { openBatchRows, undecidedOf } from './queries/open-rows.ts';
export { listBatches, type TerminalBatch } from './queries/batch-of.ts';
export { endLateReversal } from './commands/end-late-reversal.ts';
export { listLateReversals, lateReversalOf, openLateReversals, type LateReversal } from './queries/late-reversals.ts';
export { lateReversalMachine, type LateReversalState } from './domain/late-reversal-machine.ts';
export type { LateReversalRefusal } from './domain/decide-late-reversal.ts';
export { terminalBatchMachine } from './domain/batch-machine.ts';
export { cardTransactionMachine, type TransactionState } from './domain/transaction-machine.ts';
export { decideReversal } from './domain/decide-reversal.ts';
export {
  askedByHost,
  codePayments,
  hostKinds,
  type HostKind,
  follows,
  paidByCode,
  transactionKinds,
  type FollowingKind,
  type TransactionKind,
} from './domain/transaction-kinds.ts';
export { readVoucher, voucherOf } from './domain/code-voucher.ts';
export { closeUnpaid, waitForCustomer } from './commands/wait-for-customer.ts';
export { referenceOf, type GivenOriginal } from './domain/original-reference.ts';
export { limited, type EntryLimits, type SaleLimits } from './domain/decide-limit.ts';
export { chargesBefore, chargesOf, largeDays, type LargeDay } from './queries/charges-of.ts';
export type { FollowingRules } from './domain/decide-following.ts';
export {
  findOriginal,
  isPaidEarly,
  originalOf,
  standingOf,
  type OriginalReference,
  type Standing,
} from './queries/original-of.ts';
export { transmissionTime } from './commands/begin-transaction.ts';
export type { CardNetwork, NetworkAnswer, NetworkRequest } from './card-network.ts';
export { lastSales } from './queries/last-sales.ts';
export { countTransactions, listTransactions, type TransactionsAsked } from './queries/list-transactions.ts';
export { pulseOf, type Beat } from './queries/pulse.ts';
export { searchTransactions, type TransactionFilter } from './queries/search-transactions.ts';
export {
  signedAmong,
  transactionOf,
  transactionsAmong,
  transactionsByRrn,
  dayTotals,
  refundsOn,
  cardNumberOf,
  drawTraceNo,
  voidedAmong,
  type CardTransaction,
} from './queries/transaction-of.ts';
export {
  besideSales,
  cardHashesOf,
  countMerchantsBetween,
  daysSoldOf,
  FRESH_MAX,
  merchantsBetween,
  merchantsOfDay,
  merchantsWithFresh,
  standingSales,
  type BesideSales,
  type StandingSale,
} from './queries/fresh-sales.ts';
/** SQL doors: do_approve_other, do_approve_sale, do_approve_sales, do_begin_many, do_charge_back, do_claim, do_claimed, do_land, do_lock_merchant, do_lock_merchants, do_lock_person, do_of_days, do_pay_early, do_taken, do_undo; v_approved_sale, v_card_transaction, v_counted_sale, v_open_sale, v_paid_early. */
