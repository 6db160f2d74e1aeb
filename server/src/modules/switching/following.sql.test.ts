/** What is built on another transaction, on a real PostgreSQL: claims, money, undoing, and many at once. */
import * as fc from 'fast-check';
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
import { DAY_MS, later } from '../../kernel/instant.ts';
import { withTx } from '../../platform/postgres/database.ts';
import { balanceDifferences, balancesOf, expireHolds, trialBalance } from '../ledger/index.ts';
import {
  approveOther,
  beginFollower,
  beginTransaction,
  declineTransaction,
  finishReversal,
  markUnknown,
  reverseByTerminal,
  transactionOf,
  type Begun,
  type CardTransaction,
  type FollowingKind,
  type NewFollower,
} from './index.ts';

let database: TestDatabase;
let env: TestEnv;
let other: TestEnv;
let terminal: BuiltTerminal;
beforeAll(async () => {
  database = await testDatabase({ poolMax: 10 });
  env = await testEnv(database);
  other = await testEnv(database, { beside: env, db: database.secondPool() });
  terminal = await buildTerminal(env);
});
afterAll(async () => {
  await env.close();
  await other.close();
  await database.close();
});
afterEach(async () => {
  expect((await trialBalance(env.db)).totalFen).toBe(0n);
  expect(await balanceDifferences(env.db)).toEqual([]);
});

let stans = 0;
const freshStan = (): string => String((stans += 1)).padStart(6, '0');
const rules = { holdDays: 30, completionPercentMax: 115, tipPercentMax: 20 };
const request = (
  kind: FollowingKind,
  original: CardTransaction,
  amount: number,
  some: Partial<NewFollower> = {},
): NewFollower => ({
  ...saleRequest(terminal, freshStan()),
  kind,
  messageClass: kind === 'pre_auth_void' ? '01' : '02',
  amount: fen(amount),
  find: { rrn: original.rrn },
  rules,
  ...some,
});
const follow = (
  kind: FollowingKind,
  original: CardTransaction,
  amount: number,
  some: Partial<NewFollower> = {},
  on: TestEnv = env,
): Promise<Begun> => beginFollower(on, request(kind, original, amount, some));
const begunOf = (done: Begun): CardTransaction => {
  if (done.kind !== 'begun') throw new Error(`answered ${JSON.stringify(done)}`);
  return done.transaction;
};
const approve = (transaction: CardTransaction, on: TestEnv = env): Promise<boolean> =>
  approveOther(on, on.db, transaction, {
    authCode: '654321',
    answer: Buffer.from('ok'),
    expiresAt: later(env.clock.now(), 30 * DAY_MS),
    ...(transaction.kind === 'completion' || transaction.kind === 'completion_advice'
      ? { money: approvalOf(transaction.amount) }
      : {}),
  });
async function approved(kind: FollowingKind, original: CardTransaction, amount: number): Promise<CardTransaction> {
  const transaction = begunOf(await follow(kind, original, amount));
  expect(await approve(transaction)).toBe(true);
  return transaction;
}
async function preAuth(amount = 10_000): Promise<CardTransaction> {
  const done = await beginTransaction(
    env,
    saleRequest(terminal, freshStan(), { kind: 'pre_auth', messageClass: '01', amount: fen(amount) }),
  );
  expect(await approve(begunOf(done))).toBe(true);
  return begunOf(done);
}
const sale = (amount = 10_000): Promise<CardTransaction> =>
  approvedSale(env, saleRequest(terminal, freshStan(), { messageClass: '02', amount: fen(amount) }));
const reverse = async (of: CardTransaction): Promise<string> =>
  (
    await withTx(other, (tx) =>
      reverseByTerminal(other, tx, {
        merchantId: of.merchantId,
        terminalNo: of.terminalNo,
        messageClass: of.kind.startsWith('pre_auth') ? '01' : '02',
        batchNo: of.batchNo,
        stan: of.stan,
        businessDate: DAY,
        amount: of.amount,
        reason: '98',
      }),
    )
  ).decision.answer;
const codeOf = (done: Begun): string => (done.kind === 'refused' ? done.ruling.code : done.kind);
const pending = async (): Promise<bigint> => (await balancesOf(env.db, terminal.merchantId))['m:pending'] ?? 0n;
const balance = async (account: string): Promise<bigint> =>
  (await trialBalance(env.db)).accounts.find((one) => one.account === account)?.balanceFen ?? 0n;
