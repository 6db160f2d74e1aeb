/**
 * The file of ordinary transactions as the acquirer sees it: IND<YYMMDD>01ACOM, fixed columns of ASCII text with one space
 * between them, LF, amounts in fen, fees signed by a leading C (the acquirer receives) or D (the acquirer pays).
 * A reversed sale stands in it twice, as itself and as its reversal; so does a voided one.
 */
import { encodeGb18030 } from '@kaitong/iso8583';
import { clearingEffect, transactionKey, type NetworkTransaction } from './issuers.ts';

/** Widths of the 34 columns, in order. */
export const acomWidths = [
  11, 11, 6, 10, 19, 12, 12, 12, 4, 6, 4, 8, 15, 12, 2, 6, 11, 6, 2, 3, 12, 12, 12, 1, 3, 1, 1, 10, 11, 1, 2, 2, 12, 14,
] as const;

function signed(fen: bigint): string {
  const sign = fen < 0n ? 'D' : 'C';
  return sign + String(fen < 0n ? -fen : fen).padStart(11, '0');
}

const noFee = signed(0n);

function columns(
  t: NetworkTransaction,
  original: NetworkTransaction | undefined,
  effect: NonNullable<ReturnType<typeof clearingEffect>>,
) {
  const payable = effect.issuerFeeFen;
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
    '0',
    '01',
    '00',
    noFee,
    '',
  ];
}

/** The rows of one settlement date and what they add up to. `netFen` is what the network pays the acquirer. */
export function acomFile(transactions: readonly NetworkTransaction[], settlementDate: string) {
  const byKey = new Map(
    transactions.filter((t) => t.kind !== 'reversal').map((t) => [transactionKey(t, t.acquirer), t] as const),
  );
  const total = { count: 0, grossFen: 0n, feeFen: 0n };
  const lines: string[] = [];
  for (const t of transactions) {
    if (t.code !== '00' || t.settlementDate !== settlementDate) continue;
    const original = byKey.get(t.originalKey);
    // The reversal of a declined original moved nothing and is not listed.
    if (t.kind === 'reversal' && original?.code !== '00') continue;
    const effect = clearingEffect(t, original);
    if (effect === undefined) continue;
    total.count += 1;
    total.grossFen += effect.grossFen;
    total.feeFen += effect.issuerFeeFen + effect.networkFeeFen;
    lines.push(
      columns(t, original, effect)
        .map((text, i) => text.padEnd(acomWidths[i] as number))
        .join(' '),
    );
  }
  const bytes = encodeGb18030(lines.map((line) => `${line}\n`).join(''));
  return { bytes, ...total, netFen: total.grossFen - total.feeFen };
}

/** IND<YYMMDD>01ACOM of a settlement date YYYY-MM-DD. */
export function acomName(settlementDate: string): string {
  return `IND${settlementDate.slice(2).replaceAll('-', '')}01ACOM`;
}
