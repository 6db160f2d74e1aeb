import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { errFile, readPaper, type DisputeLine } from '../../../../../simulators/src/card-network/err.ts';
import { ERR_WIDTHS, readErrLine, writeErrLine, type ErrLine } from './err-line.ts';
import type { LineProblem } from './fixed-columns.ts';
import { LineReader } from './read-lines.ts';

const theirs: DisputeLine = {
  type: 'E02',
  date: '2026-11-24',
  stan: '700001',
  transmissionTime: '1124101112',
  amountFen: '12800',
  reason: '4502',
  feeFen: '200',
  rrn: '112310000001',
  originalStan: '000001',
  originalTime: '1123100000',
  originalDate: '1123',
  originalFen: '12800',
  pan: '6225880212345678',
  acquirer: '48981000',
  issuer: '03080000',
  merchantNo: '898330158140001',
  terminalNo: '10000001',
  mcc: '5814',
  authCode: '123456',
};
const textOf = (...lines: DisputeLine[]): string => Buffer.from(errFile(lines).bytes).toString('latin1');

function parse(text: string, pieceBytes = 1_000): { lines: ErrLine[]; problems: LineProblem[] } {
  const reader = new LineReader(readErrLine);
  const bytes = Buffer.from(text, 'latin1');
  const pieces = Array.from({ length: Math.ceil(bytes.length / pieceBytes) }, (_, i) =>
    reader.take(bytes.subarray(i * pieceBytes, (i + 1) * pieceBytes)),
  );
  const all = [...pieces, reader.end()];
  return { lines: all.flatMap((one) => one.lines), problems: all.flatMap((one) => one.problems) };
}

describe("the network's file of disputes, written by the network's own end", () => {
  it('is read line by line: what, of which sale, and what it moves; a name in GB18030 moves no column', () => {
    const { lines, problems } = parse(textOf(theirs, { ...theirs, type: 'E13', stan: '700002', feeFen: '0' }));
    expect(problems).toEqual([]);
    expect(lines).toEqual([
      {
        lineNo: 1,
        type: 'E02',
        key: 'E02:700001:1124101112',
        rrn: '112310000001',
        originalKey: '000001:1123100000',
        originalDate: '1123',
        originalFen: 12_800n,
        reason: '4502',
        amountFen: 12_800n,
        movedFen: -12_800n,
        costFen: 200n,
        merchantNo: '898330158140001',
      },
      expect.objectContaining({ lineNo: 2, type: 'E13', movedFen: 12_800n, costFen: 0n }),
    ]);
  });

  it('has its columns where the network has them: 1 the type, 26 the reason, 35 the day and 36 the amount of the sale', () => {
    expect([1, 26, 35, 36].map((n) => ERR_WIDTHS[n - 1])).toEqual([
      ['type', 3],
      ['reason', 4],
      ['originalDate', 4],
      ['originalAmount', 12],
    ]);
  });

  it('with twenty more columns (ERRA) is read the same', () => {
    const longer = textOf(theirs).replace('\n', ` ${'x'.repeat(200)}\n`);
    expect(parse(longer)).toEqual(parse(textOf(theirs)));
  });

  it('of a day without any has no lines and no faults', () => {
    expect(parse(textOf())).toEqual({ lines: [], problems: [] });
    expect(errFile([]).netFen).toBe(0n);
  });

  it.each([
    ['type', 0, 'X'],
    ['amount', 70, 'O'],
    ['stan', 28, ' '],
  ] as const)('locates a line that cannot be read by its column %s, and shows no card number', (column, at, letter) => {
    const good = textOf(theirs);
    const { lines, problems } = parse(good.slice(0, at) + letter + good.slice(at + 1) + good);
    expect([lines.length, problems]).toMatchObject([1, [{ lineNo: 1, column }]]);
    expect(problems[0]?.masked).not.toContain(theirs.pan);
  });

  it('adds up to what the network pays for it, for any lines and wherever it is cut', () => {
    const types = ['E01', 'E02', 'E03', 'E11', 'E12', 'E13', 'E21', 'E22', 'E23'] as const;
    const line = fc.record({
      type: fc.constantFrom(...types),
      amountFen: fc.integer({ min: 0, max: 9_999_999 }).map(String),
      feeFen: fc.integer({ min: -500, max: 500 }).map(String),
    });
    fc.assert(
      fc.property(fc.array(line, { maxLength: 20 }), fc.integer({ min: 1, max: 700 }), (some, piece) => {
        const made = errFile(some.map((one) => ({ ...theirs, ...one })));
        const { lines, problems } = parse(Buffer.from(made.bytes).toString('latin1'), piece);
        expect(problems).toEqual([]);
        expect(lines.reduce((sum, one) => sum + one.movedFen - one.costFen, 0n)).toBe(made.netFen);
      }),
    );
  });

  it('never makes the reader throw, whatever the bytes', () => {
    fc.assert(fc.property(fc.string({ maxLength: 500, unit: 'binary' }), (text) => void parse(text)));
  });
});

it('what we send is read by the network’s own end', () => {
  const line = writeErrLine({
    type: 'E13',
    amount: '12800',
    rrn: '112310000001',
    originalStan: '000001',
    originalTime: '1123100000',
    merchantNo: '898330158140001',
  });
  expect(readPaper(`${line}\n@proof`)).toEqual({
    type: 'E13',
    amountFen: '12800',
    rrn: '112310000001',
    originalStan: '000001',
    originalTime: '1123100000',
  });
  expect(readErrLine(line, 1)).toMatchObject({ type: 'E13', amountFen: 12_800n, rrn: '112310000001' });
  expect(readPaper('nothing of the kind')).toBeUndefined();
});