const holdOf = async (held: CardTransaction): Promise<string | undefined> =>
  (
    await env.db.query<{ state: string }>('SELECT state FROM ledger.hold WHERE merchant_id = $1 AND hold_id = $2', [
      held.merchantId,
      `hld_${held.transactionId}`,
    ])
  )[0]?.state;
const standsAsSale = async (of: CardTransaction): Promise<boolean> =>
  (await env.db.query('SELECT 1 FROM switching.v_approved_sale WHERE transaction_id = $1', [of.transactionId]))
    .length === 1;

describe('a sale void', () => {
  it('mirrors the sale under its own number, and reversed lets the sale stand again', async () => {
    const before = await pending();
    const original = await sale();
    const undone = await approved('sale_void', original, 10_000);
    expect([await pending(), await standsAsSale(original)]).toEqual([before, false]);
    expect(codeOf(await follow('sale_void', original, 10_000))).toBe('C9');
    expect(codeOf(await follow('refund', original, 1))).toBe('C9');
    expect(await reverse(original)).toBe('12');
    expect(await reverse(undone)).toBe('00');
    expect([await pending(), await standsAsSale(original)]).toEqual([before + netOf(fen(10_000)), true]);
    expect(codeOf(await follow('sale_void', original, 10_000))).toBe('09'); // the network has not confirmed it yet
    await finishReversal(env, { ...undone, state: 'reversing' });
    await approved('sale_void', original, 10_000);
    expect(await pending()).toBe(before);
  });

  it('of eight copies of one frame exactly one is begun, and none is refused for the claim of its twin', async () => {
    for (let round = 0; round < 8; round += 1) {
      const asked = request('sale_void', await sale(), 10_000);
      const all = await Promise.all(
        Array.from({ length: 8 }, (_, i) => beginFollower(i % 2 === 0 ? env : other, asked)),
      );
      expect(all.map((one) => one.kind).sort()).toEqual(['begun', ...Array.from({ length: 7 }, () => 'busy')]);
      const first = all.find((one) => one.kind === 'begun');
      if (first?.kind === 'begun') expect(await approve(first.transaction)).toBe(true);
    }
  });

  it('that the network declines leaves the sale to be voided by another', async () => {
    const original = await sale();
    const first = begunOf(await follow('sale_void', original, 10_000));
    expect(codeOf(await follow('sale_void', original, 10_000, {}, other))).toBe('09');
    await declineTransaction(env, first, { code: '51', answer: Buffer.from('') });
    await approved('sale_void', original, 10_000);
  });

  it('of twelve at once from as many terminals exactly one is on its way', async () => {
    const original = await sale();
    const attempts = await Promise.all(
      Array.from({ length: 12 }, (_, i) =>
        follow('sale_void', original, 10_000, { terminalNo: `9900${i}` }, i % 2 === 0 ? env : other),
      ),
    );
    expect(attempts.map(codeOf).sort()).toEqual([...Array.from({ length: 11 }, () => '09'), 'begun']);
  });

  it('races with the reversal of its sale twenty times: exactly one of them wins', async () => {
    for (let round = 0; round < 20; round += 1) {
      const before = await pending();
      const original = await sale();
      const [attempt, answer] = await Promise.all([follow('sale_void', original, 10_000), reverse(original)]);
      expect([codeOf(attempt), answer]).toEqual(attempt.kind === 'begun' ? ['begun', '12'] : ['CA', '00']);
      if (attempt.kind === 'begun') expect(await approve(attempt.transaction)).toBe(true);
      expect(await pending()).toBe(before);
    }
  });

  it('whose reversal came while the network was thinking is not approved any more', async () => {
    const original = await sale();
    const before = await pending();
    const late = begunOf(await follow('sale_void', original, 10_000));
    expect(await reverse(late)).toBe('00');
    expect(await approve(late)).toBe(false);
    expect(await pending()).toBe(before);
    await finishReversal(env, { ...late, state: 'reversing' });
  });

  it('the same frame again is answered as before, another one under its number is a conflict', async () => {
    const original = await sale();
    const first = request('sale_void', original, 10_000);
    await approve(begunOf(await beginFollower(env, first)));
    const copy = await beginFollower(other, first);
    expect(copy.kind === 'copy' && Buffer.from(copy.answer).toString()).toBe('ok');
    expect((await beginFollower(env, { ...first, body: Buffer.from('else') })).kind).toBe('conflict');
  });
});

