/** Nothing is taken from a merchant but what its sheet in force lists, whichever door the posting comes through. */
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sheetLines } from '../../../testing/builders.ts';
import { testDatabase, testEnv, type TestDatabase, type TestEnv } from '../../../testing/database.ts';
import { fen, feeHalfUp, ratePpm } from '../../kernel/fen.ts';
import { civilDate } from '../../kernel/instant.ts';
import { withTx } from '../../platform/postgres/database.ts';
import {
  accounts,
  depositAccount,
  moveAdjustment,
  postJournal,
  proposeAdjustment,
  putOnSheet,
  salePostings,
  sheetOf,
  type Posting,
} from './index.ts';

let database: TestDatabase;
let env: TestEnv;
const M = 'mer_sheet';
const D = civilDate('2026-11-23');
beforeAll(async () => {
  database = await testDatabase({ poolMax: 4 });
  env = await testEnv(database);
  await withTx(env, (tx) => putOnSheet(env, tx, sheetLines(M), 'a test'));
});
afterAll(async () => {
  await env.close();
  await database.close();
});

let n = 0;
const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'posted',
    (error: unknown) => String((error as { code?: string }).code),
  );
const take = (
  lines: readonly Posting[],
  snapshot: Record<string, unknown> = {},
  some: object = {},
): Promise<string> => {
  n += 1;
  const journal = { merchantId: M, date: D, event: 'test', idempotencyKey: `k${n}`, reference: 'r', lines, snapshot };
  return codeOf(withTx(env, (tx) => postJournal(env, tx, { ...journal, ...some })));
};
const saleOf = (amount: bigint, fee: bigint): Posting[] =>
  salePostings({ amount: fen(amount), fee: fen(fee), issuerCost: fen(0), networkCost: fen(0), date: D });
const line = (account: string, amount: bigint): Posting => ({ account, amount });

/** As the group commit of sales sends them. */
const credits = (all: readonly { amount: bigint; fee: bigint; kind: string; merchant?: string; date?: string }[]) => {
  const lines = all.map(({ amount, fee }) => saleOf(amount, fee).filter((one) => one.amount !== 0n));
  const keys = all.map(() => `c${(n += 1)}`);
  const text = (values: readonly unknown[]): string => `{${values.map(String).join(',')}}`;
  return codeOf(
    database.db.query(
      `SELECT ledger.do_post_credits($1, $2, $3::date[], 'sale', $2, $2, $2, $4, $5::timestamptz[], 'm:pending', $6, $7)`,
      [
        all.map((one) => one.merchant ?? M),
        keys,
        all.map((one) => one.date ?? D),
        all.map((one) => JSON.stringify({ cardKind: one.kind })),
        all.map(() => '2026-11-23T12:00:00+08:00'),
        lines.map((one) => text(one.map(({ account }) => account))),
        lines.map((one) => text(one.map(({ amount }) => amount))),
      ],
    ),
  );
};

