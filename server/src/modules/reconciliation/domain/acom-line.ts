/**
 * A line of the network's file of a day's ordinary transactions (ACOM, and ACOMA with ten columns more behind them): fixed columns counted
 * in bytes, one space between them, amounts in fen, fees signed C or D. Lines are handed over with one character a byte (latin1): names in
 * GB18030 stand in columns that are not read here, and cannot move those that are.
 */

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

/** Where each column begins and ends. */
const PLACES = (() => {
  let from = 0;
  const places = WIDTHS.map(([name, width]) => {
    const place = [name, [from, from + width] as const] as const;
    from += width + 1;
    return place;
  });
  return Object.fromEntries(places) as Record<Column, readonly [number, number]>;
})();

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

export interface AcomProblem {
  readonly lineNo: number;
  readonly column: Column;
  /** The line with its card number masked, for showing. */
  readonly masked: string;
}

const AMOUNT = /^([CD]?) *(\d{1,12})$/;
const DIGITS = { stan: /^\d{6}$/, transmissionTime: /^\d{10}$/, mti: /^\d{4}$/, processingCode: /^\d{6}$/ } as const;
const NAME = /^[0-9A-Za-z]*$/;
const NO_ORIGINAL = '000000:0000000000';

/** `D` is paid by us, `C` comes to us; without a letter it is a plain amount. */
function signedFen(text: string): bigint | undefined {
  const match = AMOUNT.exec(text.trim());
  if (match === null) return undefined;
  const value = BigInt(match[2] as string);
  return match[1] === 'C' ? -value : value;
}

function classOf(mti: string, processingCode: string): LineClass {
  if (mti.startsWith('04')) return processingCode.startsWith('03') ? 'hold_reversal' : 'reversal';
  if (mti === '0200' && /^(20|72)/.test(processingCode)) return 'void';
  return mti.startsWith('01') ? 'none' : 'money';
}

/** Whether a line takes money away: a refund, of a payment by code too, or what an adjustment takes off; a void; the reversal of anything but a void. */
function takesAway(kind: LineClass, mti: string, processingCode: string): boolean {
  if (kind === 'void') return true;
  if (kind === 'reversal' || kind === 'hold_reversal') return !/^(20|72)/.test(processingCode);
  return mti === '0220' && /^(2[02]|74)/.test(processingCode);
}

/** Reads one line without its end; a line that cannot be read is located by its first column that cannot. */
export function readAcomLine(raw: string, lineNo: number): AcomLine | AcomProblem {
  const take = (name: Column): string => raw.slice(...PLACES[name]).trim();
  const problem = (column: Column): AcomProblem => ({ lineNo, column, masked: maskLine(raw) });
  const short = WIDTHS.find(([name]) => raw.length < PLACES[name][1]);
  if (short !== undefined) return problem(short[0]);
  const mti = take('mti');
  const processingCode = take('processingCode');
  const [stan, time, rrn] = [take('stan'), take('transmissionTime'), take('rrn')];
  const [merchantNo, terminalNo] = [take('merchantNo'), take('terminalNo')];
  if (!DIGITS.stan.test(stan)) return problem('stan');
  if (!DIGITS.transmissionTime.test(time)) return problem('transmissionTime');
  if (!DIGITS.mti.test(mti)) return problem('mti');
  if (!DIGITS.processingCode.test(processingCode)) return problem('processingCode');
  if (rrn === '' || !NAME.test(rrn)) return problem('rrn');
  if (!NAME.test(merchantNo)) return problem('merchantNo');
  if (!NAME.test(terminalNo)) return problem('terminalNo');
  const amountFen = signedFen(take('amount'));
  if (amountFen === undefined) return problem('amount');
  const [receivable, payable, service] = [take('feeReceivable'), take('feePayable'), take('serviceFee')].map(signedFen);
  if (receivable === undefined) return problem('feeReceivable');
  if (payable === undefined) return problem('feePayable');
  if (service === undefined) return problem('serviceFee');
  const kind = classOf(mti, processingCode);
  const originalKey = `${take('originalStan')}:${take('originalTime')}`;
  if (!/^\d{6}:\d{10}$/.test(originalKey)) return problem('originalStan');
  return {
    lineNo,
    rrn,
    key: `${stan}:${time}`,
    originalKey: originalKey === NO_ORIGINAL ? '' : originalKey,
    class: kind,
    amountFen,
    movedFen: takesAway(kind, mti, processingCode) ? -amountFen : amountFen,
    costFen: receivable + payable + service,
    merchantNo,
    terminalNo,
  };
}

const maskLine = (raw: string): string => raw.replace(/\b(\d{6})\d{3,9}(\d{4})(?=\s)/u, '$1******$2');
