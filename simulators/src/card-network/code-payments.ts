/**
 * Payments by code at the network: a customer's code, or one of the network's own that a customer scans. Either may wait for a person,
 * `pending`, until that person has paid, has said no, the acquirer takes it back, or its time is over.
 */
import { walletOfCode, type Wallet } from '../population/wallets.ts';
import type { NetworkDemand, NetworkTransaction, TransactionKind } from './issuers.ts';
import { transactionKey } from './transaction-key.ts';

/** So long a payment waits for its customer. */
const waitMs = 120_000;

export const codeKinds: ReadonlySet<TransactionKind> = new Set([
  'qrPassive',
  'qrActive',
  'qrVoid',
  'qrRefund',
  'qrQuery',
]);
export const paysByCode = (kind: TransactionKind | undefined): boolean => kind === 'qrPassive' || kind === 'qrActive';

/** What a customer scans; it names the payment. */
export const codeToScan = (of: { acquirer: string; transmissionTime: string; stan: string }): string =>
  `https://qr.example/${transactionKey(of, of.acquirer)}`;

export const keyOfScanned = (payload: string): string | undefined =>
  /^https:\/\/qr\.example\/([0-9]+-\d{10}-\d{6})$/.exec(payload)?.[1];

export interface StandingPayment {
  readonly transaction: NetworkTransaction;
  readonly status: string;
  readonly refundedFen: bigint;
}

export interface CodeFacts {
  readonly nowMs: number;
  readonly original: StandingPayment | undefined;
  /** This code has been used. */
  readonly used: boolean;
  /** What a wallet's account would answer to a payment: 00, or why not. */
  readonly accountSays: (wallet: Wallet, amountFen: bigint) => string;
}

export const isOver = (payment: NetworkTransaction, nowMs: number): boolean => nowMs > (payment.sentMs ?? 0) + waitMs;

/** Field 39; 09 says that a person has still to say yes. Pure. */
export function decideCodePayment(demand: NetworkDemand, facts: CodeFacts): string {
  if (demand.amountFen <= 0n) return '13';
  switch (demand.kind) {
    case 'qrPassive':
      return decideCustomersCode(demand, facts);
    case 'qrActive':
      return '09';
    case 'qrVoid':
      return decideVoid(demand, facts.original);
    case 'qrRefund':
      return decideRefund(demand, facts.original);
    default:
      return standingOf(facts);
  }
}

function decideCustomersCode(demand: NetworkDemand, { nowMs, used, accountSays }: CodeFacts): string {
  const wallet = walletOfCode(demand.payCode ?? '', nowMs);
  if (wallet === undefined || used) return '14';
  const said = accountSays(wallet, demand.amountFen);
  if (said !== '00') return said;
  return demand.amountFen > wallet.freeFen ? '09' : '00';
}

function decideVoid(demand: NetworkDemand, original: StandingPayment | undefined): string {
  if (original === undefined) return '25';
  if (!paysByCode(original.transaction.kind) || original.status !== 'approved') return '12';
  if (original.refundedFen > 0n) return '12';
  return original.transaction.amountFen === String(demand.amountFen) ? '00' : '13';
}

/** Several, together at most the payment. */
function decideRefund(demand: NetworkDemand, original: StandingPayment | undefined): string {
  if (original === undefined) return '25';
  if (!paysByCode(original.transaction.kind) || original.status !== 'approved') return '12';
  return original.refundedFen + demand.amountFen <= BigInt(original.transaction.amountFen) ? '00' : '64';
}

function standingOf({ original, nowMs }: CodeFacts): string {
  if (original === undefined || !paysByCode(original.transaction.kind)) return '25';
  const { status, transaction } = original;
  if (status === 'pending') return isOver(transaction, nowMs) ? '12' : '09';
  if (status === 'approved') return '00';
  return status === 'declined' ? transaction.code : '12';
}
