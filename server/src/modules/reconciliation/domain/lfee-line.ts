/** A line of the network's file of a day's brand fees (LFEE): what the brand of a foreign card takes of a sale. Decision 0015. */
import { digits, maskLine, name, placesOf, signedFen, type LineProblem } from './fixed-columns.ts';

/** [name, width] in the order of the file; what has no name of its own here is read past. */
const WIDTHS = [
  ['agent', 11],
  ['sender', 11],
  ['side', 2],
  ['stan', 6],
  ['transmissionTime', 10],
  ['pan', 19],
  ['mti', 4],
  ['processingCode', 6],
  ['mcc', 4],
  ['terminalNo', 8],
  ['merchantNo', 15],
  ['rrn', 12],
  ['condition', 2],
  ['authCode', 6],
  ['receiver', 11],
  ['brand', 11],
  ['entryMode', 3],
  ['product', 4],
  ['region', 1],
  ['currency', 3],
  ['settledCurrency', 3],
  ['rate', 8],
  ['originalStan', 6],
  ['originalTime', 10],
  ['feeType', 4],
  ['amount', 12],
  ['acquirerFee', 12],
  ['brandFee', 12],
  ['tax', 12],
  ['net', 12],
  ['settledOn', 4],
  ['other', 14],
] as const;
const PLACES = placesOf(WIDTHS);
/** Spaces at the end may have been cut off. */
const LAST = PLACES.net[1];

export interface LfeeLine {
  readonly lineNo: number;
  readonly rrn: string;
  readonly amountFen: bigint;
  /** Above zero we pay. */
  readonly costFen: bigint;
}

/** Column 3: 01 we pay, 02 we get, 03 nobody does. */
const SIDES: Readonly<Record<string, bigint>> = { '01': 1n, '02': -1n, '03': 0n };

/** Reads one line without its end; a line that cannot be read is located by its first column that cannot. */
export function readLfeeLine(raw: string, lineNo: number): LfeeLine | LineProblem {
  const problem = (column: string): LineProblem => ({ lineNo, column, masked: maskLine(raw) });
  if (raw.length < LAST) return problem(WIDTHS.find(([column]) => raw.length < PLACES[column][1])?.[0] ?? 'net');
  const side = SIDES[raw.slice(...PLACES.side)];
  if (side === undefined) return problem('side');
  if (!digits(raw, PLACES.stan)) return problem('stan');
  const rrn = name(raw, PLACES.rrn);
  if (rrn === undefined || rrn === '') return problem('rrn');
  const amount = signedFen(raw, PLACES.amount);
  if (amount === undefined) return problem('amount');
  const net = signedFen(raw, PLACES.net);
  if (net === undefined || net < 0) return problem('net');
  return { lineNo, rrn, amountFen: BigInt(amount), costFen: BigInt(net) * side };
}
