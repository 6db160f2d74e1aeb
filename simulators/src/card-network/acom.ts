/**
 * The files of ordinary transactions, as the acquirer sees them (IND<YYMMDD>01ACOM) and as the issuers do (ICOM): fixed columns of
 * ASCII text with one space between them, LF, amounts in fen, fees signed by a leading C (whoever reads it receives) or D (pays).
 * A reversed sale stands in them twice, as itself and as its reversal; so does a voided one.
 */
import { encodeGb18030 } from '@kaitong/iso8583';
import { issuedCards } from '../population/index.ts';
import { clearingEffect, type NetworkTransaction } from './issuers.ts';
import { transactionKey } from './transaction-key.ts';

/** Widths of the 34 columns, in order. */
export const acomWidths = [
  11, 11, 6, 10, 19, 12, 12, 12, 4, 6, 4, 8, 15, 12, 2, 6, 11, 6, 2, 3, 12, 12, 12, 1, 3, 1, 1, 10, 11, 1, 2, 2, 12, 14,
] as const;

function signed(fen: bigint): string {
  const sign = fen < 0n ? 'D' : 'C';
  return sign + String(fen < 0n ? -fen : fen).padStart(11, '0');
}

const noFee = signed(0n);

type ClearingView = 'acquirer' | 'issuer';
type Effect = NonNullable<ReturnType<typeof clearingEffect>>;

interface ClearedRow {
  readonly t: NetworkTransaction;
  readonly original: NetworkTransaction | undefined;
  readonly effect: Effect;
}

function columns({ t, original, effect }: ClearedRow, view: ClearingView) {
  // what the acquirer pays of the issuer's fee, its issuer receives
  const payable = view === 'acquirer' ? effect.issuerFeeFen : -effect.issuerFeeFen;
  return [
    t.acquirer,
    t.acquirer,
    t.stan,
    t.transmissionTime,
    t.pan,
    t.amountFen.padStart(12, '0'),
    '0'.repeat(12),
    noFee,
    t.mti,
    t.processingCode,
    t.mcc,
    t.terminalNo,
    t.merchantNo,
    t.rrn,
    t.conditionCode,
    t.authCode,
    t.issuer,
    original?.stan ?? '0'.repeat(6),
    t.code,
    t.entryMode,
    payable < 0n ? signed(-payable) : noFee,
    payable > 0n ? signed(-payable) : noFee,
    signed(-effect.networkFeeFen),
    '1',
    t.cardSequence,
    '6',
    '0',
    original?.transmissionTime ?? '0'.repeat(10),
    t.issuer,
    issuedCards.get(t.pan)?.card.organisation === undefined ? '0' : '1',
    '01',
    '00',
    noFee,
    '',
  ];
}

/** What is cleared of one settlement date, in the order in which it was answered. */
function clearedRows(transactions: readonly NetworkTransaction[], settlementDate: string): ClearedRow[] {
  const byKey = new Map(
    transactions.filter((t) => t.kind !== 'reversal').map((t) => [transactionKey(t, t.acquirer), t] as const),
  );
  return transactions.flatMap((t) => {
    if (t.code !== '00' || t.settlementDate !== settlementDate) return [];
    const original = byKey.get(t.originalKey);
    // The reversal of a declined original moved nothing and is not listed.
    if (t.kind === 'reversal' && original?.code !== '00') return [];
    const effect = clearingEffect(t, original);
    return effect === undefined ? [] : [{ t, original, effect }];
  });
}

export interface Totals {
  readonly count: number;
  readonly grossFen: bigint;
  readonly feeFen: bigint;
  /** What the network pays the acquirer. */
  readonly netFen: bigint;
}

function totalsOf(rows: readonly ClearedRow[]): Totals {
  const grossFen = rows.reduce((sum, { effect }) => sum + effect.grossFen, 0n);
  const feeFen = rows.reduce((sum, { effect }) => sum + effect.issuerFeeFen + effect.networkFeeFen, 0n);
  return { count: rows.length, grossFen, feeFen, netFen: grossFen - feeFen };
}

/** Totals of a settlement date that may still run, for each kind that is in it and for all of it. */
export function dayTotals(transactions: readonly NetworkTransaction[], settlementDate: string) {
  const rows = clearedRows(transactions, settlementDate);
  const kinds = [...new Set(rows.map(({ t }) => t.kind))];
  return {
    kinds: kinds.map((kind) => ({ kind, ...totalsOf(rows.filter(({ t }) => t.kind === kind)) })),
    total: totalsOf(rows),
  };
}

function fileOf(rows: readonly ClearedRow[], view: ClearingView): Uint8Array {
  const lines = rows.map((row) =>
    columns(row, view)
      .map((text, i) => text.padEnd(acomWidths[i] as number))
      .join(' '),
  );
  return encodeGb18030(lines.map((line) => `${line}\n`).join(''));
}

/** The two files of one settlement date and what they add up to. */
export function clearingFiles(transactions: readonly NetworkTransaction[], settlementDate: string) {
  const rows = clearedRows(transactions, settlementDate);
  return { acquirer: fileOf(rows, 'acquirer'), issuer: fileOf(rows, 'issuer'), totals: totalsOf(rows) };
}

/** IND<YYMMDD>01ACOM or ICOM of a settlement date YYYY-MM-DD. */
export function clearingName(settlementDate: string, view: ClearingView): string {
  return `IND${settlementDate.slice(2).replaceAll('-', '')}01${view === 'acquirer' ? 'ACOM' : 'ICOM'}`;
}
