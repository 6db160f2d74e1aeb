import type { CivilDate, InstantMs } from '../../../kernel/instant.ts';
import { instant } from '../../../kernel/instant.ts';
import type { Sql } from '../../../platform/postgres/database.ts';

export interface SuspiciousSale {
  readonly merchantId: string;
  readonly caseId: string;
  readonly transactionId: string;
  readonly points: number;
  readonly rules: readonly string[];
  readonly confirmedAt: InstantMs;
  readonly reason: string;
}

/** A report is of a quarter at most, and of so many rows. */
const ROWS_MAX = 50_000;

/** Sales of cases that were confirmed between two days in Shanghai, with what hit them and why people confirmed. */
export async function suspiciousBetween(
  sql: Sql,
  of: { readonly from: CivilDate; readonly to: CivilDate },
): Promise<SuspiciousSale[]> {
  const rows = await sql.query<{
    merchant_id: string;
    case_id: string;
    transaction_id: string;
    points: number;
    rules: string[];
    decided_at: number;
    reason: string;
  }>(
    `SELECT s.merchant_id, s.case_id, s.transaction_id, s.points, d.decided_at, d.reason,
        ARRAY(SELECT DISTINCT h.rule FROM risk.hit h WHERE h.merchant_id = s.merchant_id AND h.transaction_id = s.transaction_id ORDER BY 1) AS rules
       FROM risk.case c JOIN risk.case_sale s USING (merchant_id, case_id) JOIN risk.case_decision d USING (merchant_id, case_id)
      WHERE c.state IN ('confirmed', 'pending_appeal') AND d.decision = 'confirm' AND (d.decided_at AT TIME ZONE 'Asia/Shanghai')::date BETWEEN $1 AND $2
      ORDER BY d.decided_at, s.merchant_id, s.transaction_id LIMIT ${ROWS_MAX}`,
    [of.from, of.to],
  );
  return rows.map((row) => ({
    merchantId: row.merchant_id,
    caseId: row.case_id,
    transactionId: row.transaction_id,
    points: row.points,
    rules: row.rules,
    confirmedAt: instant(row.decided_at),
    reason: row.reason,
  }));
}
