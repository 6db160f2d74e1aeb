/** Two people end a difference: the money leaves suspense, the merchant has what is his, and the books agree. */
import { beforeEach, describe, expect, it } from 'vitest';
import { clearingFiles, clearingName } from '../../../simulators/src/card-network/acom.ts';
import type { NetworkTransaction } from '../../../simulators/src/card-network/issuers.ts';
import { approvedSale, buildTerminal, DAY, saleRequest, type BuiltTerminal } from '../../testing/builders.ts';
import { testDatabase, testEnv, type TestDatabase, type TestEnv } from '../../testing/database.ts';
import { must } from '../kernel/assert.ts';
import { fen } from '../kernel/fen.ts';
import { addDays, civilDate, type CivilDate } from '../kernel/instant.ts';
import { readHolidays } from '../modules/catalogue/index.ts';
import { balanceDifferences, putOnSheet, trialBalance } from '../modules/ledger/index.ts';
import { merchantOf } from '../modules/merchants/index.ts';
import { importClearing, listBreaks, type Break, type Way } from '../modules/reconciliation/index.ts';
import { saleOf } from '../modules/reconciliation/testing/network-rows.ts';
import { closeDay, listPayouts, moveDay, settleDay } from '../modules/settlement/index.ts';
import { transactionOf, type CardTransaction } from '../modules/switching/index.ts';
import { withTx } from '../platform/postgres/database.ts';
import type { World } from './ports.ts';
import { decideForBreak, proposeForBreak } from './resolve-break.ts';

let database: TestDatabase;
let env: TestEnv;
let terminal: BuiltTerminal;
let merchantNo: string;
beforeEach(async () => {
  database = await testDatabase();
  env = await testEnv(database);
  terminal = await buildTerminal(env);
  merchantNo = (await merchantOf(env, terminal.merchantId)).merchantNo;
  return async () => {
    await env.close();
    await database.close();
  };
});

const world = (): World => env as unknown as World;
const schedule = { cutOff: '23:00', clearingTime: '06:00', payoutTime: '09:00' };
const NEXT = addDays(DAY, 1);

/** Round enough that tariff and builder come to the same. */
const sale = (stan: string, businessDate = DAY): Promise<CardTransaction> =>
  approvedSale(env, saleRequest(terminal, stan, { amount: fen(40_000), businessDate }));
const theirs = (of: CardTransaction, some: Partial<NetworkTransaction> = {}): NetworkTransaction =>
  saleOf(of.networkStan, {
    rrn: of.rrn,
    transmissionTime: of.transmissionTime,
    amountFen: String(of.amount),
    cardKind: 'credit',
    merchantNo,
    ...some,
  });

async function bring(rows: readonly NetworkTransaction[], date: CivilDate = DAY): Promise<void> {
  await closeDay(env, date, schedule, await readHolidays(env.db));
  const bytes = clearingFiles(rows, date).acquirer;
  const clearing = {
    openAcom: () =>
      Promise.resolve({
        name: clearingName(date, 'acquirer'),
        byteCount: bytes.length,
        version: `${bytes.length}`,
        async *read() {
          yield await Promise.resolve(bytes);
        },
      }),
  };
  await importClearing({ ...env, clearing }, date);
}

const standing = async (): Promise<Break[]> => (await listBreaks(env.db, { standing: true })).rows;
const onlyBreak = async (): Promise<Break> => must((await standing())[0], 'a break');

async function resolve(found: Break, way: Way): Promise<void> {
  const key = { merchantId: found.merchantId, breakId: found.breakId };
  const reason = 'asked the network';
  expect(await proposeForBreak(world(), { ...key, way, reason, by: 'stf_1' })).toMatchObject({ value: 'proposed' });
  expect(await decideForBreak(world(), { ...key, decision: 'approve', note: '', by: 'stf_2' })).toMatchObject({
    value: 'resolved',
  });
}

