import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fen, ratePpm } from '../../../kernel/fen.ts';
import { civilDate, DAY_MS, later, parseIso, addDays, shanghaiInstant } from '../../../kernel/instant.ts';
import { dearerIn, decidePlanProposal, decidePublication, firstDayAfterNotice, type PlanTerms } from './plan-change.ts';

const values: Record<string, number | string> = {
  'cost.issuer_credit_ppm': 4_500,
  'cost.issuer_debit_ppm': 3_500,
  'cost.issuer_qr_ppm': 2_500,
  'cost.issuer_debit_cap_fen': 1_300,
  'cost.network_ppm': 325,
  'cost.network_cap_fen': 325,
  'price.t0_min_ppm': 500,
  'price.t0_max_ppm': 1_000,
  'price.notice_days': 30,
  'settlement.cut_off': '23:00',
};
const policy = { number: (name: string) => Number(values[name]), text: (name: string) => String(values[name]) };
const standard: PlanTerms = {
  creditPpm: ratePpm(6_000),
  debitPpm: ratePpm(5_000),
  debitCapFen: fen(2_000),
  qrPpm: ratePpm(3_800),
  t0Ppm: ratePpm(500),
};
const last = { ...standard, effectiveFrom: '2026-01-01' };
const now = parseIso('2026-11-23T10:00:00+08:00');
const publish = (change: Partial<PlanTerms>, asked = '2026-11-25', some: object = {}) =>
  decidePublication({ terms: { ...standard, ...change }, asked: civilDate(asked), last, now, policy, ...some });
const codeOf = (decided: ReturnType<typeof publish>): unknown => decided.refused && decided.refusal;

describe('a version of a plan', () => {
  it('that is cheaper takes effect on the day given', () => {
    expect(publish({ creditPpm: ratePpm(5_500) })).toMatchObject({
      value: { takesEffect: '2026-11-25', dearer: [] },
    });
  });

  it('S57: that is dearer in any part waits for thirty days of notice, whatever else falls', () => {
    for (const rise of [
      { creditPpm: ratePpm(6_001) },
      { debitPpm: ratePpm(5_001) },
      { debitCapFen: fen(2_001) },
      { qrPpm: ratePpm(3_801) },
      { t0Ppm: ratePpm(501) },
      { creditPpm: ratePpm(5_000), debitCapFen: fen(2_100) },
    ])
      expect(publish(rise)).toMatchObject({ value: { takesEffect: '2026-12-24' } });
    expect(publish({ creditPpm: ratePpm(6_100) }, '2027-02-01')).toMatchObject({
      value: { takesEffect: '2027-02-01' },
    });
  });

  it('below the cost of the sale is refused with the part and the figure', () => {
    expect(codeOf(publish({ creditPpm: ratePpm(4_824) }))).toMatchObject({
      code: 'catalogue.plan_below_cost',
      facts: { part: 'creditPpm', floor: '4825' },
    });
    expect(publish({ creditPpm: ratePpm(4_825) }).refused).toBe(false);
    for (const [part, floor] of [
      ['debitPpm', 3_825n],
      ['debitCapFen', 1_625n],
      ['qrPpm', 2_825n],
      ['t0Ppm', 500n],
    ] as const)
      expect(codeOf(publish({ [part]: floor - 1n }))).toMatchObject({ facts: { part, floor: String(floor) } });
    expect(codeOf(publish({ t0Ppm: ratePpm(1_001) }))).toMatchObject({ code: 'catalogue.plan_above_limit' });
  });

  it('never takes a day that has begun, nor one before a version that was published already', () => {
    expect(codeOf(publish({ creditPpm: ratePpm(5_500) }, '2026-11-23'))).toMatchObject({
      code: 'catalogue.plan_too_early',
      facts: { earliest: '2026-11-24' },
    });
    // after the cut-off the next day has begun
    const late = { now: parseIso('2026-11-23T23:00:00+08:00') };
    expect(codeOf(publish({ creditPpm: ratePpm(5_500) }, '2026-11-24', late))).toMatchObject({
      facts: { earliest: '2026-11-25' },
    });
    const coming = { last: { ...standard, effectiveFrom: '2026-12-24' } };
    expect(codeOf(publish({ creditPpm: ratePpm(5_500) }, '2026-12-24', coming))).toMatchObject({
      facts: { earliest: '2026-12-25' },
    });
  });

  it('that changes nothing is refused', () =>
    expect(codeOf(publish({}))).toMatchObject({ code: 'catalogue.plan_unchanged' }));

  it('is proposed by one and published by another', () => {
    const facts = { state: 'proposed', proposedBy: 'a' } as const;
    expect(decidePlanProposal(facts, { event: 'approve', by: 'b' })).toMatchObject({ value: 'approved' });
    expect(decidePlanProposal(facts, { event: 'approve', by: 'a' })).toMatchObject({
      refusal: { code: 'catalogue.plan_second_person' },
    });
    expect(decidePlanProposal(facts, { event: 'withdraw', by: 'b' })).toMatchObject({
      refusal: { code: 'catalogue.plan_not_yours' },
    });
  });
});

describe('the first day after a notice', () => {
  it('begins thirty full days after it, at the border of the cut-off too', () => {
    const of = { noticeDays: 30, cutOff: '23:00' };
    const first = (text: string) => firstDayAfterNotice(parseIso(`2026-11-${text}+08:00`), of);
    expect([first('23T10:00:00'), first('23T22:59:59'), first('23T23:00:00')]).toEqual([
      '2026-12-24',
      '2026-12-24',
      '2026-12-25',
    ]);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 400 * DAY_MS }), (ms) => {
        const at = later(now, ms);
        const begins = shanghaiInstant(addDays(firstDayAfterNotice(at, of), -1), '23:00');
        expect(begins - at).toBeGreaterThanOrEqual(30 * DAY_MS);
        expect(begins - at).toBeLessThanOrEqual(31 * DAY_MS);
      }),
    );
  });
});

it('what goes up is told part by part', () =>
  expect(dearerIn(standard, { ...standard, creditPpm: ratePpm(6_500), qrPpm: ratePpm(3_000) })).toEqual(['creditPpm']));
