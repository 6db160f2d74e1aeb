import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { priceSheet, type SheetFacts } from './price-sheet.ts';

const facts: SheetFacts = {
  kind: 'individual',
  deviceModel: 'esign_pos',
  settlement: 't1',
  plan: {
    planId: 'standard',
    effectiveFrom: '2026-01-01',
    creditPpm: 6_000n,
    debitPpm: 5_000n,
    debitCapFen: 2_000n,
    t0Ppm: 500n,
    qrPpm: 3_800n,
  },
  deposit: { depositFen: 9_900n, targetFen: 10_000_000n, targetDays: 180 },
  monthlyFen: undefined,
  policy: {
    simFeeFen: 4_800n,
    simFreeYears: 1,
    simNoticeDays: 30,
    captureDay: 25,
    refundWorkingDays: 3,
    giveBackDays: 30,
    priceNoticeDays: 30,
    microCreditMonthFen: 0n,
    t0AfterDays: 0,
    t0NormalDays: 0,
  },
};

describe('the price-truth sheet', () => {
  it('names every charge that can ever be made, and T+0 only to those who chose it', () => {
    const codes = (settlement: 't1' | 't0') => priceSheet({ ...facts, settlement }).charges.map((one) => one.code);
    expect(codes('t1')).toEqual(['credit_fee', 'debit_fee', 'qr_fee', 'deposit', 'sim_fee']);
    expect(codes('t0')).toEqual(['credit_fee', 'debit_fee', 'qr_fee', 't0_fee', 'deposit', 'sim_fee']);
  });
  it('says what swindlers ask for and we never charge', () =>
    expect(priceSheet(facts).never).toEqual(['opening', 'device', 'courier', 'activation_code', 'upgrade']));
  it('S20: under the limit of 10,000 a month 100,000 in 180 days is out of reach by credit alone', () => {
    const strict = { ...facts, policy: { ...facts.policy, microCreditMonthFen: 1_000_000n } };
    expect(priceSheet(strict).deposit.reach).toBe('above_credit_limit');
    expect(priceSheet({ ...strict, kind: 'company' }).deposit.reach).toBe('unknown');
  });
  it('S19: takes T+0 as a request where it is not open at once, says until when it is T+1, and is the same sheet as ever elsewhere', () => {
    const strict = { ...facts, policy: { ...facts.policy, t0AfterDays: 90, t0NormalDays: 30 } };
    expect(priceSheet({ ...strict, settlement: 't0' }).t0From).toEqual({ afterDays: 90, normalDays: 30 });
    expect(JSON.stringify(priceSheet(strict))).toBe(JSON.stringify(priceSheet(facts)));
    expect(priceSheet({ ...facts, settlement: 't0' })).not.toHaveProperty('t0From');
  });
  it('compares the target with what the merchant expects to take', () => {
    const reach = (monthlyFen: bigint) => priceSheet({ ...facts, monthlyFen }).deposit.reach;
    expect([reach(1_666_666n), reach(1_666_667n)]).toEqual(['above_expected_volume', 'within_reach']);
    expect(priceSheet(facts).deposit.monthlyNeedFen).toBe('1666667');
  });
  it('never calls a target within reach that the monthly need would miss', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 0n, max: 10_000_000n }),
        fc.integer({ min: 30, max: 365 }),
        (monthlyFen, targetDays) => {
          const { deposit } = priceSheet({ ...facts, monthlyFen, deposit: { ...facts.deposit, targetDays } });
          expect(deposit.reach === 'within_reach').toBe(monthlyFen >= BigInt(deposit.monthlyNeedFen));
        },
      ),
    );
  });
});
