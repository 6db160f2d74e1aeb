import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decodeSettlementTotals,
  decodeUploadCount,
  decodeUploadedRows,
  encodeSettlementTotals,
  encodeUploadCount,
  encodeUploadedRows,
  type SettlementResult,
} from './settlement.ts';

const amount = fc.bigInt({ min: 0n, max: 999_999_999_999n });
const count = fc.integer({ min: 0, max: 999 });
const side = fc.record({
  debitFen: amount,
  debitCount: count,
  creditFen: amount,
  creditCount: count,
  result: fc.constantFrom<SettlementResult>('0', '1', '2', '3'),
});

describe('field 48 of a settlement', () => {
  it('is amount and count of debit and credit and the result, domestic and then foreign', () => {
    const none = { debitFen: 0n, debitCount: 0, creditFen: 0n, creditCount: 0, result: '0' } as const;
    const domestic = { debitFen: 123_456n, debitCount: 12, creditFen: 700n, creditCount: 1, result: '2' } as const;
    const wire = `0000001234560120000000007000012${'0'.repeat(31)}`;
    expect(encodeSettlementTotals({ domestic, foreign: none })).toBe(wire);
    expect(decodeSettlementTotals(wire)).toEqual({ ok: true, value: { domestic, foreign: none } });
  });
  it('comes back as it went, whatever the sums', () =>
    fc.assert(
      fc.property(side, side, (domestic, foreign) => {
        const read = decodeSettlementTotals(encodeSettlementTotals({ domestic, foreign }));
        expect(read).toEqual({ ok: true, value: { domestic, foreign } });
      }),
    ));
  it('of another length is a located error, a sum that does not fit a mistake of the writer', () => {
    expect(decodeSettlementTotals('0'.repeat(61))).toMatchObject({ ok: false, error: { field: 48 } });
    const none = { debitFen: 0n, debitCount: 1000, creditFen: 0n, creditCount: 0, result: '0' } as const;
    expect(() => encodeSettlementTotals({ domestic: none, foreign: none })).toThrow('3 digits');
  });
});

describe('field 48 of an upload', () => {
  const row = { cardType: '00', stan: '000123', pan: '6225880123456789', amountFen: 12_800n };
  it('is a count and its rows of forty digits', () => {
    const wire = '010000012300006225880123456789000000012800';
    expect(encodeUploadedRows([row])).toBe(wire);
    expect(decodeUploadedRows(wire)).toEqual({ ok: true, value: [row] });
  });
  it('holds eight rows and not nine, and fits the field', () => {
    expect(encodeUploadedRows(Array.from({ length: 8 }, () => row))).toHaveLength(322);
    expect(() => encodeUploadedRows(Array.from({ length: 9 }, () => row))).toThrow('1 to 8');
  });
  it('cut short, empty or with a wrong count is a located error, and nothing makes the reader throw', () => {
    const wire = encodeUploadedRows([row, row]);
    for (const bad of [wire.slice(0, -1), `03${wire.slice(2)}`, '00', '', 'ab'])
      expect(decodeUploadedRows(bad).ok).toBe(false);
    fc.assert(fc.property(fc.string(), (text) => void decodeUploadedRows(text)));
  });
  it('ends with a count of four digits', () => {
    expect(encodeUploadCount(27)).toBe('0027');
    expect([decodeUploadCount('0027'), decodeUploadCount('27').ok]).toEqual([{ ok: true, value: 27 }, false]);
  });
});
