/** Field 48 of settlement (0500) and batch upload (0320). */
import { readError, readOk, type Read } from './read.ts';

/** Debit: sales and completions. Credit: voids, completion voids, refunds. */
export interface BatchTotals {
  readonly debitFen: bigint;
  readonly debitCount: number;
  readonly creditFen: bigint;
  readonly creditCount: number;
}

/** 0 in a request; in an answer 1 balanced, 2 not balanced, 3 error. */
export type SettlementResult = '0' | '1' | '2' | '3';

export interface SettlementSide extends BatchTotals {
  readonly result: SettlementResult;
}

export interface SettlementTotals {
  readonly domestic: SettlementSide;
  readonly foreign: SettlementSide;
}

function digits(value: bigint | number, places: number): string {
  const text = String(value);
  if (text.length > places || text.startsWith('-')) throw new Error(`at most ${places} digits, not ${text}`);
  return text.padStart(places, '0');
}

const encodeSide = (side: SettlementSide): string =>
  digits(side.debitFen, 12) +
  digits(side.debitCount, 3) +
  digits(side.creditFen, 12) +
  digits(side.creditCount, 3) +
  side.result;

/** 62 digits: amount 12, count 3 of debit, then of credit, and the result, for domestic cards and then for foreign ones. */
export const encodeSettlementTotals = (totals: SettlementTotals): string =>
  encodeSide(totals.domestic) + encodeSide(totals.foreign);

const decodeSide = (text: string): SettlementSide => ({
  debitFen: BigInt(text.slice(0, 12)),
  debitCount: Number(text.slice(12, 15)),
  creditFen: BigInt(text.slice(15, 27)),
  creditCount: Number(text.slice(27, 30)),
  result: (/[123]/.test(text[30] ?? '') ? text[30] : '0') as SettlementResult,
});

export function decodeSettlementTotals(field48: string): Read<SettlementTotals> {
  if (!/^\d{62}$/.test(field48)) return readError(48, 0, '62 digits');
  return readOk({ domestic: decodeSide(field48.slice(0, 31)), foreign: decodeSide(field48.slice(31)) });
}

/** One transaction of an upload. */
export interface UploadedRow {
  /** 00 domestic, 01 foreign. */
  readonly cardType: string;
  readonly stan: string;
  /** 13 to 19 digits; zeros stand before it on the wire. */
  readonly pan: string;
  readonly amountFen: bigint;
}

const rowDigits = 40;
/** Eight rows fill field 48. */
export const uploadRowsMax = 8;

/** Count of two digits, then per row: card type 2, STAN 6, PAN 20, amount 12. */
export function encodeUploadedRows(rows: readonly UploadedRow[]): string {
  if (rows.length === 0 || rows.length > uploadRowsMax) throw new Error(`1 to ${uploadRowsMax} rows`);
  return (
    digits(rows.length, 2) +
    rows.map((row) => row.cardType + row.stan + row.pan.padStart(20, '0') + digits(row.amountFen, 12)).join('')
  );
}

export function decodeUploadedRows(field48: string): Read<UploadedRow[]> {
  const count = Number(field48.slice(0, 2));
  if (!/^\d+$/.test(field48) || count < 1 || count > uploadRowsMax)
    return readError(48, 0, `1 to ${uploadRowsMax} rows`);
  if (field48.length !== 2 + count * rowDigits) return readError(48, 2, `${count} rows of ${rowDigits} digits`);
  return readOk(
    Array.from({ length: count }, (_, i) => {
      const row = field48.slice(2 + i * rowDigits, 2 + (i + 1) * rowDigits);
      return {
        cardType: row.slice(0, 2),
        stan: row.slice(2, 8),
        pan: row.slice(8, 28).replace(/^0+/, ''),
        amountFen: BigInt(row.slice(28)),
      };
    }),
  );
}

/** Field 48 of the end of an upload (202, 207): how many were uploaded, four digits. */
export const encodeUploadCount = (count: number): string => digits(count, 4);
export const decodeUploadCount = (field48: string): Read<number> =>
  /^\d{4}$/.test(field48) ? readOk(Number(field48)) : readError(48, 0, '4 digits');
