/** Payout files in our own words: what goes to the bank and what comes back, whatever dialect carries it. Pure. */
import type { Fen } from '../../../kernel/fen.ts';
import type { CivilDate, InstantMs } from '../../../kernel/instant.ts';

export type PayoutFileFormat = 'iso20022' | 'csv';

export interface PayoutOrder {
  /** Ours, told by the bank with everything that it says of this payout: file and line, because a payout's own id is longer than 35 places. */
  readonly reference: string;
  readonly payoutId: string;
  readonly amount: Fen;
  readonly account: string;
  readonly holder: string;
  readonly bankName: string;
}

export interface PayoutFile {
  /** The message id: the bank takes each once. */
  readonly fileId: string;
  readonly payDate: CivilDate;
  readonly madeAt: InstantMs;
  readonly orders: readonly PayoutOrder[];
}

export interface PayoutStatus {
  readonly reference: string;
  readonly status: 'accepted' | 'rejected' | 'pending';
  readonly reason?: string;
}

export interface StatementEntry {
  /** The bank's own, once an entry. */
  readonly entryRef: string;
  /** Ours; empty where the entry is no payout of ours. */
  readonly reference: string;
  readonly kind: 'payout' | 'return' | 'other';
  /** Below zero: it left the account. */
  readonly amountFen: bigint;
  readonly bookedOn: CivilDate;
  readonly reason?: string;
}

/** What could not be read, and where; the rest of the file counts. */
export interface FileFault {
  readonly place: string;
  readonly reason: string;
}

export type BankMessage =
  | {
      readonly kind: 'status';
      readonly messageId: string;
      readonly fileId: string;
      /** duplicate: the bank has that file already. refused: it took nothing of it. */
      readonly group: 'taken' | 'refused' | 'duplicate';
      readonly reason?: string;
      readonly payouts: readonly PayoutStatus[];
      readonly faults: readonly FileFault[];
    }
  | {
      readonly kind: 'statement';
      readonly messageId: string;
      readonly entries: readonly StatementEntry[];
      readonly faults: readonly FileFault[];
    }
  | { readonly kind: 'unreadable'; readonly faults: readonly FileFault[] };

export const referenceOf = (fileId: string, lineNo: number): string => `${fileId}-${String(lineNo).padStart(5, '0')}`;

/** The place of a payout in its file; undefined for what is no reference of ours. */
export function placeOf(reference: string): { readonly fileId: string; readonly lineNo: number } | undefined {
  const match = /^(KT\d{11,14})-(\d{5})$/.exec(reference);
  return match?.[1] === undefined ? undefined : { fileId: match[1], lineNo: Number(match[2]) };
}

/** Numbers of a pay date follow each other. */
export const fileIdOf = (payDate: CivilDate, number: number): string =>
  `KT${payDate.replaceAll('-', '')}${String(number).padStart(3, '0')}`;
