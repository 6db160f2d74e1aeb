import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clearingFiles, acomWidths } from '../../../../../simulators/src/card-network/acom.ts';
import { saleOf, reversalOf } from '../testing/network-rows.ts';
import { readAcomLine, type AcomLine } from './acom-line.ts';
import type { LineProblem } from './fixed-columns.ts';
import { LineReader } from './read-lines.ts';

const DAY = '2026-11-23';
const fileOf = (...rows: Parameters<typeof clearingFiles>[0]): string =>
  Buffer.from(clearingFiles(rows, DAY).acquirer).toString('latin1');

/** Reads a file in pieces of that many bytes. */
function parseAcom(text: string, pieceBytes = 1_000): { lines: AcomLine[]; problems: LineProblem[] } {
  const reader = new LineReader(readAcomLine);
  const bytes = Buffer.from(text, 'latin1');
  const pieces = Array.from({ length: Math.ceil(bytes.length / pieceBytes) }, (_, i) =>
    reader.take(bytes.subarray(i * pieceBytes, (i + 1) * pieceBytes)),
  );
  const all = [...pieces, reader.end()];
  return { lines: all.flatMap((one) => one.lines), problems: all.flatMap((one) => one.problems) };
}

describe("the network's file, written by the network's own end", () => {
  it('is read line by line: who, when, how much, and what we pay on it', () => {
    const { lines, problems } = parseAcom(
      fileOf(
        saleOf('000001', { amountFen: '10000', cardKind: 'credit' }),
        saleOf('000002', { amountFen: '500000', cardKind: 'debit' }),
      ),
    );
    expect(problems).toEqual([]);
    expect(
      lines.map((line) => [
        line.lineNo,
        line.key,
        line.rrn,
        line.class,
        line.amountFen,
        line.costFen,
        line.terminalNo,
        line.merchantNo,
      ]),
    ).toEqual([
      [1, '000001:1123100000', '100000000001', 'money', 10_000n, 48n, '10000001', '898330158140001'],
      [2, '000002:1123100000', '100000000002', 'money', 500_000n, 1_463n, '10000001', '898330158140001'],
    ]);
  });

  it('gives a reversal as a line of its own that names its original and gives the cost back', () => {
    const sale = saleOf('000001', { amountFen: '10000', cardKind: 'credit' });
    const { lines } = parseAcom(fileOf(sale, reversalOf(sale, '000009')));
    expect(lines[1]).toMatchObject({
      class: 'reversal',
      originalKey: `000001:${sale.transmissionTime}`,
      movedFen: -10_000n,
      costFen: -48n,
    });
    expect(lines.reduce((sum, line) => sum + line.costFen, 0n)).toBe(0n);
  });

  it('adds up to what the network says it pays, for any day', () => {
    const sales = fc.array(
      fc.record({
        amountFen: fc.integer({ min: 1, max: 9_999_999 }).map(String),
        cardKind: fc.constantFrom('credit' as const, 'debit' as const),
      }),
      { maxLength: 40 },
    );
    fc.assert(
      fc.property(sales, (all) => {
        const rows = all.map((one, i) => saleOf(String(i + 1).padStart(6, '0'), one));
        const file = clearingFiles(rows, DAY);
        const { lines, problems } = parseAcom(Buffer.from(file.acquirer).toString('latin1'));
        expect(problems).toEqual([]);
        expect(lines.reduce((sum, line) => sum + line.amountFen - line.costFen, 0n)).toBe(file.totals.netFen);
      }),
    );
  });

  it('is read with CRLF and a blank last line as well', () => {
    const text = fileOf(saleOf('000001', {}), saleOf('000002', {}));
    expect(parseAcom(`${text.replaceAll('\n', '\r\n')}\r\n`).lines).toHaveLength(2);
    expect(parseAcom('')).toEqual({ lines: [], problems: [] });
  });
});

describe('a line that cannot be read', () => {
  const good = fileOf(saleOf('000001', {})).trimEnd();
  const offsetOf = (column: number): number => acomWidths.slice(0, column).reduce((sum, width) => sum + width + 1, 0);

  it('is located and set aside; the others go on', () => {
    const cut = good.slice(0, 100);
    const read = parseAcom(`${good}\n${cut}\n${good}\n`);
    expect(read.lines.map((line) => line.lineNo)).toEqual([1, 3]);
    expect(read.problems).toMatchObject([{ lineNo: 2, column: 'mti' }]);
  });

  it('names the column: an amount that is no number, a fee without its sign', () => {
    const broken = (column: number, text: string): string =>
      good.slice(0, offsetOf(column)) + text + good.slice(offsetOf(column) + text.length);
    expect(parseAcom(broken(5, '0000001O0000')).problems).toMatchObject([{ column: 'amount' }]);
    expect(parseAcom(broken(21, 'X00000000045')).problems).toMatchObject([{ column: 'feePayable' }]);
  });

  it('shows no whole card number, neither in a problem nor in a line', () => {
    const pan = saleOf('000001', {}).pan;
    expect(good).toContain(pan);
    expect(
      JSON.stringify(parseAcom(good).lines[0], (_, v: unknown) => (typeof v === 'bigint' ? `${v}` : v)),
    ).not.toContain(pan);
    expect(parseAcom(good.slice(0, 100)).problems[0]?.masked).not.toContain(pan);
  });

  it('is found with the same number wherever the file is cut into pieces, at every byte', () => {
    const text = `${good}\r\nnot a line\n\n${good}`;
    const whole = parseAcom(text, text.length);
    for (let bytes = 1; bytes < 320; bytes += 1) expect(parseAcom(text, bytes)).toEqual(whole);
    expect([whole.lines.map((line) => line.lineNo), whole.problems.map((one) => one.lineNo)]).toEqual([[1, 4], [2]]);
  });

  it('is not waited for without end: what has no end of line is cut', () => {
    const reader = new LineReader(readAcomLine);
    const problems = Array.from({ length: 100 }, () => reader.take(new Uint8Array(1_000).fill(65)).problems).flat();
    expect(problems.length).toBeGreaterThan(10);
  });

  it('is no line with a name in GB18030 behind its columns: those do not move', () => {
    const named = Buffer.concat([Buffer.from(`${good} `, 'latin1'), Buffer.from([0xcd, 0xf5, 0xbc, 0xc7])]);
    expect(parseAcom(named.toString('latin1')).lines).toEqual(parseAcom(good).lines);
  });

  it('never makes the parser throw, whatever the bytes', () => {
    fc.assert(fc.property(fc.string({ maxLength: 400, unit: 'binary' }), (text) => void parseAcom(text)));
    fc.assert(
      fc.property(fc.nat({ max: good.length - 1 }), fc.string({ minLength: 1, maxLength: 1 }), (place, char) => {
        const { lines, problems } = parseAcom(good.slice(0, place) + char + good.slice(place + 1));
        expect(lines.length + problems.length).toBeGreaterThan(0);
      }),
    );
  });
});
