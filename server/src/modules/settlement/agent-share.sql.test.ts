/** Agents' shares: each closed day once, by the terms of that day, and what is paid is what was earned. */
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sheetLines } from '../../../testing/builders.ts';
import { testDatabase, testEnv, type TestDatabase, type TestEnv } from '../../../testing/database.ts';
import { fen, feeHalfUp, ratePpm } from '../../kernel/fen.ts';
import { addDays, civilDate, type CivilDate } from '../../kernel/instant.ts';
import { withTx } from '../../platform/postgres/database.ts';
import { agentAccount, closeBooks, postJournal, putOnSheet, trialBalance } from '../ledger/index.ts';
import { beyondBase } from './domain/decide-share.ts';
import {
  moveShareStatement,
  moveShareTerms,
  noteAgentMerchant,
  proposeShareTerms,
  sharedDaysOf,
  shareClosedDays,
  shareStatementsOf,
} from './index.ts';

let database: TestDatabase;
let env: TestEnv;
beforeEach(async () => {
  database = await testDatabase({ poolMax: 12 });
  env = await testEnv(database);
  env.clock.set('2026-11-22T10:00:00+08:00');
});
afterEach(async () => {
  await env.close();
  await database.close();
});

const AGENT = 'agt_1';
const FIRST = civilDate('2026-11-23');
const floors = {
  creditPpm: ratePpm(4_825),
  debitPpm: ratePpm(3_825),
  debitCapFen: fen(1_625),
  qrPpm: ratePpm(3_000),
};
const half = {
  creditPpm: ratePpm(5_000),
  debitPpm: ratePpm(4_000),
  debitCapFen: fen(1_700),
  qrPpm: ratePpm(3_200),
  sharePpm: 500_000n,
};

async function agree(terms: typeof half, from: CivilDate): Promise<void> {
  const running = addDays(from, -1);
  const proposed = await proposeShareTerms(env, {
    agentId: AGENT,
    terms,
    from,
    reason: '试行',
    by: 'a',
    floors,
    running,
  });
  if (proposed.refused) throw new Error(proposed.refusal.code);
  const moved = await moveShareTerms(env, {
    termsId: proposed.value,
    event: 'approve',
    by: 'b',
    reason: '同意',
    floors,
    running,
  });
  expect(moved).toMatchObject({ value: 'approved' });
}
async function shop(merchantId: string): Promise<void> {
  await withTx(env, async (tx) => {
    await putOnSheet(env, tx, sheetLines(merchantId), 'test');
    await noteAgentMerchant(tx, { merchantId, agentId: AGENT, since: FIRST });
  });
}

type Kind = 'credit' | 'debit';
interface Sold {
  readonly key: string;
  readonly merchantId: string;
  readonly day: CivilDate;
  readonly amount: number;
  readonly kind: Kind;
  /** What the merchant pays on it, if less than its sheet allows. */
  readonly fee?: bigint;
  readonly back?: true;
}
const feeOf = ({ amount, kind, fee }: Sold): bigint => {
  if (fee !== undefined) return fee;
  const rate = feeHalfUp(fen(amount), ratePpm(kind === 'credit' ? 6_000 : 5_000));
  return kind === 'debit' && rate > 2_000n ? 2_000n : rate;
};
const post = (sold: Sold): Promise<string> => {
  const fee = feeOf(sold);
  const sign = sold.back === true ? -1n : 1n;
  const amount = BigInt(sold.amount);
  return withTx(env, (tx) =>
    postJournal(env, tx, {
      merchantId: sold.merchantId,
      date: sold.day,
      event: sold.back === true ? 'sale_void' : 'sale',
      idempotencyKey: sold.key,
      reference: sold.key,
      snapshot: { cardKind: sold.kind },
      lines: [
        { account: `net_recv:cup:${sold.day}`, amount: sign * amount },
        { account: 'm:pending', amount: -sign * (amount - fee) },
        { account: 'inc:mdr', amount: -sign * fee },
      ].filter((line) => line.amount !== 0n),
    }),
  );
};
const close = async (day: CivilDate): Promise<void> => {
  env.clock.set(`${addDays(day, 1)}T00:30:00+08:00`);
  await closeBooks(env, day);
};
const owed = async (): Promise<bigint> =>
  -((await trialBalance(env.db, {})).accounts.find((row) => row.account === agentAccount(AGENT))?.balanceFen ?? 0n);
const earned = async (): Promise<bigint> =>
  (await sharedDaysOf(env.db, { agentId: AGENT, from: FIRST, to: addDays(FIRST, 60) })).reduce(
    (sum, day) => sum + day.shareFen,
    0n,
  );

