/** Matching told one line after the other, as plainly as it can be: what the set-based statement is held against. */
import type { AcomLine } from '../domain/acom-line.ts';

/** What our journal knows of the days around the file. */
export interface LocalTransaction {
  readonly merchantId: string;
  readonly transactionId: string;
  readonly businessDate: string;
  readonly rrn: string;
  readonly amountFen: bigint;
  readonly kind: string;
  readonly state: string;
  /** An earlier file has confirmed it. */
  readonly cleared?: boolean;
}

export type LineOutcome =
  | 'matched'
  | 'wrong_date'
  | 'non_settling'
  | 'taken_back'
  | 'net_only'
  | 'amount_diff'
  | 'duplicate';

interface MatchedLine {
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

const reverses = (line: AcomLine): boolean => line.class === 'reversal' || line.class === 'hold_reversal';

/** Originals that the file itself takes back: by a reversal, or by a void that was not itself reversed. */
function undoneIn(lines: readonly AcomLine[]): ReadonlySet<string> {
  const reversed = new Set(lines.filter(reverses).map((line) => line.originalKey));
  const voided = lines
    .filter((line) => line.class === 'void' && !reversed.has(line.key))
    .map((line) => line.originalKey);
  return new Set([...reversed, ...voided]);
}

export function matchLines(lines: readonly AcomLine[], locals: readonly LocalTransaction[], date: string): Matching {
  const undone = undoneIn(lines);
  const here = new Set(lines.filter((line) => !reverses(line)).map((line) => line.key));
  const byRrn = new Map(locals.map((local) => [local.rrn, local]));
  const [seen, met] = [new Set<string>(), new Set<string>()];
  const outcomeOf = (line: AcomLine, local: LocalTransaction | undefined): LineOutcome => {
    const earlier = (line.class === 'reversal' || line.class === 'void') && !here.has(line.originalKey);
    if (earlier && (line.class === 'reversal' || !undone.has(line.key))) return 'taken_back';
    if (line.class !== 'money' || undone.has(line.key)) return 'non_settling';
    const again = met.has(line.rrn);
    met.add(line.rrn);
    if (local === undefined || local.state !== 'approved') return 'net_only';
    seen.add(local.transactionId);
    if (again || local.cleared === true) return 'duplicate';
    if (local.amountFen !== line.amountFen) return 'amount_diff';
    return local.businessDate === date ? 'matched' : 'wrong_date';
  };
  const matched = lines.map((line): MatchedLine => {
    const local = byRrn.get(line.rrn);
    return { line, outcome: outcomeOf(line, local), local };
  });
  const localOnly = locals.filter(
    (local) =>
      local.businessDate === date &&
      local.state === 'approved' &&
      SETTLING.includes(local.kind) &&
      local.cleared !== true &&
      !seen.has(local.transactionId),
  );
  return { lines: matched, localOnly };
}

/** What the network owes us for the file: amounts of the settling rows, refunds taken off, less what we pay on them. */
export function networkNetFen(matching: Matching): bigint {
  return matching.lines
    .filter((one) => one.outcome !== 'non_settling')
    .reduce((sum, { line }) => sum + line.movedFen - line.costFen, 0n);
}
