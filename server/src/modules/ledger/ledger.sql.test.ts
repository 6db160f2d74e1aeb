/** The ledger's invariants on a real PostgreSQL, with several connections at once. */
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testDatabase, testEnv, type TestDatabase, type TestEnv } from '../../../testing/database.ts';
import { fen } from '../../kernel/fen.ts';
import { civilDate } from '../../kernel/instant.ts';
import { at, withTx } from '../../platform/postgres/database.ts';
import { balanceDifferences, balancesOf, credit, debit, postJournal, trialBalance, type NewJournal } from './index.ts';

let database: TestDatabase;
let env: TestEnv;
beforeAll(async () => {
  database = await testDatabase({ poolMax: 12 });
  env = await testEnv(database);
});
afterAll(async () => {
  await env.close();
  await database.close();
});

const date = civilDate('2026-11-23');
let merchants = 0;
const freshMerchant = (): string => `mer_${(merchants += 1)}`;
const move = (merchantId: string, key: string, from: string, to: string, amount: number): NewJournal => ({
  merchantId,
  date,
  event: 'test',
  idempotencyKey: key,
  reference: key,
  lines: [debit(from, fen(amount)), credit(to, fen(amount))],
});
const post = (journal: NewJournal): Promise<string> => withTx(env, (tx) => postJournal(env, tx, journal));
const codeOf = (error: unknown): string => (error as { code?: string }).code ?? String(error);
const settled = async (work: Promise<string>): Promise<string> => work.catch(codeOf);
const journalCount = async (merchantId: string): Promise<number> =>
  (
    await env.db.query<{ n: number }>('SELECT count(*)::int AS n FROM ledger.journal WHERE merchant_id = $1', [
      merchantId,
    ])
  )[0]?.n ?? 0;

/** 1, 2, 5, 11: what must hold at every moment. */
async function holdsTogether(): Promise<void> {
  const unbalanced = await env.db
    .query(`SELECT merchant_id, journal_id FROM ledger.journal LEFT JOIN ledger.posting USING (merchant_id, journal_id)
    GROUP BY merchant_id, journal_id HAVING coalesce(sum(amount_fen), -1) <> 0 OR count(amount_fen) < 2`);
  expect(unbalanced).toEqual([]);
  expect((await trialBalance(env.db)).totalFen).toBe(0n);
  expect(await balanceDifferences(env.db)).toEqual([]);
  const unkept = await env.db
    .query(`SELECT DISTINCT p.merchant_id, p.account FROM ledger.posting p LEFT JOIN ledger.balance b USING (merchant_id, account)
    WHERE p.account LIKE 'm:%' AND b.account IS NULL`);
  expect(unkept).toEqual([]);
}

describe('one key, one journal (invariant 4)', () => {
  it('sixteen at once under one key post once, and all hear the same id', async () => {
    const merchantId = freshMerchant();
    const ids = await Promise.all(
      Array.from({ length: 16 }, () => post(move(merchantId, 'k', 'net_recv', 'm:pending', 500))),
    );
    expect(new Set(ids).size).toBe(1);
    expect(await journalCount(merchantId)).toBe(1);
    expect(await balancesOf(env.db, merchantId)).toEqual({ 'm:pending': 500n });
  });

  it('the same key with another amount, account or order of lines is an error and posts nothing', async () => {
    const merchantId = freshMerchant();
    await post(move(merchantId, 'k', 'net_recv', 'm:pending', 500));
    expect(await settled(post(move(merchantId, 'k', 'net_recv', 'm:pending', 501)))).toBe('KT002');
    expect(await settled(post(move(merchantId, 'k', 'net_recv', 'm:avail', 500)))).toBe('KT002');
    expect(await balancesOf(env.db, merchantId)).toEqual({ 'm:pending': 500n });
  });

  it('another merchant may use the same key', async () => {
    const [one, other] = [freshMerchant(), freshMerchant()];
    expect(await post(move(one, 'k', 'net_recv', 'm:pending', 1))).not.toBe(
      await post(move(other, 'k', 'net_recv', 'm:pending', 2)),
    );
  });
});

