/** What a batch adds up to, as both sides count it: a void has its own row and takes nothing away from the sale's. */
import { encodeSettlementTotals, type SettlementSide } from '@kaitong/iso8583';
import type { JournalRow, TransactionKind } from './stored.ts';

const debitKinds: ReadonlySet<TransactionKind> = new Set([
  'sale',
  'completion',
  'completion_advice',
  'qr_passive',
  'qr_active',
  'offline_sale',
  'tip',
]);
const creditKinds: ReadonlySet<TransactionKind> = new Set([
  'void',
  'completion_void',
  'refund',
  'qr_void',
  'qr_refund',
  'adjustment',
]);

/** Kinds of the settlement slip, in its order. */
export const slipKinds = [
  'sale',
  'void',
  'refund',
  'completion',
  'completion_void',
  'qr_active',
  'qr_void',
  'qr_refund',
  'offline_sale',
  'tip',
  'adjustment',
] as const satisfies TransactionKind[];

/** Kinds that share a row of the slip. */
const sameOnSlip: Readonly<Partial<Record<TransactionKind, TransactionKind>>> = {
  completion_advice: 'completion',
  qr_passive: 'qr_active',
};

export interface Sum {
  readonly count: number;
  readonly fen: bigint;
}

export interface BatchTotals {
  readonly debit: Sum;
  readonly credit: Sum;
  readonly byKind: Readonly<Record<(typeof slipKinds)[number], Sum>>;
  /** What the merchant is owed: debit less credit. */
  readonly netFen: bigint;
}

function sumOf(rows: readonly JournalRow[]): Sum {
  return { count: rows.length, fen: rows.reduce((sum, row) => sum + BigInt(row.amountFen), 0n) };
}

/** Pure. Pre-authorisations are not cleared and count nowhere. */
export function totalsOf(rows: readonly JournalRow[]): BatchTotals {
  const debit = sumOf(rows.filter((row) => debitKinds.has(row.kind)));
  const credit = sumOf(rows.filter((row) => creditKinds.has(row.kind)));
  const kindOf = ({ kind }: JournalRow): TransactionKind => sameOnSlip[kind] ?? kind;
  const byKind = Object.fromEntries(
    slipKinds.map((kind) => [kind, sumOf(rows.filter((row) => kindOf(row) === kind))]),
  ) as BatchTotals['byKind'];
  return { debit, credit, byKind, netFen: debit.fen - credit.fen };
}

/** Rows that a settlement is about: what moved money. */
export function settledRows(rows: readonly JournalRow[], batchNo: string): readonly JournalRow[] {
  return rows.filter((row) => row.batchNo === batchNo && (debitKinds.has(row.kind) || creditKinds.has(row.kind)));
}

/** Whose card it was, as the host said with its approval. */
export const isForeign = ({ organisation }: JournalRow): boolean =>
  organisation !== undefined && organisation !== 'CUP';
export const foreignRows = (rows: readonly JournalRow[]): readonly JournalRow[] => rows.filter(isForeign);
export const domesticRows = (rows: readonly JournalRow[]): readonly JournalRow[] =>
  rows.filter((row) => !isForeign(row));

function sideOf(rows: readonly JournalRow[]): SettlementSide {
  const { debit, credit } = totalsOf(rows);
  return {
    debitFen: debit.fen,
    debitCount: debit.count,
    creditFen: credit.fen,
    creditCount: credit.count,
    result: '0',
  };
}

/** Field 48 of a 0500: domestic cards, then foreign ones. */
export const settlementField = (rows: readonly JournalRow[]): string =>
  encodeSettlementTotals({ domestic: sideOf(domesticRows(rows)), foreign: sideOf(foreignRows(rows)) });
