import type { CivilDate } from '../../../kernel/instant.ts';
import { fen, type Fen } from '../../../kernel/fen.ts';
import type { Sql } from '../../../platform/postgres/database.ts';

/** Days around a business day in which what was taken or paid back on it was written here: an answer may be late. */
const LATE_DAYS = 7;

/** What the network was asked for deposits in one business day and said yes to: captures, and refunds to the card. */
export async function depositsMovedOn(
  sql: Sql,
  day: CivilDate,
): Promise<{ readonly kind: 'deposit_capture' | 'deposit_refund'; readonly amount: Fen }[]> {
  const rows = await sql.query<{ kind: 'deposit_capture' | 'deposit_refund'; amount_fen: bigint }>(
    `WITH near AS (SELECT DISTINCT d.merchant_id FROM deposits.deposit d LEFT JOIN deposits.refund r USING (merchant_id, deposit_id)
                    WHERE d.captured_at BETWEEN $1::date - ${LATE_DAYS} AND $1::date + ${LATE_DAYS}
                       OR r.settled_at BETWEEN $1::date - ${LATE_DAYS} AND $1::date + ${LATE_DAYS})
     SELECT t.kind, t.amount_fen FROM near JOIN switching.v_card_transaction t USING (merchant_id)
      WHERE t.business_date = $1 AND t.state = 'approved' AND t.kind IN ('deposit_capture', 'deposit_refund')`,
    [day],
  );
  return rows.map((row) => ({ kind: row.kind, amount: fen(row.amount_fen) }));
}
