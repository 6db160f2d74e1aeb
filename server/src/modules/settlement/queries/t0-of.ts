import { fen, ratePpm, type RatePpm } from '../../../kernel/fen.ts';
import { addDays, dateInShanghai, instant, type CivilDate, type InstantMs } from '../../../kernel/instant.ts';
import { at, one, type Sql } from '../../../platform/postgres/database.ts';
import { T0_SALES_MAX, type T0Sale, type T0Standing } from '../domain/decide-t0.ts';

/** A day is settled on the next working day: the longest holidays of the calendar are nine days, and a file may be late. */
const LOOK_BACK_DAYS = 15;

/** Sales that T+0 may pay, oldest first; so many more than one payout takes that what is passed over hides nothing. */
export async function t0SalesOf(sql: Sql, of: { merchantId: string; now: InstantMs }): Promise<T0Sale[]> {
  const rows = await sql.query<{
    transaction_id: string;
    business_date: CivilDate;
    amount_fen: bigint;
    fee_fen: bigint;
    answered_at: number;
  }>(
    `SELECT transaction_id, business_date, amount_fen, fee_fen, answered_at FROM settlement.v_t0_sale
      WHERE merchant_id = $1 AND business_date >= $2 ORDER BY answered_at, transaction_id LIMIT ${2 * T0_SALES_MAX}`,
    [of.merchantId, addDays(dateInShanghai(of.now), -LOOK_BACK_DAYS)],
  );
  return rows.map((row) => ({
    transactionId: row.transaction_id,
    businessDate: row.business_date,
    amountFen: fen(row.amount_fen),
    feeFen: fen(row.fee_fen),
    approvedAt: instant(row.answered_at),
  }));
}

/** What T+0 has paid a merchant on a day, before the surcharge. What came back was not paid. */
export async function t0UsedOf(sql: Sql, of: { merchantId: string; date: CivilDate }): Promise<bigint> {
  const rows = await sql.query<{ used: bigint }>(
    `SELECT coalesce(sum(b.net_fen + b.surcharge_fen), 0)::bigint AS used FROM settlement.batch b JOIN settlement.payout p USING (merchant_id, batch_id)
      WHERE b.merchant_id = $1 AND b.part = 't0' AND b.pay_date = $2 AND p.state <> 'returned'`,
    [of.merchantId, of.date],
  );
  return one(rows, 'used').used;
}

/** Account and debt of a merchant, as its payouts see them. */
export async function t0AccountOf(
  sql: Sql,
  merchantId: string,
): Promise<Pick<T0Standing, 'account' | 'debtFen'> & { accountId: string }> {
  const rows = await sql.query<{ account_id: string | null; state: 'active' | 'blocked' | null; debt: bigint }>(
    `SELECT a.account_id, a.state, ledger.do_debt_of($1) AS debt FROM (SELECT 1) one
       LEFT JOIN merchants.v_payout_account a ON a.merchant_id = $1`,
    [merchantId],
  );
  const row = one(rows, 'account');
  return { accountId: row.account_id ?? '', account: row.state ?? 'none', debtFen: row.debt };
}

/** The rate that a merchant has agreed to in the app; undefined where it never did. */
export async function t0AgreedOf(sql: Sql, merchantId: string): Promise<RatePpm | undefined> {
  const rows = await sql.query<{ rate_ppm: bigint }>(
    'SELECT rate_ppm FROM settlement.t0_agreement WHERE merchant_id = $1 ORDER BY agreement_no DESC LIMIT 1',
    [merchantId],
  );
  return rows[0] === undefined ? undefined : ratePpm(rows[0].rate_ppm);
}

/** Whether a merchant has T+0 automatic, and since when it is looked after; undefined where it never said. */
export async function t0SwitchOf(
  sql: Sql,
  merchantId: string,
): Promise<{ automatic: boolean; changedAt: InstantMs } | undefined> {
  const rows = await sql.query<{ automatic: boolean; changed_at: number }>(
    'SELECT automatic, changed_at FROM settlement.t0_switch WHERE merchant_id = $1',
    [merchantId],
  );
  return rows[0] && { automatic: rows[0].automatic, changedAt: instant(rows[0].changed_at) };
}

/** Our own money that is with merchants: sales of T+0 whose advance has not come back. */
export async function t0AdvancesOf(
  sql: Sql,
): Promise<{ advancedFen: bigint; saleCount: number; surchargeFen: bigint }> {
  const rows = await sql.query<{ advanced: bigint; sales: number; surcharge: bigint }>(
    `SELECT coalesce(sum(s.net_fen), 0)::bigint AS advanced, count(*)::int AS sales, coalesce(sum(s.surcharge_fen), 0)::bigint AS surcharge
       FROM settlement.t0_sale s WHERE NOT EXISTS (SELECT 1 FROM settlement.t0_back b WHERE b.merchant_id = s.merchant_id AND b.transaction_id = s.transaction_id)`,
  );
  const row = one(rows, 'advances');
  return { advancedFen: row.advanced, saleCount: row.sales, surchargeFen: row.surcharge };
}

/** So many merchants a pass; what is left is seen by the next, 3 s later. */
const FRESH_MERCHANTS_MAX = 200;

/** Merchants with T+0 automatic that sold since it was last looked; what is answered later than a day after its business day is asked for by hand. */
export async function t0FreshMerchants(sql: Sql, now: InstantMs): Promise<string[]> {
  const rows = await sql.query<{ merchant_id: string }>(
    `SELECT w.merchant_id FROM settlement.t0_switch w WHERE w.automatic AND EXISTS (
        SELECT 1 FROM settlement.v_t0_sale s WHERE s.merchant_id = w.merchant_id AND s.answered_at >= w.looked_through AND s.answered_at <= $2
           AND s.business_date >= greatest($1, (w.looked_through AT TIME ZONE 'Asia/Shanghai')::date - 1))
      ORDER BY w.looked_through, w.merchant_id LIMIT ${FRESH_MERCHANTS_MAX}`,
    [addDays(dateInShanghai(now), -LOOK_BACK_DAYS), at(now)],
  );
  return rows.map((row) => row.merchant_id);
}
