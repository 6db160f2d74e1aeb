/** What an accountant reads: statements with running balances, and journals that are looked for. */
import * as fc from 'fast-check';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sheetLines } from '../../../testing/builders.ts';
import { testDatabase, testEnv, type TestDatabase, type TestEnv } from '../../../testing/database.ts';
import { fen } from '../../kernel/fen.ts';
import { addDays, civilDate, instant, type CivilDate } from '../../kernel/instant.ts';
import { withTx } from '../../platform/postgres/database.ts';
import { isSaleAccount, keysOfTransaction, transactionOfKey } from './domain/chart.ts';
import { salePostings } from './domain/postings.ts';
import {
  accounts,
  balanceAsOf,
  closeBooks,
  credit,
  debit,
  postJournal,
  putOnSheet,
  searchJournals,
  statementPage,
  statementSummary,
  type JournalFilter,
  type Posting,
  type StatementLine,
  type StatementOf,
} from './index.ts';

let database: TestDatabase;
let env: TestEnv;
let owner: Client;
const D1 = civilDate('2026-11-23');
const DAYS = [0, 1, 2, 3].map((n) => addDays(D1, n));
const TO = DAYS[3] as CivilDate;
const MERCHANTS = ['mer_1', 'mer_2', 'mer_3'];

interface Sent {
  readonly event: string;
  readonly key: string;
  readonly reference: string;
  readonly merchantId: string;
  readonly date: CivilDate;
  readonly lines: readonly Posting[];
}
const post = (journal: Sent): Promise<string> =>
  withTx(env, (tx) =>
    postJournal(env, tx, { ...journal, idempotencyKey: journal.key, snapshot: { cardKind: 'credit' } }),
  );
const sale = (n: number, merchantId: string, date: CivilDate): Sent => ({
  event: 'sale',
  key: `sale:txn_${n}`,
  reference: `2026112300${n}`,
  merchantId,
  date,
  lines: salePostings({ amount: fen(1_000 + n), fee: fen(6), issuerCost: fen(4), networkCost: fen(1), date }),
});

/** Four days of three merchants, the first two closed; some journals come late to a closed day. */
beforeAll(async () => {
  database = await testDatabase({ poolMax: 6 });
  env = await testEnv(database);
  owner = new Client({ connectionString: database.ownerUrl });
  await owner.connect();
  await withTx(env, (tx) => putOnSheet(env, tx, MERCHANTS.flatMap(sheetLines), 'a test'));
  let n = 0;
  for (const [d, date] of DAYS.entries()) {
    for (let hour = 8; hour < 22; hour += 1) {
      env.clock.set(`${date}T${String(hour).padStart(2, '0')}:15:00+08:00`);
      for (const merchantId of MERCHANTS) await post(sale((n += 1), merchantId, date));
    }
    await post({
      event: 't1_release',
      key: `release:${date}`,
      reference: `bat_${date}`,
      merchantId: 'mer_1',
      date: DAYS[0] as CivilDate,
      lines: [debit(accounts.merchantPending, fen(500 + d)), credit(accounts.merchantAvailable, fen(500 + d))],
    });
    if (d < 2) {
      env.clock.set(`${addDays(date, 1)}T00:30:00+08:00`);
      await closeBooks(env, date);
    }
  }
});
afterAll(async () => {
  await owner.end();
  await env.close();
  await database.close();
});

async function wholeStatement(of: StatementOf, limit: number): Promise<StatementLine[]> {
  const lines: StatementLine[] = [];
  let cursor: string | undefined;
  do {
    const page = await statementPage(env, of, { cursor, limit });
    expect(page.lines.length).toBeLessThanOrEqual(limit);
    lines.push(...page.lines);
    cursor = page.next;
  } while (cursor !== undefined);
  return lines;
}

/** The same, straight from the journals. */
async function bare(of: StatementOf): Promise<{ journal: string; amount: bigint }[]> {
  const { rows } = await owner.query<{ journal: string; amount: string }>(
    `SELECT j.journal_id AS journal, l.amount::text FROM ledger.journal j CROSS JOIN LATERAL unnest(j.accounts, j.amounts) WITH ORDINALITY AS l (account, amount, seq)
      WHERE l.account = $1 AND ($2::text IS NULL OR j.merchant_id = $2) AND j.booked_on BETWEEN $3 AND $4
      ORDER BY j.booked_on, j.at, j.journal_id COLLATE "C", j.merchant_id COLLATE "C", l.seq`,
    [of.account, of.merchantId ?? null, of.from, of.to],
  );
  return rows.map((row) => ({ journal: row.journal, amount: BigInt(row.amount) }));
}

