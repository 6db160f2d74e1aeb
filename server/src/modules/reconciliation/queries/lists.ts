import type { Sql } from '../../../platform/postgres/database.ts';

export async function listBreaks(
  sql: Sql,
): Promise<
  { breakId: string; businessDate: string; kind: string; state: string; amountFen: bigint; detail: string }[]
> {
  return sql.query(
    `SELECT break_id AS "breakId", business_date AS "businessDate", kind, state, amount_fen AS "amountFen", detail FROM reconciliation.break ORDER BY found_at DESC LIMIT 100`,
  );
}

export async function listFiles(sql: Sql): Promise<
  {
    fileName: string;
    businessDate: string;
    lineCount: number;
    badLineCount: number;
    grossFen: bigint;
    feeFen: bigint;
  }[]
> {
  return sql.query(
    `SELECT file_name AS "fileName", business_date AS "businessDate", line_count AS "lineCount", bad_line_count AS "badLineCount", gross_fen AS "grossFen", fee_fen AS "feeFen"
       FROM reconciliation.clearing_file ORDER BY business_date DESC LIMIT 100`,
  );
}