describe('a day of the books', () => {
  it('gives an agent half of what a fee brings beyond its base, and nothing while the day is open', async () => {
    await agree(half, FIRST);
    await shop('mer_1');
    await post({ key: 's1', merchantId: 'mer_1', day: FIRST, amount: 100_000, kind: 'credit' });
    expect(await shareClosedDays(env)).toEqual([]);
    await close(FIRST);
    expect(await shareClosedDays(env)).toEqual([FIRST]);
    // 1,000.00 at 0.60 % and a base of 0.50 %: 1.00 beyond, half of it
    expect(await owed()).toBe(50n);
  });

  it('is shared once, by two workers at the same moment and again later', async () => {
    await agree(half, FIRST);
    await shop('mer_1');
    await post({ key: 's1', merchantId: 'mer_1', day: FIRST, amount: 100_000, kind: 'credit' });
    await close(FIRST);
    const beside = await testEnv(database, { beside: env, db: database.secondPool() });
    await Promise.all([shareClosedDays(env), shareClosedDays(beside)]);
    await shareClosedDays(env);
    expect(await owed()).toBe(50n);
    await beside.close();
  });

  it('takes a voided sale back, with what it gave and no more', async () => {
    await agree(half, FIRST);
    await shop('mer_1');
    const sale = { merchantId: 'mer_1', amount: 600_000, kind: 'debit' } as const;
    await post({ ...sale, key: 's1', day: FIRST });
    await close(FIRST);
    await shareClosedDays(env);
    // capped: 20.00 paid, 17.00 the base
    expect(await owed()).toBe(150n);
    const next = addDays(FIRST, 1);
    await post({ ...sale, key: 'v1', day: next, back: true });
    await close(next);
    await shareClosedDays(env);
    expect(await owed()).toBe(0n);
  });

  it('a merchant that pays less than the base gives its agent nothing and costs it nothing', async () => {
    await agree(half, FIRST);
    await shop('mer_1');
    await post({ key: 's1', merchantId: 'mer_1', day: FIRST, amount: 100_000, kind: 'credit', fee: 400n });
    await close(FIRST);
    await shareClosedDays(env);
    expect(await owed()).toBe(0n);
  });

  it('keeps to the terms of its own day', async () => {
    await agree(half, FIRST);
    const next = addDays(FIRST, 1);
    await agree({ ...half, sharePpm: 1_000_000n }, next);
    await shop('mer_1');
    await post({ key: 's1', merchantId: 'mer_1', day: FIRST, amount: 100_000, kind: 'credit' });
    await close(FIRST);
    await post({ key: 's2', merchantId: 'mer_1', day: next, amount: 100_000, kind: 'credit' });
    await close(next);
    await shareClosedDays(env);
    expect((await sharedDaysOf(env.db, { agentId: AGENT, from: FIRST, to: next })).map((day) => day.shareFen)).toEqual([
      50n,
      100n,
    ]);
  });

  it('of any sales and voids, what is owed is each journal against its base, a row a merchant and day', async () => {
    await agree(half, FIRST);
    for (const merchantId of ['mer_1', 'mer_2', 'mer_3']) await shop(merchantId);
    let day = FIRST;
    let n = 0;
    let expected = 0n;
    const sales = fc.array(
      fc.record({
        merchantId: fc.constantFrom('mer_1', 'mer_2', 'mer_3'),
        amount: fc.integer({ min: 1, max: 900_000 }),
        kind: fc.constantFrom<Kind>('credit', 'debit'),
        voided: fc.boolean(),
      }),
      { maxLength: 12 },
    );
    await fc.assert(
      fc.asyncProperty(sales, async (day1) => {
        const beyond = new Map<string, bigint>();
        for (const one of day1) {
          const sold = { ...one, day, key: `s${(n += 1)}` };
          await post(sold);
          if (one.voided) await post({ ...sold, key: `v${n}`, back: true });
          const rate = one.kind === 'credit' ? half.creditPpm : half.debitPpm;
          const uncapped = feeHalfUp(fen(one.amount), rate);
          const base = one.kind === 'debit' && uncapped > half.debitCapFen ? half.debitCapFen : uncapped;
          const got = one.voided ? 0n : beyondBase({ gross: BigInt(one.amount), fee: feeOf(sold), base });
          beyond.set(one.merchantId, (beyond.get(one.merchantId) ?? 0n) + got);
        }
        for (const sum of beyond.values()) expected += (sum + 1n) / 2n;
        await close(day);
        await shareClosedDays(env);
        day = addDays(day, 1);
        expect(await owed()).toBe(expected);
        expect(await earned()).toBe(expected);
      }),
      { numRuns: 20 },
    );
  });
});

