/** T+0 in the books: what it pays, with whose money, and what becomes of a sale that somebody wants back. */
import * as fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { approvedSale, buildTerminal, DAY, netOf, saleRequest, type BuiltTerminal } from '../../../testing/builders.ts';
import { testDatabase, testEnv, type TestDatabase, type TestEnv } from '../../../testing/database.ts';
import { fen, ratePpm } from '../../kernel/fen.ts';
import { civilDate, later } from '../../kernel/instant.ts';
import { withTx } from '../../platform/postgres/database.ts';
import { readHolidays } from '../catalogue/index.ts';
import { balanceDifferences, balancesOf, trialBalance } from '../ledger/index.ts';
import { blockAccount, settlementAccountOf } from '../merchants/index.ts';
import {
  approveOther,
  beginFollower,
  reverseByTerminal,
  type CardTransaction,
  type FollowingKind,
} from '../switching/index.ts';
import {
  closeDay,
  delaySale,
  linkCleared,
  listPayouts,
  moveDay,
  payT0,
  pollPayout,
  resumeSale,
  sendPayout,
  settleDay,
  settlementsOf,
  type PayoutBank,
  type T0Request,
} from './index.ts';

let database: TestDatabase;
let env: TestEnv;
let other: TestEnv;
let terminal: BuiltTerminal;
beforeEach(async () => {
  database = await testDatabase({ poolMax: 10 });
  env = await testEnv(database);
  other = await testEnv(database, { beside: env, db: database.secondPool() });
  terminal = await buildTerminal(env);
  return async () => {
    await env.close();
    await other.close();
    await database.close();
  };
});

const NET = netOf(fen(10_000));
const S = 5n; // 0.05 % of 100.00

const request = (of: BuiltTerminal = terminal): T0Request => ({
  merchantId: of.merchantId,
  businessDate: DAY,
  terms: {
    open: true,
    from: '09:00',
    to: '22:00',
    earliestMinutes: 15,
    minFen: fen(1_000),
    singleMaxFen: fen(5_000_000),
    dailyMaxFen: fen(50_000_000),
    ratePpm: ratePpm(500),
  },
  standing: {
    active: true,
    activatedOn: civilDate('2026-11-01'),
    afterDays: 0,
    tradedDays: 0,
    normalDays: 0,
    agreedPpm: ratePpm(500),
    onHold: false,
  },
});
const ask = (on = env, of = terminal) => payT0(on, request(of));
const codeOf = async (asked: ReturnType<typeof payT0>) => {
  const done = await asked;
  return done.refused ? done.refusal.code : 'paid';
};

/** Sales of 100.00, a quarter of an hour ago. */
async function ripeSales(count: number, of = terminal): Promise<CardTransaction[]> {
  const sales: CardTransaction[] = [];
  for (let i = 1; i <= count; i += 1) sales.push(await approvedSale(env, saleRequest(of, String(i).padStart(6, '0'))));
  env.clock.pass(15 * 60_000);
  return sales;
}

const rules = { holdDays: 30, completionPercentMax: 115, tipPercentMax: 20 };
let stans = 100;

/** What a terminal hears that builds on a sale. */
async function follow(kind: FollowingKind, sale: CardTransaction, amount = 10_000, on = env): Promise<string> {
  stans += 1;
  const done = await beginFollower(on, {
    ...saleRequest(terminal, String(stans).padStart(6, '0'), { amount: fen(amount) }),
    kind,
    find: { rrn: sale.rrn },
    rules,
  });
  if (done.kind === 'refused') return done.ruling.code;
  if (done.kind !== 'begun') return done.kind;
  const approval = { authCode: '1', answer: null, expiresAt: later(on.clock.now(), 1) };
  return (await approveOther(on, on.db, done.transaction, approval)) ? '00' : 'lost';
}

const reverse = (sale: CardTransaction, on = env): Promise<string> =>
  withTx(on, async (tx) => {
    const key = { ...sale, messageClass: '0200', reason: '98' };
    return (await reverseByTerminal(on, tx, key)).decision.answer;
  });

const systemFen = async (account: string): Promise<bigint> =>
  (await trialBalance(env.db)).accounts.find((one) => one.account === account)?.balanceFen ?? 0n;
const balances = () => balancesOf(env.db, terminal.merchantId);
const books = async () => [(await trialBalance(env.db)).totalFen, await balanceDifferences(env.db)];

/** Of all payouts, the least first. */
const paidAmounts = async (): Promise<bigint[]> =>
  (await listPayouts(env.db)).map((one) => one.amountFen).toSorted((a, b) => (a < b ? -1 : 1));