async function balance(account: string): Promise<bigint> {
  return (await trialBalance(env.db)).accounts.find((row) => row.account === account)?.balanceFen ?? 0n;
}
async function booksAgree(): Promise<void> {
  expect(await standing()).toEqual([]);
  expect([await balance('susp_short'), await balance('susp_long')]).toEqual([0n, 0n]);
  expect([(await trialBalance(env.db)).totalFen, await balanceDifferences(env.db)]).toEqual([0n, []]);
}
/** Pays a day out and says what the merchant got with it. */
async function paidWith(date: CivilDate): Promise<bigint> {
  const before = new Set((await listPayouts(env.db)).map((one) => one.payoutId));
  await withTx(env, (tx) => moveDay(tx, date, { from: 'cleared', to: 'funded' }));
  await settleDay(env, date);
  const fresh = (await listPayouts(env.db)).filter((one) => !before.has(one.payoutId));
  return fresh.reduce((sum, one) => sum + one.amountFen, 0n);
}
const NET = 39_760n; // 400.00 less 0.60 %

describe('two people end a difference', () => {
  it('net_only is booked: the merchant gets it less the fee with the next payout, and a message', async () => {
    await bring([saleOf('900001', { rrn: '888888000001', amountFen: '40000', merchantNo })]);
    const found = await onlyBreak();
    expect(found).toMatchObject({ kind: 'net_only', about: terminal.merchantId, suspenseFen: -39_807n });
    await resolve(found, 'book');
    await booksAgree();
    expect(await balance('m:avail')).toBe(-NET);
    expect(await env.db.query('SELECT purpose, subject FROM notifications.message')).toEqual([
      { purpose: 'reconciliation', subject: `merchant:${terminal.merchantId}` },
    ]);
    expect(await paidWith(DAY)).toBe(NET);
    expect(await balance('m:avail')).toBe(0n);
  });

  it('what the merchant’s price sheet does not allow is refused, and the proposal stays', async () => {
    const free = { merchantId: terminal.merchantId, charge: 'credit', from: DAY, ratePpm: 0n } as const;
    await withTx(env, (tx) => putOnSheet(env, tx, [free], 'test'));
    await bring([saleOf('900001', { rrn: '888888000001', amountFen: '40000', merchantNo })]);
    const { merchantId, breakId } = await onlyBreak();
    const key = { merchantId, breakId };
    await proposeForBreak(world(), { ...key, way: 'book', reason: 'asked the network', by: 'stf_1' });
    expect(await decideForBreak(world(), { ...key, decision: 'approve', note: '', by: 'stf_2' })).toMatchObject({
      refusal: { code: 'ledger.off_sheet' },
    });
    expect(await onlyBreak()).toMatchObject({ state: 'proposed' });
    expect(await balance('m:avail')).toBe(0n);
  });

  it('local_only is taken back: the sale is reversed, towards the network too, and nothing of it is left anywhere', async () => {
    const gone = await sale('000001');
    await bring([]);
    await resolve(await onlyBreak(), 'reverse');
    await booksAgree();
    expect((await transactionOf(env.db, gone.merchantId, gone.transactionId))?.state).toBe('reversing');
    expect(await env.enqueued('reverse-upstream')).toHaveLength(1);
    expect([await balance('m:pending'), await balance('inc:mdr'), await balance(`net_recv:cup:${DAY}`)]).toEqual([
      0n,
      0n,
      0n,
    ]);
    expect(await paidWith(DAY)).toBe(0n);
  });

  it('local_only is borne: our loss, and the merchant is paid with the running day', async () => {
    await sale('000001');
    await bring([]);
    expect(await paidWith(DAY)).toBe(0n);
    await resolve(await onlyBreak(), 'bear');
    await booksAgree();
    expect(await balance('exp:loss')).toBe(39_807n);
    const running = civilDate(
      must((await env.db.query<{ d: string }>('SELECT business_date AS d FROM settlement.cleared'))[0], 'link').d,
    );
    if (running !== DAY) await bring([], running);
    expect(await paidWith(running)).toBe(running === DAY ? 0n : NET);
  });

  it('amount_diff follows the network: less is owed by the merchant, more comes with the next payout', async () => {
    for (const [stan, wrong, date] of [
      ['000001', '36000', DAY],
      ['000002', '44000', NEXT],
    ] as const) {
      const one = await sale(stan, date);
      await bring([theirs(one, { amountFen: wrong, settlementDate: date })], date);
      await resolve(await onlyBreak(), 'follow');
    }
    expect([await balance('susp_short'), await balance('susp_long')]).toEqual([0n, 0n]);
    // 360.00 and 440.00 less 0.60 %: debt of the first, credit of the second
    expect([await balance('merch_recv'), await balance('m:avail')]).toEqual([40n * 100n - 24n, -(40n * 100n - 24n)]);
    expect((await trialBalance(env.db)).totalFen).toBe(0n);
  });

  it('fee_diff is accepted: our cost, and the merchant was paid all the time', async () => {
    const one = await sale('000001');
    await bring([theirs(one, { cardKind: 'debit' })]);
    await resolve(await onlyBreak(), 'accept_cost');
    await booksAgree();
    expect(await balance('exp:interchange')).toBe(140n); // 0.35 % instead of 0.45
    expect(await paidWith(DAY)).toBe(NET);
  });

  it('what the network took back is charged: the merchant owes it, and our fee is given back', async () => {
    const one = await sale('000001');
    await bring([theirs(one)]);
    const back = {
      ...theirs(one),
      kind: 'reversal',
      mti: '0420',
      stan: '900009',
      settlementDate: NEXT,
    } as NetworkTransaction;
    const original = { ...theirs(one), settlementDate: DAY };
    await bring([original, { ...back, originalKey: `48981000-${one.transmissionTime}-${one.networkStan}` }], NEXT);
    const found = await onlyBreak();
    expect(found).toMatchObject({ kind: 'taken_back', suspenseFen: 39_807n, transactionId: one.transactionId });
    await resolve(found, 'charge');
    await booksAgree();
    expect([await balance('merch_recv'), await balance('inc:mdr')]).toEqual([NET, 0n]);
  });
});

