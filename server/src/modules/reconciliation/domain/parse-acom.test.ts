import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clearingFiles, acomWidths } from '../../../../../simulators/src/card-network/acom.ts';
import { saleOf, reversalOf } from '../testing/network-rows.ts';
import { parseAcom } from './parse-acom.ts';

const DAY = '2026-11-23';
const fileOf = (...rows: Parameters<typeof clearingFiles>[0]): string =>
  new TextDecoder('gb18030').decode(clearingFiles(rows, DAY).acquirer);

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
        line.stan,
        line.rrn,
        line.mti,
        line.amountFen,
        line.costFen,
        line.terminalNo,
        line.merchantNo,
      ]),
    ).toEqual([
      [1, '000001', '100000000001', '0200', 10_000n, 48n, '10000001', '898330158140001'],
      [2, '000002', '100000000002', '0200', 500_000n, 1_463n, '10000001', '898330158140001'],
    ]);
  });

  it('gives a reversal as a line of its own that names its original and gives the cost back', () => {
    const sale = saleOf('000001', { amountFen: '10000', cardKind: 'credit' });
    const { lines } = parseAcom(fileOf(sale, reversalOf(sale, '000009')));
    expect(lines[1]).toMatchObject({
      mti: '0420',
      originalStan: '000001',
      originalTime: sale.transmissionTime,
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
        const { lines, problems } = parseAcom(new TextDecoder('gb18030').decode(file.acquirer));
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
    expect(parseAcom(broken(21, 'X00000000045')).problems).toMatchObject([{ column: 'fees' }]);
  });

  it('shows no whole card number, neither in a problem nor in a line', () => {
    const pan = saleOf('000001', {}).pan;
    expect(good).toContain(pan);
    expect(parseAcom(good).lines[0]?.masked).not.toContain(pan);
    expect(parseAcom(good.slice(0, 100)).problems[0]?.masked).not.toContain(pan);
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
