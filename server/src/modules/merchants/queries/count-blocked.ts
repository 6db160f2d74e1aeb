import { one, type Sql } from '../../../platform/postgres/database.ts';

/** Accounts to which nothing is sent because the bank sent money back. */
export async function countBlockedAccounts(sql: Sql): Promise<number> {
  const rows = await sql.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM merchants.settlement_account WHERE state = 'blocked'`,
  );
  return one(rows, 'count').n;
}
