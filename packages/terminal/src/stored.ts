/** What a terminal remembers over a power cut. Plain JSON; keys are hex. */
import type { FieldValue } from '@kaitong/iso8583';
import type { Overrides } from './settings.ts';
import type { Language, NetworkKind } from './ports.ts';
import type { Speech } from './speech.ts';

export type ActivationStep =
  | 'connected'
  | 'code_accepted'
  | 'keys_loaded'
  | 'deposit_secured'
  | 'account_bound'
  | 'device_acknowledged'
  | 'test_sale_ok';

/** In the order in which they are reached. */
export const activationSteps: readonly ActivationStep[] = [
  'connected',
  'code_accepted',
  'keys_loaded',
  'deposit_secured',
  'account_bound',
  'device_acknowledged',
  'test_sale_ok',
];

export type TransactionKind =
  | 'deposit'
  | 'sale'
  | 'void'
  | 'refund'
  | 'balance'
  | 'preauth'
  | 'preauth_void'
  | 'completion'
  | 'completion_advice'
  | 'completion_void'
  | CodeKind
  | AdviceKind;

/** Told to the host when it can be reached, as often as it takes (0220): never reversed. */
export type AdviceKind = 'offline_sale' | 'tip' | 'adjustment';
const adviceKinds: ReadonlySet<string> = new Set<AdviceKind>(['offline_sale', 'tip', 'adjustment']);
export const isAdvice = (kind: TransactionKind): kind is AdviceKind => adviceKinds.has(kind);

/** Paid by a code that the device scans or shows; and what takes such a payment back. */
export type CodeKind = 'qr_passive' | 'qr_active' | 'qr_void' | 'qr_refund';
const codeKinds: ReadonlySet<string> = new Set<CodeKind>(['qr_passive', 'qr_active', 'qr_void', 'qr_refund']);
export const isByCode = (kind: TransactionKind): kind is CodeKind => codeKinds.has(kind);

