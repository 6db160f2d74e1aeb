import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fen, ratePpm } from '../../../kernel/fen.ts';
import { civilDate, later, MINUTE_MS, parseIso, type InstantMs } from '../../../kernel/instant.ts';
import { asAsked, decideT0, t0RipeAt, type T0Facts, type T0Sale, type T0Standing } from './decide-t0.ts';

const terms = {
  open: true,
  from: '09:00',
  to: '22:00',
  earliestMinutes: 15,
  minFen: fen(1_000),
  singleMaxFen: fen(5_000_000),
  dailyMaxFen: fen(50_000_000),
  ratePpm: ratePpm(500),
};
const standing: T0Standing = {
  active: true,
  activatedOn: civilDate('2026-11-01'),
  afterDays: 0,
  tradedDays: 0,
  normalDays: 0,
  agreedPpm: ratePpm(500),
  onHold: false,
  account: 'active',
  debtFen: 0n,
};
const on = (time: string): InstantMs => parseIso(`2026-11-23T${time}+08:00`);
const sale = (yuan: number, at: InstantMs, id = String(yuan)): T0Sale => ({
  transactionId: id,
  businessDate: civilDate('2026-11-23'),
  amountFen: fen(yuan * 100),
  feeFen: fen((yuan * 100 * 6) / 1_000),
  approvedAt: at,
});
const facts = (some: Partial<T0Facts> = {}): T0Facts => ({
  now: on('10:15:00'),
  terms,
  standing,
  usedFen: 0n,
  sales: [sale(100, on('10:00:00'))],
  ...some,
});
const refusalOf = (some: Partial<T0Facts>) => {
  const decision = decideT0(facts(some));
  return decision.refused ? [decision.why.refusal.code, decision.why.again] : ['paid', undefined];
};
const against = (some: Partial<T0Standing>) => refusalOf({ standing: { ...standing, ...some } });

describe('T+0', () => {
  it('pays a sale of 100.00 a quarter of an hour later with 99.35: the fee and a surcharge of five fen are off', () => {
    const decision = decideT0(facts());
    expect(decision).toMatchObject({ refused: false, plan: { grossFen: 10_000n, surchargeFen: 5n, payFen: 9_935n } });
  });

  it('pays nothing before the quarter of an hour, and says when', () => {
    expect(refusalOf({ now: later(on('10:15:00'), -1) })).toEqual(['settlement.t0_too_early', on('10:15:00')]);
  });

  it('is open from nine to ten at night, both ends inside; outside it names the next opening', () => {
    const sales = [sale(100, on('08:00:00'))];
    expect(refusalOf({ now: on('08:59:59'), sales })).toEqual(['settlement.t0_closed', on('09:00:00')]);
    expect(refusalOf({ now: on('09:00:00'), sales })[0]).toBe('paid');
    expect(refusalOf({ now: on('22:00:00'), sales })[0]).toBe('paid');
    expect(refusalOf({ now: on('22:00:01'), sales })).toEqual([
      'settlement.t0_closed',
      parseIso('2026-11-24T09:00:00+08:00'),
    ]);
    expect(t0RipeAt(on('21:45:01'), terms)).toBe(parseIso('2026-11-24T09:00:00+08:00'));
  });

  it('S52: before ninety days and thirty days of trading refuses with the day on which both are over', () => {
    const strict = { afterDays: 90, normalDays: 30, activatedOn: civilDate('2026-11-01') };
    expect(against({ ...strict, tradedDays: 30 })).toEqual([
      'settlement.t0_not_yet',
      parseIso('2027-01-30T09:00:00+08:00'),
    ]);
    const early = civilDate('2026-08-25');
    expect(against({ ...strict, activatedOn: early, tradedDays: 30 })[0]).toBe('paid'); // the ninetieth day
    expect(against({ ...strict, activatedOn: early, tradedDays: 25 })).toEqual([
      'settlement.t0_not_yet',
      parseIso('2026-11-28T09:00:00+08:00'),
    ]);
  });

  it.each([
    ['offered by nobody', { terms: { ...terms, open: false } }, 'settlement.t0_off'],
    ['with nothing sold', { sales: [] }, 'settlement.t0_nothing'],
    ['of less than ten yuan', { sales: [sale(10, on('10:00:00'))] }, 'settlement.t0_below_min'],
    ['of more than may go at once', { sales: [sale(50_400, on('10:00:00'))] }, 'settlement.t0_single'],
    ['with the day used up', { usedFen: 50_000_000n }, 'settlement.t0_day_used'],
  ])('%s is refused', (_what, some, code) => expect(refusalOf(some)[0]).toBe(code));

  it.each([
    ['is not active', { active: false }, 'settlement.t0_not_active'],
    ['has agreed to no surcharge', { agreedPpm: undefined }, 'settlement.t0_terms'],
    ['has agreed to a lower one', { agreedPpm: ratePpm(499) }, 'settlement.t0_terms'],
    ['is looked at by a person', { onHold: true }, 'settlement.t0_on_hold'],
    ['has a blocked account', { account: 'blocked' as const }, 'settlement.t0_account'],
    ['owes something', { debtFen: 1n }, 'settlement.t0_debt'],
  ])('for a merchant that %s is refused', (_what, some, code) => expect(against(some)[0]).toBe(code));

  it('takes what was seen or nothing', () => {
    const decision = decideT0(facts());
    if (decision.refused) throw new Error('refused');
    expect(asAsked(decision.plan, { surchargeFen: 5n, payFen: 9_935n }).refused).toBe(false);
    for (const other of [
      { surchargeFen: 4n, payFen: 9_935n },
      { surchargeFen: 5n, payFen: 9_936n },
    ])
      expect(asAsked(decision.plan, other)).toMatchObject({ refusal: { code: 'settlement.t0_changed' } });
  });

  it('never passes a limit, takes each sale once and whole, and its sums are those of its sales', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ fenOf: fc.integer({ min: 1, max: 5_000_000 }), ago: fc.integer({ min: 0, max: 60 }) }), {
          maxLength: 40,
        }),
        fc.bigInt({ min: 0n, max: 50_000_000n }),
        (rows, usedFen) => {
          const sales = rows.map(({ fenOf, ago }, i) => ({
            ...sale(100, later(on('10:15:00'), -ago * MINUTE_MS), `s${i}`),
            amountFen: fen(fenOf),
            feeFen: fen(Math.round(fenOf * 0.006)),
          }));
          const decision = decideT0(facts({ sales, usedFen }));
          if (decision.refused) return;
          const { lines, payFen, surchargeFen, grossFen, feeFen } = decision.plan;
          const net = lines.reduce((sum, one) => sum + one.amountFen - one.feeFen, 0n);
          expect(payFen).toBe(net - surchargeFen);
          expect(grossFen - feeFen - surchargeFen).toBe(payFen);
          expect(net <= terms.singleMaxFen && net + usedFen <= terms.dailyMaxFen).toBe(true);
          expect(new Set(lines.map((one) => one.transactionId)).size).toBe(lines.length);
          expect(lines.every((one) => later(one.approvedAt, 15 * MINUTE_MS) <= on('10:15:00'))).toBe(true);
        },
      ),
    );
  });
});
