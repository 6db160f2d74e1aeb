/**
 * A line of the network's file of a day's ordinary transactions (ACOM, and ACOMA with ten columns more behind them): fixed columns counted
 * in bytes, one space between them, amounts in fen, fees signed C or D. Lines are handed over with one character a byte (latin1): names in
 * GB18030 stand in columns that are not read here, and cannot move those that are.
 */
import { cut, digits, maskLine, name, placesOf, signedFen, type LineProblem } from './fixed-columns.ts';

/** [name, width] in the order of the file; columns after the 28th are read past. */
const WIDTHS = [
  ['agent', 11],
  ['sender', 11],
  ['stan', 6],
  ['transmissionTime', 10],
  ['pan', 19],
  ['amount', 12],
  ['partialAmount', 12],
  ['holderFee', 12],
  ['mti', 4],
  ['processingCode', 6],
  ['mcc', 4],
  ['terminalNo', 8],
  ['merchantNo', 15],
  ['rrn', 12],
  ['condition', 2],
  ['authCode', 6],
  ['receiver', 11],
  ['originalStan', 6],
  ['responseCode', 2],
  ['entryMode', 3],
  ['feeReceivable', 12],
  ['feePayable', 12],
  ['serviceFee', 12],
  ['conversion', 1],
  ['cardSequence', 3],
  ['readCapability', 1],
  ['icCondition', 1],
  ['originalTime', 10],
] as const;
type Column = (typeof WIDTHS)[number][0];

const PLACES = placesOf(WIDTHS);

/**
 * What a line is by itself: money between the network and us; the reversal of such a line, or of a pre-authorisation, which stands in no
 * file; a void; or nothing that moves money (01xx).
 */
export type LineClass = 'money' | 'reversal' | 'hold_reversal' | 'void' | 'none';

export interface AcomLine {
  readonly lineNo: number;
  readonly rrn: string;
  /** STAN and time of the line, by which reversals and voids name it. */
  readonly key: string;
  /** STAN and time of what a reversal or a void takes back; '' where it names none. */
  readonly originalKey: string;
  readonly class: LineClass;
  readonly amountFen: bigint;
  /** What the line moves towards us, before costs; below zero where it gives or takes back. */
  readonly movedFen: bigint;
  /** What the acquirer pays on this line: payable + service - receivable; negative when it gets something back. */
  readonly costFen: bigint;
  readonly merchantNo: string;
  readonly terminalNo: string;
}

/** A line that takes nothing back names nothing. */
const NO_STAN = '000000';
const NO_TIME = '0000000000';

function classOf(mti: string, processingCode: string): LineClass {
  if (mti.startsWith('04')) return processingCode.startsWith('03') ? 'hold_reversal' : 'reversal';
  if (mti === '0200' && isVoid(processingCode)) return 'void';
  return mti.startsWith('01') ? 'none' : 'money';
}

const isVoid = (processingCode: string): boolean => processingCode.startsWith('20') || processingCode.startsWith('72');

/** Whether a line takes money away: a refund, of a payment by code too, or what an adjustment takes off; a void; the reversal of anything but a void. */
function takesAway(kind: LineClass, mti: string, processingCode: string): boolean {
  if (kind === 'void') return true;
  if (kind === 'reversal' || kind === 'hold_reversal') return !isVoid(processingCode);
  return mti === '0220' && /^(2[02]|74)/.test(processingCode);
}

const BEFORE_FEES = ['stan', 'transmissionTime', 'mti', 'processingCode', 'originalStan', 'originalTime'] as const;

/**
 * Reads one line without its end; a line that cannot be read is located by its first column that cannot. A file has a million lines: nothing
 * is made here that most of them do not need.
 */
export function readAcomLine(raw: string, lineNo: number): AcomLine | LineProblem {
  if (raw.length < PLACES.originalTime[1]) {
    const short = WIDTHS.find(([column]) => raw.length < PLACES[column][1]);
    return problemAt(raw, lineNo, short === undefined ? 'agent' : short[0]);
  }
  for (const column of BEFORE_FEES) if (!digits(raw, PLACES[column])) return problemAt(raw, lineNo, column);
  const rrn = name(raw, PLACES.rrn);
  if (rrn === undefined || rrn === '') return problemAt(raw, lineNo, 'rrn');
  const merchantNo = name(raw, PLACES.merchantNo);
  if (merchantNo === undefined) return problemAt(raw, lineNo, 'merchantNo');
  const terminalNo = name(raw, PLACES.terminalNo);
  if (terminalNo === undefined) return problemAt(raw, lineNo, 'terminalNo');
  const amount = signedFen(raw, PLACES.amount);
  if (amount === undefined) return problemAt(raw, lineNo, 'amount');
  const receivable = signedFen(raw, PLACES.feeReceivable);
  if (receivable === undefined) return problemAt(raw, lineNo, 'feeReceivable');
  const payable = signedFen(raw, PLACES.feePayable);
  if (payable === undefined) return problemAt(raw, lineNo, 'feePayable');
  const service = signedFen(raw, PLACES.serviceFee);
  if (service === undefined) return problemAt(raw, lineNo, 'serviceFee');
  const mti = cut(raw, PLACES.mti);
  const processingCode = cut(raw, PLACES.processingCode);
  const kind = classOf(mti, processingCode);
  const named = !raw.startsWith(NO_STAN, PLACES.originalStan[0]) || !raw.startsWith(NO_TIME, PLACES.originalTime[0]);
  const amountFen = BigInt(amount);
  return {
    lineNo,
    rrn,
    key: `${cut(raw, PLACES.stan)}:${cut(raw, PLACES.transmissionTime)}`,
    originalKey: named ? `${cut(raw, PLACES.originalStan)}:${cut(raw, PLACES.originalTime)}` : '',
    class: kind,
    amountFen,
    movedFen: takesAway(kind, mti, processingCode) ? -amountFen : amountFen,
    costFen: BigInt(receivable + payable + service),
    merchantNo,
    terminalNo,
  };
}

const problemAt = (raw: string, lineNo: number, column: Column): LineProblem => ({
  lineNo,
  column,
  masked: maskLine(raw),
});
