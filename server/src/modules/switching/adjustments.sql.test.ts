/** Offline sales, tips and adjustments on a real PostgreSQL: their money, what may follow, and many at once. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  approvalOf,
  approvedSale,
  buildTerminal,
  DAY,
  netOf,
  saleRequest,
  type BuiltTerminal,
} from '../../../testing/builders.ts';
import { testDatabase, testEnv, type TestDatabase, type TestEnv } from '../../../testing/database.ts';
import { fen } from '../../kernel/fen.ts';
import { addDays, later } from '../../kernel/instant.ts';
import { withTx } from '../../platform/postgres/database.ts';
import { balanceDifferences, balancesOf, trialBalance } from '../ledger/index.ts';
import {
  approveOther,
  beginFollower,
  beginTransaction,
  dayTotals,
  markUnknown,
  transactionOf,
  type Begun,
  type CardTransaction,
  type FollowingKind,
} from './index.ts';

let database: TestDatabase;
let env: TestEnv;
let terminal: BuiltTerminal;
beforeAll(async () => {
  database = await testDatabase({ poolMax: 10 });
  env = await testEnv(database);
  terminal = await buildTerminal(env);
});
afterAll(async () => {
  await env.close();
  await database.close();
});
afterEach(async () => {
  expect((await trialBalance(env.db)).totalFen).toBe(0n);
  expect(await balanceDifferences(env.db)).toEqual([]);
});

let stans = 0;
const freshStan = (): string => String((stans += 1)).padStart(6, '0');
const rules = { holdDays: 30, completionPercentMax: 115, tipPercentMax: 20 };
const request = (some: Parameters<typeof saleRequest>[2] = {}) =>
  saleRequest(terminal, freshStan(), { messageClass: '02', ...some });
const sale = (): Promise<CardTransaction> => approvedSale(env, request());
const follow = (kind: FollowingKind, original: CardTransaction, amount: number): Promise<Begun> =>
  beginFollower(env, { ...request({ amount: fen(amount) }), kind, find: { rrn: original.rrn }, rules });
const begunOf = (done: Begun): CardTransaction => {
  if (done.kind !== 'begun') throw new Error(`answered ${JSON.stringify(done)}`);
  return done.transaction;
};
const approve = (transaction: CardTransaction): Promise<boolean> =>
  approveOther(env, env.db, transaction, {
    authCode: '654321',
    answer: null,
    expiresAt: later(env.clock.now(), 1),
    ...(transaction.kind === 'sale_void' || transaction.kind === 'refund'
      ? {}
      : { money: approvalOf(transaction.amount) }),
  });
const pending = async (): Promise<bigint> => (await balancesOf(env.db, terminal.merchantId))['m:pending'] ?? 0n;
const ruling = async (done: Promise<Begun>): Promise<string> => {
  const begun = await done;
  return begun.kind === 'refused' ? begun.ruling.code : begun.kind;
};

describe('a tip and an adjustment', () => {
  it('add to what the merchant is owed and take off it, and the sale itself is untouched', async () => {
    const books = await pending();
    const before = await dayTotals(env.db, terminal.merchantId, DAY);
    const [raised, lower] = [await sale(), await sale()];
    await approve(begunOf(await follow('tip', raised, 1_000)));
    await approve(begunOf(await follow('adjustment', lower, 4_000)));
    const net = 2n * netOf(fen(10_000)) + netOf(fen(1_000)) - netOf(fen(4_000));
    expect(await pending()).toBe(books + net);
    const after = await dayTotals(env.db, terminal.merchantId, DAY);
    expect([after.count - before.count, after.grossFen - before.grossFen]).toEqual([2, 17_000n]);
    expect((await transactionOf(env.db, raised.merchantId, raised.transactionId))?.amount).toBe(10_000n);
  });

  it('of eight at once for one sale exactly one is begun', async () => {
    const raised = await sale();
    // one terminal has one request in flight; each is lost, so that only the claim can stop the next
    const done: string[] = [];
    for (let i = 0; i < 8; i += 1) {
      const begun = await follow(i % 2 === 0 ? 'tip' : 'adjustment', raised, 100);
      done.push(begun.kind);
      if (begun.kind === 'begun') await withTx(env, (tx) => markUnknown(env, tx, begun.transaction, null));
    }
    expect(done.filter((kind) => kind === 'begun')).toHaveLength(1);
  });

  it('is held by the database too: the claim is refused whatever was ruled', async () => {
    const lower = await sale();
    await approve(begunOf(await follow('adjustment', lower, 4_000)));
    const claim = async (relation: string, amount: number): Promise<boolean> => {
      const rows = await env.db.query<{ done: boolean }>('SELECT switching.do_claim($1, $2, $3, $4, $5) AS done', [
        lower.merchantId,
        `txn_claim_${freshStan()}`,
        lower.transactionId,
        relation,
        amount,
      ]);
      return rows[0]?.done ?? false;
    };
    expect([await claim('void', 10_000), await claim('tip', 1), await claim('refund', 6_001)]).toEqual([
      false,
      false,
      false,
    ]);
    expect(await claim('refund', 6_000)).toBe(true);
  });

  it('unanswered is asked again and not reversed', async () => {
    const raised = await sale();
    const tip = begunOf(await follow('tip', raised, 500));
    await withTx(env, (tx) => markUnknown(env, tx, tip, Buffer.from('98')));
    expect(await transactionOf(env.db, tip.merchantId, tip.transactionId)).toMatchObject({
      state: 'unknown',
      answer: undefined,
    });
    expect(await ruling(follow('sale_void', raised, 10_000))).toBe('12');
    await approve(tip);
  });
});

describe('an offline sale', () => {
  it('keeps the code from the phone with its intent, and is posted, voided and counted as a sale', async () => {
    const books = await pending();
    const offline = begunOf(await beginTransaction(env, request({ kind: 'offline_sale', authCode: '112233' })));
    expect(await transactionOf(env.db, offline.merchantId, offline.transactionId)).toMatchObject({
      state: 'sent',
      authCode: '112233',
    });
    await approve(offline);
    expect(await pending()).toBe(books + netOf(fen(10_000)));
    await approve(begunOf(await follow('sale_void', offline, 10_000)));
    expect(await pending()).toBe(books);
  });

  it('told again after the cut-over, or after a holiday, is the same sale; another one under its number is not', async () => {
    const books = await pending();
    const given = request({ kind: 'offline_sale', authCode: '112233' });
    await approve(begunOf(await beginTransaction(env, given)));
    for (const days of [1, 9])
      expect(await beginTransaction(env, { ...given, businessDate: addDays(DAY, days) })).toMatchObject({
        kind: 'known',
      });
    expect(await pending()).toBe(books + netOf(fen(10_000)));
    const other = { ...given, businessDate: addDays(DAY, 1), body: Buffer.from('a device whose memory was lost') };
    await approve(begunOf(await beginTransaction(env, other)));
  });
});