const schedule = { cutOff: '23:00', clearingTime: '06:00', payoutTime: '09:00' };
/** The day is over, its file confirms these sales, and the network has paid. */
async function settle(sales: readonly CardTransaction[]): Promise<void> {
  await closeDay(env, DAY, schedule, await readHolidays(env.db));
  await withTx(env, async (tx) => {
    await linkCleared(tx, { date: DAY, fileName: 'f', sales });
    await moveDay(tx, DAY, { from: 'closed', to: 'cleared', networkNetFen: 1n });
    await moveDay(tx, DAY, { from: 'cleared', to: 'funded' });
  });
  await settleDay(env, DAY);
}

function bank(state: Awaited<ReturnType<PayoutBank['status']>>): PayoutBank & { readonly keys: string[] } {
  const keys: string[] = [];
  return {
    keys,
    submit: (order) => {
      keys.push(order.requestKey);
      return Promise.resolve({ kind: 'accepted', reference: 'B1' });
    },
    status: () => Promise.resolve(state),
    credits: () => Promise.resolve([]),
    simulator: () => Promise.resolve(false),
  };
}

describe('a payout of T+0', () => {
  it('takes the money out of pending less the surcharge, advances it from our own funds, and goes to the bank as others do', async () => {
    await ripeSales(2);
    const done = await ask();
    expect(done).toMatchObject({ refused: false, value: { plan: { payFen: 2n * (NET - S), surchargeFen: 2n * S } } });
    expect(await balances()).toEqual({ 'm:pending': 0n, 'm:payout': 2n * (NET - S) });
    expect([await systemFen('inc:t0'), await systemFen('bank:own'), await systemFen('bank:reserve')]).toEqual([
      -2n * S,
      -2n * (NET - S),
      2n * (NET - S),
    ]);
    expect(await env.enqueued('send-payout')).toHaveLength(1);
    expect(await settlementsOf(env.db, terminal.merchantId)).toMatchObject([
      { t0: true, saleCount: 2, grossFen: 20_000n, surchargeFen: 2n * S, netFen: 2n * (NET - S) },
    ]);
    expect(await books()).toEqual([0n, []]);
  });

  it('asked for by six at once in two processes pays once', async () => {
    await ripeSales(3);
    const codes = await Promise.all(Array.from({ length: 6 }, (_, i) => codeOf(ask(i % 2 === 0 ? env : other))));
    expect(codes.filter((code) => code === 'paid')).toHaveLength(1);
    expect(new Set(codes)).toEqual(new Set(['paid', 'settlement.t0_nothing']));
    expect(await balances()).toEqual({ 'm:pending': 0n, 'm:payout': 3n * (NET - S) });
  });

  it('paid by the bank leaves our reserve as it was, and our own funds without the advance until the network pays', async () => {
    const sales = await ripeSales(1);
    await ask();
    const [payout] = await listPayouts(env.db);
    const key = { merchantId: terminal.merchantId, payoutId: payout?.payoutId ?? '' };
    const world = { ...env, bank: bank({ kind: 'paid' }) };
    await sendPayout(world, key);
    await pollPayout(world, key);
    expect([await systemFen('bank:reserve'), await systemFen('bank:own')]).toEqual([0n, -(NET - S)]);
    await settle(sales);
    expect([await systemFen('bank:reserve'), await systemFen('bank:own')]).toEqual([-(NET - S), 0n]);
    expect(await books()).toEqual([0n, []]);
  });

  it('sent back by the bank is the merchant’s again with its surcharge, the advance goes home once, and T+1 does not pay it as well', async () => {
    const sales = await ripeSales(1);
    await ask();
    const [payout] = await listPayouts(env.db);
    const key = { merchantId: terminal.merchantId, payoutId: payout?.payoutId ?? '' };
    const world = { ...env, bank: bank({ kind: 'returned', reason: '户名不符' }) };
    await sendPayout(world, key);
    await Promise.all([pollPayout(world, key), pollPayout(world, key)]);
    expect(await balances()).toEqual({ 'm:pending': 0n, 'm:payout': 0n, 'm:avail': NET });
    expect([await systemFen('inc:t0'), await systemFen('bank:own'), await systemFen('bank:reserve')]).toEqual([
      0n,
      0n,
      0n,
    ]);
    expect(await env.enqueued('block-account')).toHaveLength(1);
    await settle(sales);
    expect([await systemFen('bank:own'), (await listPayouts(env.db)).length]).toEqual([0n, 1]);
    expect(await books()).toEqual([0n, []]);
  });

  it('to an account that is blocked is not made', async () => {
    await ripeSales(1);
    const account = await settlementAccountOf(env.db, terminal.merchantId);
    await withTx(env, (tx) =>
      blockAccount(tx, { merchantId: terminal.merchantId, accountId: account?.accountId ?? '', reason: '户名不符' }),
    );
    expect(await codeOf(ask())).toBe('settlement.t0_account');
  });
});

