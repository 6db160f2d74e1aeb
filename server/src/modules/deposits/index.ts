/** Deposits 押金: what was agreed (a snapshot), and where the money is. */
export { quoteDeposit, type DepositTerms } from './commands/quote-deposit.ts';
export { noteDepositHolder, secureDeposit, releaseFreeze } from './commands/secure-deposit.ts';
export {
  depositAskedAbout,
  depositById,
  depositOf,
  depositOfTerminal,
  depositsOf,
  ownFreezesOf,
  type Deposit,
} from './queries/deposit-of.ts';
export { countDeposits, listDeposits, type DepositFilter } from './queries/list-deposits.ts';
export { countDays, moveTarget, nextLook, startDepositClock, type DepositKey } from './commands/deposit-clock.ts';
export { forfeitDeposit, lapseFreeze, moveDeposit, noteHostRefusal, noteHostRequest } from './commands/host-money.ts';
export { bookAccountRefund, moveRefund, openRefund } from './commands/refund-deposit.ts';
export { appealTarget, decideAppeal } from './commands/appeal-target.ts';
export {
  appealOf,
  appealsAmong,
  countedAmong,
  progressOf,
  refundOf,
  refundsAmong,
  type DepositRefund,
  type TargetAppeal,
} from './queries/life-of.ts';
export { depositsMovedOn } from './queries/moved-on-day.ts';
export { countedSince } from './queries/used-since.ts';
export { projectTarget, type TargetClock } from './domain/project-target.ts';
export { decideGiveBack, type GiveBackDecision } from './domain/decide-give-back.ts';
export { forfeitOf, listForfeits, moveForfeit, openForfeit, type Forfeit } from './commands/forfeit.ts';
export { forfeitMachine, type ForfeitEvent } from './domain/forfeit-machine.ts';
export { decideDepositDay } from './domain/decide-deposit-day.ts';
export { targetMachine } from './domain/target-machine.ts';
export { depositRefundMachine } from './domain/refund-machine.ts';
export { depositMachine } from './domain/deposit-machine.ts';
export {
  knownPayIns,
  listPayIns,
  newestPayIn,
  takePayIn,
  type BankPayIn,
  type PayInBank,
  type PayInRow,
  type PayInTarget,
} from './commands/take-pay-in.ts';
export { assignPayIn, returnPayIn, sendBackPayIn, type PayInRefusal } from './commands/settle-pay-in.ts';
export { terminalNoInRemark, transferReference, type PayInReason } from './domain/decide-pay-in.ts';
export { payInMachine } from './domain/pay-in-machine.ts';
