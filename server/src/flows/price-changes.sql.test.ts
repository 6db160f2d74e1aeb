/** A plan is changed by two persons; merchants are told, and pay the new price from the day that is lawful for each of them. */
import { beforeEach, describe, expect, it } from 'vitest';
import { begun, buildTerminal, saleRequest, type BuiltTerminal } from '../../testing/builders.ts';
import { testDatabase, testEnv, type TestDatabase, type TestEnv } from '../../testing/database.ts';
import { fen, ratePpm } from '../kernel/fen.ts';
import { businessDate, civilDate, type CivilDate } from '../kernel/instant.ts';
import { movePlanProposal, proposePlanVersion, readPolicy } from '../modules/catalogue/index.ts';
import { sheetOf } from '../modules/ledger/index.ts';
import { listObjections, merchantOf, listPriceNotices, priceNoticesOf } from '../modules/merchants/index.ts';
import { recordApproval } from './carry-out-card.ts';
import type { World } from './ports.ts';
import { announcePrice, answerNotice, settleObjection, tellLaterVersions } from './price-changes.ts';

let database: TestDatabase;
let env: TestEnv;
let terminal: BuiltTerminal;
beforeEach(async () => {
  database = await testDatabase();
  env = await testEnv(database);
  env.clock.set('2026-11-23T10:00:00+08:00');
  terminal = await buildTerminal(env);
  return async () => {
    await env.close();
    await database.close();
  };
});
/** Facts are kept for three seconds of the wall clock, by database: a test that moves the day asks anew through another door. */
const world = (): World =>
  ({ ...env, db: Object.create(env.db) as TestEnv['db'], site: {}, clock: env.clock }) as unknown as World;

const rise = { creditPpm: ratePpm(6_500), debitPpm: ratePpm(5_000), debitCapFen: fen(2_000), qrPpm: ratePpm(3_800) };
async function publish(terms: object = {}, asked = '2026-11-25'): Promise<CivilDate> {
  const policy = await readPolicy(env.db, civilDate('2026-11-23'));
  const version = { planId: 'standard', terms: { ...rise, t0Ppm: ratePpm(500), ...terms }, reason: 'costs', policy };
  const proposed = await proposePlanVersion(env, { ...version, effectiveFrom: civilDate(asked), by: 'a' });
  if (proposed.refused) throw new Error(proposed.refusal.code);
  const move = { proposalId: proposed.value, event: 'approve', reason: 'agreed', policy } as const;
  const alone = await movePlanProposal(env, { ...move, by: 'a' });
  expect(alone.refused && alone.refusal.code).toBe('catalogue.plan_second_person');
  const moved = await movePlanProposal(env, { ...move, by: 'b' });
  if (moved.refused || moved.value.takesEffect === undefined) throw new Error('not published');
  const effectiveFrom = moved.value.takesEffect;
  await announcePrice(world(), { planId: 'standard', effectiveFrom, after: '' });
  return effectiveFrom;
}

let stan = 0;
/** The fee of a sale of 100.00 by credit card at an instant, posted in the ledger. */
async function feeAt(text: string): Promise<bigint> {
  env.clock.set(text);
  const w = world();
  const day = businessDate(env.clock.now(), '23:00');
  stan += 1;
  const transaction = await begun(env, saleRequest(terminal, String(stan).padStart(6, '0'), { businessDate: day }));
  const merchant = await merchantOf(env, terminal.merchantId);
  const policy = await readPolicy(env.db, day);
  expect(await recordApproval(w, { transaction, merchant, policy, authCode: '1', bytes: new Uint8Array() })).toBe(true);
  const rows = await env.db.query<{ fee: bigint }>(
    `SELECT -amounts[array_position(accounts, 'inc:mdr')] AS fee FROM ledger.journal WHERE idempotency_key = $1`,
    [`sale:${transaction.transactionId}`],
  );
  return BigInt(rows[0]?.fee ?? 0);
}

const answer = (word: 'read' | 'acknowledged' | 'objected', effectiveFrom: CivilDate) =>
  answerNotice(world(), { merchantId: terminal.merchantId, effectiveFrom, word, note: '' });
const codeOf = (done: Awaited<ReturnType<typeof answer>>): string => (done.refused ? done.refusal.code : 'accepted');

