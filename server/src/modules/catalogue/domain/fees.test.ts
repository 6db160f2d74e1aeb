import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fen, ratePpm } from '../../../kernel/fen.ts';
import type { PricePlan } from '../queries/price-plan.ts';
import { feeOf, networkCostOf, pricedAs } from './fees.ts';

const plan: PricePlan = {
  planId: 'standard',
  effectiveFrom: '2026-01-01',
  creditPpm: ratePpm(6_000),
  debitPpm: ratePpm(5_000),
  debitCapFen: fen(2_000),
  t0Ppm: ratePpm(500),
  qrPpm: ratePpm(3_800),
};
const tariff: Record<string, number> = {
  'cost.issuer_credit_ppm': 4_500,
  'cost.issuer_debit_ppm': 3_500,
  'cost.issuer_qr_ppm': 2_500,
  'cost.issuer_debit_cap_fen': 1_300,
  'cost.network_ppm': 325,
  'cost.network_cap_fen': 325,
};
const policy = { number: (name: string) => tariff[name] ?? Number.NaN, text: String };
const amounts = fc.bigInt({ min: 1n, max: 999_999_999n }).map(fen);

describe('the fee of a merchant', () => {
  it('of a payment by code is the plan\u2019s own rate, without a cap', () => {
    expect(feeOf(fen(12_800), 'qr', plan)).toMatchObject({
      fee: 49n,
      snapshot: { cardKind: 'qr', ratePpm: '3800', capFen: null },
    });
    expect(feeOf(fen(10_000_000), 'qr', plan).fee).toBe(38_000n);
    expect(networkCostOf(fen(10_000_000), 'qr', policy)).toMatchObject({ issuer: 25_000n, network: 325n });
  });

  it('S53: a debit sale of 5,000.00 at 0.5 % would be 25.00 and is capped at 20.00', () => {
    expect(feeOf(fen(500_000), 'debit', plan).fee).toBe(2_000n);
    expect(feeOf(fen(400_000), 'debit', plan).fee).toBe(2_000n);
    expect(feeOf(fen(399_900), 'debit', plan).fee).toBe(2_000n); // 1999.5 goes up, and is the cap
    expect(feeOf(fen(399_800), 'debit', plan).fee).toBe(1_999n);
  });
  it('a foreign card pays the rate of credit cards, a debit card of it too, and no cap helps it', () => {
    expect(pricedAs({ kind: 'debit', foreign: true })).toBe('credit');
    expect(feeOf(fen(500_000), pricedAs({ kind: 'debit', foreign: true }), plan).fee).toBe(3_000n);
    for (const kind of ['debit', 'credit', 'qr'] as const) expect(pricedAs({ kind, foreign: false })).toBe(kind);
  });
  it('S53: a credit sale has no cap', () => expect(feeOf(fen(5_000_000), 'credit', plan).fee).toBe(30_000n));
  it('keeps how it was made, so that it can be explained years later', () => {
    expect(feeOf(fen(10_000), 'debit', plan).snapshot).toEqual({
      planId: 'standard',
      effectiveFrom: '2026-01-01',
      cardKind: 'debit',
      ratePpm: '5000',
      capFen: '2000',
      feeFen: '50',
    });
    expect(feeOf(fen(10_000), 'credit', plan).snapshot).toMatchObject({ capFen: null, feeFen: '60' });
  });
  it('is never more than the sale and never negative', () => {
    fc.assert(
      fc.property(
        amounts,
        fc.constantFrom('debit' as const, 'credit' as const),
        (amount, kind) => feeOf(amount, kind, plan).fee >= 0n && feeOf(amount, kind, plan).fee <= amount,
      ),
    );
  });
});

describe('the cost of a sale', () => {
  it('of 100.00 by credit card is 0.45 to the issuer and 0.03 to the network', () => {
    expect(networkCostOf(fen(10_000), 'credit', policy)).toEqual({ issuer: 45n, network: 3n, total: 48n });
  });
  it('of 5,000.00 by debit card is capped at 13.00, and of 20,000.00 the network takes 3.25 and no more', () => {
    expect(networkCostOf(fen(500_000), 'debit', policy)).toMatchObject({ issuer: 1_300n, network: 163n });
    expect(networkCostOf(fen(2_000_000), 'credit', policy)).toMatchObject({ issuer: 9_000n, network: 325n });
  });
  it('is not more than the standard plan takes of the merchant, from ten yuan up', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 1_000n, max: 999_999_999n }).map(fen),
        fc.constantFrom('debit' as const, 'credit' as const),
        (amount, kind) => {
          expect(networkCostOf(amount, kind, policy).total <= feeOf(amount, kind, plan).fee).toBe(true);
        },
      ),
    );
  });
});
