import { instant, isoText } from '../../../kernel/instant.ts';
import { one, type Sql } from '../../../platform/postgres/database.ts';

export interface PayoutFileRow {
  readonly fileId: string;
  readonly payDate: string;
  readonly format: string;
  readonly state: string;
  readonly payoutCount: number;
  readonly totalFen: bigint;
  readonly reason: string | null;
  readonly madeAt: string;
}

/** Files to the bank, newest first. */
export async function payoutFilesOf(sql: Sql): Promise<PayoutFileRow[]> {
  const rows = await sql.query<Omit<PayoutFileRow, 'madeAt'> & { made_at: number }>(
    `SELECT file_id AS "fileId", pay_date AS "payDate", format, state, payout_count AS "payoutCount", total_fen AS "totalFen", reason, made_at
       FROM settlement.payout_file ORDER BY pay_date DESC, file_id DESC LIMIT 60`,
  );
  return rows.map(({ made_at, ...row }) => ({ ...row, madeAt: isoText(instant(made_at)) }));
}

export interface BankDifference {
  readonly place: string;
  readonly reason: string;
  readonly amountFen: bigint;
}

/**
 * What the bank has sent and we could not place: lines of its files that cannot be read or name nothing of ours, and payouts by file whose
 * lines do not add up to what became of them (booked: once out; returned after that: out and in again).
 */
export async function bankDifferences(sql: Sql): Promise<BankDifference[]> {
  return sql.query<BankDifference>(
    `SELECT f.file_name || ' ' || f.place AS place, f.reason, 0::bigint AS "amountFen" FROM settlement.bank_file_fault f
     UNION ALL
     SELECT p.payout_id, 'booked ' || coalesce(sum(l.amount_fen), 0) || ' fen, state ' || p.state, p.amount_fen
       FROM settlement.payout_in_file f JOIN settlement.payout p USING (merchant_id, payout_id)
       LEFT JOIN settlement.statement_line l ON l.reference = f.file_id || '-' || lpad(f.line_no::text, 5, '0') AND l.kind <> 'other'
      GROUP BY p.merchant_id, p.payout_id, p.state, p.amount_fen
     HAVING coalesce(sum(l.amount_fen), 0) <> CASE p.state WHEN 'paid' THEN -p.amount_fen ELSE 0 END
      ORDER BY 1 LIMIT 100`,
  );
}

/** Invariant 9: what left the reserve account for payouts by file is what its statement says, and the rest is in transit. */
export async function payoutsAgainstBank(
  sql: Sql,
): Promise<{ readonly postedFen: bigint; readonly bankFen: bigint; readonly inTransitFen: bigint }> {
  const rows = await sql.query<{ postedFen: bigint; bankFen: bigint; inTransitFen: bigint }>(
    `SELECT (SELECT coalesce(sum(p.amount_fen), 0)::bigint FROM settlement.payout_in_file f JOIN settlement.payout p USING (merchant_id, payout_id)
              JOIN settlement.payout_file o USING (file_id) WHERE o.state <> 'paid_anew' AND p.state <> 'returned') AS "postedFen",
            (SELECT coalesce(-sum(amount_fen), 0)::bigint FROM settlement.statement_line WHERE kind <> 'other') AS "bankFen",
            (SELECT coalesce(sum(p.amount_fen), 0)::bigint FROM settlement.payout_in_file f JOIN settlement.payout p USING (merchant_id, payout_id)
              JOIN settlement.payout_file o USING (file_id) WHERE o.state <> 'paid_anew' AND p.state IN ('sending', 'accepted', 'unknown')) AS "inTransitFen"`,
  );
  return one(rows, 'sums');
}
