import { describe, expect, it } from 'vitest';
import { decideAdjustment, type AdjustmentFacts } from './decide-adjustment.ts';
import { decideRefund } from './decide-refund.ts';
import { decideVoid } from './decide-void.ts';
import { transactionKinds, type TransactionKind } from './transaction-kinds.ts';

type Original = NonNullable<AdjustmentFacts['original']>;
const original: Original = {
  kind: 'sale',
  state: 'approved',
  amountFen: 10_000n,
  followers: [],
  businessDate: '2026-11-23',
  batchNo: '000007',
  sameCard: true,
};
const facts: AdjustmentFacts = {
  kind: 'tip',
  amountFen: 2_000n,
  businessDate: '2026-11-23',
  batchNo: '000007',
  percentMax: 20n,
  original,
};
const codeOf = (some: Partial<Original>, more: Partial<AdjustmentFacts> = {}): string =>
  decideAdjustment({ ...facts, ...more, original: { ...original, ...some } }).code;
const tipped = { relation: 'tip', state: 'approved', amountFen: 500n } as const;
const lowered = { relation: 'adjustment', state: 'approved', amountFen: 3_000n } as const;

describe('a tip', () => {
  it('is at most so many percent of its sale, to the fen; at 0 there are none', () => {
    expect([codeOf({}), codeOf({}, { amountFen: 2_001n })]).toEqual(['00', '61']);
    expect(decideAdjustment({ ...facts, percentMax: 0n, amountFen: 1n })).toEqual({
      code: '61',
      text: '小费超过原金额的0%',
    });
  });
});

describe('an adjustment', () => {
  const lower = { kind: 'adjustment', amountFen: 9_999n } as const;
  it('takes something off a sale, and leaves something', () =>
    expect([codeOf({}, lower), codeOf({}, { ...lower, amountFen: 10_000n })]).toEqual(['00', '64']));
});

describe('either', () => {
  it('changes a sale of its own batch and day, made online or not, and nothing else', () => {
    expect([codeOf({ batchNo: '000006' }), codeOf({ businessDate: '2026-11-22' })]).toEqual(['12', '12']);
    const open = (Object.keys(transactionKinds) as TransactionKind[]).filter((kind) => codeOf({ kind }) === '00');
    expect(open).toEqual(['sale', 'offline_sale']);
    expect([decideAdjustment({ ...facts, original: undefined }).code, codeOf({ sameCard: false })]).toEqual([
      '25',
      '14',
    ]);
  });
  it('comes once, before any refund, and to nothing that is voided, reversed or not yet known', () => {
    expect([codeOf({ followers: [tipped] }), codeOf({ followers: [{ ...lowered, state: 'unknown' }] })]).toEqual([
      '12',
      '12',
    ]);
    expect(codeOf({ followers: [{ ...tipped, state: 'declined' }] })).toBe('00');
    expect(codeOf({ followers: [{ relation: 'refund', state: 'sent', amountFen: 1n }] })).toBe('12');
    expect(codeOf({ followers: [{ relation: 'void', state: 'approved', amountFen: 10_000n }] })).toBe('C9');
    expect([codeOf({ state: 'reversed' }), codeOf({ state: 'unknown' })]).toEqual(['CA', '12']);
  });
  it('keeps its sale from being voided, and what was taken off from being refunded', () => {
    const common = { amountFen: 10_000n, businessDate: '2026-11-23' } as const;
    const voided = (followers: Original['followers']) =>
      decideVoid({ kind: 'sale_void', ...common, original: { ...original, followers, lapsed: false } });
    expect(voided([tipped])).toEqual({ code: '12', text: '原交易已调整' });
    expect(voided([])).toEqual({ code: '00' });
    const refund = (amountFen: bigint) =>
      decideRefund({ amountFen, original: { ...original, followers: [lowered] } }).code;
    expect([refund(7_000n), refund(7_001n)]).toEqual(['00', '64']);
  });
});