describe('a fee of a sale', () => {
  it('is taken at the rate of the sheet and not a fen above, alone and in a group', async () => {
    expect(await take(saleOf(10_000n, 60n), { cardKind: 'credit' })).toBe('posted');
    expect(await take(saleOf(10_000n, 61n), { cardKind: 'credit' })).toBe('KT005');
    const good = { amount: 10_000n, fee: 60n, kind: 'credit' };
    expect(await credits([good, { ...good, fee: 50n, kind: 'debit' }])).toBe('posted');
    expect(await credits([good, { ...good, fee: 61n }])).toBe('KT005');
    expect(await credits([good, { ...good, fee: 51n, kind: 'debit' }])).toBe('KT005');
  });

  it('S53: of a debit card never passes the cap', async () => {
    expect(await take(saleOf(500_000n, 2_000n), { cardKind: 'debit' })).toBe('posted');
    expect(await take(saleOf(500_000n, 2_001n), { cardKind: 'debit' })).toBe('KT005');
    expect(await credits([{ amount: 500_000n, fee: 2_001n, kind: 'debit' }])).toBe('KT005');
  });

  it('of a kind that the sheet does not list, of a day before it, or of another merchant, is refused', async () => {
    for (const kind of ['', 'sim_fee', 't0', 'x']) {
      expect(await take(saleOf(10_000n, 1n), { cardKind: kind })).toBe('KT005');
      expect(await credits([{ amount: 10_000n, fee: 1n, kind }])).toBe('KT005');
    }
    const one = { amount: 10_000n, fee: 1n, kind: 'credit' };
    expect(await credits([{ ...one, date: '2025-12-31' }])).toBe('KT005');
    expect(await credits([{ ...one, merchant: 'mer_without' }])).toBe('KT005');
    expect(await credits([{ ...one, merchant: 'mer_without', fee: 0n }])).toBe('posted');
    expect(await take(saleOf(10_000n, 1n))).toBe('KT005');
  });

  it('half-up on any amount is what the sheet allows, and one fen more is not', async () => {
    await fc.assert(
      fc.asyncProperty(fc.bigInt({ min: 100n, max: 9_999_999n }), async (amount) => {
        const fee = feeHalfUp(fen(amount), ratePpm(6_000));
        expect(await take(saleOf(amount, fee), { cardKind: 'credit' })).toBe('posted');
        expect(await take(saleOf(amount, fee + 1n), { cardKind: 'credit' })).toBe('KT005');
        expect(await credits([{ amount, fee, kind: 'credit' }])).toBe('posted');
        expect(await credits([{ amount, fee: fee + 1n, kind: 'credit' }])).toBe('KT005');
      }),
      { numRuns: 40 },
    );
  });

  it('S57: a line that begins on a day counts from it; the day before keeps the old one', async () => {
    const next = { merchantId: M, charge: 'credit', from: civilDate('2026-12-24'), ratePpm: 6_500n } as const;
    await withTx(env, (tx) => putOnSheet(env, tx, [next], 'a rise'));
    const dear = { amount: 10_000n, fee: 65n, kind: 'credit' };
    expect(await credits([{ ...dear, date: '2026-12-23' }])).toBe('KT005');
    expect(await credits([{ ...dear, date: '2026-12-24' }])).toBe('posted');
    // the merchant objects: of one day the line written last counts
    await withTx(env, (tx) => putOnSheet(env, tx, [{ ...next, ratePpm: 6_000n }], 'objected'));
    expect(await credits([{ ...dear, date: '2026-12-24' }])).toBe('KT005');
    const credit = (await sheetOf(database.db, M)).filter((one) => one.charge === 'credit');
    expect(credit.map((one) => [one.from, one.ratePpm])).toEqual([
      ['2026-12-24', 6_000n],
      ['2026-01-01', 6_000n],
    ]);
  });

  it('comes back with the void of a void, because that gives back what was taken', async () => {
    const void1 = await withTx(env, async (tx) => {
      const journal = { merchantId: M, date: D, event: 'sale', idempotencyKey: 'sale:v', reference: 'r' };
      await postJournal(env, tx, { ...journal, lines: saleOf(10_000n, 60n), snapshot: { cardKind: 'credit' } });
      const mirror = (key: string, of: string, event: string) =>
        tx.query(`SELECT ledger.do_mirror_journal($1, $2, $3, $4, $5, $6, 'r', '2026-11-23T12:00:00Z')`, [
          M,
          of,
          `jrn_${key}`,
          D,
          event,
          key,
        ]);
      await mirror('void:v', 'sale:v', 'sale_void');
      await mirror('void-reversal:v', 'void:v', 'sale_void_reversed');
      return 'posted';
    });
    expect(void1).toBe('posted');
  });
});

