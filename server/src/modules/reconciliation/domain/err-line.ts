/**
 * A line of the network's file of a day's disputes (ERR; ERRA has twenty columns more behind these, which are read past): fixed columns
 * counted in bytes, as in ACOM. Decision 0015 says which places are the network's and which are ours to say.
 */
import { digits, maskLine, name, placesOf, signedFen, type LineProblem } from './fixed-columns.ts';

/** [name, width] in the order of the file. */
export const ERR_WIDTHS = [
  ['type', 3],
  ['agent', 11],
  ['sender', 11],
  ['stan', 6],
  ['transmissionTime', 10],
  ['pan', 19],
  ['amount', 12],
  ['mti', 4],
  ['processingCode', 6],
  ['mcc', 4],
  ['terminalNo', 8],
  ['merchantNo', 15],
  ['merchantName', 40],
  ['rrn', 12],
  ['condition', 2],
  ['authCode', 6],
  ['receiver', 11],
  ['originalStan', 6],
  ['originalTime', 10],
  ['entryMode', 3],
  ['feeReceivable', 12],
  ['feePayable', 12],
  ['serviceFee', 12],
  ['conversion', 1],
  ['cardSequence', 3],
  ['reason', 4],
  ['readCapability', 1],
  ['icCondition', 1],
  ['issuer', 11],
  ['region', 1],
  ['terminalType', 2],
  ['eci', 2],
  ['instalmentFee', 12],
  ['currency', 3],
  ['originalDate', 4],
  ['originalAmount', 12],
] as const;

const PLACES = placesOf(ERR_WIDTHS);

/** What each type of line says, and which way it moves money: 1n towards us. */
export const ERR_TYPES = {
  E01: ['document_request', 0n],
  E02: ['chargeback', -1n],
  E03: ['second_chargeback', -1n],
  E11: ['credit_adjusted', -1n],
  E12: ['claimed', 1n],
  E13: ['represented', 1n],
  E21: ['credit_declined', 0n],
  E22: ['claim_declined', 0n],
  E23: ['represent_declined', 0n],
} as const satisfies Readonly<Record<string, readonly [string, bigint]>>;
export type ErrType = keyof typeof ERR_TYPES;
export type ErrSaid = (typeof ERR_TYPES)[ErrType][0];

export interface ErrLine {
  readonly lineNo: number;
  readonly type: ErrType;
  /** The line's own identity: type, number and time. */
  readonly key: string;
  /** Of the sale that it is about. */
  readonly rrn: string;
  readonly originalKey: string;
  /** MMDD. */
  readonly originalDate: string;
  readonly originalFen: bigint;
  readonly reason: string;
  readonly amountFen: bigint;
  /** What the line moves towards us, before costs. */
  readonly movedFen: bigint;
  readonly costFen: bigint;
  readonly merchantNo: string;
}

const DIGITS = ['stan', 'transmissionTime', 'originalStan', 'originalTime', 'originalDate'] as const;
const NAMES = ['rrn', 'merchantNo', 'reason'] as const;
const SUMS = ['amount', 'feeReceivable', 'feePayable', 'serviceFee', 'originalAmount'] as const;
const isType = (text: string): text is ErrType => text in ERR_TYPES;

/** Reads one line without its end; a line that cannot be read is located by its first column that cannot. */
export function readErrLine(raw: string, lineNo: number): ErrLine | LineProblem {
  const problem = (column: string): LineProblem => ({ lineNo, column, masked: maskLine(raw) });
  const short = ERR_WIDTHS.find(([column]) => raw.length < PLACES[column][1]);
  if (short !== undefined) return problem(short[0]);
  const type = raw.slice(...PLACES.type);
  if (!isType(type)) return problem('type');
  const digit = DIGITS.find((column) => !digits(raw, PLACES[column]));
  if (digit !== undefined) return problem(digit);
  const names = NAMES.map((column) => name(raw, PLACES[column]));
  const [rrn, merchantNo, reason] = names;
  const unnamed = NAMES.find((column, i) => names[i] === undefined || (column === 'rrn' && names[i] === ''));
  if (unnamed !== undefined || rrn === undefined || merchantNo === undefined || reason === undefined)
    return problem(unnamed ?? 'rrn');
  const sums = SUMS.map((column) => signedFen(raw, PLACES[column]));
  const [amount, receivable, payable, service, original] = sums;
  if (
    amount === undefined ||
    receivable === undefined ||
    payable === undefined ||
    service === undefined ||
    original === undefined
  )
    return problem(SUMS[sums.indexOf(undefined)] ?? 'amount');
  if (amount < 0) return problem('amount');
  const own = `${raw.slice(...PLACES.stan)}:${raw.slice(...PLACES.transmissionTime)}`;
  return {
    lineNo,
    type,
    key: `${type}:${own}`,
    rrn,
    originalKey: `${raw.slice(...PLACES.originalStan)}:${raw.slice(...PLACES.originalTime)}`,
    originalDate: raw.slice(...PLACES.originalDate),
    originalFen: BigInt(original),
    reason,
    amountFen: BigInt(amount),
    movedFen: BigInt(amount) * ERR_TYPES[type][1],
    costFen: BigInt(receivable + payable + service),
    merchantNo,
  };
}

/** What a line that we send says; what is left out is blank. */
export type ErrFields = Readonly<Partial<Record<(typeof ERR_WIDTHS)[number][0], string>>>;

/** Writes a line of ours in the network's own columns, without its end. Sums and numbers are zero where they are left out. */
export function writeErrLine(fields: ErrFields): string {
  const zeros: ReadonlySet<string> = new Set([...DIGITS, ...SUMS]);
  return ERR_WIDTHS.map(([column, width]) => {
    const text = fields[column] ?? '';
    return zeros.has(column) ? text.padStart(width, '0') : text.padEnd(width);
  }).join(' ');
}
