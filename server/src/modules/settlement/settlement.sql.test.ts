import { beforeEach, describe, expect, it } from 'vitest';
import { approvedSale, buildTerminal, DAY, netOf, saleRequest, type BuiltTerminal } from '../../../testing/builders.ts';
import { testDatabase, testEnv, type TestDatabase, type TestEnv } from '../../../testing/database.ts';
import { fen } from '../../kernel/fen.ts';
import { addDays, civilDate } from '../../kernel/instant.ts';
import { withTx } from '../../platform/postgres/database.ts';
import { readHolidays } from '../catalogue/index.ts';
import { balanceDifferences, balancesOf, trialBalance } from '../ledger/index.ts';
import { blockAccount, settlementAccountOf } from '../merchants/index.ts';
import {
  closeDay,
  dayOf,
  ensureNextClose,
  linkCleared,
  listPayouts,
  moveDay,
  pollPayout,
  sendPayout,
  settleDay,
  settlementsOf,
  type PayoutBank,
} from './index.ts';

let database: TestDatabase;
let env: TestEnv;
let other: TestEnv;
let terminal: BuiltTerminal;
const schedule = { cutOff: '23:00', clearingTime: '06:00', payoutTime: '09:00' };

/** A fresh database a test: settlement works on whole days. */
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

const amount = fen(10_000);
const close = async (date = DAY): Promise<void> => closeDay(env, date, schedule, await readHolidays(env.db));
const balances = () => balancesOf(env.db, terminal.merchantId);

/** Two sales, closed, confirmed by the network's file and paid by the network. */
async function fundedDay(): Promise<void> {
  const sales = [
    await approvedSale(env, saleRequest(terminal, '000001')),
    await approvedSale(env, saleRequest(terminal, '000002')),
  ];
  await close();
  await withTx(env, async (tx) => {
    await linkCleared(tx, { date: DAY, fileName: 'f', sales });
    await moveDay(tx, DAY, { from: 'closed', to: 'cleared', networkNetFen: 1n });
    await moveDay(tx, DAY, { from: 'cleared', to: 'funded' });
  });
}

interface FakeBank extends PayoutBank {
  answer: Awaited<ReturnType<PayoutBank['submit']>>;
  state: Awaited<ReturnType<PayoutBank['status']>>;
  readonly orders: Parameters<PayoutBank['submit']>[0][];
}

/** The bank is another's system, so here it is said what it says. */
function bank(): FakeBank {
  const orders: FakeBank['orders'] = [];
  const desk: FakeBank = {
    answer: { kind: 'accepted', reference: 'B1' },
    state: { kind: 'processing' },
    orders,
    submit: (order) => {
      orders.push(order);
      return Promise.resolve(desk.answer);
    },
    status: () => Promise.resolve(desk.state),
    credits: () => Promise.resolve([]),
    simulator: () => Promise.resolve(false),
  };
  return desk;
}
/** Lets nobody go on before `count` have come: two polls then surely overlap. */
function meeting(count: number): () => Promise<void> {
  let came = 0;
  let open = (): void => undefined;
  const all = new Promise<void>((resolve) => (open = resolve));
  return () => {
    came += 1;
    if (came === count) open();
    return all;
  };
}

const onePayout = async () => {
  const all = await listPayouts(env.db);
  expect(all).toHaveLength(1);
  return {
    merchantId: all[0]?.merchantId ?? '',
    payoutId: all[0]?.payoutId ?? '',
    state: all[0]?.state,
    amountFen: all[0]?.amountFen,
  };
};