describe('terms', () => {
  const ask = (terms: Partial<typeof half>, from = FIRST) =>
    proposeShareTerms(env, {
      agentId: AGENT,
      terms: { ...half, ...terms },
      from,
      reason: '试行',
      by: 'a',
      floors,
      running: addDays(FIRST, -1),
    });

  it('never begin on a day that has begun, nor share what issuer and network take', async () => {
    expect(await ask({}, addDays(FIRST, -1))).toMatchObject({ refusal: { code: 'settlement.share_too_early' } });
    expect(await ask({ creditPpm: ratePpm(4_800) })).toMatchObject({
      refusal: { code: 'settlement.share_below_cost', facts: { part: 'creditPpm' } },
    });
    expect(await ask({ sharePpm: 1_000_001n })).toMatchObject({ refusal: { code: 'settlement.share_above_limit' } });
  });

  it('are not approved by whoever proposed them, and give nothing until they are', async () => {
    const proposed = await ask({});
    if (proposed.refused) throw new Error(proposed.refusal.code);
    const move = { termsId: proposed.value, reason: '-', floors, running: addDays(FIRST, -1) };
    expect(await moveShareTerms(env, { ...move, event: 'approve', by: 'a' })).toMatchObject({
      refusal: { code: 'settlement.share_second_person' },
    });
    await shop('mer_1');
    await post({ key: 's1', merchantId: 'mer_1', day: FIRST, amount: 100_000, kind: 'credit' });
    await close(FIRST);
    await shareClosedDays(env);
    expect(await owed()).toBe(0n);
    expect(await moveShareTerms(env, { ...move, event: 'approve', by: 'b', running: FIRST })).toMatchObject({
      refusal: { code: 'settlement.share_too_early' },
    });
  });
});

describe('a month', () => {
  const NOVEMBER = civilDate('2026-11-01');
  const move = (
    event: Parameters<typeof moveShareStatement>[1]['event'],
    by: string,
    some: { active?: boolean; month?: CivilDate } = {},
  ) =>
    moveShareStatement(env, {
      agentId: AGENT,
      month: some.month ?? NOVEMBER,
      event,
      by,
      note: `${event} 1`,
      agentActive: some.active ?? true,
    });
  const through = async (from: CivilDate, to: CivilDate): Promise<void> => {
    for (let day = from; day <= to; day = addDays(day, 1)) await close(day);
    await shareClosedDays(env);
  };

  it('has one statement, which the agent confirms and two people pay; the account is empty then', async () => {
    await agree(half, FIRST);
    await shop('mer_1');
    await post({ key: 's1', merchantId: 'mer_1', day: FIRST, amount: 100_000, kind: 'credit' });
    await through(FIRST, civilDate('2026-11-29'));
    expect(await shareStatementsOf(env.db)).toEqual([]);
    await through(civilDate('2026-11-30'), civilDate('2026-11-30'));
    expect(await shareStatementsOf(env.db)).toMatchObject([{ month: NOVEMBER, state: 'open', payableFen: 50n }]);
    expect(await move('pay', 'a')).toMatchObject({ refusal: { code: 'settlement.share_moved' } });
    await move('question', 'agent');
    await move('answer', 'a');
    await move('confirm', 'agent');
    expect(await move('pay', 'a', { active: false })).toMatchObject({
      refusal: { code: 'settlement.share_agent_suspended' },
    });
    await move('pay', 'a');
    expect(await move('approve', 'a')).toMatchObject({ refusal: { code: 'settlement.share_second_person' } });
    expect(await owed()).toBe(50n);
    expect(await move('approve', 'b')).toMatchObject({ value: 'paid' });
    expect(await owed()).toBe(0n);
    expect(await move('approve', 'b')).toMatchObject({ refusal: { code: 'settlement.share_moved' } });
    const [statement] = await shareStatementsOf(env.db, AGENT);
    expect(statement).toMatchObject({ invoiceNo: 'confirm 1', bankReference: 'pay 1' });
    expect(statement?.words.map((word) => word.event)).toEqual(['question', 'answer', 'confirm', 'pay', 'approve']);
  });

  it('that took back more than it gave is carried into the next', async () => {
    await agree(half, FIRST);
    await shop('mer_1');
    const sale = { merchantId: 'mer_1', amount: 100_000, kind: 'credit' } as const;
    await post({ ...sale, key: 's0', day: FIRST });
    await post({ ...sale, key: 'v0', day: FIRST, back: true });
    await post({ ...sale, key: 's1', day: FIRST });
    await through(FIRST, civilDate('2026-11-30'));
    const december = civilDate('2026-12-01');
    await post({ ...sale, key: 'v1', day: december, back: true });
    await through(december, civilDate('2026-12-31'));
    const january = civilDate('2027-01-01');
    await post({ ...sale, amount: 300_000, key: 's2', day: january });
    await through(january, civilDate('2027-01-31'));
    expect(
      (await shareStatementsOf(env.db)).map(({ month, state, shareFen, carriedFen, payableFen }) => [
        month,
        state,
        shareFen,
        carriedFen,
        payableFen,
      ]),
    ).toEqual([
      [january, 'open', 150n, -50n, 100n],
      [december, 'carried', -50n, 0n, -50n],
      [NOVEMBER, 'open', 50n, 0n, 50n],
    ]);
    expect(await owed()).toBe(150n);
  });
});
