import { expect, it } from 'vitest';
import { decideLimit, limited, type LimitFacts } from './decide-limit.ts';

const facts: LimitFacts = {
  amountFen: 100n,
  limits: { singleFen: 100n, dayFen: 250n, monthFen: 1_000n },
  dayFen: 150n,
  monthFen: 900n,
};
const codeOf = (some: Partial<LimitFacts>): string => decideLimit({ ...facts, ...some }).code;

it('a sale at its limits is within them, one fen more is C3, C4 or C5', () => {
  expect(codeOf({})).toBe('00');
  expect(codeOf({ amountFen: 101n, dayFen: 0n, monthFen: 0n })).toBe('C3');
  expect([codeOf({ dayFen: 151n }), codeOf({ monthFen: 901n })]).toEqual(['C4', 'C5']);
});
it('nothing is no limit', () => {
  const none = { singleFen: 0n, dayFen: 0n, monthFen: 0n };
  expect([codeOf({ limits: none, amountFen: 10n ** 12n }), limited(none), limited({ ...none, monthFen: 1n })]).toEqual([
    '00',
    false,
    true,
  ]);
});
