/** A deposit from its freeze to its end, with a network and a bank that say what the test wants. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { approvedSale, buildTerminal, saleRequest, type BuiltTerminal } from '../../testing/builders.ts';
import { testDatabase, testEnv, type TestDatabase, type TestEnv } from '../../testing/database.ts';
import { must } from '../kernel/assert.ts';
import { fen } from '../kernel/fen.ts';
import { addDays, businessDate, civilDate, dateInShanghai } from '../kernel/instant.ts';
import { depositById, quoteDeposit, refundOf, secureDeposit, type DepositKey } from '../modules/deposits/index.ts';
import { balanceDifferences, balancesOf, listAdjustments, trialBalance } from '../modules/ledger/index.ts';
import {
  approveFreeze,
  beginTransaction,
  type NetworkAnswer,
  type NetworkRequest,
} from '../modules/switching/index.ts';
import { withTx } from '../platform/postgres/database.ts';
import { repeatUpstream } from './carry-out-card.ts';
import {
  appeal,
  askForRefund,
  decideDepositAppeal,
  depositDay,
  pollRefund,
  sendRefund,
  startClock,
} from './deposit-life.ts';
import type { World } from './ports.ts';
import { sweepDeposits } from './sweep-deposits.ts';

const TARGET = 10_000_000n;
const START = '2026-06-03';

let database: TestDatabase;
let env: TestEnv;
let world: World;
let terminal: BuiltTerminal;
let key: DepositKey;
const asked: NetworkRequest[] = [];
let network: (request: NetworkRequest) => NetworkAnswer;
const orders: { requestKey: string; amountFen: bigint }[] = [];
let bankSubmits: Awaited<ReturnType<World['bank']['submit']>>;
let bankStatus: Awaited<ReturnType<World['bank']['status']>>;
const yes = (request: NetworkRequest): NetworkAnswer => ({
  kind: 'answered',
  code: '00',
  authCode: '654321',
  rrn: request.rrn,
});
const no =
  (code: string) =>
  (request: NetworkRequest): NetworkAnswer => ({ kind: 'answered', code, rrn: request.rrn });

beforeAll(async () => {
  database = await testDatabase();
  env = await testEnv(database, { now: `${START}T10:00:00+08:00` });
  world = {
    ...env,
    cardNetwork: {
      ready: () => true,
      simulator: () => true,
      exchange(request: NetworkRequest) {
        asked.push(request);
        return Promise.resolve(network(request));
      },
    },
    bank: {
      submit(order: { requestKey: string; amountFen: bigint }) {
        orders.push(order);
        return Promise.resolve(bankSubmits);
      },
      status: () => Promise.resolve(bankStatus),
    },
  } as unknown as World;
});
afterAll(async () => {
  await env.close();
  await database.close();
});

const day = (n: number): string => `${addDays(civilDate(START), n - 1)}T00:30:00+08:00`;
/** The look in the night that begins day n. */
async function night(n: number): Promise<void> {
  env.clock.set(day(n));
  env.wall.pass(5_000); // what is kept for seconds is read again
  await depositDay(world, key);
}
const state = async () => {
  const deposit = must(await depositById(env.db, key), 'deposit');
  return [deposit.state, deposit.targetState];
};
const held = async (): Promise<bigint> =>
  (await balancesOf(env.db, terminal.merchantId))[`deposit:${key.depositId}`] ?? 0n;
const books = async () => [(await trialBalance(env.db)).totalFen, await balanceDifferences(env.db)];
const kinds = (): string[] => asked.map((one) => one.kind);
let stan = 0;
async function sell(amount: bigint, iso: string): Promise<void> {
  env.clock.set(iso);
  stan += 1;
  await approvedSale(
    env,
    saleRequest(terminal, String(stan).padStart(6, '0'), {
      amount: fen(amount),
      businessDate: businessDate(env.clock.now(), '23:00'),
    }),
  );
}

