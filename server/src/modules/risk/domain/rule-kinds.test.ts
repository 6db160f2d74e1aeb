import { describe, expect, it } from 'vitest';
import { decideRule, RULE_KINDS, type WrittenRule } from './rule-kinds.ts';

const velocity: WrittenRule = {
  rule: 'velocity',
  kind: 'velocity',
  points: 20,
  action: 'flag',
  enabled: true,
  parameters: { cardKinds: ['credit'], amountMinFen: 100, timesMin: 5, withinHours: 0.5, sumMinFen: 0 },
};
const said = (some: Partial<WrittenRule>): unknown => {
  const decided = decideRule({ ...velocity, ...some });
  return decided.refused ? decided.refusal.facts?.['parameter'] : 'fits';
};
const parameter = (some: object): unknown => said({ parameters: { ...velocity.parameters, ...some } });

describe('a rule as it is written', () => {
  it('fits where every parameter of its kind lies within its bounds', () => {
    expect(said({})).toBe('fits');
    expect(decideRule(velocity)).toMatchObject({ value: { amountMinFen: 100n, sumMinFen: 0n, withinHours: 0.5 } });
  });
  it.each([
    [{ amountMinFen: 0 }, 'amountMinFen'],
    [{ amountMinFen: 1.5 }, 'amountMinFen'],
    [{ timesMin: 0 }, 'timesMin'],
    [{ withinHours: 169 }, 'withinHours'],
    [{ cardKinds: [] }, 'cardKinds'],
    [{ cardKinds: ['credit', 'credit'] }, 'cardKinds'],
    [{ sumMinFen: undefined }, 'sumMinFen'],
    [{ toString: 1 }, 'toString'],
  ])('with %o is refused by the name of what does not fit', (some, name) => expect(parameter(some)).toBe(name));
  it('is refused with a kind that nobody knows, points beyond a hundred, or a name that is none', () =>
    expect([said({ kind: 'constructor' }), said({ points: 101 }), said({ rule: 'Robert; --' })]).toEqual([
      'kind',
      'points',
      'rule',
    ]));
  it('says of codes how long they are', () => {
    const { sumMinFen: _, ...rest } = velocity.parameters;
    const judged = (mccs: unknown): unknown => said({ kind: 'amount_trade', parameters: { ...rest, mccs } });
    expect([judged(['5812']), judged(['58']), judged([5812])]).toEqual(['fits', 'mccs', 'mccs']);
  });
  it('of every kind looks at cards, an amount, a number and hours', () => {
    for (const specs of Object.values(RULE_KINDS))
      expect(Object.keys(specs).slice(0, 4)).toEqual(['cardKinds', 'amountMinFen', 'timesMin', 'withinHours']);
  });
});