describe('a journal that does not balance (invariant 1)', () => {
  const raw = (accounts: string[] | null, amounts: bigint[] | null): Promise<unknown> =>
    env.db.query(
      `SELECT ledger.do_post_journal('mer_x', $1, '2026-11-23', 'test', $1, 'f', 'r', NULL, '{}', $2, $3, $4::bigint[])`,
      [env.ids.next('jrn'), at(env.clock.now()), accounts, amounts],
    );

  it.each([
    ['sums to something', ['a', 'b'], [1n, -2n]],
    ['has one line', ['a'], [0n]],
    ['has more accounts than amounts', ['a', 'b', 'c'], [1n, -1n]],
    ['has no lines at all', null, null],
    ['is empty', [], []],
  ])('because it %s is refused by the database as well', async (_why, accounts, amounts) => {
    await expect(raw(accounts, amounts)).rejects.toMatchObject({ code: 'KT001' });
    await holdsTogether();
  });
});

describe('an account with a limit (invariant 5)', () => {
  it('is never overdrawn: of twenty payouts of 100 out of 500 at once exactly five are made', async () => {
    const merchantId = freshMerchant();
    await post(move(merchantId, 'in', 'net_recv', 'm:avail', 500));
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, i) => settled(post(move(merchantId, `out${i}`, 'm:avail', 'm:payout', 100)))),
    );
    expect(answers.filter((answer) => answer === 'KT003')).toHaveLength(15);
    expect(await balancesOf(env.db, merchantId)).toEqual({ 'm:avail': 0n, 'm:payout': 500n });
    expect(await journalCount(merchantId)).toBe(6); // what was refused left no trace
  });

  it('with its last fen may be emptied, and not a fen more', async () => {
    const merchantId = freshMerchant();
    await post(move(merchantId, 'in', 'net_recv', 'm:avail', 100));
    expect(await settled(post(move(merchantId, 'a', 'm:avail', 'm:payout', 101)))).toBe('KT003');
    await post(move(merchantId, 'b', 'm:avail', 'm:payout', 100));
    expect(await settled(post(move(merchantId, 'c', 'm:avail', 'm:payout', 1)))).toBe('KT003');
  });

  it('that never held anything refuses too', async () =>
    expect(await settled(post(move(freshMerchant(), 'a', 'm:avail', 'm:payout', 1)))).toBe('KT003'));
});

describe('a reversal', () => {
  const reverse = (merchantId: string, journalId: string, key: string): Promise<{ id: string }[]> =>
    env.db.query<{ id: string }>(`SELECT ledger.do_reverse_journal($1, $2, $3, '2026-11-23', 'undo', $4, $5) AS id`, [
      merchantId,
      journalId,
      env.ids.next('jrn'),
      key,
      at(env.clock.now()),
    ]);

  it('is the exact mirror, names what it reverses, and is made once however often it is asked for', async () => {
    const merchantId = freshMerchant();
    const journalId = await post(move(merchantId, 'sale', 'net_recv', 'm:pending', 777));
    const made = await Promise.all(Array.from({ length: 6 }, () => reverse(merchantId, journalId, 'undo')));
    expect(new Set(made.map((rows) => rows[0]?.id)).size).toBe(1);
    const postings = await env.db.query<{ account: string; total: bigint; lines: number }>(
      'SELECT account, sum(amount_fen)::bigint AS total, count(*)::int AS lines FROM ledger.posting WHERE merchant_id = $1 GROUP BY account ORDER BY account',
      [merchantId],
    );
    expect(postings).toEqual([
      { account: 'm:pending', total: 0n, lines: 2 },
      { account: 'net_recv', total: 0n, lines: 2 },
    ]);
    expect(
      await env.db.query('SELECT reverses FROM ledger.journal WHERE merchant_id = $1 AND reverses IS NOT NULL', [
        merchantId,
      ]),
    ).toEqual([{ reverses: journalId }]);
  });

  it('of a journal that is not there is refused: no empty journal is left behind', async () => {
    const merchantId = freshMerchant();
    await expect(reverse(merchantId, 'jrn_nothing', 'undo')).rejects.toMatchObject({ code: 'KT001' });
    expect(await journalCount(merchantId)).toBe(0);
  });

  it('that would take back what has been spent meanwhile is refused', async () => {
    const merchantId = freshMerchant();
    const journalId = await post(move(merchantId, 'sale', 'net_recv', 'm:pending', 100));
    await post(move(merchantId, 'release', 'm:pending', 'm:avail', 60));
    await expect(reverse(merchantId, journalId, 'undo')).rejects.toMatchObject({ code: 'KT003' });
    await holdsTogether();
  });
});