describe('anything else that is income', () => {
  it('is not taken by a movement, whatever it is called', async () => {
    const move = (to: string) =>
      codeOf(
        database.db.query(
          `SELECT ledger.do_move_many($1, '2026-11-23T12:00:00Z', ARRAY[$2], ARRAY['jrn_mv' || $3::text], ARRAY['sim'], ARRAY['mv' || $3::text], ARRAY['r'], ARRAY['m:pending'], ARRAY[$4], ARRAY[5]::bigint[])`,
          [D, M, String((n += 1)), to],
        ),
      );
    expect(await move('inc:sim')).toBe('KT005');
    expect(await move('inc:mdr')).toBe('KT005');
    expect(await move('m:avail')).toBe('posted');
  });

  it('an adjustment by two persons takes none of it, from the merchant or from its debt', async () => {
    for (const from of ['m:avail', 'merch_recv']) {
      const lines = [line(from, 5n), line('inc:sim', -5n)];
      const asked = { merchantId: M, lines, reason: 'a fee', attachment: '', by: 'a' };
      const proposed = await proposeAdjustment(env, asked);
      if (proposed.refused) throw new Error('not proposed');
      const key = { merchantId: M, adjustmentId: proposed.value };
      const moved = await moveAdjustment(env, { ...key, event: 'approve', by: 'b', reason: 'yes', date: D });
      expect(moved.refused && moved.refusal.code).toBe('ledger.off_sheet');
    }
  });

  it('a SIM fee is taken when it is on the sheet, up to its amount', async () => {
    const fee = (amount: bigint) => take([line('merch_recv', amount), line('inc:sim', -amount)]);
    expect(await fee(4_500n)).toBe('KT005');
    const sim = { merchantId: M, charge: 'sim_fee', from: D, amountFen: 4_500n } as const;
    await withTx(env, (tx) => putOnSheet(env, tx, [sim], 'signed'));
    expect([await fee(4_500n), await fee(4_501n)]).toEqual(['posted', 'KT005']);
  });

  it('of a deposit no more is kept than its own signed terms say', async () => {
    const terms = { merchantId: M, charge: 'deposit:dep_1', from: D, amountFen: 9_900n } as const;
    await withTx(env, (tx) => putOnSheet(env, tx, [terms], 'signed'));
    const keep = (id: string, amount: bigint) =>
      take([line(depositAccount(id), amount), line(accounts.incomeForfeit, -amount)]);
    await take([line('bank:own', 30_000n), line(depositAccount('dep_1'), -30_000n)]);
    await take([line('bank:own', 30_000n), line(depositAccount('dep_2'), -30_000n)]);
    expect([await keep('dep_1', 9_901n), await keep('dep_2', 1n), await keep('dep_1', 9_900n)]).toEqual([
      'KT005',
      'KT005',
      'posted',
    ]);
  });

  it('of T+0 the surcharge is on what is paid early, at the rate that was agreed', async () => {
    await take([line('net_recv', 1_000_000n), line('m:pending', -1_000_000n)]);
    const pay = (surcharge: bigint, grossFen: bigint) =>
      take([line('m:pending', 99_400n), line('m:payout', surcharge - 99_400n), line('inc:t0', -surcharge)], {
        grossFen: String(grossFen),
        saleCount: 1,
      });
    expect(await pay(100n, 100_000n)).toBe('posted');
    expect(await pay(101n, 100_000n)).toBe('KT005');
    expect(await pay(200n, 200_000n)).toBe('KT005'); // on more than is paid
  });

  it('of another name, in two kinds, or on an account that is no merchant’s, is refused', async () => {
    expect(await take([line('m:pending', 5n), line('inc:other', -5n)], { cardKind: 'credit' })).toBe('KT005');
    expect(await take([line('m:pending', 5n), line('inc:mdr', -2n), line('inc:t0', -3n)], { cardKind: 'credit' })).toBe(
      'KT005',
    );
    expect(await take([line('m:avail', 5n), line('inc:mdr', -5n)], {}, { merchantId: '-' })).toBe('KT005');
    // ours alone: nobody's money
    expect(await take([line('susp_long', 5n), line('inc:mdr', -5n)], {}, { merchantId: '-' })).toBe('posted');
  });

  it('nobody writes a journal past the functions, or changes a line of a sheet', async () => {
    const denied = /permission denied/;
    await expect(database.db.query('INSERT INTO ledger.journal SELECT * FROM ledger.journal LIMIT 1')).rejects.toThrow(
      denied,
    );
    for (const sql of ['UPDATE ledger.sheet_line SET rate_ppm = 1', 'DELETE FROM ledger.sheet_line'])
      await expect(database.db.query(sql)).rejects.toThrow(denied);
  });
});
