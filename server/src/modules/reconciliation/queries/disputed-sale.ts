import { addDays, type CivilDate } from '../../../kernel/instant.ts';
import type { Sql } from '../../../platform/postgres/database.ts';
import { dayOfMmdd, type DisputedSale } from '../domain/dispute.ts';

/** So far back a sale is looked for; the network's own time for disputes is shorter. */
const BACK_DAYS = 400;
const COLUMNS = `t.merchant_id AS "merchantId", t.transaction_id AS "transactionId", t.kind, t.state = 'approved' AS stands, t.amount_fen AS "amountFen",
  switching.do_claimed(t.merchant_id, t.transaction_id, 'refund') + switching.do_claimed(t.merchant_id, t.transaction_id, 'adjustment')
  + (SELECT coalesce(sum(d.charged_fen), 0)::bigint FROM reconciliation.dispute d WHERE d.merchant_id = t.merchant_id AND d.transaction_id = t.transaction_id) AS "returnedFen"`;

/**
 * The sale that a line of the network names by its merchant, its reference and the number and time of its request: looked for around the day
 * that the line says, and where it is not there, as far back as there are disputes.
 */
export async function saleOfLine(
  sql: Sql,
  line: {
    readonly merchantNo: string;
    readonly rrn: string;
    readonly originalKey: string;
    readonly originalDate: string;
  },
  date: CivilDate,
): Promise<DisputedSale | undefined> {
  const between = async (from: CivilDate, to: CivilDate): Promise<DisputedSale | undefined> => {
    const rows = await sql.query<DisputedSale>(
      `SELECT ${COLUMNS} FROM merchants.v_merchant m JOIN switching.v_card_transaction t USING (merchant_id)
        WHERE m.merchant_no = $1 AND t.rrn = $2 AND t.network_stan || ':' || t.transmission_time = $3
          AND t.business_date BETWEEN $4 AND $5 ORDER BY t.business_date DESC LIMIT 1`,
      [line.merchantNo, line.rrn, line.originalKey, from, to],
    );
    return rows[0];
  };
  const said = dayOfMmdd(line.originalDate, date);
  const near = said === undefined ? undefined : await between(addDays(said, -1), addDays(said, 1));
  return near ?? between(addDays(date, -BACK_DAYS), addDays(date, 1));
}

/** The same of a sale that is known. */
export async function saleToDispute(
  sql: Sql,
  key: { readonly merchantId: string; readonly transactionId: string },
): Promise<DisputedSale | undefined> {
  const rows = await sql.query<DisputedSale>(
    `SELECT ${COLUMNS} FROM switching.v_card_transaction t WHERE t.merchant_id = $1 AND t.transaction_id = $2`,
    [key.merchantId, key.transactionId],
  );
  return rows[0];
}
