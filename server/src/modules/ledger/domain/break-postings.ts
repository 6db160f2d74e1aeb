import type { Fen } from '../../../kernel/fen.ts';
import { accounts, suspenseAccount, type Posting } from './postings.ts';

/** What a sale is worth at an amount: our fee and what it costs us. */
export interface Priced {
  readonly amount: Fen;
  readonly fee: Fen;
  readonly issuerCost: Fen;
  readonly networkCost: Fen;
}

const line = (account: string, amount: bigint): Posting => ({ account, amount });

/** What stood in suspense leaves it. */
const outOfSuspense = (suspenseFen: bigint): Posting => line(suspenseAccount(suspenseFen), -suspenseFen);

/** 补单: the network's money of a sale that we lacked becomes the merchant's, less our fee; what it cost is what the network took. */
export function bookPostings(suspenseFen: bigint, sale: Priced): Posting[] {
  const cost = sale.amount + suspenseFen; // suspense is what came, below zero
  return [
    outOfSuspense(suspenseFen),
    line(accounts.expenseInterchange, cost - sale.networkCost),
    line(accounts.expenseNetwork, sale.networkCost),
    line(accounts.merchantAvailable, -(sale.amount - sale.fee)),
    line(accounts.incomeMdr, 0n - sale.fee),
  ];
}

/** It is our loss, or where the network paid more than anybody can say what for, less of one. */
export const bearPostings = (suspenseFen: bigint): Posting[] => [
  line(accounts.expenseLoss, suspenseFen),
  outOfSuspense(suspenseFen),
];

export const acceptCostPostings = (suspenseFen: bigint): Posting[] => [
  line(accounts.expenseInterchange, suspenseFen),
  outOfSuspense(suspenseFen),
];

/** What the network took back of a sale, with its cost, is the merchant's debt; our fee is given back. */
export function chargePostings(suspenseFen: bigint, sale: Priced): Posting[] {
  const cost = sale.amount - suspenseFen;
  return [
    line(accounts.merchantOwes, sale.amount - sale.fee),
    line(accounts.incomeMdr, sale.fee),
    line(accounts.expenseInterchange, -cost),
    outOfSuspense(suspenseFen),
  ];
}

/**
 * The sale is what the network says, though ours is paid: what is too much is the merchant's debt, what is too little comes with the next
 * batch. Fee and cost follow the amount.
 */
export function followPostings(
  suspenseFen: bigint,
  ours: Priced,
  theirs: Priced,
): { lines: Posting[]; toMerchant: bigint } {
  const amount = ours.amount - theirs.amount;
  const fee = ours.fee - theirs.fee;
  const owed = amount - fee;
  return {
    lines: [
      line(owed > 0n ? accounts.merchantOwes : accounts.merchantAvailable, owed),
      line(accounts.incomeMdr, fee),
      line(accounts.expenseInterchange, suspenseFen - amount),
      outOfSuspense(suspenseFen),
    ],
    toMerchant: -owed,
  };
}
