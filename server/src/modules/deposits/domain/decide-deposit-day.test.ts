import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, civilDate } from '../../../kernel/instant.ts';
import { decideDepositDay, type DepositDayFacts } from './decide-deposit-day.ts';

const FROM = civilDate('2026-06-03');
const LAST = addDays(FROM, 179);
const facts = (some: Partial<DepositDayFacts>): DepositDayFacts => ({
  state: 'frozen',
  target: 'counting',
  today: addDays(FROM, 10),
  lastDay: LAST,
  countedFen: 0n,
  targetFen: 10_000_000n,
  frozenOn: FROM,
  payAgainDays: 7,
  captureDay: 25,
  holdDays: 30,
  asking: false,
  appealUntil: undefined,
  ...some,
});

describe('the target of a deposit', () => {
  it('is reached at the fen, also by what was sold on day 180', () => {
    const captured = { state: 'captured', frozenOn: undefined } as const;
    expect(decideDepositDay(facts({ ...captured, countedFen: 9_999_999n }))).toEqual({});
    expect(decideDepositDay(facts({ ...captured, countedFen: 10_000_000n }))).toEqual({ target: 'qualify' });
    const onDay181 = facts({ ...captured, today: addDays(LAST, 1), countedFen: 10_000_000n });
    expect(decideDepositDay(onDay181)).toEqual({ target: 'qualify' });
  });

  it('is missed on day 181 and not before', () => {
    const captured = { state: 'captured', frozenOn: undefined, countedFen: 9_999_999n } as const;
    expect(decideDepositDay(facts({ ...captured, today: LAST }))).toEqual({});
    expect(decideDepositDay(facts({ ...captured, today: addDays(LAST, 1) }))).toEqual({ target: 'miss' });
  });

  it('that was missed is applied when the days of an appeal are over, and takes the deposit', () => {
    const missed = { state: 'captured', target: 'missed', appealUntil: civilDate('2026-12-30') } as const;
    expect(decideDepositDay(facts({ ...missed, today: civilDate('2026-12-30') }))).toEqual({});
    expect(decideDepositDay(facts({ ...missed, today: civilDate('2026-12-31') }))).toEqual({
      target: 'apply',
      money: 'forfeit',
    });
  });

  it('under appeal waits for people', () => {
    expect(decideDepositDay(facts({ state: 'captured', target: 'appealed', today: addDays(LAST, 90) }))).toEqual({});
  });

  it('has not begun before activation', () => {
    expect(decideDepositDay(facts({ lastDay: undefined, today: addDays(LAST, 1), frozenOn: undefined }))).toEqual({});
  });
});

describe('the freeze', () => {
  it('is captured on day 25, tried again each night, and lapses on day 30', () => {
    const on = (day: number) => decideDepositDay(facts({ today: addDays(FROM, day) }));
    expect([on(24), on(25), on(29), on(30)]).toEqual([
      {},
      { money: 'capture' },
      { money: 'capture' },
      { money: 'lapse' },
    ]);
  });

  it('is let go when the target is reached before its capture', () => {
    expect(decideDepositDay(facts({ countedFen: 10_000_000n }))).toEqual({ target: 'qualify', money: 'release' });
    expect(decideDepositDay(facts({ target: 'qualified' }))).toEqual({ money: 'release' });
  });

  it('about which the network is being asked is left alone', () => {
    expect(decideDepositDay(facts({ today: addDays(FROM, 26), asking: true }))).toEqual({});
  });
});

it('nothing takes a deposit whose target was not missed, and nothing moves money twice', () => {
  const states = [
    'quoted',
    'frozen',
    'captured',
    'capture_failed',
    'refunding',
    'refunded',
    'released',
    'forfeited',
  ] as const;
  const targets = ['counting', 'qualified', 'missed', 'appealed', 'applied'] as const;
  fc.assert(
    fc.property(
      fc.record({
        state: fc.constantFrom(...states),
        target: fc.constantFrom(...targets),
        today: fc.integer({ min: 0, max: 400 }).map((days) => addDays(FROM, days)),
        countedFen: fc.bigInt({ min: 0n, max: 20_000_000n }),
        asking: fc.boolean(),
        appealUntil: fc.option(
          fc.integer({ min: 180, max: 260 }).map((days) => addDays(FROM, days)),
          { nil: undefined },
        ),
      }),
      (some) => {
        const { target, money } = decideDepositDay(facts(some));
        if (money === 'forfeit')
          expect([some.state, target ?? some.target]).toEqual(['captured', expect.stringMatching(/apply|applied/)]);
        if (money === 'capture' || money === 'release' || money === 'lapse')
          expect([some.state, some.asking]).toEqual(['frozen', false]);
        if (some.target === 'qualified' || some.target === 'applied') expect(target).toBeUndefined();
      },
    ),
  );
});

it('a deposit that could not be captured may be paid for seven days; from the eighth its merchant sells no more', () => {
  const failed = (days: number) =>
    decideDepositDay(
      facts({ state: 'capture_failed', frozenOn: undefined, failedOn: FROM, today: addDays(FROM, days) }),
    );
  expect([failed(0).restrict, failed(7).restrict, failed(8).restrict]).toEqual([undefined, undefined, true]);
  expect(decideDepositDay(facts({ failedOn: FROM, today: addDays(FROM, 9) })).restrict).toBeUndefined();
});
