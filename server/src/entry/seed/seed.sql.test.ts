/** The seeded past is as the product would have left it: to the fen, day by day, and it goes on by itself. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { approvedSale, saleRequest } from '../../../testing/builders.ts';
import { testDatabase, testEnv, type TestDatabase, type TestEnv } from '../../../testing/database.ts';
import { merchantMonth } from '../../flows/merchant-month.ts';
import type { World } from '../../flows/ports.ts';
import { fen } from '../../kernel/fen.ts';
import { civilDate } from '../../kernel/instant.ts';
import { balanceDifferences, trialBalance, verifyBooks } from '../../modules/ledger/index.ts';
import { merchantOf } from '../../modules/merchants/index.ts';
import { closeDay, linkCleared, moveDay, settleDay } from '../../modules/settlement/index.ts';
import { readHolidays } from '../../modules/catalogue/index.ts';
import { withTx } from '../../platform/postgres/database.ts';
import { seed, type Seeded } from './seed.ts';

const SMALL = { merchants: 5, days: 4, seed: 11, salesPerDay: 4 } as const;
const NOW = '2026-11-24T10:30:00+08:00';
const PLAN = { merchants: 40, days: 21, seed: 7, salesPerDay: 6, depositDay: 121 } as const;

interface Place {
  readonly database: TestDatabase;
  readonly env: TestEnv;
}
const places: Place[] = [];
async function place(): Promise<Place> {
  const database = await testDatabase();
  const made = { database, env: await testEnv(database, { now: NOW }) };
  places.push(made);
  return made;
}

let env: TestEnv;
let seeded: Seeded;
beforeAll(async () => {
  ({ env } = await place());
  const done = await seed(env, { plan: PLAN, acquirer: '898' });
  if (done.refused) throw new Error(done.refusal.code);
  seeded = done.value;
});
afterAll(async () => {
  for (const one of places) {
    await one.env.close();
    await one.database.close();
  }
});

const one = async <T>(sql: string): Promise<T> => (await env.db.query<T>(sql))[0] as T;

it('the books stand at zero, every balance is the sum of its postings, and every closed day keeps its digest', async () => {
  expect((await trialBalance(env.db)).totalFen).toBe(0n);
  expect(await balanceDifferences(env.db)).toEqual([]);
  const faults: unknown[] = [];
  let days = 0;
  for await (const day of verifyBooks(env.db, {})) {
    days += 1;
    faults.push(...day.faults);
  }
  expect(days).toBeGreaterThanOrEqual(PLAN.days);
  expect(faults).toEqual([]);
});

it('what each merchant has, got and owes is what it sold less its fees and refunds', async () => {
  const off = await env.db.query(
    `SELECT m.merchant_id FROM merchants.merchant m
      CROSS JOIN LATERAL (SELECT coalesce(sum(amount_fen - fee_fen), 0) AS sold FROM switching.v_approved_sale s WHERE s.merchant_id = m.merchant_id) s
      CROSS JOIN LATERAL (SELECT coalesce(sum(amount_fen), 0) AS back FROM switching.v_card_transaction t
                           WHERE t.merchant_id = m.merchant_id AND t.kind = 'refund' AND t.state = 'approved') r
      CROSS JOIN LATERAL (SELECT coalesce(sum(credit_fen), 0) AS held FROM ledger.balance b WHERE b.merchant_id = m.merchant_id AND b.account LIKE 'm:%') h
      CROSS JOIN LATERAL (SELECT coalesce(sum(amount_fen), 0) AS paid FROM settlement.payout p WHERE p.merchant_id = m.merchant_id AND p.state = 'paid') p
     WHERE s.sold - r.back <> h.held + p.paid - ledger.do_debt_of(m.merchant_id)`,
  );
  expect(off).toEqual([]);
});

it('a settled day owes nothing and is owed nothing; what stands with us is of days that are not paid yet', async () => {
  const { accounts } = await trialBalance(env.db);
  const receivables = accounts.filter(({ account }) => account.startsWith('net_recv:'));
  expect(receivables.length).toBeGreaterThan(PLAN.days - 1);
  expect(receivables.filter(({ balanceFen }) => balanceFen !== 0n)).toEqual([]);
  const unpaid = await one<{ days: bigint; pending: bigint; open: bigint }>(
    `SELECT (SELECT count(*) FROM settlement.day WHERE state <> 'settled') AS days,
            (SELECT coalesce(sum(credit_fen), 0) FROM ledger.balance WHERE account IN ('m:pending', 'm:payout'))::bigint AS pending,
            (SELECT coalesce(sum(amount_fen - fee_fen), 0) FROM switching.v_approved_sale JOIN settlement.day USING (business_date) WHERE day.state <> 'settled')::bigint AS open`,
  );
  expect(unpaid).toMatchObject({ days: 0n, pending: 0n, open: 0n }); // Tuesday, half past ten: Monday is paid
});

it('the network paid for each day what its sales, voids and refunds come to less its cost', async () => {
  const days = await env.db.query<{ day: string; net: bigint; arrived: bigint; gross: bigint; file: bigint }>(
    `SELECT d.business_date AS day, d.network_net_fen AS net, coalesce(a.amount_fen, 0) AS arrived, d.gross_fen AS gross, f.net_fen AS file
       FROM settlement.day d LEFT JOIN reconciliation.arrival a USING (business_date) JOIN reconciliation.clearing_file f USING (business_date)`,
  );
  expect(days.length).toBeGreaterThan(PLAN.days);
  expect(days.filter((one) => one.net !== one.arrived || one.net !== one.file)).toEqual([]);
  expect(days.filter((one) => one.net > one.gross || (one.gross > 300_000n && one.net < one.gross / 2n))).toEqual([]);
});

it('merchants are of every kind, channel and model, and so is what they did', async () => {
  const kinds = await one<Record<string, string[]>>(
    `SELECT (SELECT array_agg(DISTINCT kind ORDER BY kind) FROM merchants.merchant) AS kinds,
            (SELECT array_agg(DISTINCT channel ORDER BY channel) FROM applications.application) AS channels,
            (SELECT array_agg(DISTINCT model ORDER BY model) FROM terminals.terminal) AS models,
            (SELECT array_agg(DISTINCT kind || ' ' || state) FROM switching.v_card_transaction) AS transactions,
            (SELECT array_agg(DISTINCT state ORDER BY state) FROM deposits.deposit) AS deposits,
            (SELECT array_agg(DISTINCT card_kind || entry_mode) FROM switching.card_transaction WHERE kind = 'sale') AS cards`,
  );
  expect(kinds).toEqual({
    kinds: ['company', 'individual', 'sole_proprietor'],
    channels: ['agent', 'counter', 'online'],
    models: ['esign_pos', 'smart_pos'],
    transactions: [
      'deposit_freeze approved',
      'refund approved',
      'sale approved',
      'sale declined',
      'sale voided',
      'sale_void approved',
    ],
    deposits: ['captured', 'frozen'],
    cards: ['credit051', 'credit052', 'credit072', 'debit051', 'debit052', 'debit072'],
  });
  expect(seeded.merchants).toBe(PLAN.merchants + 1);
});

it('one deposit is at day 121 of 180, with every day of its sales counted', async () => {
  const deposit = await one<{ day: number; counted: bigint; sold: bigint }>(
    `SELECT '2026-11-24'::date - target_from + 1 AS day, (SELECT sum(counted_fen) FROM deposits.progress p WHERE p.deposit_id = d.deposit_id)::bigint AS counted,
            (SELECT sum(amount_fen) FROM switching.v_counted_sale c WHERE c.merchant_id = d.merchant_id)::bigint AS sold
       FROM deposits.deposit d ORDER BY target_from LIMIT 1`,
  );
  expect(deposit.day).toBe(121);
  expect(deposit.counted).toBe(deposit.sold);
  expect(deposit.counted).toBeGreaterThan(0n);
});

it('the month of a merchant adds up: what it had, every line and what it has', async () => {
  for (const shop of seeded.shops.slice(0, 5)) {
    const merchant = await merchantOf(env, shop.merchantId);
    const { statement } = await merchantMonth(env as unknown as World, merchant, '2026-11');
    const moved = statement.lines.reduce((sum, line) => sum + line.amountFen, 0n);
    expect(statement.openingFen + moved).toBe(statement.closingFen);
    expect(statement.lines.length).toBeGreaterThan(2);
  }
});

it('a sale of today is settled tomorrow beside the seeded past', async () => {
  const shop = seeded.shops[3];
  if (shop === undefined) throw new Error('no shop');
  const today = civilDate('2026-11-24');
  const terminal = { ...shop, merchantNo: '' };
  const sale = await approvedSale(
    env,
    saleRequest(terminal, '000001', { businessDate: today, amount: fen(12_300), batchNo: '000999' }),
  );
  const schedule = { cutOff: '23:00', clearingTime: '06:00', payoutTime: '09:00' };
  env.clock.set('2026-11-24T23:00:00+08:00');
  await closeDay(env, today, schedule, await readHolidays(env.db));
  await withTx(env, async (tx) => {
    await linkCleared(tx, { date: today, fileName: 'f', sales: [sale] });
    await moveDay(tx, today, { from: 'closed', to: 'cleared', networkNetFen: 1n });
    await moveDay(tx, today, { from: 'cleared', to: 'funded' });
  });
  env.clock.set('2026-11-25T09:00:00+08:00');
  await settleDay(env, today);
  expect(await env.db.query(`SELECT merchant_id, amount_fen FROM settlement.payout WHERE state = 'prepared'`)).toEqual([
    { merchant_id: shop.merchantId, amount_fen: 12_300n - 73n },
  ]);
  expect(await balanceDifferences(env.db)).toEqual([]);
});

it('what has books is not seeded again, and production never is', async () => {
  expect(await seed(env, { plan: PLAN, acquirer: '898' })).toMatchObject({
    refused: true,
    refusal: { code: 'seed.has_books' },
  });
  expect(await seed({ ...env, demo: false }, { plan: PLAN, acquirer: '898' })).toMatchObject({
    refused: true,
    refusal: { code: 'seed.production' },
  });
});

it('books that somebody closes beside it change nothing but the day in which a journal stands', async () => {
  const { env: at } = await place();
  const done = await seed(at, {
    plan: SMALL,
    acquirer: '898',
    // on its way: as a worker does whose clock is far ahead
    analyse: async () => void (await at.db.query(`SELECT ledger.do_seal_days('2026-11-23', '2026-11-24T03:00:00Z')`)),
  });
  expect(done.refused).toBe(false);
  const { accounts, totalFen } = await trialBalance(at.db);
  expect(totalFen).toBe(0n);
  expect(accounts.filter((one) => one.account.startsWith('net_recv:') && one.balanceFen !== 0n)).toEqual([]);
  expect(await balanceDifferences(at.db)).toEqual([]);
});

/** Everything but what is sealed, whose bytes are of chance. */
async function digestOf(of: TestEnv): Promise<string> {
  const [row] = await of.db.query<{ digest: string }>(
    `SELECT md5(string_agg(line, E'\\n' ORDER BY line)) AS digest FROM (
       SELECT concat_ws(' ', merchant_id, transaction_id, kind, state, amount_fen, fee_fen, created_at, card_masked) AS line FROM switching.card_transaction
       UNION ALL SELECT concat_ws(' ', merchant_id, journal_id, event, accounts, amounts, booked_on, at) FROM ledger.journal
       UNION ALL SELECT concat_ws(' ', merchant_id, name, merchant_no, state) FROM merchants.merchant
       UNION ALL SELECT concat_ws(' ', merchant_id, payout_id, amount_fen, state, settled_at) FROM settlement.payout
       UNION ALL SELECT concat_ws(' ', day, digest) FROM ledger.book_day) lines`,
  );
  return row?.digest ?? '';
}