/** A device that became active on day 1 with 99.00 frozen on a card. */
beforeEach(async () => {
  env.clock.set(`${START}T10:00:00+08:00`);
  [asked.length, orders.length] = [0, 0];
  [network, bankSubmits, bankStatus] = [yes, { kind: 'accepted', reference: 'B1' }, { kind: 'paid' }];
  terminal = await buildTerminal(env);
  const terms = { amount: fen(9_900), target: fen(TARGET), targetDays: 180, signedAt: '2026-06-01T02:00:00.000Z' };
  const { merchantId, terminalId } = terminal;
  const depositId = await withTx(env, (tx) => quoteDeposit(env, tx, { merchantId, terminalId, terms }));
  key = { merchantId, depositId };
  const freeze = await beginTransaction(
    env,
    saleRequest(terminal, '900000', {
      kind: 'deposit_freeze',
      amount: fen(9_900),
      businessDate: dateInShanghai(env.clock.now()),
    }),
  );
  if (freeze.kind !== 'begun') throw new Error(freeze.kind);
  await withTx(env, async (tx) => {
    await approveFreeze(env, tx, freeze.transaction, { authCode: '111111', answer: new Uint8Array() });
    await secureDeposit(env, tx, freeze.transaction, { holdDays: 30, cutOff: '23:00' });
  });
  await startClock(world, { merchantId, terminalId });
});

describe('a deposit on a card', () => {
  it('is captured on day 26 of its freeze’s life and not before: the network owes it, and it is held for the merchant', async () => {
    await night(25);
    expect([await state(), kinds()]).toEqual([['frozen', 'counting'], []]);
    await night(26);
    expect([await state(), kinds(), await held()]).toEqual([['captured', 'counting'], ['completionAdvice'], 9_900n]);
    expect(asked[0]).toMatchObject({ amountFen: 9_900n, authCode: '111111', original: { mti: '0100' } });
    await night(27);
    expect([kinds().length, await books()]).toEqual([1, [0n, []]]);
  });

  it('is proposed to leave the reserve once, by what arrived; a day on which nothing moved proposes nothing', async () => {
    await night(26);
    const day = businessDate(env.clock.now(), '23:00');
    await sweepDeposits(world, day);
    await sweepDeposits(world, day);
    await sweepDeposits(world, addDays(day, 1));
    const proposed = (await listAdjustments(env.db)).filter((one) => one.attachment.startsWith('deposit-sweep:'));
    expect(proposed.map((one) => [one.attachment, one.state, one.proposedBy])).toEqual([
      [`deposit-sweep:${day}`, 'proposed', 'machine'],
    ]);
    const captured = asked.filter((one) => one.kind === 'completionAdvice').length;
    const total = proposed[0]?.lines.find((line) => line.account === 'bank:own')?.amount ?? 0n;
    expect(total % 9_852n).toBe(0n); // other tests of this file captured on the same day
    expect(total >= BigInt(captured) * 9_852n).toBe(true);
  });

  it('that the issuer will not give is asked for every night, and lapses with its pre-authorisation', async () => {
    network = no('51');
    for (const n of [26, 27, 28]) await night(n);
    expect([await state(), kinds().length]).toEqual([['frozen', 'counting'], 3]);
    expect(new Set(asked.map((one) => one.stan)).size).toBe(3);
    await night(31);
    expect([await state(), kinds().length, await held(), await books()]).toEqual([
      ['capture_failed', 'counting'],
      3,
      0n,
      [0n, []],
    ]);
  });

  it('is asked for again under the same number while the network is silent, and captured once', async () => {
    network = () => ({ kind: 'unknown', reason: 'silence' });
    await night(26);
    const { transactionId } = must((await env.enqueued('repeat-upstream')).at(-1)?.data, 'job') as {
      transactionId: string;
    };
    await night(27);
    expect([await state(), kinds().length]).toEqual([['frozen', 'counting'], 1]);
    network = yes;
    await repeatUpstream(world, { merchantId: key.merchantId, transactionId });
    await repeatUpstream(world, { merchantId: key.merchantId, transactionId });
    expect(new Set(asked.map((one) => `${one.stan} ${one.transmissionTime}`)).size).toBe(1);
    expect([await state(), await held(), await books()]).toEqual([['captured', 'counting'], 9_900n, [0n, []]]);
  });

  it('whose target is reached before that is let go, and costs the card nothing', async () => {
    await sell(TARGET, `${START}T15:00:00+08:00`);
    await night(2);
    expect([await state(), kinds(), await held(), await books()]).toEqual([
      ['released', 'qualified'],
      ['preAuthVoid'],
      0n,
      [0n, []],
    ]);
  });
});

