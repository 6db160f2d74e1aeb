import type { NetworkRequest } from '../card-network.ts';

interface KindRow {
  /** What the network is asked; its MTI and processing code there. */
  readonly network: NetworkRequest['kind'];
  readonly mti: string;
  readonly processingCode: string;
  readonly conditionCode: '00' | '06';
  /** 1 adds to the debit side of a batch, -1 to the credit side, 0 moves no money. */
  readonly batchSide: 1 | -1 | 0;
  /** When nobody answers: taken back, or asked again until there is an answer (0220 has no reversal). */
  readonly silence: 'reverse' | 'repeat';
  /** Whether a terminal may reverse it (0400). */
  readonly reversible: boolean;
}

const sale = { network: 'sale', mti: '0200', processingCode: '000000', conditionCode: '00', batchSide: 1 } as const;
const preAuth = {
  network: 'preAuth',
  mti: '0100',
  processingCode: '030000',
  conditionCode: '06',
  batchSide: 0,
} as const;
const qr = { mti: '0200', conditionCode: '00' } as const;
const advice = { mti: '0220', conditionCode: '00' } as const;
const reversed = { silence: 'reverse', reversible: true } as const;
const repeated = { silence: 'repeat', reversible: false } as const;

/** Every kind of card transaction: a new one is a new row, a golden message and a rule. */
export const transactionKinds = {
  sale: { ...sale, ...reversed },
  test_sale: { ...sale, ...reversed },
  deposit_freeze: { ...preAuth, ...reversed },
  balance: {
    network: 'balance',
    mti: '0200',
    processingCode: '310000',
    conditionCode: '00',
    batchSide: 0,
    silence: 'reverse',
    reversible: false,
  },
  sale_void: {
    network: 'saleVoid',
    mti: '0200',
    processingCode: '200000',
    conditionCode: '00',
    batchSide: -1,
    ...reversed,
  },
  refund: { network: 'refund', mti: '0220', processingCode: '200000', conditionCode: '00', batchSide: -1, ...repeated },
  pre_auth: { ...preAuth, ...reversed },
  pre_auth_void: {
    network: 'preAuthVoid',
    mti: '0100',
    processingCode: '200000',
    conditionCode: '06',
    batchSide: 0,
    ...reversed,
  },
  completion: {
    network: 'preAuthCompletion',
    mti: '0200',
    processingCode: '000000',
    conditionCode: '06',
    batchSide: 1,
    ...reversed,
  },
  completion_advice: {
    network: 'completionAdvice',
    mti: '0220',
    processingCode: '000000',
    conditionCode: '06',
    batchSide: 1,
    ...repeated,
  },
  completion_void: {
    network: 'saleVoid',
    mti: '0200',
    processingCode: '200000',
    conditionCode: '06',
    batchSide: -1,
    ...reversed,
  },
  qr_passive: { ...qr, network: 'qrPassive', processingCode: '700000', batchSide: 1, ...reversed },
  qr_active: { ...qr, network: 'qrActive', processingCode: '710000', batchSide: 1, ...reversed },
  qr_void: { ...qr, network: 'qrVoid', processingCode: '720000', batchSide: -1, ...reversed },
  offline_sale: { ...advice, network: 'offlineSale', processingCode: '000000', batchSide: 1, ...repeated },
  tip: { ...advice, network: 'tip', processingCode: '000000', batchSide: 1, ...repeated },
  adjustment: { ...advice, network: 'adjustment', processingCode: '000000', batchSide: -1, ...repeated },
  // asked by the host and by no terminal: in no batch, told again under the same number until there is an answer
  deposit_capture: {
    network: 'completionAdvice',
    mti: '0220',
    processingCode: '000000',
    conditionCode: '06',
    batchSide: 0,
    ...repeated,
  },
  deposit_release: {
    network: 'preAuthVoid',
    mti: '0100',
    processingCode: '200000',
    conditionCode: '06',
    batchSide: 0,
    ...repeated,
  },
  deposit_refund: { ...advice, network: 'refund', processingCode: '200000', batchSide: 0, ...repeated },
} as const satisfies Record<string, KindRow>;

export type TransactionKind = keyof typeof transactionKinds;

/** What the host asks of the network by itself, about the card of a deposit. */
export const hostKinds = [
  'deposit_capture',
  'deposit_release',
  'deposit_refund',
] as const satisfies readonly TransactionKind[];
export type HostKind = (typeof hostKinds)[number];

export const askedByHost = (kind: TransactionKind): kind is HostKind =>
  (hostKinds as readonly TransactionKind[]).includes(kind);

/** What is paid by a code. It may wait for its customer, and is `unknown` until it is paid, refused or closed. */
export const codePayments = ['qr_passive', 'qr_active'] as const satisfies readonly TransactionKind[];
export type CodePaymentKind = (typeof codePayments)[number];

export const paidByCode = (kind: TransactionKind): kind is CodePaymentKind =>
  (codePayments as readonly TransactionKind[]).includes(kind);

/** The kinds that stand on another transaction, and how. */
export const relationOfKind = {
  sale_void: 'void',
  pre_auth_void: 'void',
  completion_void: 'void',
  qr_void: 'void',
  refund: 'refund',
  completion: 'completion',
  completion_advice: 'completion',
  tip: 'tip',
  adjustment: 'adjustment',
} as const satisfies Partial<Record<TransactionKind, 'void' | 'refund' | 'completion' | 'tip' | 'adjustment'>>;

export type FollowingKind = keyof typeof relationOfKind;
export type Relation = (typeof relationOfKind)[FollowingKind];

export const follows = (kind: TransactionKind): kind is FollowingKind => kind in relationOfKind;