describe('a statement', () => {
  const period = fc.tuple(fc.nat({ max: 3 }), fc.nat({ max: 3 })).map(([a, b]) => ({
    from: DAYS[Math.min(a, b)] as CivilDate,
    to: DAYS[Math.max(a, b)] as CivilDate,
  }));
  const account = fc.constantFrom<{ account: string; merchantId?: string }[]>(
    { account: 'm:pending' },
    { account: 'inc:mdr' },
    { account: 'm:avail' },
    { account: `net_recv:cup:${DAYS[1]}` },
    { account: 'm:pending', merchantId: 'mer_1' },
    { account: 'm:avail', merchantId: 'mer_1' },
    { account: 'm:avail', merchantId: 'mer_2' },
    { account: 'nothing' },
  );

  it('of any account and period, in pages of any size, is every line once, each with the balance after it', async () => {
    await fc.assert(
      fc.asyncProperty(account, period, fc.integer({ min: 7, max: 60 }), async (which, days, limit) => {
        const of = { ...which, ...days };
        const lines = await wholeStatement(of, limit);
        expect(lines.map((line) => ({ journal: line.journalId, amount: line.amountFen }))).toEqual(await bare(of));
        const summary = await statementSummary(env, of);
        expect(summary.openingFen).toBe(await balanceAsOf(env.db, of, { day: addDays(of.from, -1) }));
        expect(summary.closingFen).toBe(await balanceAsOf(env.db, of, { day: of.to }));
        expect(summary.lineCount).toBe(lines.length);
        expect(summary.openingFen + summary.debitFen - summary.creditFen).toBe(summary.closingFen);
        let balance = summary.openingFen;
        for (const line of lines) expect(line.balanceFen).toBe((balance += line.amountFen));
        expect(balance).toBe(summary.closingFen);
        for (const day of summary.days) expect(day.balanceFen).toBe(await balanceAsOf(env.db, of, { day: day.day }));
      }),
      { numRuns: 15 },
    );
  });

  it('names the transaction of a line, and the day that it is about beside the day on which it stands', async () => {
    const [first] = await wholeStatement({ account: 'm:pending', from: D1, to: D1 }, 500);
    expect(first).toMatchObject({ transactionId: 'txn_1', event: 'sale', day: D1 });
    const late = await wholeStatement({ account: 'm:avail', from: DAYS[2]!, to: TO }, 500);
    expect(late.map((line) => [line.day, line.businessDate])).toEqual([
      [DAYS[2], D1],
      [DAYS[2], D1],
    ]);
  });

  it('begins anew where its cursor cannot be read', async () => {
    const of = { account: 'inc:mdr', from: D1, to: D1 };
    const whole = await statementPage(env, of, { limit: 5 });
    expect(await statementPage(env, of, { limit: 5, cursor: 'no cursor' })).toEqual(whole);
  });
});

