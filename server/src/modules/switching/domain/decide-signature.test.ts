import { describe, expect, it } from 'vitest';
import { watermarkOf } from '@kaitong/iso8583';
import { decideSignature, type SignatureFacts } from './decide-signature.ts';

const original: NonNullable<SignatureFacts['original']> = {
  state: 'approved',
  amountFen: 100n,
  sameCard: true,
  signed: false,
  dates: ['1123', '1122'],
};
const facts: SignatureFacts = { date: '1123', rrn: '202600123456', amountFen: 100n, imageBytes: 600, original };
const codeOf = (some: Partial<typeof original>, more: Partial<SignatureFacts> = {}): string =>
  decideSignature({ ...facts, ...more, original: { ...original, ...some } }).code;

describe('a watermark', () => {
  it('is the day and the reference number folded: 0322202600123456 is 03301470', () =>
    expect(watermarkOf('0322', '202600123456')).toBe('03301470'));
  it('of what are no sixteen digits does not exist', () => {
    expect(watermarkOf('0322', '20260012345A')).toBeUndefined();
    expect(watermarkOf('032', '202600123456')).toBeUndefined();
  });
});

describe('a signature', () => {
  it('is taken for an approved transaction, by its settlement day or its own', () =>
    expect([codeOf({}), codeOf({}, { date: '1122' })]).toEqual(['00', '00']));
  it('a second time is 94, of nothing known 25, of what was not approved 12', () => {
    expect([codeOf({ signed: true }), codeOf({ state: 'declined' }), codeOf({ state: 'reversed' })]).toEqual([
      '94',
      '12',
      '12',
    ]);
    expect(decideSignature({ ...facts, original: undefined }).code).toBe('25');
  });
  it('under another watermark, of another amount or card, or without a picture is refused', () => {
    expect(codeOf({}, { date: '1121' })).toBe('30');
    expect([codeOf({ amountFen: 99n }), codeOf({ sameCard: false }), codeOf({}, { imageBytes: 0 })]).toEqual([
      '13',
      '14',
      '30',
    ]);
  });
});