describe('closing a business day', () => {
  it('counts its sales, finds its pay date, and plans what follows; closing it twice or at once changes nothing', async () => {
    await approvedSale(env, saleRequest(terminal, '000001'));
    await Promise.all([close(), close(), close()]);
    expect(await dayOf(env.db, DAY)).toMatchObject({
      state: 'closed',
      saleCount: 1,
      grossFen: 10_000n,
      payDate: '2026-11-24',
      estimated: false,
    });
    expect(await env.emitted('day.closed')).toHaveLength(1);
    const due = await env.db.query(
      `SELECT kind, key, to_char(at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI') AS at FROM platform.due ORDER BY at, kind`,
    );
    expect(due).toEqual([
      { kind: 'import-clearing', key: '2026-11-23', at: '2026-11-24 06:00' },
      { kind: 'settle-day', key: '2026-11-23', at: '2026-11-24 09:00' },
      { kind: 'close-day', key: '2026-11-24', at: '2026-11-24 23:00' },
    ]);
  });

  it('S51: of 31 December 2026 pays on 2027-01-04 and says that this is an estimate', async () => {
    await close(civilDate('2026-12-31'));
    expect(await dayOf(env.db, civilDate('2026-12-31'))).toMatchObject({ payDate: '2027-01-04', estimated: true });
  });

  it('S51: of 30 September 2026 pays after the holidays, by the calendar of the default pack', async () => {
    await close(civilDate('2026-09-30'));
    expect(await dayOf(env.db, civilDate('2026-09-30'))).toMatchObject({ payDate: '2026-10-08', estimated: false });
  });

  it('begins with the first day on which was sold, where no worker was there to close it', async () => {
    await approvedSale(env, saleRequest(terminal, '000001'));
    env.clock.set('2026-11-25T10:00:00+08:00');
    await ensureNextClose(env, schedule);
    expect(await env.db.query(`SELECT key FROM platform.due WHERE kind = 'close-day'`)).toEqual([{ key: DAY }]);
  });

  it('begins by itself: a start plans the running day, after the cut-off the next one', async () => {
    await ensureNextClose(env, schedule);
    env.clock.set('2026-11-23T23:00:00+08:00');
    await ensureNextClose(env, schedule);
    await ensureNextClose(env, schedule);
    expect(await env.db.query(`SELECT key FROM platform.due WHERE kind = 'close-day' ORDER BY key`)).toEqual([
      { key: DAY },
      { key: addDays(DAY, 1) },
    ]);
  });
});

describe('settling a business day', () => {
  it('pays each merchant the net of the confirmed sales, and asks the bank once', async () => {
    await fundedDay();
    await settleDay(env, DAY);
    expect(await balances()).toEqual({ 'm:pending': 0n, 'm:avail': 0n, 'm:payout': 2n * netOf(amount) });
    expect(await onePayout()).toMatchObject({ state: 'prepared', amountFen: 2n * netOf(amount) });
    expect(await env.enqueued('send-payout')).toHaveLength(1);
    expect(await settlementsOf(env.db, terminal.merchantId)).toMatchObject([
      { saleCount: 2, grossFen: 20_000n, netFen: 2n * netOf(amount), payDate: '2026-11-24' },
    ]);
  });

  it('twice, or by six at once in two processes, pays once (invariant 12)', async () => {
    await fundedDay();
    await Promise.all(Array.from({ length: 6 }, (_, i) => settleDay(i % 2 === 0 ? env : other, DAY)));
    await settleDay(env, DAY);
    await env.db.query(`SELECT settlement.do_settle_day($1, $1, false, '2026-11-24T01:00:00Z')`, [DAY]);
    expect(await onePayout()).toMatchObject({ amountFen: 2n * netOf(amount) });
    expect(await balances()).toEqual({ 'm:pending': 0n, 'm:avail': 0n, 'm:payout': 2n * netOf(amount) });
    expect((await trialBalance(env.db)).totalFen).toBe(0n);
    expect(await balanceDifferences(env.db)).toEqual([]);
  });

  it('waits until the network has paid, says so, and comes back by itself', async () => {
    await approvedSale(env, saleRequest(terminal, '000001'));
    await close();
    env.clock.set('2026-11-24T09:00:00+08:00');
    await settleDay(env, DAY);
    expect(await listPayouts(env.db)).toEqual([]);
    expect(await env.emitted('settlement.waits')).toHaveLength(1);
    expect(
      await env.db.query(
        `SELECT to_char(at AT TIME ZONE 'Asia/Shanghai', 'HH24:MI') AS at FROM platform.due WHERE kind = 'settle-day'`,
      ),
    ).toEqual([{ at: '09:30' }]);
  });

  it('pays only what the file has confirmed: another sale stays pending', async () => {
    await fundedDay();
    await approvedSale(env, saleRequest(terminal, '000003'));
    await settleDay(env, DAY);
    expect(await balances()).toMatchObject({ 'm:pending': netOf(amount), 'm:payout': 2n * netOf(amount) });
  });

  it('to a blocked account sends nothing: the money waits with the merchant', async () => {
    await fundedDay();
    const account = await settlementAccountOf(env.db, terminal.merchantId);
    await withTx(env, (tx) =>
      blockAccount(tx, { merchantId: terminal.merchantId, accountId: account?.accountId ?? '', reason: '户名不符' }),
    );
    await settleDay(env, DAY);
    await env.db.query(`SELECT settlement.do_settle_day($1, $1, false, '2026-11-24T01:00:00Z')`, [DAY]);
    expect([await listPayouts(env.db), await balances()]).toEqual([
      [],
      { 'm:pending': 0n, 'm:avail': 2n * netOf(amount) },
    ]);
  });
});

