import { assert } from '../../../kernel/assert.ts';
import type { Fen } from '../../../kernel/fen.ts';
import type { CivilDate } from '../../../kernel/instant.ts';

/** One line of a journal: amount > 0 debits the account, < 0 credits it. */
export interface Posting {
  readonly account: string;
  readonly amount: bigint;
}

/** The chart: names of accounts. A merchant's own accounts carry no id, because every journal belongs to one merchant. */
export const accounts = {
  networkReceivable: (channel: 'cup', date: CivilDate): string => `net_recv:${channel}:${date}`,
  bankReserve: 'bank:reserve',
  bankOwn: 'bank:own',
  merchantPending: 'm:pending',
  merchantAvailable: 'm:avail',
  merchantPayout: 'm:payout',
  incomeMdr: 'inc:mdr',
  incomeT0: 'inc:t0',
  incomeSim: 'inc:sim',
  expenseInterchange: 'exp:interchange',
  expenseNetwork: 'exp:network',
  /** What a merchant owes us; taken from the next payout. */
  merchantOwes: 'merch_recv',
  /** What goes back to cardholders and has not gone over the network yet. */
  refundPayable: 'refund_payable',
  /** Deposits kept by the signed terms. */
  incomeForfeit: 'inc:deposit_forfeit',
  /** What we bear because nobody else does. */
  expenseLoss: 'exp:loss',
  /** What agents get of the fees of the merchants they filed. */
  expenseAgent: 'exp:agent',
  suspenseShort: 'susp_short',
  suspenseLong: 'susp_long',
} as const;

/** The pre-authorisation of a deposit is completed: the network owes us the amount, we owe it to the merchant and bear the cost. */
export function capturePostings(input: {
  depositId: string;
  amount: Fen;
  issuerCost: Fen;
  networkCost: Fen;
  date: CivilDate;
}): Posting[] {
  const receivable = accounts.networkReceivable('cup', input.date);
  return [
    debit(receivable, input.amount),
    credit(depositAccount(input.depositId), input.amount),
    debit(accounts.expenseInterchange, input.issuerCost),
    debit(accounts.expenseNetwork, input.networkCost),
    { account: receivable, amount: -(input.issuerCost + input.networkCost) },
  ];
}

/** Where what two sides see differently waits: `fen` > 0, we have booked more than the other side (短款); < 0, less (长款). */
export const suspenseAccount = (fen: bigint): string => (fen > 0n ? accounts.suspenseShort : accounts.suspenseLong);

/** Deposits held for a merchant, one account a deposit; a liability with a guarded balance. */
export const depositAccount = (depositId: string): string => `deposit:${depositId}`;

/** What we owe an agent. */
export const agentAccount = (agentId: string): string => `agent:${agentId}:comm`;

export const debit = (account: string, amount: Fen): Posting => ({ account, amount });
export const credit = (account: string, amount: Fen): Posting => ({ account, amount: 0n - amount });

/** Drops lines of zero and asserts that the rest balances: a journal that does not is a bug, never a refusal. */
export function balanced(lines: readonly Posting[]): { accounts: string[]; amounts: bigint[] } {
  const kept = lines.filter((line) => line.amount !== 0n);
  assert(kept.reduce((sum, line) => sum + line.amount, 0n) === 0n, 'a journal must sum to zero');
  assert(kept.length >= 2, 'a journal has two lines or more');
  return { accounts: kept.map((line) => line.account), amounts: kept.map((line) => line.amount) };
}

/** Sale approved: the network owes us the amount, the merchant gets it less the fee; issuer and network keep their cost of it. */
export function salePostings(input: {
  amount: Fen;
  fee: Fen;
  issuerCost: Fen;
  networkCost: Fen;
  date: CivilDate;
}): Posting[] {
  const receivable = accounts.networkReceivable('cup', input.date);
  return [
    debit(receivable, input.amount),
    { account: accounts.merchantPending, amount: -(input.amount - input.fee) },
    credit(accounts.incomeMdr, input.fee),
    debit(accounts.expenseInterchange, input.issuerCost),
    debit(accounts.expenseNetwork, input.networkCost),
    { account: receivable, amount: -(input.issuerCost + input.networkCost) },
  ];
}

/** A sale turns out to be of less: the opposite of what was posted for what is taken off it. */
export const lesserSalePostings = (input: Parameters<typeof salePostings>[0]): Posting[] =>
  salePostings(input).map(({ account, amount }) => ({ account, amount: -amount }));

/** A refund goes back over the network now; the merchant owes it until the next payout. No fee is given back, as the network gives none. */
export function refundPostings(input: { amount: Fen; date: CivilDate }): Posting[] {
  return [
    debit(accounts.merchantOwes, input.amount),
    credit(accounts.networkReceivable('cup', input.date), input.amount),
  ];
}
