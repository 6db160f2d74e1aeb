/** Payments by code on a real PostgreSQL: waiting, paid, refused, taken back and closed, with their money and their limits. */
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
import { later } from '../../kernel/instant.ts';
import { withTx } from '../../platform/postgres/database.ts';
import { balanceDifferences, balancesOf, trialBalance } from '../ledger/index.ts';
import {
  approveOther,
  beginFollower,
  beginTransaction,
  closeUnpaid,
  dayTotals,
  declineTransaction,
  referenceOf,
  reverseByTerminal,
  transactionOf,
  voucherOf,
  waitForCustomer,
  type Begun,
  type CardTransaction,
  type NewTransaction,
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
const byCode = (some: Partial<NewTransaction> = {}): NewTransaction => {
  const stan = String((stans += 1)).padStart(6, '0');
  return saleRequest(terminal, stan, {
    kind: 'qr_active',
    messageClass: '02',
    entryMode: '032',
    card: { pan: '', kind: 'qr', bankName: '二维码支付', organisation: 'CUP' },
    ...some,
  });
};
const begunOf = (done: Begun): CardTransaction => {
  if (done.kind !== 'begun') throw new Error(`answered ${JSON.stringify(done)}`);
  return done.transaction;
};
const waits = (payment: CardTransaction): Promise<boolean> =>
  withTx(env, (tx) => waitForCustomer(env, tx, payment, { answer: Buffer.from('shown'), seconds: 180 }));
const issued = async (some: Partial<NewTransaction> = {}): Promise<CardTransaction> => {
  const payment = begunOf(await beginTransaction(env, byCode(some)));
  expect(await waits(payment)).toBe(true);
  return payment;
};
const pay = (payment: CardTransaction): Promise<boolean> =>
  approveOther(env, env.db, payment, {
    authCode: '654321',
    answer: null,
    expiresAt: later(env.clock.now(), 1),
    money: approvalOf(payment.amount),
  });
const stateOf = async (of: CardTransaction) => (await transactionOf(env.db, of.merchantId, of.transactionId))?.state;
const pending = async (): Promise<bigint> => (await balancesOf(env.db, terminal.merchantId))['m:pending'] ?? 0n;
const reverse = async (of: CardTransaction): Promise<string> =>
  (await withTx(env, (tx) => reverseByTerminal(env, tx, { ...of, messageClass: '02', reason: '98' }))).decision.answer;

describe('a payment by code', () => {
  it('that waits leaves its terminal free, is paid once, and counts among the sales of its day', async () => {
    const books = await pending();
    const before = await dayTotals(env.db, terminal.merchantId, DAY);
    const payment = await issued();
    await approvedSale(env, saleRequest(terminal, '900001', { messageClass: '02' }));
    expect([await stateOf(payment), await pending()]).toEqual(['unknown', books + netOf(fen(10_000))]);
    expect(await Promise.all([pay(payment), pay(payment)]).then((done) => done.toSorted())).toEqual([false, true]);
    expect(await pending()).toBe(books + 2n * netOf(fen(10_000)));
    expect((await dayTotals(env.db, terminal.merchantId, DAY)).count).toBe(before.count + 2);
  });

  it('whose reversal came before it does not wait: nobody would pay it', async () => {
    const request = byCode();
    const tombstone = { ...request, merchantId: terminal.merchantId, reason: '98' };
    const payment = begunOf(await beginTransaction(env, request));
    await env.db.execute(
      `INSERT INTO switching.reversal (merchant_id, terminal_no, batch_no, stan, business_date, transaction_id, answer_code, at)
       VALUES ($1, $2, $3, $4, $5, NULL, '25', '2026-11-23T02:00:00Z')`,
      [terminal.merchantId, terminal.terminalNo, Number(tombstone.batchNo), request.stan, DAY],
    );
    expect([await waits(payment), await stateOf(payment)]).toEqual([false, 'sent']);
    await declineTransaction(env, payment, { code: '12', answer: null });
  });

  it('that is reversed while it waits is taken back upstream, and a customer who is quicker gets the money back', async () => {
    const books = await pending();
    const [late, quick] = [await issued(), await issued()];
    expect([await reverse(late), await stateOf(late), await pay(late)]).toEqual(['00', 'reversing', false]);
    expect(await pay(quick)).toBe(true);
    expect([await reverse(quick), await stateOf(quick), await pending()]).toEqual(['00', 'reversing', books]);
  });

  it('whose time is over is closed once, and one that was paid in time is not', async () => {
    const [left, paid] = [await issued(), await issued()];
    expect(await pay(paid)).toBe(true);
    const close = (one: CardTransaction): Promise<boolean> => withTx(env, (tx) => closeUnpaid(env, tx, one));
    expect([await close(left), await close(left), await close(paid)]).toEqual([true, false, false]);
    expect([await stateOf(left), await stateOf(paid)]).toEqual(['reversing', 'approved']);
  });

  it('is voided by its voucher: the mirror of its journal, and the void of it may be reversed', async () => {
    const payment = await issued({
      kind: 'qr_passive',
      card: { pan: '6200012345678901234', kind: 'qr', bankName: '二维码支付', organisation: 'CUP' },
    });
    await pay(payment);
    const books = await pending();
    const find = referenceOf('qr_void', { terminalNo: terminal.terminalNo, voucher: voucherOf(payment) });
    if (find === undefined) throw new Error('a voucher names its payment');
    const rules = { holdDays: 30, completionPercentMax: 115, tipPercentMax: 20 };
    const card = { pan: '6200012345678901234', kind: 'qr', bankName: '二维码支付', organisation: 'CUP' } as const;
    const undone = begunOf(await beginFollower(env, { ...byCode({ card }), kind: 'qr_void', find, rules }));
    expect(
      await approveOther(env, env.db, undone, { authCode: '', answer: null, expiresAt: later(env.clock.now(), 1) }),
    ).toBe(true);
    expect(await pending()).toBe(books - netOf(fen(10_000)));
    expect([await reverse(undone), await pending()]).toEqual(['00', books]);
  });
});

describe('limits of payments by code', () => {
  it('are of their own: what waits counts, what cards took does not', async () => {
    const limits = { singleFen: 8_000n, dayFen: 0n, monthFen: 0n };
    const refused = await beginTransaction(env, byCode({ limits, amount: fen(8_001) }));
    expect(refused).toMatchObject({ kind: 'refused', ruling: { code: 'C3' } });
    const businessDate = '2027-02-01' as typeof DAY;
    const day = { limits: { singleFen: 0n, dayFen: 15_000n, monthFen: 0n }, businessDate };
    await approvedSale(env, saleRequest(terminal, '900002', { messageClass: '02', businessDate }));
    await issued(day);
    expect(await beginTransaction(env, byCode({ ...day, amount: fen(5_001) }))).toMatchObject({
      ruling: { code: 'C4' },
    });
    await issued({ ...day, amount: fen(5_000) });
  });
});
