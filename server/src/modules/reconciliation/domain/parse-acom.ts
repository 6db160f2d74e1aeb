/** The network's file of a day's ordinary transactions (ACOM): fixed columns, one space between them, amounts in fen, fees signed C or D. */

/** [name, width] in the order of the file; columns after the 23rd are read past. */
const COLUMNS = [
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

export interface AcomLine {
  readonly lineNo: number;
  readonly stan: string;
  readonly transmissionTime: string;
  readonly amountFen: bigint;
  readonly mti: string;
  readonly processingCode: string;
  readonly terminalNo: string;
  readonly merchantNo: string;
  readonly rrn: string;
  readonly originalStan: string;
  readonly originalTime: string;
  /** What the acquirer pays on this line: payable + service - receivable; negative when it gets something back. */
  readonly costFen: bigint;
  /** The line with its card number masked, for showing. */
  readonly masked: string;
}

export interface AcomProblem {
  readonly lineNo: number;
  readonly column: string;
  readonly masked: string;
}

/** `D` is paid by us, `C` comes to us; without a letter it is a plain amount. */
function signedFen(text: string): bigint | undefined {
  const match = /^([CD]?)\s*(\d+)$/.exec(text.trim());
  if (match === null) return undefined;
  const value = BigInt(match[2] ?? '0');
  return match[1] === 'C' ? -value : value;
}

/** Reads a whole file; lines that cannot be read are located and set aside, the others go on. */
export function parseAcom(text: string): { lines: AcomLine[]; problems: AcomProblem[] } {
  const lines: AcomLine[] = [];
  const problems: AcomProblem[] = [];
  text.split(/\r?\n/).forEach((raw, index) => {
    if (raw.trim() === '') return;
    const parsed = parseLine(raw, index + 1);
    if ('column' in parsed) problems.push(parsed);
    else lines.push(parsed);
  });
  return { lines, problems };
}

function parseLine(raw: string, lineNo: number): AcomLine | AcomProblem {
  const values: Record<string, string> = {};
  let offset = 0;
  for (const [name, width] of COLUMNS) {
    if (raw.length < offset + width) return { lineNo, column: name, masked: maskLine(raw) };
    values[name] = raw.slice(offset, offset + width).trim();
    offset += width + 1;
  }
  const amountFen = signedFen(values['amount'] ?? '');
  const receivable = signedFen(values['feeReceivable'] ?? '');
  const payable = signedFen(values['feePayable'] ?? '');
  const service = signedFen(values['serviceFee'] ?? '');
  const masked = maskLine(raw);
  if (amountFen === undefined) return { lineNo, column: 'amount', masked };
  if (receivable === undefined || payable === undefined || service === undefined)
    return { lineNo, column: 'fees', masked };
  const take = (name: string): string => values[name] ?? '';
  return {
    lineNo,
    stan: take('stan'),
    transmissionTime: take('transmissionTime'),
    amountFen,
    mti: take('mti'),
    processingCode: take('processingCode'),
    terminalNo: take('terminalNo'),
    merchantNo: take('merchantNo'),
    rrn: take('rrn'),
    originalStan: take('originalStan'),
    originalTime: take('originalTime'),
    costFen: receivable + payable + service,
    masked,
  };
}

const maskLine = (raw: string): string => raw.replace(/\b(\d{6})\d{3,9}(\d{4})(?=\s)/u, '$1******$2');
