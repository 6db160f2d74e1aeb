/** Settlement 结算 and payouts 划款: closing a business day, paying merchants on their T+1, and knowing what the bank did with it. */
export { closeDay, ensureNextClose, type DaySchedule } from './commands/close-day.ts';
export { delaySale, resumeSale, type DelayedSale } from './commands/delay-sale.ts';
export { foreseeT0, payT0, type T0Paid, type T0Request } from './commands/pay-t0.ts';
export { agreeT0, noteT0Looked, switchT0 } from './commands/switch-t0.ts';
export { settleDay } from './commands/settle-day.ts';
export { isBankSilent } from './queries/bank-silent.ts';
export { sendPayout, pollPayout, type PayoutBank, type BankEntry } from './commands/send-payout.ts';
export { linkCleared, payWaiting, payWithNext, moveDay, dayOf, listDays, type SettlementDay } from './commands/days.ts';
export { moneyOfSale, type MoneyOfSale } from './queries/money-of-sale.ts';
export { saleCourse, type CourseStop, type CourseStep } from './domain/sale-course.ts';
export {
  MONTH_LINES,
  entriesOfLine,
  monthStatement,
  standsOf,
  type MonthLineName,
  type MonthStatement,
} from './domain/month-statement.ts';
export { arrivalsOf, type Arrival } from './queries/arrivals-of.ts';
export { seeSettled } from './queries/see-settled.ts';
export { leftOfDay, t0RipeAt, type T0Code, type T0Plan, type T0Standing, type T0Terms } from './domain/decide-t0.ts';
export { t0AdvancesOf, t0AgreedOf, t0FreshMerchants, t0SwitchOf } from './queries/t0-of.ts';
export { settlementsOf, listPayouts, payoutAmountOf, type SettlementRow } from './queries/settlements-of.ts';
export { releaseRefusedFile } from './commands/release-file.ts';
export { handOverPayoutFile, makePayoutFile, planPayoutFile, type PayoutFiles } from './commands/payout-file.ts';
export { takeBankFiles } from './commands/take-bank-files.ts';
export {
  countPayouts,
  countPayoutsOpen,
  openPayout,
  pageOfPayouts,
  type PayoutFilter,
} from './queries/list-payouts.ts';
export { bankDifferences, payoutFilesOf, payoutsAgainstBank } from './queries/payout-files-of.ts';
export type {
  BankMessage,
  FileFault,
  PayoutFile,
  PayoutFileFormat,
  PayoutStatus,
  StatementEntry,
} from './domain/payout-files.ts';
export { payoutFileMachine, payoutMachine, settlementDayMachine } from './domain/settlement-machines.ts';
export { listShareTerms, moveShareTerms, proposeShareTerms, type AgreedShare } from './commands/share-terms.ts';
export { noteAgentMerchant, shareClosedDays } from './commands/share-days.ts';
export { moveShareStatement } from './commands/share-statements.ts';
export { sharedDaysOf, sharedMerchantsOf, shareStatementsOf, type ShareStatement } from './queries/shares-of.ts';
export { monthOf, type ShareStatementEvent } from './domain/decide-share.ts';
export { shareStatementMachine, shareTermsMachine } from './domain/share-machines.ts';
/** SQL doors: do_settle_day, do_lock_debtors, do_make_batches, do_pay_batches, do_take_advances_back, do_link_cleared, do_cleared_with, do_delay_sale, do_delayable_from, do_promised, do_resume_sale, do_pay_waiting, do_pay_with_next, do_see_settled, do_take_advance_back; v_payable_sale, v_t0_sale, v_cleared_sale. */
export { payoutsByState, type PayoutsInState } from './queries/payouts-by-state.ts';