describe('journals', () => {
  const all = { from: addDays(D1, -30), to: TO };
  async function every(filter: JournalFilter, limit = 20): Promise<string[]> {
    const keys: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await searchJournals(env, filter, { cursor, limit });
      keys.push(...page.rows.map((row) => row.key));
      cursor = page.next;
    } while (cursor !== undefined);
    return keys;
  }
  const oracle = async (where: string): Promise<string[]> =>
    (
      await owner.query<{ key: string }>(
        `SELECT idempotency_key AS key FROM ledger.journal j WHERE ${where} ORDER BY at DESC, journal_id COLLATE "C" DESC, merchant_id COLLATE "C" DESC`,
      )
    ).rows.map((row) => row.key);

  it.each<[string, Partial<JournalFilter>, string]>([
    ['without a filter', {}, 'true'],
    ['of a period', { from: DAYS[1]!, to: DAYS[2]! }, `booked_on BETWEEN '2026-11-24' AND '2026-11-25'`],
    ['by reference', { reference: '20261123007' }, `reference = '20261123007'`],
    ['by merchant', { merchantId: 'mer_2' }, `merchant_id = 'mer_2'`],
    ['by transaction', { transactionId: 'txn_33' }, `idempotency_key = 'sale:txn_33'`],
    ['by event', { event: 't1_release' }, `event = 't1_release'`],
    ['by the event of sales', { event: 'sale' }, `event = 'sale'`],
    ['by an account that sales touch', { account: 'exp:network' }, `accounts @> '{exp:network}'`],
    ['by an account that none touches', { account: 'm:avail' }, `accounts @> '{m:avail}'`],
    ['by amount, on either side', { amountFen: 1_007n }, 'amounts && ARRAY[1007, -1007]::bigint[]'],
    [
      'by amount and merchant',
      { amountFen: 501n, merchantId: 'mer_1' },
      `merchant_id = 'mer_1' AND amounts && ARRAY[501, -501]::bigint[]`,
    ],
    ['that are not there', { reference: 'nothing' }, 'false'],
  ])('%s are found, newest first, each once over the pages', async (_what, filter, where) => {
    const wanted = await oracle(where);
    expect(await every({ ...all, ...filter })).toEqual(wanted);
    expect(await every({ ...all, ...filter }, 7)).toEqual(wanted);
  });

  it('by its own id', async () => {
    const { rows } = await searchJournals(env, { ...all, event: 't1_release' }, { limit: 1 });
    const journalId = rows[0]?.journalId ?? '';
    expect((await searchJournals(env, { ...all, journalId }, { limit: 5 })).rows).toEqual(rows);
  });

  it('that lie far back are reached step by step, and the search says how far it has looked', async () => {
    const far = { from: civilDate('2024-01-01'), to: TO, amountFen: 999_999n };
    const page = await searchJournals(env, far, { limit: 20 });
    expect(page.rows.map((row) => row.key)).toEqual([]);
    expect(page.lookedBackTo).toBeLessThan(instant(Date.parse('2026-09-15T00:00:00Z')));
    expect(page.next).toBeDefined();
  });
});

describe('on tables that were never analysed', () => {
  it('no question reads the whole table of journals', async () => {
    const young = await testDatabase({ poolMax: 1 });
    const alone = await testEnv(young);
    const lines = [debit(`net_recv:cup:${D1}`, fen(5)), credit(accounts.merchantPending, fen(5))];
    for (let i = 0; i < 5; i += 1)
      await withTx(alone, (tx) =>
        postJournal(alone, tx, {
          merchantId: `mer_${i}`,
          date: D1,
          event: 'sale',
          idempotencyKey: `sale:txn_${i}`,
          reference: `${i}`,
          lines,
        }),
      );
    alone.clock.set('2026-11-24T00:30:00+08:00');
    await closeBooks(alone, D1);
    const scans = async (): Promise<number> => {
      await young.db.query('SELECT pg_stat_force_next_flush()');
      const rows = await young.db.query<{ n: number }>(
        `SELECT seq_scan::int AS n FROM pg_stat_user_tables WHERE schemaname = 'ledger' AND relname = 'journal'`,
      );
      return rows[0]?.n ?? -1;
    };
    const before = await scans();
    const all = { from: D1, to: TO };
    const filters: Partial<JournalFilter>[] = [
      {},
      { reference: '1' },
      { merchantId: 'mer_1' },
      { transactionId: 'txn_1' },
      { event: 't1_release' },
      { account: 'm:avail' },
      { account: 'inc:mdr' },
      { amountFen: 5n },
      { journalId: 'jrn_x' },
    ];
    for (const filter of filters) await searchJournals(alone, { ...all, ...filter }, { limit: 10 });
    for (const of of [
      { account: 'm:pending' },
      { account: 'm:avail' },
      { account: 'm:pending', merchantId: 'mer_1' },
    ]) {
      await statementPage(alone, { ...of, ...all }, { limit: 10 });
      await statementSummary(alone, { ...of, ...all });
    }
    await alone.db.query('SELECT ledger.do_totals(NULL, NULL), ledger.do_count_journals(NULL, NULL)');
    for (let i = 0; i < 7; i += 1) await closeBooks(alone, D1);
    expect(await scans()).toBe(before);
    await alone.close();
    await young.close();
  });
});

describe('the chart', () => {
  it('knows every account that a sale touches', () => {
    const lines = salePostings({ amount: fen(100), fee: fen(1), issuerCost: fen(1), networkCost: fen(1), date: D1 });
    expect(lines.filter((line) => !isSaleAccount(line.account))).toEqual([]);
    expect(['m:avail', 'susp_short', 'bank:reserve'].filter(isSaleAccount)).toEqual([]);
  });

  it('finds a transaction in every key under which its journals stand', () => {
    for (const key of keysOfTransaction('txn_01ABC')) expect(transactionOfKey(key), key).toBe('txn_01ABC');
    expect(transactionOfKey('release:bat_20261123_mer_1')).toBeUndefined();
  });
});
