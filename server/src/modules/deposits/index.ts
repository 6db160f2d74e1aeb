/** Deposits 押金: what was agreed (a snapshot), and where the money is. */
export { quoteDeposit, type DepositTerms } from './commands/quote-deposit.ts';
export { noteDepositHolder, secureDeposit, releaseFreeze } from './commands/secure-deposit.ts';
export { depositOf, depositOfTerminal, ownFreezesOf, type Deposit } from './queries/deposit-of.ts';
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