/** One approved transaction. No track, no PIN. */
export interface JournalRow {
  readonly kind: TransactionKind;
  readonly stan: string;
  readonly batchNo: string;
  readonly amountFen: string;
  readonly maskedPan: string;
  readonly entry: 'swipe' | 'insert' | 'tap' | 'scan' | 'manual';
  /** 59 A4: names a payment by code. */
  readonly voucher?: string;
  readonly withPin: boolean;
  readonly rrn: string;
  readonly authCode: string;
  readonly issuer: string;
  /** YYYY/MM/DD hh:mm:ss */
  readonly at: string;
  /** The whole card number, kept until the batch is closed, because an upload must name it; never shown. */
  readonly pan?: string;
  /** Field 55 as it was sent, in hex: what a chip transaction uploads after the settlement. */
  readonly iccData?: string;
  readonly operator?: string;
  readonly originalStan?: string;
  readonly originalRrn?: string;
  readonly voided?: boolean;
  /** A tap that needed neither PIN nor signature. */
  readonly free?: boolean;
  readonly signed?: boolean;
  /** Where the drawing is: `refused` is signed on paper. */
  readonly signature?: 'waiting' | 'sent' | 'refused';
  /** Where the customer finds the e-receipt, as the host said it. */
  readonly receiptUrl?: string;
  /** Field 15 of the answer, MMDD. */
  readonly settlementDate?: string;
  readonly chip?: Readonly<Record<string, string>>;
  /** 63.1 of the answer, of a foreign card; left out: CUP. */
  readonly organisation?: string;
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

/** What the host has not answered yet; sent again as it was, before the next transaction. No track, no PIN. */
export interface PendingAdvice {
  readonly kind: AdviceKind;
  readonly stan: string;
  readonly fields: PendingReversal['fields'];
  readonly amountFen: string;
  readonly pan: string;
  readonly entry: JournalRow['entry'];
  readonly originalStan?: string;
  readonly originalRrn?: string;
}

/** A signature that the host has not acknowledged; bytes are hex. The card number must go with it. */
export interface PendingSignature {
  readonly stan: string;
  readonly batchNo: string;
  readonly rrn: string;
  readonly amountFen: string;
  readonly pan: string;
  /** MMDD of its watermark. */
  readonly date: string;
  /** JBIG. */
  readonly image: string;
  /** Field 55 of the upload. */
  readonly slip: string;
  readonly tries: number;
}

/** In the order in which they are fetched. */
export const downloadNames = [
  'parameters',
  'capks',
  'applications',
  'contactless',
  'noPinAdditions',
  'noPinBlack',
] as const;
export type DownloadName = (typeof downloadNames)[number];

/**
 * A list that is being fetched: the names of its entries, and what has come; an entry without objects has none. Of card prefixes the names
 * are all there is, and `next` is the index of the page that is still to come.
 */
export interface Loading {
  readonly what: DownloadName;
  readonly names: readonly string[];
  readonly next?: number;
  readonly got: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

type Table = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Whether the sums of domestic cards agree, and those of foreign ones. */
export interface Halves {
  readonly domestic: boolean;
  readonly foreign: boolean;
}

/** What was closed, for reprinting. */
export interface Settlement {
  readonly batchNo: string;
  /** YYYY/MM/DD hh:mm:ss */
  readonly at: string;
  /** Both halves. */
  readonly balanced: boolean;
  /** Each half for itself; left out in what an older version has stored, which knew domestic cards only. */
  readonly halves?: Halves;
  readonly rows: readonly JournalRow[];
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
  /** Which ciphers the host has bound it to, as its last sign-in showed. */
  readonly speech?: Speech;
  readonly signInNeeded?: boolean;
  readonly pendingReversal?: PendingReversal;
  /** Reversals given up after three tries: a human must look at each. */
  readonly failedReversals: readonly PendingReversal[];
  /** Oldest first. */
  readonly advices: readonly PendingAdvice[];
  readonly journal: readonly JournalRow[];
  readonly signatures: readonly PendingSignature[];
  /** The deposit as the host named it, in fen. */
  readonly depositFen?: string;
  /** The host wants a corporate account bound. */
  readonly accountWanted?: boolean;
  /** It takes another's place, and no test sale is asked of it. */
  readonly tested?: boolean;
  /** Signed on at the device; two digits. */
  readonly operator?: string;
  /** Two digits -> four. A real device keeps them where nobody can read them. */
  readonly operators: Readonly<Record<string, string>>;
  readonly supervisorPassword: string;
  readonly adminPassword: string;
  readonly lastSettlement?: Settlement;
  /** The host has answered the 0500 of this batch: the upload goes on where it was. */
  readonly settling?: { readonly balanced: boolean; readonly halves?: Halves; readonly uploaded: number };
  readonly locked?: boolean;
  /** To be fetched from the host. */
  readonly wanted: readonly DownloadName[];
  readonly loading?: Loading;
  readonly capks: Table;
  readonly applications: Table;
  readonly contactless: Readonly<Record<string, string>>;
  readonly parameters: Readonly<Record<string, string>>;
  /** Prefixes of cards that may be tapped without a PIN besides the domestic ones, and of cards that may not. */
  readonly noPinAdditions: readonly string[];
  readonly noPinBlack: readonly string[];
  readonly overrides: Overrides;
}

/** Passwords as devices leave the factory (operators 01 to 05, supervisor 00, administrator 99). */
export const factoryPasswords = { operator: '0000', supervisor: '123456', admin: '88888888' } as const;

export const freshStored: Stored = {
  lastStan: 0,
  batchNo: '000001',
  language: 'zh',
  failedReversals: [],
  advices: [],
  journal: [],
  signatures: [],
  wanted: downloadNames,
  capks: {},
  applications: {},
  contactless: {},
  parameters: {},
  noPinAdditions: [],
  noPinBlack: [],
  overrides: {},
  operators: Object.fromEntries(['01', '02', '03', '04', '05'].map((id) => [id, factoryPasswords.operator])),
  supervisorPassword: factoryPasswords.supervisor,
  adminPassword: factoryPasswords.admin,
};

/** An afternoon without a line; more is not sold on trust. */
export const advicesMax = 50;

/** Rows that the memory holds, whatever a parameter says of a batch. */
export const journalRowsMax = 1000;

export function storedFields(fields: ReadonlyMap<number, FieldValue>): PendingReversal['fields'] {
  return [...fields].map(([n, v]) => [n, typeof v === 'string' ? v : `hex:${Buffer.from(v).toString('hex')}`] as const);
}

export function fieldsOfStored(fields: PendingReversal['fields']): Map<number, FieldValue> {
  return new Map(
    fields.map(([n, v]) => [n, v.startsWith('hex:') ? Uint8Array.from(Buffer.from(v.slice(4), 'hex')) : v]),
  );
}
