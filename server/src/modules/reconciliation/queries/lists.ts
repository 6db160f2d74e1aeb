import type { CivilDate, InstantMs } from '../../../kernel/instant.ts';
import type { Sql } from '../../../platform/postgres/database.ts';

export interface ClearingFileRow {
  readonly fileName: string;
  readonly sort: 'ACOM' | 'ERR' | 'LFEE';
  readonly businessDate: CivilDate;
  readonly lineCount: number;
  readonly badLineCount: number;
  readonly matchedCount: number;
  readonly grossFen: bigint;
  readonly feeFen: bigint;
  readonly netFen: bigint;
}

export async function listFiles(sql: Sql): Promise<ClearingFileRow[]> {
  return sql.query(
    `SELECT file_name AS "fileName", sort, business_date AS "businessDate", line_count AS "lineCount",
            (SELECT count(*)::int FROM reconciliation.bad_line b WHERE b.file_name = f.file_name AND b.read_at IS NULL) AS "badLineCount",
            matched_count AS "matchedCount", gross_fen AS "grossFen", fee_fen AS "feeFen", net_fen AS "netFen"
       FROM reconciliation.clearing_file f ORDER BY business_date DESC, sort LIMIT 200`,
  );
}

export interface ImportRun {
  readonly businessDate: CivilDate;
  readonly fileName: string;
  readonly state: 'reading' | 'matching' | 'done' | 'refused';
  readonly bytesTotal: bigint;
  readonly bytesRead: bigint;
  readonly lineCount: number;
  readonly reason: string | null;
  readonly at: InstantMs;
}

/** Files that are being read now, or were refused and are waited for anew. */
export async function importsUnderWay(sql: Sql): Promise<ImportRun[]> {
  return sql.query(
    `SELECT business_date AS "businessDate", file_name AS "fileName", state, bytes_total AS "bytesTotal", bytes_read AS "bytesRead",
            line_count AS "lineCount", reason, at
       FROM reconciliation.import_run WHERE state <> 'done' ORDER BY business_date DESC LIMIT 20`,
  );
}

/** Lines of a file that could not be read, as far as they may be shown. */
export async function badLinesOf(
  sql: Sql,
  fileName: string,
): Promise<{ lineNo: number; column: string; masked: string; readAt: InstantMs | null }[]> {
  return sql.query(
    `SELECT line_no AS "lineNo", column_name AS "column", masked, read_at AS "readAt" FROM reconciliation.bad_line WHERE file_name = $1 ORDER BY line_no LIMIT 1000`,
    [fileName],
  );
}