describe('the target', () => {
  it('counts day 180 to 24:00 (S58), and the refund is due within three working days', async () => {
    await sell(TARGET - 1n, `${addDays(civilDate(START), 20)}T12:00:00+08:00`);
    await night(26);
    await night(180);
    expect(await state()).toEqual(['captured', 'counting']);
    await sell(1n, `${addDays(civilDate(START), 179)}T23:59:59+08:00`);
    await night(181);
    expect(await state()).toEqual(['captured', 'qualified']);
    expect((await askForRefund(world, key)).refused).toBe(false);
    const refund = must(await refundOf(env.db, key), 'refund');
    expect([refund.state, refund.way, refund.dueOn]).toEqual(['ready', 'card', '2026-12-03']); // asked on Monday 30 November
    await sendRefund(world, key);
    expect([(await refundOf(env.db, key))?.state, await state(), await held()]).toEqual([
      'paid',
      ['refunded', 'qualified'],
      0n,
    ]);
    expect([kinds(), await books()]).toEqual([
      ['completionAdvice', 'refund'],
      [0n, []],
    ]);
  });

  it('is missed on day 181: no refund, an appeal is open, and what people grant is given back', async () => {
    await night(26);
    await sell(TARGET, `${addDays(civilDate(START), 180)}T00:00:00+08:00`);
    await night(181);
    expect(await state()).toEqual(['captured', 'missed']);
    expect(await askForRefund(world, key)).toMatchObject({ refusal: { code: 'deposits.not_qualified' } });
    await appeal(world, key, '机具送修停用了两个月');
    await night(300);
    expect(await state()).toEqual(['captured', 'appealed']);
    await decideDepositAppeal(world, key, { granted: true, by: 'stf_a', reason: '送修属实' });
    await askForRefund(world, key);
    await sendRefund(world, key);
    expect([await state(), await held(), await books()]).toEqual([['refunded', 'qualified'], 0n, [0n, []]]);
  });

  it('that was missed, and against which nobody appealed, gives the deposit to us after thirty days', async () => {
    await night(26);
    await night(181);
    await night(211);
    expect(await state()).toEqual(['captured', 'missed']);
    await night(212);
    expect([await state(), await held(), await books()]).toEqual([['forfeited', 'applied'], 0n, [0n, []]]);
    expect(await appeal(world, key, '太晚了')).toMatchObject({ refusal: { code: 'deposits.not_missed' } });
  });

  it('does not count what was refunded or voided since', async () => {
    await sell(TARGET, `${START}T12:00:00+08:00`);
    await env.db.execute(
      `UPDATE switching.card_transaction SET state = 'reversed' WHERE merchant_id = $1 AND kind = 'sale'`,
      [key.merchantId],
    );
    await night(2);
    expect(await state()).toEqual(['frozen', 'counting']);
  });
});

