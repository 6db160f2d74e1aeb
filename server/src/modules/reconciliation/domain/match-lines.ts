import type { AcomLine } from './parse-acom.ts';

/** What our journal knows of the days around the file. */
export interface LocalTransaction {
  readonly merchantId: string;
  readonly transactionId: string;
  readonly businessDate: string;
  readonly rrn: string;
  readonly networkStan: string;
  readonly transmissionTime: string;
  readonly amountFen: bigint;
  readonly kind: string;
  readonly state: string;
}

export type LineOutcome = 'matched' | 'non_settling' | 'taken_back' | 'net_only' | 'amount_diff';

export interface MatchedLine {
  readonly line: AcomLine;
  readonly outcome: LineOutcome;
  readonly local: LocalTransaction | undefined;
}

export interface Matching {
  readonly lines: readonly MatchedLine[];
  /** Approved here, absent there. */
  readonly localOnly: readonly LocalTransaction[];
}

/** What moves the merchant's money, and must therefore stand in the file. */
const SETTLING: readonly string[] = [
  'sale',
  'test_sale',
  'completion',
  'completion_advice',
  'refund',
  'qr_passive',
  'qr_active',
  'offline_sale',
  'tip',
  'adjustment',
  'deposit_capture',
  'deposit_refund',
];

const keyOf = (line: AcomLine): string => `${line.stan}:${line.transmissionTime}`;
const originalKeyOf = (line: AcomLine): string => `${line.originalStan}:${line.originalTime}`;
const reverses = (line: AcomLine): boolean => line.mti.startsWith('04');
const voids = (line: AcomLine): boolean => line.mti === '0200' && /^(20|72)/.test(line.processingCode);
/** A refund, of a payment by code too, or what an adjustment takes off a sale. */
const givesBack = (line: AcomLine): boolean => line.mti === '0220' && /^(2[02]|74)/.test(line.processingCode);

/** What it takes back, or, as the reversal of a void, brings back, stands in the file of an earlier day: it moves money on this one. */
function ofAnEarlierFile(line: AcomLine, lines: ReadonlySet<string>): boolean {
  const ofMoney = !line.processingCode.startsWith('03'); // a pre-authorisation stands in no file
  return ofMoney && (reverses(line) || voids(line)) && !lines.has(originalKeyOf(line));
}

/** Originals that the file itself takes back: by a reversal, or by a void that was not itself reversed. */
function takenBack(lines: readonly AcomLine[]): ReadonlySet<string> {
  const reversed = new Set(lines.filter(reverses).map(originalKeyOf));
  const voided = lines.filter((line) => voids(line) && !reversed.has(keyOf(line))).map(originalKeyOf);
  return new Set([...reversed, ...voided]);
}

/**
 * 1) rows of reversals and voids, and the originals they name, settle nothing, unless the original stands in the file of an earlier day:
 * then the network takes its money back on this one; 2) the rest is matched on RRN, the amount compared;
 * 3) what remains there is net_only; 4) what remains here of the file's date is local_only.
 */
export function matchLines(lines: readonly AcomLine[], locals: readonly LocalTransaction[], date: string): Matching {
  const undone = takenBack(lines);
  const here = new Set(lines.filter((line) => !reverses(line)).map(keyOf));
  const byRrn = new Map(locals.map((local) => [local.rrn, local]));
  const seen = new Set<string>();
  const matched = lines.map((line): MatchedLine => {
    const local = byRrn.get(line.rrn);
    if (ofAnEarlierFile(line, here) && (reverses(line) || !undone.has(keyOf(line))))
      return { line, outcome: 'taken_back', local };
    const settlesNothing = reverses(line) || voids(line) || line.mti.startsWith('01') || undone.has(keyOf(line));
    if (settlesNothing) return { line, outcome: 'non_settling', local };
    if (local === undefined || local.state !== 'approved') return { line, outcome: 'net_only', local };
    seen.add(local.transactionId);
    return { line, outcome: local.amountFen === line.amountFen ? 'matched' : 'amount_diff', local };
  });
  const localOnly = locals.filter(
    (local) =>
      local.businessDate === date &&
      local.state === 'approved' &&
      SETTLING.includes(local.kind) &&
      !seen.has(local.transactionId),
  );
  return { lines: matched, localOnly };
}

/** What a row moves towards us: its amount, of what gives or takes back away from us; the reversal of a void brings money again. */
export function movedFen(line: AcomLine): bigint {
  const ofVoid = /^(20|72)/.test(line.processingCode);
  const away = givesBack(line) || (reverses(line) ? !ofVoid : voids(line));
  return away ? -line.amountFen : line.amountFen;
}

/** What the network owes us for the file: amounts of the settling rows, refunds taken off, less what we pay on them. */
export function networkNetFen(matching: Matching): bigint {
  return matching.lines
    .filter((one) => one.outcome !== 'non_settling')
    .reduce((sum, one) => sum + movedFen(one.line) - one.line.costFen, 0n);
}
