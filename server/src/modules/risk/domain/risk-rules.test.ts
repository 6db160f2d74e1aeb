import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HOUR_MS, instant, later, parseIso } from '../../../kernel/instant.ts';
import { decideScreening } from './decide-screening.ts';
import {
  cardsToAsk,
  decideHits,
  inHours,
  nearRound,
  type RiskFacts,
  type RiskRule,
  type RuleAction,
  type ScreenedOther,
  type ScreenedSale,
} from './risk-rules.ts';

const scope = {
  version: 1,
  points: 20,
  action: 'flag',
  cardKinds: ['credit'],
  amountMinFen: 100_000n,
  timesMin: 3,
  withinHours: 24,
} as const;
const ownCard: RiskRule = { ...scope, rule: 'own_card', kind: 'own_card', timesMin: 1, points: 50, askFrom: 3 };
const cardRepeats: RiskRule = { ...scope, rule: 'card_repeats', kind: 'card_repeats' };
const amountRepeats: RiskRule = { ...scope, rule: 'amount_repeats', kind: 'amount_repeats' };
const round: RiskRule = {
  ...scope,
  rule: 'round',
  kind: 'amount_round',
  timesMin: 1,
  unitFen: 100_000n,
  marginFen: 200n,
};
const night: RiskRule = { ...scope, rule: 'night', kind: 'hours', timesMin: 1, from: '23:00', to: '06:00' };

let made = 0;
const sale = (iso: string, some: Partial<ScreenedSale> = {}): ScreenedSale => {
  made += 1;
  return {
    transactionId: `trx_${made}`,
    at: parseIso(iso),
    amountFen: 888_800n,
    cardKind: 'credit',
    cardHash: 'own',
    ...some,
  };
};
const none: ReadonlySet<string> = new Set();
const FACTS: RiskFacts = {
  sales: [],
  others: [],
  ownCards: none,
  merchant: { mcc: '5814', since: parseIso('2026-11-20T10:00:00+08:00'), singleFen: { debit: 0n, credit: 0n } },
  linked: { cards: none, device: false },
};
const hitBy = (rule: RiskRule, facts: Partial<RiskFacts>): string[] =>
  decideHits([rule], { ...FACTS, ...facts }).map((one) => one.transactionId);
const hit = (rule: RiskRule, sales: readonly ScreenedSale[], ownCards = none): string[] =>
  hitBy(rule, { sales, ownCards });
const idsOf = (sales: readonly ScreenedSale[]): string[] => sales.map((one) => one.transactionId);

