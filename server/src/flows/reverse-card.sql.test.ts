/** A device tells its reversal when it can: at night, after a holiday, after its sale was paid out. Nothing is lost and nothing is paid twice. */
import { beforeEach, describe, expect, it } from 'vitest';
import {
  approvedSale,
  begun,
  buildTerminal,
  DAY,
  netOf,
  saleRequest,
  type BuiltTerminal,
} from '../../testing/builders.ts';
import { testDatabase, testEnv, type TestDatabase, type TestEnv } from '../../testing/database.ts';
import { fen } from '../kernel/fen.ts';
import { addDays } from '../kernel/instant.ts';
import { readHolidays } from '../modules/catalogue/index.ts';
import { balanceDifferences, balancesOf, trialBalance } from '../modules/ledger/index.ts';
import { closeDay, linkCleared, listPayouts, moveDay, settleDay } from '../modules/settlement/index.ts';
import {
  approveOther,
  beginFollower,
  listLateReversals,
  transactionOf,
  type CardTransaction,
} from '../modules/switching/index.ts';
import { withTx } from '../platform/postgres/database.ts';
import type { World } from './ports.ts';
import { endLate, reverseCard, tellLateReversal } from './reverse-card.ts';

let database: TestDatabase;
let env: TestEnv;
let other: TestEnv;
let terminal: BuiltTerminal;
beforeEach(async () => {
  database = await testDatabase({ poolMax: 10 });
  env = await testEnv(database);
  other = await testEnv(database, { beside: env, db: database.secondPool() });
  terminal = await buildTerminal(env);
  return async () => {
    await env.close();
    await other.close();
    await database.close();
  };
});

const world = (of = env): World => of as unknown as World; // nothing of the outside world is asked
const AMOUNT = fen(10_000);
const PAN = '6225750212345678';
const reverse = (stan: string, some: Partial<Parameters<typeof reverseCard>[1]> = {}, of = env): Promise<string> =>
  reverseCard(world(of), {
    ...terminal,
    messageClass: '0200',
    batchNo: '000001',
    stan,
    amount: AMOUNT,
    pan: PAN,
    reason: '98',
    ...some,
  });
const sale = (stan: string): Promise<CardTransaction> => approvedSale(env, saleRequest(terminal, stan));
const stateOf = async (of: CardTransaction) => (await transactionOf(env.db, of.merchantId, of.transactionId))?.state;
const balances = () => balancesOf(env.db, terminal.merchantId);
const books = async () => [(await trialBalance(env.db)).totalFen, await balanceDifferences(env.db)];
const onDay = (days: number, time = '10:00:00'): void => env.clock.set(`${addDays(DAY, days)}T${time}+08:00`);

async function funded(sales: readonly CardTransaction[]): Promise<void> {
  const schedule = { cutOff: '23:00', clearingTime: '06:00', payoutTime: '09:00' };
  await closeDay(env, DAY, schedule, await readHolidays(env.db));
  await withTx(env, async (tx) => {
    await linkCleared(tx, { date: DAY, fileName: 'f', sales });
    await moveDay(tx, DAY, { from: 'closed', to: 'cleared', networkNetFen: 1n });
    await moveDay(tx, DAY, { from: 'cleared', to: 'funded' });
  });
}

/** One sale, and its day settled. */
async function settledSale(): Promise<CardTransaction> {
  const one = await sale('000001');
  await funded([one]);
  await settleDay(env, DAY);
  return one;
}

describe('a reversal of a day that is not settled', () => {
  it('is carried out however many days have passed since, up to thirty; after that nobody knows whose number it is', async () => {
    const [first, second] = [await sale('000001'), await sale('000002')];
    onDay(30);
    expect(await reverse('000001')).toBe('00');
    expect([await stateOf(first), (await balances())['m:pending']]).toEqual(['reversing', netOf(AMOUNT)]);
    expect((await env.enqueued('reverse-upstream')).map((job) => job.data['transactionId'])).toEqual([
      first.transactionId,
    ]);
    onDay(31);
    expect([await reverse('000002'), await stateOf(second)]).toEqual(['25', 'approved']);
    expect(await books()).toEqual([0n, []]);
  });

  it('is carried out when the network’s file was read and paid for already: the sale is not paid out', async () => {
    const [first, second] = [await sale('000001'), await sale('000002')];
    await funded([first, second]);
    onDay(1);
    expect(await reverse('000001')).toBe('00');
    await settleDay(env, DAY);
    expect((await listPayouts(env.db)).map((one) => one.amountFen)).toEqual([netOf(AMOUNT)]);
    expect([await stateOf(first), (await balances())['m:pending'] ?? 0n, await books()]).toEqual([
      'reversing',
      0n,
      [0n, []],
    ]);
  });

  it('under a number that has come round to another card is not taken for it', async () => {
    const one = await sale('000001');
    onDay(5);
    expect(await reverse('000001', { pan: '6225880212345670' })).toBe('25');
    expect(await stateOf(one)).toBe('approved');
  });

  it('made by the host itself for what it has in hand means no other frame of an earlier day', async () => {
    const one = await sale('000001');
    onDay(5);
    expect(await reverse('000001', { frame: Buffer.from('another sale') })).toBe('25');
    expect(await reverse('000001', { frame: Buffer.from('sale 000001') })).toBe('00');
    expect(await stateOf(one)).toBe('reversing');
  });
});