describe('a hold (invariant 10)', () => {
  const now = (): string => at(env.clock.now());
  const open = (merchantId: string, amount: bigint): Promise<unknown> =>
    env.db.query(`SELECT ledger.do_open_hold($1, 'hld_1', 'deposit', $2, 'rrn', $3, '2026-11-23', $4, $4)`, [
      merchantId,
      amount,
      env.ids.next('jrn'),
      now(),
    ]);
  const voidIt = async (merchantId: string): Promise<boolean> =>
    (
      await env.db.query<{ done: boolean }>(`SELECT ledger.do_void_hold($1, 'hld_1', $2, '2026-11-23', $3) AS done`, [
        merchantId,
        env.ids.next('jrn'),
        now(),
      ])
    )[0]?.done ?? false;
  const memo = async (merchantId: string): Promise<bigint> =>
    (
      await env.db.query<{ total: bigint | null }>(
        `SELECT sum(amount_fen)::bigint AS total FROM ledger.posting WHERE merchant_id = $1 AND account = 'memo:preauth'`,
        [merchantId],
      )
    )[0]?.total ?? 0n;

  it('opened twice is open once; opened twice with another amount is an error', async () => {
    const merchantId = freshMerchant();
    await open(merchantId, 9_900n);
    await open(merchantId, 9_900n);
    expect(await memo(merchantId)).toBe(9_900n);
    await expect(open(merchantId, 9_800n)).rejects.toMatchObject({ code: 'KT002' });
  });

  it('voided by eight at once is voided by exactly one, and nothing remains of it', async () => {
    const merchantId = freshMerchant();
    await open(merchantId, 9_900n);
    expect((await Promise.all(Array.from({ length: 8 }, () => voidIt(merchantId)))).filter(Boolean)).toHaveLength(1);
    expect(await memo(merchantId)).toBe(0n);
    expect(await journalCount(merchantId)).toBe(2);
  });

  it('that was never opened cannot be voided', async () => expect(await voidIt(freshMerchant())).toBe(false));
});

describe('any interleaving', () => {
  interface Step {
    readonly key: number;
    readonly kind: 'sale' | 'release' | 'payout' | 'paid' | 'returned';
    readonly amount: number;
  }
  const ACCOUNTS = {
    sale: ['net_recv', 'm:pending'],
    release: ['m:pending', 'm:avail'],
    payout: ['m:avail', 'm:payout'],
    paid: ['m:payout', 'bank:reserve'],
    returned: ['m:payout', 'm:avail'],
  } as const;
  const steps = fc.array(
    fc.record({
      key: fc.nat({ max: 25 }),
      kind: fc.constantFrom<Step['kind'][]>('sale', 'sale', 'release', 'payout', 'paid', 'returned'),
      amount: fc.integer({ min: 1, max: 500 }),
    }),
    { minLength: 5, maxLength: 40 },
  );

  it('of sales, releases, payouts and returns leaves the books balanced, no account below zero, and one journal a key', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (all) => {
        const merchantId = freshMerchant();
        const answers = await Promise.all(
          all.map((one) =>
            settled(post(move(merchantId, `${one.key}`, ACCOUNTS[one.kind][0], ACCOUNTS[one.kind][1], one.amount))),
          ),
        );
        for (const answer of answers) expect(answer).toMatch(/^(jrn_|KT002|KT003)/);
        const made = new Set(answers.filter((answer) => answer.startsWith('jrn_')));
        expect(await journalCount(merchantId)).toBe(made.size);
        for (const balance of Object.values(await balancesOf(env.db, merchantId))) expect(balance >= 0n).toBe(true);
        await holdsTogether();
      }),
      { numRuns: 25 },
    );
  });
});

describe('what stands in the ledger (invariant 3)', () => {
  it('stays: not even by the functions can a posting be changed, and the application role is refused', async () => {
    await expect(env.db.query('UPDATE ledger.journal SET amounts = amounts')).rejects.toThrow(/permission denied/);
    await expect(env.db.query('DELETE FROM ledger.journal')).rejects.toThrow(/permission denied/);
    const bodies = await env.db.query<{ body: string }>(
      `SELECT prosrc AS body FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname = 'ledger'`,
    );
    expect(bodies.filter((row) => /(UPDATE|DELETE FROM|TRUNCATE)\s+ledger\.(posting|journal)/i.test(row.body))).toEqual(
      [],
    );
  });
});
