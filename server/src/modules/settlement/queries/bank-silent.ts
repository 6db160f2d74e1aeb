import type { Sql } from '../../../platform/postgres/database.ts';

/** A payout was offered to the bank more than once, and nobody answers: silence, not one lost answer. */
export async function isBankSilent(sql: Sql): Promise<boolean> {
  const rows = await sql.query<{ silent: boolean }>(
    `SELECT EXISTS (SELECT 1 FROM settlement.payout WHERE state = 'unknown' AND tries > 1) AS silent`,
  );
  return rows[0]?.silent === true;
}
