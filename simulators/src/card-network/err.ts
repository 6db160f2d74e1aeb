/**
 * The files beside the one of ordinary transactions: disputes (IND<YYMMDD>01ERR) and the fees of foreign brands (IND<YYMMDD>99ALFEE). Fixed
 * columns with one space between them, LF, amounts in fen, names in GB18030. Both are written of every day, and are empty where there is nothing.
 */
import { encodeGb18030 } from '@kaitong/iso8583';
import { issuedCards } from '../population/index.ts';
import type { NetworkTransaction } from './issuers.ts';

/** What a line of disputes says: to us, or as an answer to what we sent. */
export const disputeTypes = ['E01', 'E02', 'E03', 'E11', 'E12', 'E13', 'E21', 'E22', 'E23'] as const;
export type DisputeType = (typeof disputeTypes)[number];

/** 1: the acquirer gets it, -1: it pays. */
const moves: Readonly<Record<DisputeType, bigint>> = {
  E01: 0n,
  E02: -1n,
  E03: -1n,
  E11: -1n,
  E12: 1n,
  E13: 1n,
  E21: 0n,
  E22: 0n,
  E23: 0n,
};

/** One line, as the journal keeps it. Amounts are fen in decimal. */
export interface DisputeLine {
  readonly type: DisputeType;
  /** Settlement date in whose file it stands. */
  readonly date: string;
  readonly stan: string;
  readonly transmissionTime: string;
  readonly amountFen: string;
  readonly reason: string;
  /** Above zero where the acquirer pays. */
  readonly feeFen: string;
  readonly rrn: string;
  readonly originalStan: string;
  readonly originalTime: string;
  /** MMDD. */
  readonly originalDate: string;
  readonly originalFen: string;
  readonly pan: string;
  readonly acquirer: string;
  readonly issuer: string;
  readonly merchantNo: string;
  readonly terminalNo: string;
  readonly mcc: string;
  readonly authCode: string;
}

/** Widths of the 36 columns, in order. */
export const errWidths = [
  3, 11, 11, 6, 10, 19, 12, 4, 6, 4, 8, 15, 40, 12, 2, 6, 11, 6, 10, 3, 12, 12, 12, 1, 3, 4, 1, 1, 11, 1, 2, 2, 12, 3,
  4, 12,
] as const;

/** Widths of the 32 columns, in order. */
const lfeeWidths = [
  11, 11, 2, 6, 10, 19, 4, 6, 4, 8, 15, 12, 2, 6, 11, 11, 3, 4, 1, 3, 3, 8, 6, 10, 4, 12, 12, 12, 12, 12, 4, 14,
] as const;

/** Names are counted in bytes: two a Chinese character. */
const bytesOf = (text: string): number => encodeGb18030(text).length;
const fitted = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - bytesOf(text)));
const row = (texts: readonly string[], widths: readonly number[]): string =>
  texts.map((text, i) => fitted(text, widths[i] as number)).join(' ');
const noFee = 'C'.padEnd(12, '0');
const sum = (fen: string): string => fen.padStart(12, '0');

function columns(line: DisputeLine): string[] {
  const fee = BigInt(line.feeFen);
  const paid = `D${String(fee < 0n ? -fee : fee).padStart(11, '0')}`;
  return [
    line.type,
    line.acquirer,
    line.acquirer,
    line.stan,
    line.transmissionTime,
    line.pan,
    sum(line.amountFen),
    moves[line.type] === 0n ? '0620' : '0220',
    '000000',
    line.mcc,
    line.terminalNo,
    line.merchantNo,
    `特约商户${line.merchantNo.slice(-4)}`,
    line.rrn,
    '00',
    line.authCode,
    line.issuer,
    line.originalStan,
    line.originalTime,
    '000',
    fee < 0n ? paid.replace('D', 'C') : noFee,
    fee > 0n ? paid : noFee,
    noFee,
    '1',
    '000',
    line.reason,
    '0',
    '0',
    line.issuer,
    '0',
    '01',
    '00',
    noFee,
    '156',
    line.originalDate,
    sum(line.originalFen),
  ];
}

export interface SideFile {
  readonly bytes: Uint8Array;
  /** What the acquirer gets with it. */
  readonly netFen: bigint;
  readonly count: number;
}

/** The disputes of one settlement date. */
export function errFile(lines: readonly DisputeLine[]): SideFile {
  const netFen = lines.reduce((all, one) => all + BigInt(one.amountFen) * moves[one.type] - BigInt(one.feeFen), 0n);
  const text = lines.map((line) => `${row(columns(line), errWidths)}\n`).join('');
  return { bytes: encodeGb18030(text), netFen, count: lines.length };
}

/** What a brand takes of a sale of its card, half-up: 0.10 %. */
const brandFeeFen = (amountFen: bigint): bigint => (amountFen * 1_000n + 500_000n) / 1_000_000n;

/** The brands' fees for the sales of one settlement date that stand. */
export function lfeeFile(sales: readonly NetworkTransaction[]): SideFile {
  const rows = sales.flatMap((t) => {
    const brand = issuedCards.get(t.pan)?.card.organisation;
    const fee = brandFeeFen(BigInt(t.amountFen));
    if (brand === undefined || fee === 0n) return [];
    const fen = String(fee);
    const texts = [
      t.acquirer,
      t.acquirer,
      '01',
      t.stan,
      t.transmissionTime,
      t.pan,
      t.mti,
      t.processingCode,
      t.mcc,
      t.terminalNo,
      t.merchantNo,
      t.rrn,
      t.conditionCode,
      t.authCode,
      t.issuer,
      brand,
      t.entryMode,
      '',
      '1',
      '156',
      '156',
      '00000000',
      t.stan,
      t.transmissionTime,
      '0001',
      sum(t.amountFen),
      sum('0'),
      sum(fen),
      sum('0'),
      sum(fen),
      t.settlementDate.slice(5).replace('-', ''),
      '',
    ];
    return [{ text: `${row(texts, lfeeWidths)}\n`, fee }];
  });
  const netFen = rows.reduce((all, one) => all - one.fee, 0n);
  return { bytes: encodeGb18030(rows.map((one) => one.text).join('')), netFen, count: rows.length };
}

/** IND<YYMMDD>01ERR and IND<YYMMDD>99ALFEE. */
export const sideName = (date: string, sort: 'ERR' | 'LFEE'): string =>
  `IND${date.slice(2).replaceAll('-', '')}${sort === 'ERR' ? '01ERR' : '99ALFEE'}`;

/** What a paper that an acquirer dropped asks for; undefined for what is none. */
export function readPaper(
  text: string,
): Pick<DisputeLine, 'type' | 'amountFen' | 'rrn' | 'originalStan' | 'originalTime'> | undefined {
  const line = text.split('\n')[0] ?? '';
  let from = 0;
  const cells = errWidths.map((width) => {
    const cell = line.slice(from, from + width).trim();
    from += width + 1;
    return cell;
  });
  const type = disputeTypes.find((one) => one === cells[0]);
  if (type === undefined || line.length < from - 1) return undefined;
  return {
    type,
    amountFen: String(BigInt(cells[6] ?? '0')),
    rrn: cells[13] ?? '',
    originalStan: cells[17] ?? '',
    originalTime: cells[18] ?? '',
  };
}
