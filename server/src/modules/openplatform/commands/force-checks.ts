import type { Sql, Tx } from '../../../platform/postgres/database.ts';

/** Checks that a partner wants to see fail in the sandbox; named anew they replace those of before. */
export async function forceChecks(tx: Tx, key: { applicationId: string }, checks: readonly string[]): Promise<void> {
  await tx.execute('UPDATE openplatform.partner_application SET forced_checks = $2 WHERE application_id = $1', [
    key.applicationId,
    checks,
  ]);
}

/** None for an application that no partner has opened. */
export async function forcedChecksOf(sql: Sql, key: { applicationId: string }): Promise<string[]> {
  const rows = await sql.query<{ forced_checks: string[] }>(
    'SELECT forced_checks FROM openplatform.partner_application WHERE application_id = $1',
    [key.applicationId],
  );
  return rows[0]?.forced_checks ?? [];
}
