import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fen, ratePpm } from '../../../kernel/fen.ts';
import { civilDate, isoText, parseIso } from '../../../kernel/instant.ts';
import { arrivalOf } from './arrival.ts';

const plan = {
  planId: 'standard',
  effectiveFrom: '2026-01-01',
  creditPpm: ratePpm(6_000),
  debitPpm: ratePpm(5_000),
  debitCapFen: fen(2_000),
  t0Ppm: ratePpm(500),
  qrPpm: ratePpm(3_800),
};
const times = { cutOff: '23:00', payoutTime: '09:00', t0EarliestMinutes: 15, t0From: '09:00', t0To: '22:00' };
const holidays = {
  off: new Set(['2026-10-01', '2026-10-02', '2026-10-05', '2026-10-06', '2026-10-07']),
  work: new Set(['2026-10-10']),
  coverageTo: civilDate('2026-12-31'),
};
const terms = { plan, times, holidays };
const sale = (yuan: number, at: string, cardKind: 'debit' | 'credit' = 'credit') => ({
  amount: fen(yuan * 100),
  cardKind,
  at: parseIso(at),
});

describe('when and how much arrives', () => {
  it('T+1: 100 yuan by credit card pays 99.40 on the next working day', () =>
    expect(arrivalOf(sale(100, '2026-11-23T12:00:00+08:00'), 't1', terms)).toMatchObject({
      feeFen: 60n,
      surchargeFen: 0n,
      netFen: 9_940n,
      at: parseIso('2026-11-24T09:00:00+08:00'),
      estimated: false,
    }));
  it('T+0: the same sale pays 99.35 a quarter of an hour later', () =>
    expect(arrivalOf(sale(100, '2026-11-23T12:00:00+08:00'), 't0', terms)).toMatchObject({
      surchargeFen: 5n,
      netFen: 9_935n,
      at: parseIso('2026-11-23T12:15:00+08:00'),
    }));
  it('S53: 5,000 yuan by debit card pay a fee of 20, not 25', () =>
    expect(arrivalOf(sale(5_000, '2026-11-23T12:00:00+08:00', 'debit'), 't1', terms).feeFen).toBe(2_000n));
  it('T+0 before nine waits for nine; a quarter to ten at night still goes, one minute later it goes like T+1 and costs nothing more', () => {
    const at = (time: string) => arrivalOf(sale(100, `2026-11-23T${time}+08:00`), 't0', terms);
    expect(isoText(at('07:00:00').at)).toBe('2026-11-23T01:00:00.000Z');
    expect(isoText(at('21:45:00').at)).toBe('2026-11-23T14:00:00.000Z');
    expect(at('21:46:00')).toMatchObject({ surchargeFen: 0n, at: parseIso('2026-11-24T09:00:00+08:00') });
  });
  it('S50, golden dates: 22:59:59 on 30 September pays on 8 October, so does 23:00:00', () => {
    for (const time of ['22:59:59', '23:00:00'])
      expect(arrivalOf(sale(1, `2026-09-30T${time}+08:00`), 't1', terms).at).toBe(
        parseIso('2026-10-08T09:00:00+08:00'),
      );
  });
  it('S51: past the published calendar the date is marked estimated', () =>
    expect(arrivalOf(sale(1, '2026-12-31T12:00:00+08:00'), 't1', terms)).toMatchObject({
      estimated: true,
      at: parseIso('2027-01-04T09:00:00+08:00'),
    }));
  it('never pays more than was sold, and fee, surcharge and net add up to the sale to the fen', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 1n, max: 5_000_000n }),
        fc.constantFrom('debit' as const, 'credit' as const),
        fc.constantFrom('t0' as const, 't1' as const),
        (amount, cardKind, settlement) => {
          const one = arrivalOf(
            { amount: fen(amount), cardKind, at: parseIso('2026-11-23T12:00:00+08:00') },
            settlement,
            terms,
          );
          expect(one.feeFen + one.surchargeFen + one.netFen).toBe(amount);
          expect(one.netFen >= 0n).toBe(true);
        },
      ),
    );
  });
});
