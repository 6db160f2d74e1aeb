import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { buildTerminal, type BuiltTerminal } from '../../../testing/builders.ts';
import { testDatabase, testEnv, type TestDatabase, type TestEnv } from '../../../testing/database.ts';
import { fen } from '../../kernel/fen.ts';
import { withTx } from '../../platform/postgres/database.ts';
import { trialBalance } from '../ledger/index.ts';
import {
  assignPayIn,
  depositOfTerminal,
  knownPayIns,
  listPayIns,
  quoteDeposit,
  returnPayIn,
  sendBackPayIn,
  takePayIn,
  type BankPayIn,
  type Deposit,
  type PayInBank,
} from './index.ts';

let database: TestDatabase;
let env: TestEnv;
let terminal: BuiltTerminal;
let entries = 0;
beforeAll(async () => {
  database = await testDatabase();
  env = await testEnv(database);
});
afterAll(async () => {
  await env.close();
  await database.close();
});
beforeEach(async () => {
  terminal = await buildTerminal(env);
  const terms = { amount: fen(29_900), target: fen(0), targetDays: 180, signedAt: '2026-11-23T02:00:00Z' };
  await withTx(env, (tx) => quoteDeposit(env, tx, { ...terminal, terms }));
});

const payer = '杭州云杉科技有限公司';
const cutOff = '23:00';

function transfer(change: Partial<BankPayIn> = {}): BankPayIn {
  entries += 1;
  return {
    entryId: `TR${String(entries).padStart(8, '0')}`,
    amount: fen(29_900),
    payerName: payer,
    payerAccount: '1202021409900012345',
    remark: `KT${terminal.terminalNo}`,
    at: env.clock.now(),
    ...change,
  };
}

const deposit = async (): Promise<Deposit> =>
  (await depositOfTerminal(env.db, terminal.merchantId, terminal.terminalId)) as Deposit;

async function take(entry: BankPayIn) {
  const { depositId, state, amount } = await deposit();
  const target = { merchantId: terminal.merchantId, depositId, state, amount, payers: [payer] };
  return withTx(env, (tx) => takePayIn(env, tx, { entry, target, cutOff }));
}

const balanceOf = async (account: string): Promise<bigint> => {
  const { accounts } = await trialBalance(env.db);
  return accounts.find((one) => one.account === account)?.balanceFen ?? 0n;
};
const total = async () => (await trialBalance(env.db)).totalFen;

describe('a transfer for a deposit', () => {
  it('is booked to the deposit once, whatever the bank lists twice and whoever reads the list at once', async () => {
    const entry = transfer();
    const results = await Promise.all([take(entry), take(entry), take(entry)]);
    expect(results.toSorted()).toEqual(['known', 'known', 'matched']);
    const { depositId, state, paidBy } = await deposit();
    expect([state, paidBy]).toEqual(['captured', 'transfer']);
    expect(await balanceOf(`deposit:${depositId}`)).toBe(-29_900n);
    expect(String(await total())).toBe('0');
    expect(await knownPayIns(env.db, [entry.entryId, 'TR99999999'])).toEqual(new Set([entry.entryId]));
  });

  it('of another amount waits in suspense; the deposit stays open', async () => {
    const before = await balanceOf('susp_long');
    expect(await take(transfer({ amount: fen(29_800) }))).toBe('unclear');
    expect((await deposit()).state).toBe('quoted');
    expect((await balanceOf('susp_long')) - before).toBe(-29_800n);
  });

  it('that comes a second time is not taken for the deposit again', async () => {
    expect(await take(transfer())).toBe('matched');
    const second = transfer();
    expect(await take(second)).toBe('unclear');
    expect((await listPayIns(env.db)).find((one) => one.entryId === second.entryId)).toMatchObject({
      state: 'unclear',
      reason: 'not_open',
    });
  });

  it('keeps the payer’s account sealed and shows its ends', async () => {
    const entry = transfer();
    await take(entry);
    const rows = await env.db.query<{ whole: string }>('SELECT p::text AS whole FROM deposits.pay_in p WHERE entry_id = $1', [entry.entryId]); // prettier-ignore
    expect(rows[0]?.whole).not.toContain(entry.payerAccount);
    expect((await listPayIns(env.db)).find((one) => one.entryId === entry.entryId)?.payerAccount).toMatch(
      /^1202.*2345$/,
    );
  });
});

describe('a transfer that is not clear', () => {
  const by = { by: 'stf_1', note: '电话核实', cutOff };

  it('is assigned by a person once, and moves out of suspense into the deposit', async () => {
    const entry = transfer({ remark: '押金' });
    const before = await balanceOf('susp_long');
    await take(entry);
    const assign = async () =>
      assignPayIn(env, { entryId: entry.entryId, ...by, merchantId: terminal.merchantId, deposit: await deposit() });
    expect(await assign()).toMatchObject({ refused: false });
    expect(await assign()).toMatchObject({ refusal: { code: 'deposits.pay_in_settled' } });
    expect((await deposit()).state).toBe('captured');
    expect(await balanceOf('susp_long')).toBe(before);
    expect(String(await total())).toBe('0');
  });

  it('is not assigned to a deposit of another amount, nor to one that is secured', async () => {
    const entry = transfer({ remark: '', amount: fen(100) });
    await take(entry);
    const input = { entryId: entry.entryId, ...by, merchantId: terminal.merchantId };
    expect(await assignPayIn(env, { ...input, deposit: await deposit() })).toMatchObject({
      refusal: { code: 'deposits.amount_differs' },
    });
    await take(transfer());
    const second = transfer();
    await take(second);
    expect(await assignPayIn(env, { ...input, entryId: second.entryId, deposit: await deposit() })).toMatchObject({
      refusal: { code: 'deposits.not_open' },
    });
  });

  it('goes back when the bank has said so: silence is asked again, a refusal puts it before people again', async () => {
    const entry = transfer({ remark: '' });
    const before = await balanceOf('susp_long');
    await take(entry);
    const { entryId } = entry;
    expect(await sendBackPayIn(env, { entryId, by: 'stf_1', note: '非本人' })).toMatchObject({ refused: false });
    const bank = (answer: Awaited<ReturnType<PayInBank['returnPayIn']>>) => ({
      ...env,
      bank: { payIns: () => Promise.resolve([]), returnPayIn: () => Promise.resolve(answer) },
    });
    const stateOf = async () => (await listPayIns(env.db)).find((one) => one.entryId === entryId)?.state;
    await expect(returnPayIn(bank({ kind: 'unknown', reason: 'silence' }), { entryId, cutOff })).rejects.toThrow(
      'not confirmed',
    );
    expect(await stateOf()).toBe('returning');
    await returnPayIn(bank({ kind: 'refused', reason: '账户已销户' }), { entryId, cutOff });
    expect(await stateOf()).toBe('unclear');
    await sendBackPayIn(env, { entryId, by: 'stf_1', note: '非本人' });
    await returnPayIn(bank({ kind: 'accepted' }), { entryId, cutOff });
    await returnPayIn(bank({ kind: 'accepted' }), { entryId, cutOff });
    expect(await stateOf()).toBe('returned');
    expect(await balanceOf('susp_long')).toBe(before);
  });
});
