import { one, type Sql } from '../../../platform/postgres/database.ts';

/** Cases that wait for people. */
export async function countRiskCases(sql: Sql): Promise<number> {
  const rows = await sql.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM risk.case WHERE state IN ('open', 'pending_release', 'pending_confirm', 'pending_appeal')`,
  );
  return one(rows, 'count').n;
}