describe('a reversal of a day that is settled', () => {
  it('is taken from the device with 00, moves no money, and is one entry for people and one message to the merchant however often it comes', async () => {
    const one = await settledSale();
    const before = await balances();
    onDay(3);
    const answers = await Promise.all([1, 2, 3, 4].map((n) => reverse('000001', {}, n % 2 === 0 ? env : other)));
    answers.push(await reverse('000001'));
    expect(answers).toEqual(Array.from({ length: 5 }, () => '00'));
    expect([await stateOf(one), await balances(), await books()]).toEqual(['approved', before, [0n, []]]);
    expect(await env.enqueued('reverse-upstream')).toEqual([]);
    expect(await listLateReversals(env.db)).toMatchObject([{ transactionId: one.transactionId, state: 'open' }]);
    expect(await env.emitted('late_reversal.came')).toHaveLength(1);
    expect(await env.enqueued('tell-late-reversal')).toHaveLength(1);
    await tellLateReversal(world(), one);
    expect(await env.db.query('SELECT purpose, subject FROM notifications.message')).toEqual([
      { purpose: 'late_reversal', subject: `merchant:${terminal.merchantId}` },
    ]);
  });

  it('at the moment of its settlement is either taken back and not paid, or paid and left to people; never both, never neither', async () => {
    for (let round = 0; round < 6; round += 1) {
      const date = addDays(DAY, round);
      onDay(round);
      const one = await approvedSale(env, saleRequest(terminal, `00001${round}`, { businessDate: date }));
      const schedule = { cutOff: '23:00', clearingTime: '06:00', payoutTime: '09:00' };
      await closeDay(env, date, schedule, await readHolidays(env.db));
      await withTx(env, async (tx) => {
        await linkCleared(tx, { date, fileName: `f${round}`, sales: [one] });
        await moveDay(tx, date, { from: 'closed', to: 'cleared', networkNetFen: 1n });
        await moveDay(tx, date, { from: 'cleared', to: 'funded' });
      });
      const [code] = await Promise.all([reverse(`00001${round}`), settleDay(other, date)]);
      const paid = (await listPayouts(env.db)).some((payout) => payout.payoutId.includes(date.replaceAll('-', '')));
      const left = (await listLateReversals(env.db)).some((late) => late.transactionId === one.transactionId);
      expect([code, await stateOf(one), left]).toEqual(['00', paid ? 'approved' : 'reversing', paid]);
    }
    expect(await books()).toEqual([0n, []]);
  });

  it('is over when refunds make up the whole of it, and not before; or when people dismiss it with their words', async () => {
    const one = await settledSale();
    await sale('000002'); // what the refund is taken from
    onDay(3);
    await reverse('000001');
    const end = (event: 'refund' | 'dismiss') => endLate(world(), { ...one, event, note: '已退', by: 'stf_1' });
    expect(await end('refund')).toMatchObject({ refusal: { code: 'switching.late_reversal_not_refunded' } });
    const refund = await beginFollower(env, {
      ...saleRequest(terminal, '000003', { kind: 'refund', messageClass: '0220', businessDate: addDays(DAY, 3) }),
      kind: 'refund',
      find: { rrn: one.rrn },
      rules: { holdDays: 30, completionPercentMax: 115, tipPercentMax: 20 },
    });
    if (refund.kind !== 'begun') throw new Error(refund.kind);
    await approveOther(env, env.db, refund.transaction, { authCode: '1', answer: null, expiresAt: env.clock.now() });
    expect(await end('refund')).toMatchObject({ value: 'refunded' });
    expect(await end('dismiss')).toMatchObject({ refusal: { code: 'switching.late_reversal_elsewhere' } });
    expect(await reverse('000001')).toBe('12'); // the customer has it: nothing is left to take back
    expect(await listLateReversals(env.db)).toMatchObject([{ state: 'refunded', endedBy: 'stf_1', note: '已退' }]);
  });

  it('of a void whose day’s file has been read is left to people too: the sale it would bring back comes into no file', async () => {
    const one = await sale('000001');
    const undone = await beginFollower(env, {
      ...saleRequest(terminal, '000002', { kind: 'sale_void' }),
      kind: 'sale_void',
      find: { rrn: one.rrn },
      rules: { holdDays: 30, completionPercentMax: 115, tipPercentMax: 20 },
    });
    if (undone.kind !== 'begun') throw new Error(undone.kind);
    await approveOther(env, env.db, undone.transaction, { authCode: '1', answer: null, expiresAt: env.clock.now() });
    await funded([]);
    onDay(1);
    expect([await reverse('000002'), await stateOf(undone.transaction)]).toEqual(['00', 'approved']);
    expect(await listLateReversals(env.db)).toMatchObject([{ transactionId: undone.transaction.transactionId }]);
    await tellLateReversal(world(), undone.transaction);
    expect(await env.db.query('SELECT purpose FROM notifications.message')).toHaveLength(1);
  });

  it('of what was not answered is taken back: nobody was paid for it', async () => {
    const silent = await begun(env, saleRequest(terminal, '000001'));
    await funded([]);
    await settleDay(env, DAY);
    onDay(2);
    expect([await reverse('000001'), await stateOf(silent), await listLateReversals(env.db)]).toEqual([
      '00',
      'reversing',
      [],
    ]);
  });
});