describe('S57: a plan that is raised', () => {
  it('prices sales from the day after thirty days of notice, at the border of the cut-off; old trades keep the old plan', async () => {
    const from = await publish();
    expect(from).toBe('2026-12-24');
    const before = await feeAt('2026-12-23T22:59:59+08:00');
    const after = await feeAt('2026-12-23T23:00:00+08:00');
    expect([before, after]).toEqual([60n, 65n]);
    const kept = await env.db.query<{ rate: string }>(
      `SELECT snapshot ->> 'ratePpm' AS rate FROM ledger.journal WHERE event = 'sale' ORDER BY at`,
    );
    expect(kept.map((row) => row.rate)).toEqual(['6000', '6500']);
  });

  it('is told to each merchant once, by short message and in the app, and what it says is kept', async () => {
    const from = await publish();
    await announcePrice(world(), { planId: 'standard', effectiveFrom: from, after: '' });
    const told = async () => (await priceNoticesOf(env.db, terminal.merchantId))[0];
    expect(await told()).toMatchObject({ rise: true, appliesFrom: from, words: [] });
    const messages = await env.db.query(`SELECT 1 FROM notifications.message WHERE purpose = 'price'`);
    expect(messages).toHaveLength(1);
    for (const word of ['read', 'read', 'acknowledged'] as const) {
      env.clock.pass(1_000);
      expect(codeOf(await answer(word, from))).toBe('accepted');
    }
    expect(codeOf(await answer('objected', from))).toBe('merchants.notice_said');
    expect((await told())?.words.map(({ word }) => word)).toEqual(['read', 'acknowledged']);
    expect(codeOf(await answer('read', civilDate('2027-01-01')))).toBe('merchants.notice_unknown');
    const page = { planId: 'standard', effectiveFrom: from, most: 5 };
    const log = await listPriceNotices(env.db, { ...page, after: '' });
    expect(log.map((one) => [one.merchantId, one.words.map(({ word }) => word)])).toEqual([
      [terminal.merchantId, ['read', 'acknowledged']],
    ]);
    expect(await listPriceNotices(env.db, { ...page, after: terminal.merchantId })).toEqual([]);
  });

  it('does not reach a merchant that objects until people have settled it, and the ledger holds to the old price', async () => {
    const from = await publish();
    expect(codeOf(await answer('objected', from))).toBe('accepted');
    expect(await feeAt('2026-12-23T23:00:00+08:00')).toBe(60n);
    const inForce = (await sheetOf(env.db, terminal.merchantId)).find((one) => one.charge === 'credit');
    expect(inForce).toMatchObject({ from, ratePpm: 6_000n });
    expect(await listObjections(env.db)).toMatchObject([{ merchantId: terminal.merchantId, settled: undefined }]);
    const settle = (applyFrom: string) =>
      settleObjection(world(), {
        merchantId: terminal.merchantId,
        effectiveFrom: from,
        by: 'staff',
        note: 'agreed by phone',
        applyFrom: civilDate(applyFrom),
      });
    const early = await settle('2026-12-24');
    expect(early.refused && early.refusal).toMatchObject({ facts: { earliest: '2026-12-25' } });
    expect((await settle('2026-12-26')).refused).toBe(false);
    expect((await settle('2026-12-26')).refused).toBe(true);
    expect(await feeAt('2026-12-25T22:59:59+08:00')).toBe(60n);
    expect(await feeAt('2026-12-25T23:00:00+08:00')).toBe(65n);
  });

  it('can be objected to until it applies and no longer', async () => {
    const from = await publish();
    env.clock.set('2026-12-23T23:00:00+08:00');
    expect(codeOf(await answer('objected', from))).toBe('merchants.notice_over');
  });

  it('reaches whoever was told later thirty days after its own notice', async () => {
    await publish();
    env.clock.set('2026-12-10T10:00:00+08:00');
    terminal = await buildTerminal(env);
    await tellLaterVersions(world(), terminal.merchantId, '2026-01-01');
    expect(await priceNoticesOf(env.db, terminal.merchantId)).toMatchObject([{ appliesFrom: '2027-01-10' }]);
    expect(await feeAt('2026-12-24T10:00:00+08:00')).toBe(60n);
    expect(await feeAt('2027-01-09T22:59:59+08:00')).toBe(60n);
    expect(await feeAt('2027-01-09T23:00:00+08:00')).toBe(65n);
  });
});

it('a plan that falls prices sales from the day given, without a short message', async () => {
  expect(await publish({ creditPpm: ratePpm(5_500) })).toBe('2026-11-25');
  expect(await feeAt('2026-11-24T22:59:59+08:00')).toBe(60n);
  expect(await feeAt('2026-11-24T23:00:00+08:00')).toBe(55n);
  expect(await env.db.query(`SELECT 1 FROM notifications.message WHERE purpose = 'price'`)).toEqual([]);
});
