import { describe, expect, it } from 'vitest';
import { civilDate, instant } from '../../../kernel/instant.ts';
import {
  actsOf,
  dayOfMmdd,
  decideAct,
  decideCredit,
  decideDeadline,
  decideErrLine,
  decideSecond,
  disputeMachine,
  dueOf,
  type DisputedSale,
  type DisputeState,
  type LineFacts,
  type StandingDispute,
} from './dispute.ts';

const now = instant(Date.UTC(2026, 10, 24));
const DAY_MS = 86_400_000;
const sale: DisputedSale = {
  merchantId: 'mer_1',
  transactionId: 'txn_1',
  kind: 'sale',
  stands: true,
  amountFen: 12_800n,
  returnedFen: 0n,
};
const standing = (some: Partial<StandingDispute> = {}): StandingDispute => ({
  merchantId: 'mer_1',
  disputeId: 'dsp_1',
  kind: 'chargeback',
  state: 'sent',
  amountFen: 12_800n,
  dueAt: instant(now + DAY_MS),
  ...some,
});
const line = (some: Partial<LineFacts>): LineFacts => ({
  said: 'chargeback',
  amountFen: 12_800n,
  seen: false,
  sale,
  disputes: [],
  now,
  ...some,
});

describe('a line of the file of disputes', () => {
  it('opens a chargeback that the merchant bears, as far as the sale goes', () => {
    expect(decideErrLine(line({}))).toMatchObject({ does: 'open', state: 'waiting_merchant', chargedFen: 12_800n });
    expect(decideErrLine(line({ sale: { ...sale, returnedFen: 12_000n } }))).toMatchObject({ chargedFen: 800n });
  });
  it.each([
    ['refunded in full', { returnedFen: 12_800n }],
    ['voided since', { stands: false }],
    ['a deposit of the merchant’s own', { kind: 'deposit_capture' }],
  ] as const)('charges no merchant for a sale that was %s', (_what, some) => {
    expect(decideErrLine(line({ sale: { ...sale, ...some } }))).toMatchObject({ does: 'open', chargedFen: 0n });
  });
  it('of no sale of ours waits for people, and nobody bears it', () => {
    expect(decideErrLine(line({ sale: undefined }))).toMatchObject({ state: 'waiting_us', chargedFen: 0n });
  });
  it('that was there before is money in suspense, whatever it says', () => {
    for (const said of ['chargeback', 'represented', 'document_request'] as const)
      expect(decideErrLine(line({ said, seen: true, disputes: [standing()] }))).toEqual({
        does: 'suspense',
        why: 'twice',
      });
  });
  it('answers what was sent, and only that', () => {
    const answer = (said: LineFacts['said'], of: Partial<StandingDispute>) =>
      decideErrLine(line({ said, disputes: [standing(of)] }));
    expect(answer('represented', {})).toMatchObject({ does: 'move', to: 'won' });
    expect(answer('represent_declined', {})).toMatchObject({ to: 'waiting_us' });
    expect(answer('represented', { state: 'waiting_us' })).toEqual({ does: 'suspense', why: 'unmatched' });
    expect(answer('second_chargeback', { state: 'won' })).toMatchObject({ to: 'lost', chargedFen: 12_800n });
    expect(answer('credit_adjusted', { kind: 'credit_adjustment' })).toMatchObject({ to: 'carried' });
    expect(answer('credit_declined', { kind: 'credit_adjustment' })).toMatchObject({ to: 'declined' });
    expect(answer('claimed', { kind: 'claim' })).toMatchObject({ to: 'carried' });
    expect(answer('claimed', { kind: 'chargeback' })).toEqual({ does: 'suspense', why: 'unmatched' });
  });
  it('that moves another amount than was asked for is looked at by people', () => {
    expect(decideErrLine(line({ said: 'represented', amountFen: 12_700n, disputes: [standing()] }))).toEqual({
      does: 'suspense',
      why: 'amount',
    });
  });
  it('that declines a representment when the time is over ends it', () => {
    const disputes = [standing({ dueAt: now })];
    expect(decideErrLine(line({ said: 'represent_declined', disputes }))).toMatchObject({
      event: 'expire',
      to: 'lost',
    });
  });
});

