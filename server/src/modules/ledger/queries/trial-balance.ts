import type { CivilDate, InstantMs } from '../../../kernel/instant.ts';
import { at, one, type Sql } from '../../../platform/postgres/database.ts';

export interface TrialBalance {
  readonly accounts: readonly {
    readonly account: string;
    readonly debitFen: bigint;
    readonly creditFen: bigint;
    readonly balanceFen: bigint;
    readonly postingCount: number;
  }[];
  /** Zero, or something is broken. */
  readonly totalFen: bigint;
  readonly journalCount: number;
}

/** How far back a balance looks: the end of a day of the books, or an instant. Nothing: now. */
export interface AsOf {
  readonly day?: CivilDate;
  readonly at?: InstantMs;
}

/** Every account with its debits, credits and balance (debit positive): totals of the closed days, and the journals since. */
export async function trialBalance(sql: Sql, asOf: AsOf = {}): Promise<TrialBalance> {
  const limits = [asOf.day ?? null, asOf.at === undefined ? null : at(asOf.at)];
  const rows = await sql.query<{ account: string; debit_fen: bigint; credit_fen: bigint; line_count: bigint }>(
    'SELECT account, debit_fen, credit_fen, line_count FROM ledger.do_totals($1, $2) ORDER BY account COLLATE "C"',
    limits,
  );
  const accounts = rows.map((row) => ({
    account: row.account,
    debitFen: row.debit_fen,
    creditFen: row.credit_fen,
    balanceFen: row.debit_fen - row.credit_fen,
    postingCount: Number(row.line_count),
  }));
  const journals = await sql.query<{ n: bigint }>('SELECT ledger.do_count_journals($1, $2) AS n', limits);
  return {
    accounts,
    totalFen: accounts.reduce((sum, row) => sum + row.balanceFen, 0n),
    journalCount: Number(journals[0]?.n ?? 0n),
  };
}

/** Balance of one account, debit positive, as of a day or an instant; of one merchant's own account where a merchant is named. */
export async function balanceAsOf(
  sql: Sql,
  of: { readonly account: string; readonly merchantId?: string },
  asOf: AsOf = {},
): Promise<bigint> {
  const rows = await sql.query<{ debit_fen: bigint; credit_fen: bigint }>(
    'SELECT debit_fen, credit_fen FROM ledger.do_account_totals($1, $2, $3, $4)',
    [of.merchantId ?? null, of.account, asOf.day ?? null, asOf.at === undefined ? null : at(asOf.at)],
  );
  const totals = one(rows, 'totals');
  return totals.debit_fen - totals.credit_fen;
}

/** Where a merchant's balance row differs from the sum of its postings: always empty (invariant 11). */
export async function balanceDifferences(
  sql: Sql,
): Promise<{ merchantId: string; account: string; storedFen: bigint; postedFen: bigint }[]> {
  const rows = await sql.query<{ merchant_id: string; account: string; stored: bigint; posted: bigint }>(
    `SELECT b.merchant_id, b.account, b.credit_fen AS stored, coalesce(-sum(p.amount_fen), 0)::bigint AS posted
       FROM ledger.balance b LEFT JOIN ledger.posting p USING (merchant_id, account)
      GROUP BY b.merchant_id, b.account, b.credit_fen HAVING b.credit_fen <> coalesce(-sum(p.amount_fen), 0)`,
  );
  return rows.map((row) => ({
    merchantId: row.merchant_id,
    account: row.account,
    storedFen: row.stored,
    postedFen: row.posted,
  }));
}

export async function balancesOf(sql: Sql, merchantId: string): Promise<Readonly<Record<string, bigint>>> {
  const rows = await sql.query<{ account: string; credit_fen: bigint }>(
    'SELECT account, credit_fen FROM ledger.v_balance WHERE merchant_id = $1',
    [merchantId],
  );
  return Object.fromEntries(rows.map((row) => [row.account, row.credit_fen]));
}
