/** Deposits 押金: what was agreed (a snapshot), and where the money is. */
export { quoteDeposit, type DepositTerms } from './commands/quote-deposit.ts';
export { secureDeposit, releaseFreeze } from './commands/secure-deposit.ts';
export { depositOf, depositOfTerminal, type Deposit } from './queries/deposit-of.ts';
export { depositMachine } from './domain/deposit-machine.ts';
