/** The ledger: append-only journals whose postings sum to zero. Other modules' SQL uses its do_* functions and v_* views. */
export {
  accounts,
  agentAccount,
  balanced,
  capturePostings,
  credit,
  debit,
  depositAccount,
  refundPostings,
  lesserSalePostings,
  salePostings,
  suspenseAccount,
  type Posting,
} from './domain/postings.ts';
export {
  acceptCostPostings,
  bearPostings,
  bookPostings,
  chargePostings,
  followPostings,
  type Priced,
} from './domain/break-postings.ts';
export {
  chargebackPostings,
  creditDeclinedPostings,
  creditPaidPostings,
  creditPostings,
  fromSuspensePostings,
  lossBackPostings,
  networkFeePostings,
  representedPostings,
} from './domain/dispute-postings.ts';
export { postJournal, type NewJournal } from './commands/post-journal.ts';
export { isOffSheet, putOnSheet, sheetOf, type SheetEntry, type SheetLine } from './commands/price-sheet.ts';
export { expireHolds } from './commands/expire-holds.ts';
export { closeBooks } from './commands/close-books.ts';
export { closeMonth, lastDayOf } from './commands/close-month.ts';
export {
  adjustableAccounts,
  isAdjustmentAbout,
  listAdjustments,
  moveAdjustment,
  proposeAdjustment,
  type Adjustment,
} from './commands/adjust.ts';
export { adjustmentMachine } from './domain/adjustment-machine.ts';
export { bookDayMachine } from './domain/book-day-machine.ts';
export {
  bookDays,
  bookMonths,
  booksStand,
  openDays,
  monthTotals,
  type BookDay,
  type BookMonth,
  type MonthTotal,
} from './queries/books-of.ts';
export { isOwnAccount } from './domain/chart.ts';
export {
  statementPage,
  statementSummary,
  type StatementLine,
  type StatementOf,
  type StatementSummary,
} from './queries/statement-of.ts';
export { searchJournals, type FoundJournal, type JournalFilter } from './queries/search-journals.ts';
export { verifyBooks, type BooksFault, type VerifiedDay } from './queries/verify-books.ts';
export {
  merchantPeriod,
  monthEntries,
  type EntryFilter,
  type MerchantBalances,
  type MerchantPeriod,
  type MonthEntry,
  type MonthMove,
} from './queries/month-of-merchant.ts';
export { debtOf } from './queries/debt-of.ts';
export { frozenOf, type FrozenMoney } from './queries/frozen-of.ts';
export {
  trialBalance,
  balanceAsOf,
  balancesOf,
  balanceDifferences,
  type AsOf,
  type TrialBalance,
} from './queries/trial-balance.ts';
/** SQL doors: do_post_journal, do_post_credits, do_move_many, do_put_on_sheet, do_reverse_journal, do_mirror_journal, do_find_journal, do_find_amount, do_collect_debt, do_debt_of, do_debts_of, do_open_hold, do_void_hold, do_close_hold, do_expire_holds, do_reopen_hold, do_freeze, do_thaw, do_receivable_of, do_receivables, do_seal_days, do_mark_days, do_close_next, do_digest_day, do_check_totals, do_close_month, do_totals, do_account_totals, do_count_journals, do_account_days, do_fees_of_day; v_trial_balance, v_balance, v_frozen, v_closed_day. */
