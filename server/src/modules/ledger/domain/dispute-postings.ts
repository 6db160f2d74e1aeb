import type { CivilDate } from '../../../kernel/instant.ts';
import { accounts, suspenseAccount, type Posting } from './postings.ts';

const line = (account: string, amount: bigint): Posting => ({ account, amount });
const receivable = (date: CivilDate): string => accounts.networkReceivable('cup', date);

/** The network took it back from the sale: the merchant's debt, as a refund is. No fee is given back. */
export const chargebackPostings = (fen: bigint, date: CivilDate): Posting[] => [
  line(accounts.merchantOwes, fen),
  line(receivable(date), -fen),
];

/** It came back: the merchant's again, though what it owed for it may have been taken from it long ago. */
export const representedPostings = (fen: bigint, date: CivilDate): Posting[] => [
  line(receivable(date), fen),
  line(accounts.merchantAvailable, -fen),
];

/** What is to go back by our own wish is the merchant's debt and waits for the network. */
export const creditPostings = (fen: bigint): Posting[] => [
  line(accounts.merchantOwes, fen),
  line(accounts.refundPayable, -fen),
];

/** The network has carried it out. */
export const creditPaidPostings = (fen: bigint, date: CivilDate): Posting[] => [
  line(accounts.refundPayable, fen),
  line(receivable(date), -fen),
];

/** The network would not: the merchant has it again. */
export const creditDeclinedPostings = (fen: bigint): Posting[] => [
  line(accounts.refundPayable, fen),
  line(accounts.merchantAvailable, -fen),
];

/**
 * What stood in suspense is brought, or taken, by the file of a day. `movedFen` is what the file moves after its costs; where that is not what
 * stood there, the rest is cost.
 */
export const fromSuspensePostings = (suspenseFen: bigint, movedFen: bigint, date: CivilDate): Posting[] => [
  line(receivable(date), movedFen),
  line(suspenseAccount(suspenseFen), -suspenseFen),
  line(accounts.expenseInterchange, suspenseFen - movedFen),
];

/** What was borne comes back after all. */
export const lossBackPostings = (fen: bigint, date: CivilDate): Posting[] => [
  line(receivable(date), fen),
  line(accounts.expenseLoss, -fen),
];

/** What the network takes for a line, or a brand for its mark. */
export const networkFeePostings = (fen: bigint, date: CivilDate): Posting[] => [
  line(accounts.expenseNetwork, fen),
  line(receivable(date), -fen),
];
