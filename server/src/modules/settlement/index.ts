/** Settlement 结算 and payouts 划款: closing a business day, paying merchants on their T+1, and knowing what the bank did with it. */
export { closeDay, ensureNextClose, type DaySchedule } from './commands/close-day.ts';
export { delaySale, resumeSale, type DelayedSale } from './commands/delay-sale.ts';
export { settleDay } from './commands/settle-day.ts';
export { sendPayout, pollPayout, type PayoutBank, type BankEntry } from './commands/send-payout.ts';
export { linkCleared, moveDay, dayOf, listDays, type SettlementDay } from './commands/days.ts';
export { seeSettled } from './queries/see-settled.ts';
export { settlementsOf, listPayouts, type SettlementRow } from './queries/settlements-of.ts';
export { payoutMachine, settlementDayMachine } from './domain/settlement-machines.ts';
/** SQL doors: do_settle_day, do_link_cleared, do_delay_sale, do_resume_sale, do_see_settled; v_payable_sale. */
