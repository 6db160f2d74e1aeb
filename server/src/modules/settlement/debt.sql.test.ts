/** What a merchant owes for refunds is taken from the next payout, once. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { approvedSale, buildTerminal, DAY, saleRequest } from '../../../testing/builders.ts';
import { testDatabase, testEnv, type TestDatabase, type TestEnv } from '../../../testing/database.ts';
import { fen } from '../../kernel/fen.ts';
import { later } from '../../kernel/instant.ts';
import { balancesOf, trialBalance } from '../ledger/index.ts';
import { approveOther, beginFollower } from '../switching/index.ts';

let database: TestDatabase;
let env: TestEnv;
beforeAll(async () => {
  database = await testDatabase();
  env = await testEnv(database);
});
afterAll(async () => {
  await env.close();
  await database.close();
});

it.each([
  ['a part', 4_000, [{ amount_fen: 5_940n }], 0n],
  ['all of it and more', 10_000, [], 60n],
])(
  'a refund of %s is taken before the payout, however often the day is settled',
  async (_what, refund, payouts, stillOwed) => {
    const terminal = await buildTerminal(env);
    const owed = async () =>
      (
        await env.db.query<{ sum: bigint }>(
          `SELECT coalesce(sum(amount_fen), 0)::bigint AS sum FROM ledger.posting WHERE merchant_id = $1 AND account = 'merch_recv'`,
          [terminal.merchantId],
        )
      )[0]?.sum;
    const sale = await approvedSale(env, saleRequest(terminal, '000001'));
    const done = await beginFollower(env, {
      ...saleRequest(terminal, '000002', { amount: fen(refund) }),
      kind: 'refund',
      find: { rrn: sale.rrn },
      rules: { holdDays: 30, completionPercentMax: 115, tipPercentMax: 20 },
    });
    if (done.kind !== 'begun') throw new Error(done.kind);
    await approveOther(env, env.db, done.transaction, {
      authCode: '1',
      answer: null,
      expiresAt: later(env.clock.now(), 1),
    });
    expect(await owed()).toBe(BigInt(refund));
    await env.db.query('SELECT settlement.do_link_cleared($1, $2, $3, $4)', [
      terminal.merchantId,
      [sale.transactionId],
      DAY,
      'f',
    ]);
    for (let i = 0; i < 3; i += 1)
      await env.db.query('SELECT settlement.do_settle_day($1, $2, false, $3)', [
        DAY,
        '2026-11-24',
        '2026-11-24T01:00:00Z',
      ]);
    expect(
      await env.db.query('SELECT amount_fen FROM settlement.payout WHERE merchant_id = $1', [terminal.merchantId]),
    ).toEqual(payouts);
    expect(await owed()).toBe(stillOwed);
    expect((await balancesOf(env.db, terminal.merchantId))['m:avail'] ?? 0n).toBe(0n);
    expect((await trialBalance(env.db)).totalFen).toBe(0n);
  },
);
