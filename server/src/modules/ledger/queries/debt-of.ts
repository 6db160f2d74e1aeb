import { one, type Sql } from '../../../platform/postgres/database.ts';

/** What a merchant owes us, in fen. */
export async function debtOf(sql: Sql, merchantId: string): Promise<bigint> {
  const rows = await sql.query<{ debt: bigint }>('SELECT ledger.do_debt_of($1) AS debt', [merchantId]);
  return one(rows, 'debt').debt;
}
