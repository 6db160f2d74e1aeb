/** What a terminal remembers over a power cut. Plain JSON; keys are hex. */
import type { FieldValue } from '@kaitong/iso8583';
import type { Language, NetworkKind } from './ports.ts';

export type ActivationStep =
  | 'connected'
  | 'code_accepted'
  | 'keys_loaded'
  | 'deposit_secured'
  | 'device_acknowledged'
  | 'test_sale_ok';

/** In the order in which they are reached. */
export const activationSteps: readonly ActivationStep[] = [
  'connected',
  'code_accepted',
  'keys_loaded',
  'deposit_secured',
  'device_acknowledged',
  'test_sale_ok',
];

export type TransactionKind = 'deposit' | 'sale' | 'void';

/** One approved transaction. No track, no PIN, no whole card number. */
export interface JournalRow {
  readonly kind: TransactionKind;
  readonly stan: string;
  readonly batchNo: string;
  readonly amountFen: string;
  readonly maskedPan: string;
  readonly entry: 'swipe' | 'insert' | 'tap';
  readonly withPin: boolean;
  readonly rrn: string;
  readonly authCode: string;
  readonly issuer: string;
  /** YYYY/MM/DD hh:mm:ss */
  readonly at: string;
  readonly originalStan?: string;
  readonly voided?: boolean;
  readonly signed?: boolean;
  readonly chip?: Readonly<Record<string, string>>;
}

/** A transaction that may have happened: reversed before anything else is sent. Written before its original leaves. */
export interface PendingReversal {
  /** Fields of the 0400 without 11, 39, 41, 42, 64 being recomputed; bytes as `hex:` strings. */
  readonly fields: readonly (readonly [number, string])[];
  readonly stan: string;
  /** 98 no answer, A0 answer could not be trusted, 06 other. */
  readonly reason: string;
  readonly tries: number;
}

export interface Stored {
  readonly lastStan: number;
  readonly batchNo: string;
  readonly language: Language;
  readonly network?: NetworkKind;
  readonly step?: ActivationStep;
  /** A code has left and its answer is not known: offer to resume without typing it again. */
  readonly codeSent?: boolean;
  readonly terminalNo?: string;
  readonly merchantNo?: string;
  readonly merchantName?: string;
  readonly activationRef?: string;
  readonly tmk?: string;
  readonly pik?: string;
  readonly mak?: string;
  readonly signInNeeded?: boolean;
  readonly pendingReversal?: PendingReversal;
  /** Reversals given up after three tries: a human must look at each. */
  readonly failedReversals: readonly PendingReversal[];
  readonly journal: readonly JournalRow[];
}

export const freshStored: Stored = { lastStan: 0, batchNo: '000001', language: 'zh', failedReversals: [], journal: [] };

/** Transactions kept in one batch; the field's usual parameter. */
export const journalRowsMax = 500;

export function storedFields(fields: ReadonlyMap<number, FieldValue>): PendingReversal['fields'] {
  return [...fields].map(([n, v]) => [n, typeof v === 'string' ? v : `hex:${Buffer.from(v).toString('hex')}`] as const);
}

export function fieldsOfStored(fields: PendingReversal['fields']): Map<number, FieldValue> {
  return new Map(
    fields.map(([n, v]) => [n, v.startsWith('hex:') ? Uint8Array.from(Buffer.from(v.slice(4), 'hex')) : v]),
  );
}