describe('a refund', () => {
  it('is owed by the merchant, in parts up to the original, also after a day, and the sale still stands', async () => {
    const owed = await balance('merch_recv');
    const original = await sale();
    await approved('refund', original, 4_000);
    expect(codeOf(await follow('refund', original, 6_001))).toBe('64');
    expect(codeOf(await follow('sale_void', original, 10_000))).toBe('12');
    expect(await reverse(original)).toBe('12');
    await approved('refund', original, 6_000);
    expect([await balance('merch_recv'), await standsAsSale(original)]).toEqual([owed + 10_000n, true]);
  });

  it('thirty-two of 10.00 at once out of a sale of 100.00: ten are begun, and not one fen more is given', async () => {
    const owed = await balance('merch_recv');
    const original = await sale();
    const attempts = await Promise.all(
      Array.from({ length: 32 }, (_, i) =>
        follow('refund', original, 1_000, { terminalNo: `88${String(i).padStart(2, '0')}` }, i % 2 === 0 ? env : other),
      ),
    );
    const taken = attempts.filter((one) => one.kind === 'begun');
    expect([taken.length, attempts.filter((one) => codeOf(one) === '64').length]).toEqual([10, 22]);
    await Promise.all(taken.map((one, i) => approve(begunOf(one), i % 2 === 0 ? env : other)));
    expect(await balance('merch_recv')).toBe(owed + 10_000n);
  });

  it('that hears nothing is asked again instead of reversed, and the late yes counts once', async () => {
    const owed = await balance('merch_recv');
    const original = await sale();
    const asked = request('refund', original, 2_500);
    const quiet = begunOf(await beginFollower(env, asked));
    await withTx(env, (tx) => markUnknown(env, tx, quiet, Buffer.from('98')));
    expect((await env.enqueued('repeat-upstream')).map((job) => job.data['transactionId'])).toContain(
      quiet.transactionId,
    );
    expect(await reverse(quiet)).toBe('12');
    expect(await beginFollower(env, asked)).toMatchObject({ kind: 'known', transaction: { state: 'unknown' } });
    expect([await approve(quiet), await approve(quiet)]).toEqual([true, false]);
    expect(await balance('merch_recv')).toBe(owed + 2_500n);
  });

  it('by another card, or of another merchant, finds nothing to give back', async () => {
    const original = await sale();
    const card = { pan: '6225880212345678', kind: 'debit' as const, bankName: '招商银行', organisation: 'CUP' };
    expect(codeOf(await follow('refund', original, 1, { card }))).toBe('14');
    const stranger = await buildTerminal(env);
    expect(codeOf(await follow('refund', original, 1, { merchantId: stranger.merchantId }))).toBe('25');
  });
});

