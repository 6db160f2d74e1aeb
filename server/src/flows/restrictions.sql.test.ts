/** What restricts a merchant and what lifts it: two reasons at once, a deregistration and a suspension on the way. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { buildTerminal, type BuiltTerminal } from '../../testing/builders.ts';
import { testDatabase, testEnv, type TestDatabase, type TestEnv } from '../../testing/database.ts';
import { must } from '../kernel/assert.ts';
import { fen } from '../kernel/fen.ts';
import { depositById, moveDeposit, quoteDeposit, type DepositKey } from '../modules/deposits/index.ts';
import { merchantOf, resumeMerchant, restrictionsOf, suspendMerchant } from '../modules/merchants/index.ts';
import { resumeSales, stopSales, terminalByNo } from '../modules/terminals/index.ts';
import { withTx } from '../platform/postgres/database.ts';
import type { World } from './ports.ts';
import { liftByPeople, lookAtUnpaid, restrictByPeople, restrictForDeposit } from './restrictions.ts';

let database: TestDatabase;
let env: TestEnv;
let world: World;
let terminal: BuiltTerminal;
let key: DepositKey;

beforeAll(async () => {
  database = await testDatabase();
  env = await testEnv(database, { now: '2026-06-03T10:00:00+08:00' });
  world = { ...env } as unknown as World;
});
afterAll(async () => {
  await env.close();
  await database.close();
});

beforeEach(async () => {
  terminal = await buildTerminal(env);
  await env.db.execute(`UPDATE merchants.merchant SET state = 'active' WHERE merchant_id = $1`, [terminal.merchantId]);
  const { merchantId, terminalId } = terminal;
  const terms = {
    amount: fen(9_900n),
    target: fen(10_000_000n),
    targetDays: 180,
    signedAt: '2026-06-01T00:00:00.000Z',
  };
  const depositId = await withTx(env, (tx) => quoteDeposit(env, tx, { merchantId, terminalId, terms }));
  key = { merchantId, depositId };
});

const people = { by: 'stf_1', note: '经营场所与登记不符' };
const stand = async () => [
  (await merchantOf(world, terminal.merchantId)).state,
  (await restrictionsOf(env.db, terminal.merchantId)).map((one) => one.reason),
  (await terminalByNo(env.db, terminal.terminalNo))?.salesStopped,
];
const restrictUnpaid = async () => {
  await env.db.execute(`UPDATE deposits.deposit SET state = 'frozen' WHERE merchant_id = $1`, [terminal.merchantId]);
  await withTx(env, (tx) => moveDeposit(env, tx, key, { from: 'frozen', to: 'capture_failed' }));
  const deposit = must(await depositById(env.db, key), 'deposit');
  expect(deposit.captureFailedAt).toBe('2026-06-03T02:00:00.000Z');
  await withTx(env, (tx) => restrictForDeposit(world, tx, deposit));
};

describe('a restriction', () => {
  it('stops sales with the reason that the merchant reads, once, and is lifted by people', async () => {
    expect((await restrictByPeople(world, { ...terminal, ...people })).refused).toBe(false);
    const again = await restrictByPeople(world, { ...terminal, ...people });
    expect(again.refused && again.refusal.code).toBe('merchants.restricted_already');
    expect(await stand()).toEqual(['restricted', ['people'], ['restricted']]);
    await liftByPeople(world, { ...terminal, ...people });
    expect(await stand()).toEqual(['active', [], []]);
    const nothing = await liftByPeople(world, { ...terminal, ...people });
    expect(nothing.refused && nothing.refusal.code).toBe('merchants.not_restricted');
  });

  it('of an unpaid deposit ends with its payment and with nothing else, and another one outlives it', async () => {
    await restrictUnpaid();
    await restrictByPeople(world, { ...terminal, ...people });
    await lookAtUnpaid(world, terminal.merchantId);
    expect(await stand()).toEqual(['restricted', ['deposit_unpaid', 'people'], ['restricted']]);
    await env.db.execute(`UPDATE deposits.deposit SET state = 'captured' WHERE merchant_id = $1`, [
      terminal.merchantId,
    ]);
    await lookAtUnpaid(world, terminal.merchantId);
    expect(await stand()).toEqual(['restricted', ['people'], ['restricted']]);
    await liftByPeople(world, { ...terminal, ...people });
    expect(await stand()).toEqual(['active', [], []]);
  });

  it('is still there after a suspension, and beside a deregistration', async () => {
    await restrictUnpaid();
    await withTx(env, (tx) => suspendMerchant(tx, { merchantId: terminal.merchantId, reason: 'risk' }));
    await withTx(env, (tx) => resumeMerchant(tx, terminal.merchantId));
    expect(await stand()).toEqual(['restricted', ['deposit_unpaid'], ['restricted']]);
    await withTx(env, (tx) => stopSales(tx, terminal.merchantId, 'closing'));
    await withTx(env, (tx) => stopSales(tx, terminal.merchantId, 'closing'));
    expect((await stand())[2]).toEqual(['restricted', 'closing']);
    await withTx(env, (tx) => resumeSales(tx, terminal.merchantId, 'closing'));
    expect((await stand())[2]).toEqual(['restricted']);
  });

  it('is not written down for a merchant that is not active', async () => {
    await withTx(env, (tx) => suspendMerchant(tx, { merchantId: terminal.merchantId, reason: 'risk' }));
    const outcome = await restrictByPeople(world, { ...terminal, ...people });
    expect(outcome.refused && outcome.refusal.code).toBe('merchants.not_active');
  });
});
