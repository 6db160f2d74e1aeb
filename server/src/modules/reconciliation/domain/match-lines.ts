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

export type LineOutcome = 'matched' | 'non_settling' | 'net_only' | 'amount_diff';

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

/**
 * 1) a reversal's own row and the original it names settle nothing; 2) the rest is matched on RRN, the amount compared;
 * 3) what remains there is net_only; 4) what remains here of the file's date is local_only.
 */
export function matchLines(lines: readonly AcomLine[], locals: readonly LocalTransaction[], date: string): Matching {
  const reversed = new Set(
    lines.filter((line) => line.mti.startsWith('04')).map((line) => `${line.originalStan}:${line.originalTime}`),
  );
  const byRrn = new Map(locals.map((local) => [local.rrn, local]));
  const seen = new Set<string>();
  const matched = lines.map((line): MatchedLine => {
    const local = byRrn.get(line.rrn);
    const settlesNothing =
      line.mti.startsWith('04') || line.mti.startsWith('01') || reversed.has(`${line.stan}:${line.transmissionTime}`);
    if (settlesNothing) return { line, outcome: 'non_settling', local };
    if (local === undefined || local.state !== 'approved') return { line, outcome: 'net_only', local };
    seen.add(local.transactionId);
    return { line, outcome: local.amountFen === line.amountFen ? 'matched' : 'amount_diff', local };
  });
  const localOnly = locals.filter(
    (local) =>
      local.businessDate === date &&
      local.state === 'approved' &&
      local.kind !== 'deposit_freeze' &&
      !seen.has(local.transactionId),
  );
  return { lines: matched, localOnly };
}

/** What the network owes us for the file: amounts of the settling rows less what we pay on them. */
export function networkNetFen(matching: Matching): bigint {
  return matching.lines
    .filter((one) => one.outcome !== 'non_settling')
    .reduce((sum, one) => sum + one.line.amountFen - one.line.costFen, 0n);
}
