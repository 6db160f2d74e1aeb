import type { Ruling } from './standing.ts';
import type { TerminalBatchState } from './batch-machine.ts';

/** Debit: sales and completions. Credit: voids and refunds. */
export interface Totals {
  readonly debitFen: bigint;
  readonly debitCount: number;
  readonly creditFen: bigint;
  readonly creditCount: number;
}

/** A transaction of the batch that moved money, by its number in it. */
export interface BatchRow {
  readonly stan: string;
  readonly amountFen: bigint;
  /** Of another organisation than the domestic one. */
  readonly foreign: boolean;
}

/** 1 balanced, 2 not; zero against zero is balanced. */
export type Comparison = '1' | '2';

/** Pure. Sum and count of either side must agree to the fen. */
export function compareTotals(host: Totals, terminal: Totals): Comparison {
  const same =
    host.debitFen === terminal.debitFen &&
    host.debitCount === terminal.debitCount &&
    host.creditFen === terminal.creditFen &&
    host.creditCount === terminal.creditCount;
  return same ? '1' : '2';
}

/** Pure. Sums of the rows by the side of their kind; 0 moves no money. */
export function totalsOf(rows: readonly { readonly side: 1 | -1 | 0; readonly amountFen: bigint }[]): Totals {
  const sum = (side: 1 | -1): bigint =>
    rows.filter((row) => row.side === side).reduce((total, row) => total + row.amountFen, 0n);
  const count = (side: 1 | -1): number => rows.filter((row) => row.side === side).length;
  return { debitFen: sum(1), debitCount: count(1), creditFen: sum(-1), creditCount: count(-1) };
}

/** Pure. What both halves of a settlement come to together. */
export const addTotals = (one: Totals, other: Totals): Totals => ({
  debitFen: one.debitFen + other.debitFen,
  debitCount: one.debitCount + other.debitCount,
  creditFen: one.creditFen + other.creditFen,
  creditCount: one.creditCount + other.creditCount,
});

export interface BatchBreak {
  readonly stan: string;
  /** `card`: the amounts agree, but one side has it as a domestic card and the other as a foreign one. */
  readonly kind: 'host_only' | 'terminal_only' | 'amount' | 'card';
  readonly hostFen?: bigint;
  readonly terminalFen?: bigint;
}

/** Pure. What differs, number by number. */
export function breaksOf(host: readonly BatchRow[], terminal: readonly BatchRow[]): BatchBreak[] {
  const theirs = new Map(terminal.map((row) => [row.stan, row]));
  const ours = new Set(host.map((row) => row.stan));
  return [
    ...host.flatMap(({ stan, amountFen, foreign }): BatchBreak[] => {
      const row = theirs.get(stan);
      if (row === undefined) return [{ stan, kind: 'host_only', hostFen: amountFen }];
      const terminalFen = row.amountFen;
      if (terminalFen !== amountFen) return [{ stan, kind: 'amount', hostFen: amountFen, terminalFen }];
      return row.foreign === foreign ? [] : [{ stan, kind: 'card', hostFen: amountFen, terminalFen }];
    }),
    ...terminal
      .filter(({ stan }) => !ours.has(stan))
      .map(({ stan, amountFen }): BatchBreak => ({ stan, kind: 'terminal_only', terminalFen: amountFen })),
  ];
}

export interface BatchFacts {
  readonly step: 'settle' | 'upload' | 'end_balanced' | 'end_unbalanced';
  /** What the message says, and what the terminal has open here. */
  readonly batchNo: string;
  readonly openBatchNo: string;
  readonly batch: { readonly state: TerminalBatchState; readonly balanced: boolean } | undefined;
}

/**
 * Pure. 77 for a batch that is not open, but the end of a closed one is answered as before. A batch that does not balance is not
 * ended as if it did (95); ended as unbalanced it always closes: differences are for people, a shop must go on selling.
 */
export function decideBatch({ step, batchNo, openBatchNo, batch }: BatchFacts): Ruling & { readonly act: boolean } {
  const ends = step === 'end_balanced' || step === 'end_unbalanced';
  if (ends && batch?.state === 'closed') return { code: '00', act: false };
  if (batchNo !== openBatchNo || batch?.state === 'closed')
    return { code: '77', text: '批次号不一致，请重新签到', act: false };
  if (step === 'settle') return { code: '00', act: true };
  if (batch === undefined) return { code: '22', text: '请先结算', act: false };
  if (step === 'end_balanced' && !batch.balanced) return { code: '95', text: '对账不平，请上送明细', act: false };
  return { code: '00', act: true };
}
