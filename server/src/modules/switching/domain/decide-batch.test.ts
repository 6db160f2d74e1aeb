import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { breaksOf, compareTotals, decideBatch, totalsOf, type BatchFacts } from './decide-batch.ts';

const NO_TOTALS = { debitFen: 0n, debitCount: 0, creditFen: 0n, creditCount: 0 };

describe('the totals of a batch', () => {
  it('are sales and completions on one side, voids and refunds on the other; what moves no money is not counted', () =>
    expect(
      totalsOf([
        { side: 1, amountFen: 100n },
        { side: 1, amountFen: 20n },
        { side: -1, amountFen: 7n },
        { side: 0, amountFen: 999n },
      ]),
    ).toEqual({ debitFen: 120n, debitCount: 2, creditFen: 7n, creditCount: 1 }));
  it('balance when every sum and every count agrees, nothing against nothing too', () => {
    const some = { debitFen: 120n, debitCount: 2, creditFen: 7n, creditCount: 1 };
    expect([compareTotals(NO_TOTALS, NO_TOTALS), compareTotals(some, { ...some })]).toEqual(['1', '1']);
    for (const off of [{ debitFen: 119n }, { debitCount: 3 }, { creditFen: 8n }, { creditCount: 0 }])
      expect(compareTotals(some, { ...some, ...off })).toBe('2');
  });
});

describe('the differences of an upload', () => {
  it('are named by number: only here, only there, another amount', () => {
    const host = [
      { stan: '000001', amountFen: 1n, foreign: false },
      { stan: '000002', amountFen: 2n, foreign: true },
      { stan: '000003', amountFen: 3n, foreign: false },
    ];
    const terminal = [
      { stan: '000002', amountFen: 2n, foreign: true },
      { stan: '000003', amountFen: 4n, foreign: false },
      { stan: '000004', amountFen: 5n, foreign: false },
    ];
    expect(breaksOf(host, terminal)).toEqual([
      { stan: '000001', kind: 'host_only', hostFen: 1n },
      { stan: '000003', kind: 'amount', hostFen: 3n, terminalFen: 4n },
      { stan: '000004', kind: 'terminal_only', terminalFen: 5n },
    ]);
  });
  it('are named also where a card is domestic to one side and foreign to the other', () => {
    const row = { stan: '000001', amountFen: 5n };
    expect(breaksOf([{ ...row, foreign: true }], [{ ...row, foreign: false }])).toEqual([
      { stan: '000001', kind: 'card', hostFen: 5n, terminalFen: 5n },
    ]);
  });
  it('explain the difference of the sums, whatever was uploaded', () => {
    const rows = fc.uniqueArray(
      fc.record({
        stan: fc.integer({ min: 1, max: 30 }).map(String),
        amountFen: fc.bigInt({ min: 1n, max: 99n }),
        foreign: fc.boolean(),
      }),
      {
        selector: (row) => row.stan,
      },
    );
    const sum = (all: readonly { amountFen: bigint }[]): bigint =>
      all.reduce((total, row) => total + row.amountFen, 0n);
    fc.assert(
      fc.property(rows, rows, (host, terminal) => {
        const explained = breaksOf(host, terminal).reduce(
          (total, one) => total + (one.hostFen ?? 0n) - (one.terminalFen ?? 0n),
          0n,
        );
        expect(explained).toBe(sum(host) - sum(terminal));
      }),
    );
  });
});

describe('a step of the settlement', () => {
  const facts: BatchFacts = { step: 'settle', batchNo: '000001', openBatchNo: '000001', batch: undefined };
  const codeOf = (some: Partial<BatchFacts>): string => decideBatch({ ...facts, ...some }).code;
  const [balanced, unbalanced, closed] = [
    { state: 'compared', balanced: true },
    { state: 'uploading', balanced: false },
    { state: 'closed', balanced: true },
  ] as const;

  it('of a batch that is not open is 77, but the end of a closed one is answered again and does nothing', () => {
    expect(codeOf({ batchNo: '000002' })).toBe('77');
    expect(codeOf({ step: 'upload', openBatchNo: '000002', batch: closed })).toBe('77');
    expect(codeOf({ openBatchNo: '000002', batch: closed })).toBe('77');
    for (const step of ['end_balanced', 'end_unbalanced'] as const)
      expect(decideBatch({ ...facts, step, openBatchNo: '000002', batch: closed })).toEqual({ code: '00', act: false });
  });
  it('comes after the comparison: an upload or an end without one is 22', () => {
    for (const step of ['upload', 'end_balanced', 'end_unbalanced'] as const) expect(codeOf({ step })).toBe('22');
  });
  it('that ends as balanced what is not is 95; ended as unbalanced a batch always closes', () => {
    expect(codeOf({ step: 'end_balanced', batch: balanced })).toBe('00');
    expect(codeOf({ step: 'end_balanced', batch: unbalanced })).toBe('95');
    for (const batch of [balanced, unbalanced]) expect(codeOf({ step: 'end_unbalanced', batch })).toBe('00');
  });
});