describe('what does not end it', () => {
  it('the same person twice; a sale that was refunded meanwhile; a difference that a later file explained', async () => {
    const late = await sale('000001');
    await bring([]);
    const found = await onlyBreak();
    const key = { merchantId: found.merchantId, breakId: found.breakId };
    await proposeForBreak(world(), { ...key, way: 'reverse', reason: 'not in the file', by: 'stf_1' });
    const decide = (by: string) => decideForBreak(world(), { ...key, decision: 'approve', note: '', by });
    expect(await decide('stf_1')).toMatchObject({ refusal: { code: 'reconciliation.second_person' } });
    await env.db.execute(
      `INSERT INTO switching.link (merchant_id, transaction_id, original_id, relation, amount_fen) VALUES ($1, $2, $2, 'refund', 100)`,
      [late.merchantId, late.transactionId],
    );
    expect(await decide('stf_2')).toMatchObject({ refusal: { code: 'reconciliation.built_upon' } });
    expect((await onlyBreak()).state).toBe('proposed');
    await bring([theirs(late, { settlementDate: NEXT })], NEXT);
    expect(await decide('stf_2')).toMatchObject({ refusal: { code: 'reconciliation.break_elsewhere' } });
    await booksAgree();
    expect(await env.db.query('SELECT outcome FROM reconciliation.resolution')).toEqual([{ outcome: 'overtaken' }]);
  });

  it('two people at once: one of them decides', async () => {
    await sale('000001');
    await bring([]);
    const found = await onlyBreak();
    const key = { merchantId: found.merchantId, breakId: found.breakId };
    await proposeForBreak(world(), { ...key, way: 'bear', reason: 'small amount', by: 'stf_1' });
    const both = await Promise.all(
      ['stf_2', 'stf_3'].map((by) => decideForBreak(world(), { ...key, decision: 'approve', note: '', by })),
    );
    expect(both.filter((one) => !one.refused)).toHaveLength(1);
    await booksAgree();
  });
});