describe('T+0 and T+1', () => {
  it('pay each sale once (invariant 12): the day settles what T+0 has left, however often', async () => {
    const early = await ripeSales(2);
    await ask();
    const late = await approvedSale(env, saleRequest(terminal, '000009'));
    await settle([...early, late]);
    await env.db.query(`SELECT settlement.do_settle_day($1, $1, false, '2026-11-24T01:00:00Z')`, [DAY]);
    expect(await paidAmounts()).toEqual([NET, 2n * (NET - S)]);
    expect(await balances()).toMatchObject({ 'm:pending': 0n, 'm:avail': 0n });
    expect(await systemFen('bank:own')).toBe(0n);
    expect(await books()).toEqual([0n, []]);
  });

  it('started together pay each sale once, whichever comes first', async () => {
    const sales = await ripeSales(3);
    await closeDay(env, DAY, schedule, await readHolidays(env.db));
    await withTx(env, async (tx) => {
      await linkCleared(tx, { date: DAY, fileName: 'f', sales });
      await moveDay(tx, DAY, { from: 'closed', to: 'cleared', networkNetFen: 1n });
      await moveDay(tx, DAY, { from: 'cleared', to: 'funded' });
    });
    const [code] = await Promise.all([codeOf(ask()), settleDay(other, DAY)]);
    const payouts = await listPayouts(env.db);
    expect(payouts.map((one) => one.amountFen)).toEqual([code === 'paid' ? 3n * (NET - S) : 3n * NET]);
    expect(await balances()).toMatchObject({ 'm:pending': 0n });
    expect(await books()).toEqual([0n, []]);
  });

  it('do not read past each other: T+0 waits for a day that is being settled, and then finds nothing left', async () => {
    const sales = await ripeSales(1);
    await closeDay(env, DAY, schedule, await readHolidays(env.db));
    await withTx(env, (tx) => linkCleared(tx, { date: DAY, fileName: 'f', sales }));
    const gate: { open?: () => void; held?: () => void } = {};
    const opened = new Promise<void>((resolve) => (gate.open = resolve));
    const held = new Promise<void>((resolve) => (gate.held = resolve));
    const settling = withTx(other, async (tx) => {
      await tx.query(`SELECT settlement.do_settle_day($1, $1, false, '2026-11-24T01:00:00Z')`, [DAY]);
      await tx.execute(`UPDATE settlement.day SET state = 'settled' WHERE business_date = $1`, [DAY]);
      gate.held?.();
      await opened;
    });
    await held;
    const asked = codeOf(ask());
    const waiting = async (): Promise<boolean> =>
      (
        await other.db.query(
          `SELECT 1 FROM pg_locks WHERE locktype = 'tuple' AND relation = 'settlement.day'::regclass AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
        )
      ).length > 0;
    while (!(await waiting())); // it stands before the row of the day, or this test never ends
    gate.open?.();
    await settling;
    expect(await asked).toBe('settlement.t0_nothing');
  });

  it('of a settled day nothing is paid early, and what the network’s file does not confirm neither', async () => {
    const [confirmed] = await ripeSales(2);
    if (confirmed === undefined) throw new Error('no sale');
    await settle([confirmed]);
    expect(await codeOf(ask())).toBe('settlement.t0_nothing');
  });
});

describe('a sale that T+0 has paid', () => {
  it('is neither voided nor lowered: 12, and the terminal shows why', async () => {
    const [sale] = await ripeSales(1);
    if (sale === undefined) throw new Error('no sale');
    await ask();
    expect([await follow('sale_void', sale), await follow('adjustment', sale, 1_000)]).toEqual(['12', '12']);
  });

  it('is refunded: the merchant owes it, gets no T+0 meanwhile, and the next payout is less by it', async () => {
    const sales = await ripeSales(1);
    await ask();
    expect(await follow('refund', sales[0] as CardTransaction, 4_000)).toBe('00');
    await ripeSales(0);
    const next = await approvedSale(env, saleRequest(terminal, '000009'));
    env.clock.pass(15 * 60_000);
    expect(await codeOf(ask())).toBe('settlement.t0_debt');
    await settle([...sales, next]);
    expect(await paidAmounts()).toEqual([NET - 4_000n, NET - S]);
    expect(await books()).toEqual([0n, []]);
  });

  it('is reversed: the merchant owes its net, and our advance comes back when the debt is paid', async () => {
    const sales = await ripeSales(1);
    await ask();
    expect(await reverse(sales[0] as CardTransaction)).toBe('00');
    expect([await systemFen('merch_recv'), await systemFen('bank:own')]).toEqual([NET, -(NET - S)]);
    expect(await balances()).toEqual({ 'm:pending': 0n, 'm:payout': NET - S });
    const next = [
      await approvedSale(env, saleRequest(terminal, '000009')),
      await approvedSale(env, saleRequest(terminal, '000010')),
    ];
    await settle(next);
    expect([await systemFen('merch_recv'), await systemFen('bank:own')]).toEqual([0n, 0n]);
    expect(await books()).toEqual([0n, []]);
  });

  it('comes too late for a delay: its money is gone, and nobody else’s is frozen for it', async () => {
    const [sale] = await ripeSales(1);
    await ask();
    await approvedSale(env, saleRequest(terminal, '000009'));
    const of = { merchantId: terminal.merchantId, transactionId: sale?.transactionId ?? '', date: DAY };
    expect(await withTx(env, (tx) => delaySale(env, tx, { ...of, reference: 'c' }))).toBe('missed');
    expect(await balances()).toMatchObject({ 'm:pending': NET });
  });
});

describe('a sale that waits', () => {
  it('because people look at it is not paid, and the others are; afterwards it is', async () => {
    const [sale] = await ripeSales(2);
    const of = { merchantId: terminal.merchantId, transactionId: sale?.transactionId ?? '', date: DAY };
    await withTx(env, (tx) => delaySale(env, tx, { ...of, reference: 'c' }));
    expect(await ask()).toMatchObject({ value: { plan: { payFen: NET - S } } });
    expect(await codeOf(ask())).toBe('settlement.t0_nothing');
    await withTx(env, (tx) => resumeSale(env, tx, of));
    expect(await codeOf(ask())).toBe('paid');
  });

  it('because something is being built on it is not paid, also while the network thinks', async () => {
    const [sale] = await ripeSales(1);
    stans += 1;
    await beginFollower(env, {
      ...saleRequest(terminal, String(stans).padStart(6, '0')),
      kind: 'sale_void',
      find: { rrn: sale?.rrn ?? '' },
      rules,
    });
    expect(await codeOf(ask())).toBe('settlement.t0_nothing');
  });
});

describe('reversed, voided and settled by T+0 (invariant 7)', () => {
  it('exclude each other in whatever order they come, at once and in two processes', async () => {
    type Act = 'void' | 'reverse' | 't0' | 'refund';
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.constantFrom<Act>('void', 'reverse', 't0', 'refund'), { minLength: 2, maxLength: 4 }),
        fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
        async (acts, where) => {
          terminal = await buildTerminal(env);
          const [sale] = await ripeSales(1);
          if (sale === undefined) throw new Error('no sale');
          const before = { recv: await systemFen('merch_recv'), own: await systemFen('bank:own') };
          const did = Object.fromEntries(
            await Promise.all(
              acts.map(async (act, i) => {
                const on = where[i] === true ? other : env;
                if (act === 't0') return [act, (await codeOf(ask(on))) === 'paid'] as const;
                const code = await (act === 'void'
                  ? follow('sale_void', sale, 10_000, on)
                  : act === 'refund'
                    ? follow('refund', sale, 10_000, on)
                    : reverse(sale, on));
                return [act, code === '00'] as const;
              }),
            ),
          ) as Partial<Record<Act, boolean>>;
          const { void: voided = false, reverse: reversed = false, t0 = false, refund = false } = did;
          expect([voided, t0].filter(Boolean).length).toBeLessThanOrEqual(1);
          expect([voided, reversed, refund].filter(Boolean).length).toBeLessThanOrEqual(1);
          const held = await balances();
          const owed = (await systemFen('merch_recv')) - before.recv;
          const taken = voided || reversed ? 0n : refund ? NET - 10_000n : NET;
          // what the merchant has, is being paid and owes is the sale's worth, or nothing of it; T+0 costs five fen
          expect((held['m:pending'] ?? 0n) + (held['m:payout'] ?? 0n) - owed).toBe(taken - (t0 ? S : 0n));
          expect(held['m:payout'] ?? 0n).toBe(t0 ? NET - S : 0n);
          expect((await systemFen('bank:own')) - before.own).toBe(t0 ? -(NET - S) : 0n);
          expect(await books()).toEqual([0n, []]);
        },
      ),
      { numRuns: 40 },
    );
  }, 60_000);
});
