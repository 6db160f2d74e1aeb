import { describe, expect, it } from 'vitest';
import { decidePayIn, terminalNoInRemark, transferReference, type PayInFacts } from './decide-pay-in.ts';

const facts: PayInFacts = {
  remark: '押金 KT10000001',
  amountFen: 29_900n,
  payerName: '杭州云杉科技有限公司',
  deposit: { state: 'quoted', amountFen: 29_900n },
  payers: ['杭州云杉科技有限公司', '林晓'],
};

describe('a transfer that names a terminal', () => {
  it('is its deposit when amount and payer are right', () => expect(decidePayIn(facts)).toEqual({ kind: 'match' }));

  it('may come from the principal, and after a capture that failed', () =>
    expect(
      decidePayIn({ ...facts, payerName: '林 晓', deposit: { state: 'capture_failed', amountFen: 29_900n } }),
    ).toEqual({ kind: 'match' }));

  it.each<[string, Partial<PayInFacts>]>([
    ['no_reference', { remark: '押金' }],
    ['no_reference', { remark: 'KT10000001 KT10000002' }],
    ['unknown_reference', { deposit: undefined }],
    ['amount_differs', { amountFen: 29_899n }],
    ['payer_differs', { payerName: '别人' }],
    ['not_open', { deposit: { state: 'frozen', amountFen: 29_900n } }],
    ['not_open', { deposit: { state: 'captured', amountFen: 29_900n } }],
  ])('waits for people as %s', (reason, change) =>
    expect(decidePayIn({ ...facts, ...change })).toEqual({ kind: 'unclear', reason }),
  );
});

describe('a remark', () => {
  it('is found whatever the bank writes around it, in full width and small letters too', () => {
    expect(terminalNoInRemark(transferReference('10000001'))).toBe('10000001');
    expect(terminalNoInRemark('/附言/ｋｔ１００００００１/网银')).toBe('10000001');
    expect(terminalNoInRemark('KT 10000001。')).toBe('10000001');
  });
  it('that is longer than a terminal number names none', () =>
    expect(terminalNoInRemark('KT100000012')).toBeUndefined());
});
