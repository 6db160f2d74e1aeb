/** What all merchants without a licence of one person may take by credit card. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { approvedSale, buildTerminal, saleRequest, type BuiltTerminal } from '../../../testing/builders.ts';
import { testDatabase, testEnv, type TestDatabase, type TestEnv } from '../../../testing/database.ts';
import { fen } from '../../kernel/fen.ts';
import { businessDate } from '../../kernel/instant.ts';
import { microPersonOf } from '../merchants/index.ts';
import { beginTransaction, declineTransaction, type NewTransaction } from './index.ts';

let database: TestDatabase;
let env: TestEnv;
let stall: BuiltTerminal;
let cart: BuiltTerminal;
beforeAll(async () => {
  database = await testDatabase({ poolMax: 10 });
  env = await testEnv(database);
  [stall, cart] = [await buildTerminal(env), await buildTerminal(env)]; // both of the person whose hash is 'h'
});
afterAll(async () => {
  await env.close();
  await database.close();
});

let stans = 0;
const limits = { singleFen: 0n, dayFen: 100_000n, monthFen: 1_000_000n };
async function request(at: BuiltTerminal, yuan: number, some: Partial<NewTransaction> = {}): Promise<NewTransaction> {
  const person = await microPersonOf(env.db, at.merchantId);
  return saleRequest(at, String((stans += 1)).padStart(6, '0'), {
    amount: fen(yuan * 100),
    businessDate: businessDate(env.clock.now(), '23:00'),
    ...(person === undefined ? {} : { personLimits: { ...person, limits } }),
    ...some,
  });
}
async function codeOf(asked: NewTransaction): Promise<string> {
  const done = await beginTransaction(env, asked);
  if (done.kind === 'begun') await declineTransaction(env, done.transaction, { code: '51', answer: null });
  return done.kind === 'refused' ? `${done.ruling.code} ${done.ruling.text}` : done.kind;
}

const dayFull = 'C4 小微商户当日信用卡收款已达上限';

it('S46: after 900 by credit card 200 more are refused the same day, also at another stall of the person and after the cut-off; from midnight they are not', async () => {
  env.clock.set('2026-11-23T20:00:00+08:00');
  await approvedSale(env, await request(stall, 900));
  expect(await codeOf(await request(stall, 200))).toBe(dayFull);
  expect(await codeOf(await request(cart, 200))).toBe(dayFull);
  expect(await codeOf(await request(cart, 100))).toBe('begun'); // to the limit is within it
  env.clock.set('2026-11-23T23:30:00+08:00'); // the next business day, the same calendar day
  expect(await codeOf(await request(cart, 200))).toBe(dayFull);
  env.clock.set('2026-11-24T00:00:00+08:00');
  expect(await codeOf(await request(cart, 200))).toBe('begun');
});

it('S46: the month fills as its days do, on the 30th as on the 31st, and begins anew on the 1st', async () => {
  for (const day of ['08', '09', '10', '11', '12', '13', '14', '15', '16', '17']) {
    env.clock.set(`2026-12-${day}T12:00:00+08:00`);
    await approvedSale(env, await request(stall, 1_000));
  }
  const monthFull = 'C5 小微商户当月信用卡收款已达上限';
  for (const day of ['18', '30', '31']) {
    env.clock.set(`2026-12-${day}T23:59:59+08:00`);
    expect(await codeOf(await request(stall, 1))).toBe(monthFull);
  }
  env.clock.set('2027-01-01T00:00:00+08:00');
  expect(await codeOf(await request(stall, 1_000))).toBe('begun');
});

it('two stalls that sell at one moment pass the limit together no more than one alone', async () => {
  env.clock.set('2027-01-05T12:00:00+08:00');
  const asked = await Promise.all([stall, cart].map((at) => request(at, 600)));
  const all = await Promise.all(asked.map((one) => beginTransaction(env, one)));
  expect(all.map((one) => one.kind).sort()).toEqual(['begun', 'refused']);
});

it('a merchant with a licence is nobody’s stall', async () => {
  await env.db.execute(`UPDATE merchants.merchant SET kind = 'company' WHERE merchant_id = $1`, [cart.merchantId]);
  expect(await microPersonOf(env.db, cart.merchantId)).toBeUndefined();
  expect((await microPersonOf(env.db, stall.merchantId))?.merchantIds).toEqual([stall.merchantId]);
});
