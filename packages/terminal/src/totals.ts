/** What a batch adds up to, as both sides count it: a void has its own row and takes nothing away from the sale's. */
import { encodeSettlementTotals } from '@kaitong/iso8583';
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

const noSide = { debitFen: 0n, debitCount: 0, creditFen: 0n, creditCount: 0, result: '0' } as const;

/** Field 48 of a 0500; a terminal of ours takes domestic cards only. */
export function settlementField({ debit, credit }: BatchTotals): string {
  return encodeSettlementTotals({
    domestic: {
      debitFen: debit.fen,
      debitCount: debit.count,
      creditFen: credit.fen,
      creditCount: credit.count,
      result: '0',
    },
    foreign: noSide,
  });
}
