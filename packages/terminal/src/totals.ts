/** What a batch adds up to, as both sides count it: a void has its own row and takes nothing away from the sale's. */
import type { JournalRow, TransactionKind } from './stored.ts';

const debitKinds: ReadonlySet<TransactionKind> = new Set(['sale', 'completion', 'completion_advice']);
const creditKinds: ReadonlySet<TransactionKind> = new Set(['void', 'completion_void', 'refund']);

/** Kinds of the settlement slip, in its order. */
export const slipKinds = [
  'sale',
  'void',
  'refund',
  'completion',
  'completion_void',
] as const satisfies TransactionKind[];

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
  const kindOf = (row: JournalRow): TransactionKind => (row.kind === 'completion_advice' ? 'completion' : row.kind);
  const byKind = Object.fromEntries(
    slipKinds.map((kind) => [kind, sumOf(rows.filter((row) => kindOf(row) === kind))]),
  ) as BatchTotals['byKind'];
  return { debit, credit, byKind, netFen: debit.fen - credit.fen };
}

/** Rows that a settlement is about: what moved money. */
export function settledRows(rows: readonly JournalRow[], batchNo: string): readonly JournalRow[] {
  return rows.filter((row) => row.batchNo === batchNo && (debitKinds.has(row.kind) || creditKinds.has(row.kind)));
}

/** Field 48 of a 0500: debit, credit and a result digit, for domestic cards and then for the rest (there are none here). */
export function settlementField(totals: BatchTotals): string {
  const part = ({ fen, count }: Sum): string => String(fen).padStart(12, '0') + String(count).padStart(3, '0');
  return `${part(totals.debit)}${part(totals.credit)}0${'0'.repeat(31)}`;
}