describe('a pre-authorisation', () => {
  it('is held off the balance, and every step back gives it again: completion, its void, the reversal of that void', async () => {
    const [before, memo] = [await pending(), await balance('memo:preauth')];
    const held = await preAuth();
    expect([await balance('memo:preauth'), await holdOf(held)]).toEqual([memo + 10_000n, 'pending']);
    expect(codeOf(await follow('completion', held, 11_501))).toBe('61');
    const completion = await approved('completion', held, 11_500);
    expect([await pending(), await balance('memo:preauth'), await holdOf(held)]).toEqual([
      before + netOf(fen(11_500)),
      memo,
      'posted',
    ]);
    expect(codeOf(await follow('completion', held, 1))).toBe('12');
    expect(codeOf(await follow('pre_auth_void', held, 10_000))).toBe('12');
    const undone = await approved('completion_void', completion, 11_500);
    expect([await pending(), await balance('memo:preauth'), await holdOf(held)]).toEqual([
      before,
      memo + 10_000n,
      'pending',
    ]);
    expect(await reverse(undone)).toBe('00');
    expect([await pending(), await balance('memo:preauth'), await holdOf(held)]).toEqual([
      before + netOf(fen(11_500)),
      memo,
      'posted',
    ]);
  });

  it('its completion reversed leaves it open, to be completed again by an advice', async () => {
    const [before, memo] = [await pending(), await balance('memo:preauth')];
    const held = await preAuth();
    const completion = await approved('completion', held, 9_000);
    expect(await reverse(held)).toBe('12');
    expect(await reverse(completion)).toBe('00');
    expect([await pending(), await holdOf(held)]).toEqual([before, 'pending']);
    await finishReversal(env, { ...completion, state: 'reversing' });
    const advice = await approved('completion_advice', held, 9_500);
    expect([await pending(), await holdOf(held)]).toEqual([before + netOf(fen(9_500)), 'posted']);
    expect(await reverse(advice)).toBe('12');
    const undone = await approved('completion_void', advice, 9_500);
    expect(await pending()).toBe(before);
    await approved('pre_auth_void', held, 10_000);
    expect(await reverse(undone)).toBe('12'); // the pre-authorisation is gone by now
    expect([await pending(), await balance('memo:preauth')]).toEqual([before, memo]);
  });

  it('voided is released, its void reversed is held again, and itself reversed is gone', async () => {
    const memo = await balance('memo:preauth');
    const held = await preAuth();
    const undone = await approved('pre_auth_void', held, 10_000);
    expect([await balance('memo:preauth'), await holdOf(held)]).toEqual([memo, 'voided']);
    expect(codeOf(await follow('completion', held, 1))).toBe('12');
    expect(await reverse(undone)).toBe('00');
    expect([await balance('memo:preauth'), await holdOf(held)]).toEqual([memo + 10_000n, 'pending']);
    await finishReversal(env, { ...undone, state: 'reversing' });
    expect(await reverse(held)).toBe('00');
    expect([await balance('memo:preauth'), await holdOf(held)]).toEqual([memo, 'voided']);
    expect(codeOf(await follow('completion', held, 1))).toBe('12');
  });

  it('that nobody completed lapses after its days, once, and is free on the memo account as well', async () => {
    const memo = await balance('memo:preauth');
    const held = await preAuth();
    expect(await expireHolds(env, 'pre_auth', DAY)).toBe(0);
    env.clock.pass(30 * DAY_MS);
    expect(await expireHolds(env, 'pre_auth', DAY)).toBeGreaterThan(0);
    expect([await holdOf(held), await expireHolds(env, 'pre_auth', DAY)]).toEqual(['expired', 0]);
    expect(await balance('memo:preauth')).toBeLessThanOrEqual(memo);
    expect(codeOf(await follow('completion', held, 1))).toBe('12');
    expect(codeOf(await follow('pre_auth_void', held, 10_000))).toBe('12');
    env.clock.pass(-30 * DAY_MS);
  });

  it('eight completions at once: one is begun', async () => {
    const held = await preAuth();
    const attempts = await Promise.all(
      Array.from({ length: 8 }, (_, i) =>
        follow('completion', held, 10_000, { terminalNo: `7700${i}` }, i % 2 === 0 ? env : other),
      ),
    );
    expect(attempts.filter((one) => one.kind === 'begun')).toHaveLength(1);
  });
});

describe('an inquiry', () => {
  it('is approved without a journal', async () => {
    const done = await beginTransaction(
      env,
      saleRequest(terminal, freshStan(), { kind: 'balance', messageClass: '02', amount: fen(0) }),
    );
    const { journalCount } = await trialBalance(env.db);
    expect(await approve(begunOf(done))).toBe(true);
    expect((await trialBalance(env.db)).journalCount).toBe(journalCount);
    expect((await transactionOf(env.db, terminal.merchantId, begunOf(done).transactionId))?.state).toBe('approved');
  });
});

describe('any order of sale, void, refunds and reversals', () => {
  it('ends with the money that the transactions still standing mean (invariants 6 and 14)', async () => {
    type Step = 'void' | 'refund' | 'reverse_sale' | 'reverse_void' | 'confirm';
    const steps = fc.array(fc.constantFrom<Step>('void', 'refund', 'reverse_sale', 'reverse_void', 'confirm'), {
      maxLength: 7,
    });
    await fc.assert(
      fc.asyncProperty(steps, async (order) => {
        const [before, owed] = [await pending(), await balance('merch_recv')];
        const original = await sale();
        let undone: CardTransaction | undefined;
        let refunded = 0n;
        for (const step of order) {
          if (step === 'void') {
            const done = await follow('sale_void', original, 10_000);
            if (done.kind === 'begun' && (await approve(done.transaction))) undone = done.transaction;
          }
          if (step === 'refund') {
            const done = await follow('refund', original, 4_000);
            if (done.kind === 'begun' && (await approve(done.transaction))) refunded += 4_000n;
          }
          if (step === 'reverse_sale') await reverse(original);
          if (step === 'reverse_void' && undone !== undefined) await reverse(undone);
          if (step === 'confirm' && undone !== undefined) await finishReversal(env, undone);
        }
        expect(refunded <= 10_000n).toBe(true);
        expect(await balance('merch_recv')).toBe(owed + refunded);
        expect(await pending()).toBe(before + ((await standsAsSale(original)) ? netOf(fen(10_000)) : 0n));
        if (refunded > 0n) expect(await standsAsSale(original)).toBe(true);
      }),
      { numRuns: 25 },
    );
  });
});
