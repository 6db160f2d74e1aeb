import { describe, expect, it } from 'vitest';
import { civilDate } from '../../../kernel/instant.ts';
import { ENTRIES, entryOf, limitsOn, placesOf, type OwnLimit } from './own-limits.ts';

const DAY = civilDate('2026-11-24');
const policy = { singleFen: 1_000n, dayFen: 0n, monthFen: 9_000n };
const own: OwnLimit = {
  card: 'credit',
  entry: 'any',
  singleFen: 5_000n,
  dayFen: 0n,
  monthFen: 0n,
  until: DAY,
  by: 'people',
  reference: 'rpr_1',
};
const rule: OwnLimit = { ...own, card: 'any', singleFen: 300n, dayFen: 500n, by: 'rule', reference: 'rsk_1' };
const on = (limits: readonly OwnLimit[], some: object = {}) =>
  limitsOn(DAY, { card: 'credit', entry: 'any', policy, own: limits, ...some });

describe('the limits of a merchant', () => {
  it('are those of the policy, of the newest that two people set, and of the policy again after its last day', () => {
    expect(on([])).toEqual(policy);
    expect(on([own])).toEqual({ singleFen: 5_000n, dayFen: 0n, monthFen: 0n });
    expect(on([own, { ...own, singleFen: 7_000n }]).singleFen).toBe(7_000n);
    expect(on([{ ...own, until: civilDate('2026-11-23') }])).toEqual(policy);
  });
  it('of another card or another way of reading are not touched', () =>
    expect([on([own], { card: 'debit' }), on([own], { entry: 'chip' })]).toEqual([policy, policy]));
  it('are lowered by a rule and never raised, whatever people set', () => {
    expect(on([rule])).toEqual({ singleFen: 300n, dayFen: 500n, monthFen: 9_000n });
    expect(on([rule, own])).toEqual({ singleFen: 300n, dayFen: 500n, monthFen: 0n });
    expect(on([{ ...rule, singleFen: 2_000n }]).singleFen).toBe(1_000n);
  });
});

it('every way of reading a card has its places of field 22, and what is unknown has no way', () => {
  for (const entry of ENTRIES) for (const places of placesOf(entry)) expect(entryOf(`${places}1`)).toBe(entry);
  expect([entryOf('051'), entryOf('022'), entryOf('071'), entryOf('012'), entryOf('03')]).toEqual([
    'chip',
    'swipe',
    'contactless',
    'manual',
    undefined,
  ]);
});