describe('a window of hours', () => {
  const at = (time: string) => parseIso(`2026-11-24T${time}+08:00`);
  it.each([
    ['22:59:59', false],
    ['23:00:00', true],
    ['23:59:59', true],
    ['00:00:00', true],
    ['02:00:00', true],
    ['05:59:59', true],
    ['06:00:00', false],
    ['12:00:00', false],
  ])('over midnight holds %s: %s', (time, inside) =>
    expect(inHours(at(time), { from: '23:00', to: '06:00' })).toBe(inside),
  );
  it.each([
    ['00:59:59', false],
    ['01:00:00', true],
    ['04:59:59', true],
    ['05:00:00', false],
  ])('within a day holds %s: %s', (time, inside) =>
    expect(inHours(at(time), { from: '01:00', to: '05:00' })).toBe(inside),
  );
  it('that ends where it begins holds nothing', () =>
    expect(inHours(at('01:00:00'), { from: '01:00', to: '01:00' })).toBe(false));
  it('and its opposite hold every moment once', () =>
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1439 }),
        fc.integer({ min: 0, max: 1439 }),
        fc.integer({ min: 0, max: 86_399 }),
        (a, b, s) => {
          fc.pre(a !== b);
          const text = (minute: number): string =>
            `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
          const when = later(at('00:00:00'), s * 1_000);
          expect(inHours(when, { from: text(a), to: text(b) })).not.toBe(inHours(when, { from: text(b), to: text(a) }));
        },
      ),
    ));
});

describe('an amount', () => {
  it.each([
    [500_000n, true],
    [999_900n, true],
    [99_800n, true],
    [100_200n, true],
    [100_201n, false],
    [888_800n, false],
  ])('of %s fen is round to the thousand: %s', (amountFen, is) =>
    expect(nearRound(amountFen, { unitFen: 100_000n, marginFen: 200n })).toBe(is),
  );
  it('below the floor and a debit card are not looked at by any rule', () => {
    const small = [1, 2, 3].map(() => sale('2026-11-24T02:00:00+08:00', { amountFen: 99_999n }));
    const debit = [1, 2, 3].map(() => sale('2026-11-24T02:00:00+08:00', { cardKind: 'debit' }));
    for (const rule of [ownCard, cardRepeats, amountRepeats, round, night])
      expect(hit(rule, [...small, ...debit], new Set(['own']))).toEqual([]);
  });
});

describe('what repeats', () => {
  it('is hit as a whole, the first ones too, once there are enough of it', () => {
    const two = [sale('2026-11-24T10:00:00+08:00'), sale('2026-11-24T11:00:00+08:00')];
    expect(hit(cardRepeats, two)).toEqual([]);
    const three = [...two, sale('2026-11-24T12:00:00+08:00')];
    expect(hit(cardRepeats, three)).toEqual(idsOf(three));
    expect(hit(amountRepeats, three)).toEqual(idsOf(three));
  });
  it('counts instants and not clock faces: it goes on over the end of a year, and a year apart is a year apart', () => {
    const overNewYear = [
      sale('2026-12-31T23:50:00+08:00'),
      sale('2026-12-31T23:59:59+08:00'),
      sale('2027-01-01T00:10:00+08:00'),
    ];
    expect(hit(cardRepeats, overNewYear)).toEqual(idsOf(overNewYear));
    const aYearApart = ['2025', '2026', '2027'].map((year) => sale(`${year}-11-24T02:00:00+08:00`));
    expect(hit(cardRepeats, aYearApart)).toEqual([]);
  });
  it('of other cards and other amounts is not counted together', () => {
    const cards = ['a', 'b', 'c'].map((cardHash) => sale('2026-11-24T10:00:00+08:00', { cardHash }));
    expect(hit(cardRepeats, cards)).toEqual([]);
    expect(hit(amountRepeats, cards)).toEqual(idsOf(cards));
  });
  it('does not depend on the order of the rows, and more sales never take a hit away', () =>
    fc.assert(
      fc.property(
        fc.array(fc.record({ hours: fc.integer({ min: 0, max: 60 }), card: fc.constantFrom('a', 'b') }), {
          maxLength: 12,
        }),
        fc.integer({ min: 0, max: 12 }),
        (rows, cut) => {
          const sales = rows.map(({ hours, card }, n) => ({
            ...sale('2026-11-24T00:00:00+08:00', { cardHash: card }),
            transactionId: `trx_${n}`,
            at: instant(parseIso('2026-11-24T00:00:00+08:00') + hours * HOUR_MS),
          }));
          const all = new Set(hit(cardRepeats, sales));
          expect(new Set(hit(cardRepeats, sales.toReversed()))).toEqual(all);
          for (const one of hit(cardRepeats, sales.slice(0, cut))) expect(all).toContain(one);
        },
      ),
    ));
});

describe('the merchant’s own card', () => {
  const sales = [sale('2026-11-24T12:00:00+08:00'), sale('2026-11-24T13:00:00+08:00', { cardHash: 'guest' })];
  it('is hit the first time, and nobody else’s is', () =>
    expect(hit(ownCard, sales, new Set(['own']))).toEqual([sales[0]?.transactionId]));
  it('is asked for at the register once a card has come back often enough, and not again', () => {
    const repeated = [1, 2, 3].map(() => sale('2026-11-24T12:00:00+08:00', { cardHash: 'guest' }));
    expect(cardsToAsk([ownCard], { sales: repeated.slice(1), known: none })).toEqual([]);
    expect(cardsToAsk([ownCard], { sales: repeated, known: none })).toEqual(['guest']);
    expect(cardsToAsk([ownCard], { sales: repeated, known: new Set(['guest']) })).toEqual([]);
  });
});

describe('a screening', () => {
  const hits = (id: string, points: number, action: RuleAction = 'flag') => ({
    transactionId: id,
    rule: `r${points}`,
    version: 1,
    points,
    action,
  });
  const facts = { decided: none, casePoints: 50, delayPoints: 80 };
  it('weighs a sale by the points of its own hits, and delays only what weighs enough', () => {
    const judged = decideScreening({
      ...facts,
      hits: [hits('own', 50), hits('own', 30), hits('watched', 50), hits('stranger', 20)],
    });
    expect(judged.map(({ transactionId, points, delay }) => [transactionId, points, delay])).toEqual([
      ['own', 80, true],
      ['watched', 50, false],
    ]);
  });
  it('delays nothing where the policy says 0, and judges nothing twice', () => {
    expect(decideScreening({ ...facts, delayPoints: 0, hits: [hits('own', 100)] })[0]?.delay).toBe(false);
    expect(decideScreening({ ...facts, decided: new Set(['own']), hits: [hits('own', 100)] })).toEqual([]);
  });
  it('is opened by a rule that acts by itself, whatever it weighs; `delay` holds the money of that sale and no other', () => {
    const judged = decideScreening({
      ...facts,
      hits: [hits('a', 0, 'ask_proof'), hits('b', 0, 'delay'), hits('c', 10)],
    });
    expect(judged.map(({ transactionId, delay, actions }) => [transactionId, delay, actions])).toEqual([
      ['a', false, ['ask_proof']],
      ['b', true, ['delay']],
    ]);
  });
});

const DAY = '2026-11-24';
const other = (time: string, some: Partial<ScreenedOther>): ScreenedOther => ({
  ...sale(`${DAY}T${time}:00+08:00`),
  what: 'declined',
  ...some,
});
const at = (time: string, some: Partial<ScreenedSale> = {}): ScreenedSale => sale(`${DAY}T${time}:00+08:00`, some);

describe('what is taken', () => {
  it('nearly all by credit card is hit, on the credit cards, and one debit card more is not', () => {
    const rule: RiskRule = { ...scope, rule: 's', kind: 'credit_share', sharePercent: 75 };
    const credit = [at('10:00'), at('11:00'), at('12:00')];
    const debit = at('10:30', { cardKind: 'debit' });
    expect(hit(rule, [...credit, debit])).toEqual(idsOf(credit));
    expect(hit(rule, [...credit, debit, at('11:30', { cardKind: 'debit', amountFen: 900_000n })])).toEqual([]);
    expect(hit(rule, credit.slice(1))).toEqual([]);
  });
  it('in a trade where such amounts are rare is hit, and in another trade is not', () => {
    const rule: RiskRule = { ...scope, rule: 't', kind: 'amount_trade', timesMin: 1, mccs: ['5814'] };
    const sales = [at('10:00')];
    expect(hit(rule, sales)).toEqual(idsOf(sales));
    expect(hitBy(rule, { sales, merchant: { ...FACTS.merchant, mcc: '5944' } })).toEqual([]);
  });
  it('fast is hit where both the number and the sum of a stretch are reached', () => {
    const rule: RiskRule = { ...scope, rule: 'v', kind: 'velocity', withinHours: 1, sumMinFen: 2_600_000n };
    const three = [at('10:00'), at('10:30'), at('11:00')];
    expect(hit(rule, three)).toEqual(idsOf(three));
    expect(hit(rule, [at('10:00'), at('10:30'), at('11:01')])).toEqual([]);
    expect(hit({ ...rule, sumMinFen: 2_666_401n }, three)).toEqual([]);
  });
  it('just below the limit of one sale is hit, and above it, far below it or without a limit is not', () => {
    const rule: RiskRule = { ...scope, rule: 'n', kind: 'near_limit', timesMin: 1, marginPercent: 2 };
    const sales = [980_000n, 979_999n, 1_000_000n, 1_000_001n].map((amountFen) => at('10:00', { amountFen }));
    const merchant = { ...FACTS.merchant, singleFen: { debit: 0n, credit: 1_000_000n } };
    expect(hitBy(rule, { sales, merchant })).toEqual([sales[0]?.transactionId, sales[2]?.transactionId]);
    expect(hit(rule, sales)).toEqual([]);
  });
  it('by a merchant in its first days is hit where the sum is reached, and later is not', () => {
    const rule: RiskRule = { ...scope, rule: 'b', kind: 'new_burst', daysMax: 7, sumMinFen: 2_000_000n };
    const sales = [at('10:00'), at('11:00'), at('12:00')];
    expect(hit(rule, sales)).toEqual(idsOf(sales));
    const since = parseIso('2026-11-01T10:00:00+08:00');
    expect(hitBy(rule, { sales, merchant: { ...FACTS.merchant, since } })).toEqual([]);
  });
  it('with a card or a device of another merchant’s confirmed case is hit', () => {
    const card: RiskRule = { ...scope, rule: 'c', kind: 'linked_card', timesMin: 1 };
    const device: RiskRule = { ...scope, rule: 'd', kind: 'linked_device', timesMin: 1 };
    const sales = [at('10:00'), at('11:00', { cardHash: 'guest' })];
    const linked = { cards: new Set(['guest']), device: false };
    expect([hitBy(card, { sales, linked }), hitBy(device, { sales, linked })]).toEqual([[sales[1]?.transactionId], []]);
    expect(hitBy(device, { sales, linked: { ...linked, device: true } })).toEqual(idsOf(sales));
  });
});

describe('what is no sale', () => {
  it('voids and refunds are hit where they are many and a large share', () => {
    const rule: RiskRule = { ...scope, rule: 'u', kind: 'undone_share', timesMin: 2, sharePercent: 50 };
    const undone = ['10:00', '11:00'].map((time) => other(time, { what: 'undone' }));
    const sales = [at('10:10'), at('10:20')];
    expect(hitBy(rule, { sales, others: undone })).toEqual(idsOf(undone));
    expect(hitBy(rule, { sales: [...sales, at('10:30')], others: undone })).toEqual([]);
    expect(hitBy(rule, { sales, others: undone.slice(1) })).toEqual([]);
  });
  it('two inquiries and then a sale by the same card within the time are hit, and by another card or later are not', () => {
    const rule: RiskRule = {
      ...scope,
      rule: 'i',
      kind: 'inquiry_then_sale',
      timesMin: 1,
      withinHours: 0.5,
      inquiriesMin: 2,
    };
    const others = ['10:00', '10:05'].map((time) => other(time, { what: 'inquiry', amountFen: 0n }));
    const sales = [at('10:10'), at('10:10', { cardHash: 'guest' }), at('10:36')];
    expect(hitBy(rule, { sales, others })).toEqual([sales[0]?.transactionId]);
    expect(hitBy(rule, { sales, others: others.slice(1) })).toEqual([]);
  });
  it('two refusals for want of money and another try are hit together, and without the try are not', () => {
    const rule: RiskRule = {
      ...scope,
      rule: 'd',
      kind: 'declined_tries',
      timesMin: 2,
      withinHours: 1,
      codes: ['51'],
      cardsMin: 1,
      thenTry: true,
    };
    const others = ['10:00', '10:05'].map((time) => other(time, { code: '51' }));
    const sales = [at('10:10')];
    expect(hitBy(rule, { sales, others })).toEqual([...idsOf(others), ...idsOf(sales)]);
    expect([hitBy(rule, { others }), hitBy(rule, { sales: [at('10:10', { cardHash: 'guest' })], others })]).toEqual([
      [],
      [],
    ]);
    expect(hitBy(rule, { sales: [at('11:01')], others })).toEqual([]);
  });
  it('wrong PINs are hit where they are on enough cards', () => {
    const rule: RiskRule = {
      ...scope,
      rule: 'p',
      kind: 'declined_tries',
      timesMin: 3,
      withinHours: 1,
      codes: ['55'],
      cardsMin: 2,
      thenTry: false,
    };
    const others = ['a', 'a', 'b'].map((cardHash, n) => other(`10:0${n}`, { code: '55', cardHash }));
    expect(hitBy(rule, { others })).toEqual(idsOf(others));
    expect(hitBy(rule, { others: others.map((one) => ({ ...one, cardHash: 'a' })) })).toEqual([]);
    expect(hitBy(rule, { others: others.map((one) => ({ ...one, code: '51' })) })).toEqual([]);
  });
});
