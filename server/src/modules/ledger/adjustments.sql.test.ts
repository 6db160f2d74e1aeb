/** Journals that people make: two of them, once, and never more than an account holds. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Client } from 'pg';
import { testDatabase, testEnv, type TestDatabase, type TestEnv } from '../../../testing/database.ts';
import { fen } from '../../kernel/fen.ts';
import { civilDate } from '../../kernel/instant.ts';
import { withTx } from '../../platform/postgres/database.ts';
import {
  accounts,
  balancesOf,
  credit,
  debit,
  listAdjustments,
  moveAdjustment,
  postJournal,
  proposeAdjustment,
  trialBalance,
  type Adjustment,
} from './index.ts';

let database: TestDatabase;
let env: TestEnv;
let owner: Client;
beforeAll(async () => {
  database = await testDatabase({ poolMax: 10 });
  env = await testEnv(database);
  owner = new Client({ connectionString: database.ownerUrl });
  await owner.connect();
});
afterAll(async () => {
  await owner.end();
  await env.close();
  await database.close();
});

const date = civilDate('2026-11-23');
let merchants = 0;
const freshMerchant = (): string => `mer_${(merchants += 1)}`;

async function proposed(merchantId: string, amount = 500): Promise<string> {
  const done = await proposeAdjustment(env, {
    merchantId,
    lines: [debit(accounts.merchantAvailable, fen(amount)), credit(accounts.suspenseLong, fen(amount))],
    reason: 'booked twice on Monday',
    attachment: '',
    by: 'stf_1',
  });
  if (done.refused) throw new Error(done.refusal.code);
  return done.value;
}
const move = (merchantId: string, adjustmentId: string, event: 'approve' | 'refuse' | 'withdraw', by = 'stf_2') =>
  moveAdjustment(env, { merchantId, adjustmentId, event, by, reason: 'looked at the bank’s statement', date });
const give = (merchantId: string, amount: number): Promise<string> =>
  withTx(env, (tx) =>
    postJournal(env, tx, {
      merchantId,
      date,
      event: 'test',
      idempotencyKey: `give:${amount}`,
      reference: 'r',
      lines: [debit('net_recv', fen(amount)), credit(accounts.merchantAvailable, fen(amount))],
    }),
  );
const found = async (adjustmentId: string): Promise<Adjustment | undefined> =>
  (await listAdjustments(env.db)).find((one) => one.adjustmentId === adjustmentId);
const journals = async (merchantId: string): Promise<{ event: string; reference: string }[]> =>
  env.db.query(`SELECT event, reference FROM ledger.journal WHERE merchant_id = $1 AND event = 'books_adjustment'`, [
    merchantId,
  ]);

describe('an adjustment', () => {
  it('is posted when a second person approves, and names its journal', async () => {
    const merchantId = freshMerchant();
    await give(merchantId, 800);
    const id = await proposed(merchantId);
    expect(await journals(merchantId)).toEqual([]);
    const done = await move(merchantId, id, 'approve');
    expect(done).toMatchObject({ refused: false, value: { state: 'approved' } });
    expect(await journals(merchantId)).toEqual([{ event: 'books_adjustment', reference: id }]);
    expect(await balancesOf(env.db, merchantId)).toEqual({ 'm:avail': 300n });
    expect(await found(id)).toMatchObject({ state: 'approved', decidedBy: 'stf_2', proposedBy: 'stf_1' });
  });

  it('is not approved by whoever proposed it, and the database says so too', async () => {
    const merchantId = freshMerchant();
    await give(merchantId, 800);
    const id = await proposed(merchantId);
    expect(await move(merchantId, id, 'approve', 'stf_1')).toMatchObject({
      refusal: { code: 'ledger.adjust_second_person' },
    });
    await expect(
      owner.query(
        `UPDATE ledger.adjustment SET state = 'approved', decided_by = 'stf_1', decided_at = '2026-11-23', journal_id = 'x' WHERE adjustment_id = $1`,
        [id],
      ),
    ).rejects.toThrow(/adjustment_four_eyes/);
    expect(await journals(merchantId)).toEqual([]);
  });

  it('that takes more than an account holds stays proposed, and is posted once there is enough', async () => {
    const merchantId = freshMerchant();
    await give(merchantId, 100);
    const id = await proposed(merchantId);
    expect(await move(merchantId, id, 'approve')).toMatchObject({
      refusal: { code: 'ledger.balance_short', facts: { account: 'm:avail' } },
    });
    expect(await found(id)).toMatchObject({ state: 'proposed' });
    await give(merchantId, 400);
    expect(await move(merchantId, id, 'approve')).toMatchObject({ refused: false });
    expect(await balancesOf(env.db, merchantId)).toEqual({ 'm:avail': 0n });
  });

  it('is decided once: of eight who approve, refuse and take back at once one is heard', async () => {
    const merchantId = freshMerchant();
    await give(merchantId, 800);
    const id = await proposed(merchantId);
    const all = await Promise.all([
      ...[2, 3, 4, 5].map((n) => move(merchantId, id, 'approve', `stf_${n}`)),
      ...[6, 7, 8].map((n) => move(merchantId, id, 'refuse', `stf_${n}`)),
      move(merchantId, id, 'withdraw', 'stf_1'),
    ]);
    expect(all.filter((one) => !one.refused)).toHaveLength(1);
    const state = (await found(id))?.state;
    expect((await journals(merchantId)).length).toBe(state === 'approved' ? 1 : 0);
    expect((await trialBalance(env.db)).totalFen).toBe(0n);
  });

  it('is refused or taken back without a trace in the books', async () => {
    const merchantId = freshMerchant();
    await give(merchantId, 800);
    const [one, two] = [await proposed(merchantId), await proposed(merchantId)];
    expect(await move(merchantId, one, 'refuse')).toMatchObject({ value: { state: 'refused' } });
    expect(await move(merchantId, two, 'withdraw', 'stf_1')).toMatchObject({ value: { state: 'withdrawn' } });
    expect(await move(merchantId, one, 'approve')).toMatchObject({ refusal: { code: 'ledger.adjust_decided' } });
    expect(await journals(merchantId)).toEqual([]);
  });

  it('whose account is no longer on the list is not posted', async () => {
    const merchantId = freshMerchant();
    await give(merchantId, 800);
    const id = await proposed(merchantId);
    await owner.query(`DELETE FROM ledger.adjustable_account WHERE account = 'm:avail'`);
    expect(await move(merchantId, id, 'approve')).toMatchObject({ refusal: { code: 'ledger.adjust_account' } });
    await owner.query(`INSERT INTO ledger.adjustable_account VALUES ('m:avail', 'a test')`);
  });

  it('keeps its lines: the application role may move its state alone', async () => {
    for (const column of ['amounts', 'accounts', 'reason', 'proposed_by'])
      await expect(env.db.query(`UPDATE ledger.adjustment SET ${column} = ${column}`)).rejects.toThrow(
        /permission denied/,
      );
    await expect(env.db.query('DELETE FROM ledger.adjustment')).rejects.toThrow(/permission denied/);
  });

  it('that is not there is not moved', async () =>
    expect(await move('mer_x', 'adj_x', 'approve')).toMatchObject({ refusal: { code: 'ledger.adjust_unknown' } }));
});