describe('a payout', () => {
  it('is paid when the bank says so, and the ledger once', async () => {
    await fundedDay();
    await settleDay(env, DAY);
    const world = { ...env, bank: bank() };
    const key = await onePayout();
    await sendPayout(world, key);
    expect(world.bank.orders).toMatchObject([
      { requestKey: key.payoutId, toAccount: '6225880212345678', toName: '林小满', amountFen: 2n * netOf(amount) },
    ]);
    await pollPayout(world, key);
    expect((await onePayout()).state).toBe('accepted');
    const here = meeting(3);
    world.bank.status = () => here().then(() => ({ kind: 'paid' }));
    await Promise.all([pollPayout(world, key), pollPayout(world, key), pollPayout(world, key)]);
    expect((await onePayout()).state).toBe('paid');
    expect(await balances()).toEqual({ 'm:pending': 0n, 'm:avail': 0n, 'm:payout': 0n });
    expect((await trialBalance(env.db)).totalFen).toBe(0n);
  });

  it('of which the bank says nothing is unknown, and is asked again later under the same key', async () => {
    await fundedDay();
    await settleDay(env, DAY);
    const world = { ...env, bank: bank() };
    const key = await onePayout();
    world.bank.answer = { kind: 'unknown', reason: 'time-out' };
    await sendPayout(world, key);
    expect((await onePayout()).state).toBe('unknown');
    expect(await env.db.query(`SELECT key FROM platform.due WHERE kind = 'send-payout' AND state = 'waiting'`)).toEqual(
      [{ key: key.payoutId }],
    );
    world.bank.answer = { kind: 'accepted', reference: 'B1' };
    await sendPayout(world, key);
    expect(new Set(world.bank.orders.map((order) => order.requestKey))).toEqual(new Set([key.payoutId]));
    expect([(await onePayout()).state, (await balances())['m:payout']]).toEqual(['accepted', 2n * netOf(amount)]);
  });

  it('S54: that comes back is the merchant’s again, once, and its account is to be blocked', async () => {
    await fundedDay();
    await settleDay(env, DAY);
    const world = { ...env, bank: bank() };
    const key = await onePayout();
    await sendPayout(world, key);
    const here = meeting(2);
    world.bank.status = () => here().then(() => ({ kind: 'returned', reason: '户名不符' }));
    await Promise.all([pollPayout(world, key), pollPayout(world, key)]);
    expect(await balances()).toEqual({ 'm:pending': 0n, 'm:avail': 2n * netOf(amount), 'm:payout': 0n });
    expect((await env.enqueued('block-account')).map((job) => job.data['reason'])).toEqual(['户名不符']);
    await sendPayout(world, key);
    expect(world.bank.orders).toHaveLength(1); // a returned payout is never sent again by itself
  });
});
