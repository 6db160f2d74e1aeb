/** The ledger: append-only journals whose postings sum to zero. Other modules' SQL uses its do_* functions and v_* views. */
export {
  accounts,
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
export { postJournal, type NewJournal } from './commands/post-journal.ts';
export { expireHolds } from './commands/expire-holds.ts';
export { frozenOf, type FrozenMoney } from './queries/frozen-of.ts';
export {
  trialBalance,
  journalsOf,
  balancesOf,
  balanceDifferences,
  type TrialBalance,
} from './queries/trial-balance.ts';
/** SQL doors: do_post_journal, do_post_credits, do_move_many, do_reverse_journal, do_mirror_journal, do_find_journal, do_find_amount, do_collect_debt, do_debt_of, do_debts_of, do_open_hold, do_void_hold, do_close_hold, do_expire_holds, do_reopen_hold, do_freeze, do_thaw, do_receivable_of, do_receivables, do_posted_since; v_trial_balance, v_balance, v_frozen. */
