import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { begun, buildTerminal, saleRequest, type BuiltTerminal } from '../../../testing/builders.ts';
import { testDatabase, testEnv, type TestDatabase, type TestEnv } from '../../../testing/database.ts';
import { fen } from '../../kernel/fen.ts';
import { withTx } from '../../platform/postgres/database.ts';
import { trialBalance } from '../ledger/index.ts';
import { approveFreeze, type CardTransaction } from '../switching/index.ts';
import { depositOfTerminal, quoteDeposit, releaseFreeze, secureDeposit } from './index.ts';

let database: TestDatabase;
let env: TestEnv;
let terminal: BuiltTerminal;
let stans = 0;
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
  const terms = { amount: fen(9_900), target: fen(10_000_000), targetDays: 180, signedAt: '2026-11-23T02:00:00Z' };
  await withTx(env, (tx) => quoteDeposit(env, tx, { ...terminal, terms }));
});

/** An approved pre-authorisation of this terminal. */
async function freeze(amount = 9_900): Promise<CardTransaction> {
  stans += 1;
  const request = saleRequest(terminal, String(stans).padStart(6, '0'), {
    kind: 'deposit_freeze',
    messageClass: '0100',
    amount: fen(amount),
  });
  const transaction = await begun(env, request);
  await withTx(env, (tx) => approveFreeze(env, tx, transaction, { authCode: '1', answer: Buffer.from('') }));
  return transaction;
}
const secure = (transaction: CardTransaction) =>
  withTx(env, (tx) => secureDeposit(env, tx, transaction, { holdDays: 30, cutOff: '23:00' }));
const stateOf = async () => (await depositOfTerminal(env.db, terminal.merchantId, terminal.terminalId))?.state;
const holds = () =>
  env.db.query('SELECT state, amount_fen FROM ledger.hold WHERE merchant_id = $1 ORDER BY hold_id', [
    terminal.merchantId,
  ]);

describe('a deposit', () => {
  it('S35: is frozen once, whatever comes at once: a second card is not frozen beside the first (invariant 13)', async () => {
    const one = await freeze();
    const other = await freeze();
    const answers = await Promise.all([secure(one), secure(other), secure(one)]);
    expect(answers.filter(Boolean)).toHaveLength(1);
    expect([await stateOf(), await holds()]).toEqual(['frozen', [{ state: 'pending', amount_fen: 9_900n }]]);
  });

  it('of another amount than was signed is not frozen', async () => {
    expect(await secure(await freeze(9_800))).toBe(false);
    expect([await stateOf(), await holds()]).toEqual(['quoted', []]);
  });

  it('whose freeze is taken back waits for another card, its hold voided, and can be frozen again', async () => {
    const first = await freeze();
    await secure(first);
    await Promise.all([1, 2, 3].map(() => withTx(env, (tx) => releaseFreeze(env, tx, first, '23:00'))));
    expect([await stateOf(), await holds()]).toEqual(['quoted', [{ state: 'voided', amount_fen: 9_900n }]]);
    expect(await secure(await freeze())).toBe(true);
    expect((await holds()).length).toBe(2);
    expect((await trialBalance(env.db)).totalFen).toBe(0n);
  });

  it('taken back for a card that it is not frozen on stays as it is', async () => {
    await secure(await freeze());
    const stranger = await freeze();
    await withTx(env, (tx) => releaseFreeze(env, tx, stranger, '23:00'));
    expect(await stateOf()).toBe('frozen');
  });

  it('keeps the terms of its signing as they were', async () => {
    expect((await depositOfTerminal(env.db, terminal.merchantId, terminal.terminalId))?.terms).toEqual({
      amount: '9900',
      target: '10000000',
      targetDays: 180,
      signedAt: '2026-11-23T02:00:00Z',
    });
  });
});