describe('the time of a dispute', () => {
  const rules = { documentDays: 20, chargebackDays: 15, merchantDays: 10, againDays: 30 };
  it('is the policy’s, and the merchant has less of it', () => {
    expect(dueOf('chargeback', now, rules)).toEqual({ dueAt: now + 15 * DAY_MS, merchantDueAt: now + 10 * DAY_MS });
    expect(dueOf('document_request', now, { ...rules, merchantDays: 40 })).toEqual({
      dueAt: now + 20 * DAY_MS,
      merchantDueAt: now + 20 * DAY_MS,
    });
  });
  it('over for the merchant leaves it with people; over for the network ends it as lost, a request as lapsed', () => {
    const of = (state: DisputeState, kind: 'chargeback' | 'document_request' = 'chargeback') => ({ state, kind });
    expect(decideDeadline(of('waiting_merchant'), 'merchant')).toMatchObject({ to: 'waiting_us' });
    expect(decideDeadline(of('waiting_us'), 'merchant')).toBeUndefined();
    for (const state of ['waiting_merchant', 'waiting_us', 'proposed'] as const)
      expect(decideDeadline(of(state), 'network')).toMatchObject({ to: 'lost' });
    expect(decideDeadline(of('waiting_us', 'document_request'), 'network')).toMatchObject({ to: 'expired' });
  });
  it('finds nothing to do where it was answered in time', () => {
    for (const state of ['sent', 'won', ...disputeMachine.final] as const)
      for (const clock of ['merchant', 'network'] as const)
        expect(decideDeadline({ kind: 'chargeback', state }, clock)).toBeUndefined();
  });
});

describe('what people may do', () => {
  it('depends on kind and state; a merchant may say more while people have it', () => {
    expect(actsOf({ kind: 'chargeback', state: 'waiting_merchant' })).toEqual(['say', 'accept', 'concede', 'propose']);
    expect(actsOf({ kind: 'document_request', state: 'waiting_us' })).toEqual(['say', 'reply']);
    expect(actsOf({ kind: 'chargeback', state: 'sent' })).toEqual([]);
    expect(actsOf({ kind: 'credit_adjustment', state: 'proposed' })).toEqual([]);
    expect(decideAct({ kind: 'chargeback', state: 'waiting_us' }, 'say')).toMatchObject({ value: 'waiting_us' });
  });
  it('needs another person where money moves, and only whoever proposed takes it back', () => {
    const facts = { kind: 'chargeback', state: 'proposed', proposedBy: 'stf_1' } as const;
    expect(decideSecond(facts, { decision: 'approve', by: 'stf_1' })).toMatchObject({
      refusal: { code: 'reconciliation.second_person' },
    });
    expect(decideSecond(facts, { decision: 'withdraw', by: 'stf_2' })).toMatchObject({
      refusal: { code: 'reconciliation.not_yours' },
    });
    expect(decideSecond(facts, { decision: 'approve', by: 'stf_2' })).toMatchObject({ value: { to: 'sent' } });
    expect(decideSecond(facts, { decision: 'refuse', by: 'stf_2' })).toMatchObject({ value: { to: 'waiting_us' } });
    const ours = { ...facts, kind: 'credit_adjustment' } as const;
    expect(decideSecond(ours, { decision: 'refuse', by: 'stf_2' })).toMatchObject({ value: { to: 'withdrawn' } });
  });
  it('gives back no more of a sale than is left of it', () => {
    expect(decideCredit(sale, 12_800n).refused).toBe(false);
    expect(decideCredit({ ...sale, returnedFen: 1n }, 12_800n)).toMatchObject({
      refusal: { code: 'reconciliation.not_creditable', facts: { leftFen: '12799' } },
    });
    expect(decideCredit({ ...sale, stands: false }, 1n).refused).toBe(true);
    expect(decideCredit(sale, 0n).refused).toBe(true);
  });
});

it('the day of a sale is the latest that the line can mean', () => {
  const of = (mmdd: string, date: string): string | undefined => dayOfMmdd(mmdd, civilDate(date));
  expect([of('1123', '2026-11-24'), of('1231', '2027-01-02'), of('0101', '2026-12-31')]).toEqual([
    '2026-11-23',
    '2026-12-31',
    '2027-01-01',
  ]);
  expect([of('0229', '2026-03-01'), of('0000', '2026-03-01'), of('1340', '2026-03-01')]).toEqual([
    '2024-02-29',
    undefined,
    undefined,
  ]);
});