describe('the refund', () => {
  const reached = async (): Promise<void> => {
    await night(26);
    await sell(TARGET, `${addDays(civilDate(START), 30)}T12:00:00+08:00`);
    await night(32);
    expect(await state()).toEqual(['captured', 'qualified']);
  };

  it('of a card that is closed goes to the settlement account (S60)', async () => {
    await reached();
    network = no('14');
    await askForRefund(world, key);
    await sendRefund(world, key);
    expect(await refundOf(env.db, key)).toMatchObject({ state: 'ready', way: 'account', reason: 'card_14' });
    await sendRefund(world, key);
    await pollRefund(world, key);
    expect([await state(), await held(), orders.length, await books()]).toEqual([
      ['refunded', 'qualified'],
      0n,
      1,
      [0n, []],
    ]);
  });

  it('that the bank is silent about is ordered again under the same name, and paid once', async () => {
    await reached();
    network = no('14');
    await askForRefund(world, key);
    await sendRefund(world, key);
    bankSubmits = { kind: 'unknown', reason: 'timeout' };
    await sendRefund(world, key);
    expect((await refundOf(env.db, key))?.state).toBe('unknown');
    bankSubmits = { kind: 'accepted', reference: 'B1' };
    await sendRefund(world, key);
    await pollRefund(world, key);
    await pollRefund(world, key);
    expect([new Set(orders.map((one) => one.requestKey)).size, orders.length]).toEqual([1, 2]);
    expect([await state(), await held(), await books()]).toEqual([['refunded', 'qualified'], 0n, [0n, []]]);
  });

  it('that the bank sends back waits for the account, and is another order when the merchant asks again', async () => {
    await reached();
    network = no('14');
    await askForRefund(world, key);
    await sendRefund(world, key);
    bankStatus = { kind: 'returned', reason: '户名不符' };
    await sendRefund(world, key);
    await pollRefund(world, key);
    expect(await refundOf(env.db, key)).toMatchObject({ state: 'account_wanted', reason: '户名不符' });
    expect(await held()).toBe(9_900n);
    bankStatus = { kind: 'paid' };
    await askForRefund(world, key);
    await sendRefund(world, key);
    await pollRefund(world, key);
    expect([await state(), await held(), new Set(orders.map((one) => one.requestKey)).size]).toEqual([
      ['refunded', 'qualified'],
      0n,
      2,
    ]);
  });

  it('of a merchant with a risk case is held with its reason, the clock running (S59), and let go with the case', async () => {
    await reached();
    const sale = must(
      (
        await env.db.query<{ id: string }>(
          `SELECT transaction_id AS id FROM switching.card_transaction WHERE merchant_id = $1 AND kind = 'sale'`,
          [key.merchantId],
        )
      )[0],
      'sale',
    ).id;
    await openCase(sale);
    await askForRefund(world, key);
    expect(await refundOf(env.db, key)).toMatchObject({ state: 'held', reason: 'risk_case', dueOn: '2026-07-08' });
    await sendRefund(world, key);
    expect(kinds()).toEqual(['completionAdvice']);
    await env.db.execute(`UPDATE risk.case SET state = 'released' WHERE merchant_id = $1`, [key.merchantId]);
    await night(33);
    expect((await refundOf(env.db, key))?.state).toBe('ready');
  });

  it('asked for twice, or sent by two workers at once, is one', async () => {
    await reached();
    await Promise.all([askForRefund(world, key), askForRefund(world, key)]);
    await Promise.allSettled([sendRefund(world, key), sendRefund(world, key)]);
    expect([kinds(), await state(), await held(), await books()]).toEqual([
      ['completionAdvice', 'refund'],
      ['refunded', 'qualified'],
      0n,
      [0n, []],
    ]);
  });

  it('is made without being asked for where the policy says so', async () => {
    await env.db.execute(
      `INSERT INTO catalogue.policy_parameter (name, effective_from, value, unit, source) VALUES ('deposit.refund_automatic', '2026-07-03', '1', '', 'test'),
         ('deposit.refund_automatic', '2026-07-05', '0', '', 'test')`,
    );
    await night(26);
    await sell(TARGET, `${addDays(civilDate(START), 30)}T12:00:00+08:00`);
    await night(32);
    expect(await refundOf(env.db, key)).toMatchObject({ state: 'ready', way: 'card', askedBy: 'machine' });
    await sendRefund(world, key);
    expect(await state()).toEqual(['refunded', 'qualified']);
  });

  const openCase = (transactionId: string): Promise<unknown> =>
    env.db.execute(
      `INSERT INTO risk.case (merchant_id, case_id, state, opened_at, moved_at) VALUES ($1, $2, 'open', now(), now())`,
      [key.merchantId, `rsk_${transactionId}`],
    );
});