it('the same seed writes the same past, another seed another', async () => {
  const [a, b, c] = [await place(), await place(), await place()];
  for (const [at, number] of [
    [a, 11],
    [b, 11],
    [c, 12],
  ] as const)
    await seed(at.env, { plan: { ...SMALL, seed: number }, acquirer: '898' });
  expect(await digestOf(b.env)).toBe(await digestOf(a.env));
  expect(await digestOf(c.env)).not.toBe(await digestOf(a.env));
});

it.each([
  ['a Saturday', '2026-11-21T12:00:00+08:00', '2026-11-20'],
  ['before the network has spoken', '2026-11-24T03:00:00+08:00', '2026-11-22'],
  ['between settlement and the bank', '2026-11-24T09:10:00+08:00', '2026-11-23'],
])(
  'on %s the past ends with the last day whose money is here, and what is unpaid is due',
  async (_when, now, through) => {
    const { env: at } = await place();
    at.clock.set(now);
    const done = await seed(at, { plan: SMALL, acquirer: '898' });
    expect(done.refused ? undefined : done.value.through).toBe(through);
    const left = await at.db.query(
      `SELECT d.business_date FROM settlement.day d LEFT JOIN platform.due u ON u.kind = 'settle-day' AND u.key = d.business_date::text AND u.state = 'waiting'
      WHERE d.state <> 'settled' AND u.key IS NULL`,
    );
    expect(left).toEqual([]);
    expect(await balanceDifferences(at.db)).toEqual([]);
  },
);
