import { addDays, civilDate, dateInShanghai, type CivilDate, type InstantMs } from '../../../kernel/instant.ts';
import { at, type Sql } from '../../../platform/postgres/database.ts';
import type { PaidWith } from './transaction-of.ts';

/**
 * What a merchant took by one kind of card today and this month: what stands, and what is on its way. `places`: only what was read in
 * one way, by the first two places of field 22.
 */
export async function chargesOf(
  sql: Sql,
  of: {
    readonly merchantId: string;
    readonly cardKind: PaidWith;
    readonly date: CivilDate;
    readonly places?: readonly string[] | undefined;
  },
): Promise<{ dayFen: bigint; monthFen: bigint }> {
  if (of.places !== undefined) return chargesRead(sql, { ...of, places: of.places });
  const rows = await sql.query<{ day: bigint; month: bigint }>(
    `SELECT coalesce(sum(amount_fen) FILTER (WHERE business_date = $3), 0)::bigint AS day, coalesce(sum(amount_fen), 0)::bigint AS month FROM (
       SELECT business_date, amount_fen FROM switching.v_approved_sale
        WHERE merchant_id = $1 AND card_kind = $2 AND business_date BETWEEN date_trunc('month', $3::date) AND $3
       UNION ALL
       SELECT business_date, amount_fen FROM switching.card_transaction
        WHERE merchant_id = $1 AND card_kind = $2 AND business_date BETWEEN date_trunc('month', $3::date) AND $3 AND state IN ('sent', 'unknown')
          AND kind IN ('sale', 'test_sale', 'completion', 'completion_advice', 'qr_passive', 'qr_active', 'offline_sale', 'tip')) t`,
    [of.merchantId, of.cardKind, of.date],
  );
  return { dayFen: rows[0]?.day ?? 0n, monthFen: rows[0]?.month ?? 0n };
}

async function chargesRead(
  sql: Sql,
  of: {
    readonly merchantId: string;
    readonly cardKind: PaidWith;
    readonly date: CivilDate;
    readonly places: readonly string[];
  },
): Promise<{ dayFen: bigint; monthFen: bigint }> {
  const rows = await sql.query<{ day: bigint; month: bigint }>(
    `SELECT coalesce(sum(amount_fen) FILTER (WHERE business_date = $3), 0)::bigint AS day, coalesce(sum(amount_fen), 0)::bigint AS month FROM (
       SELECT s.business_date, s.amount_fen FROM switching.v_approved_sale s JOIN switching.card_transaction t USING (merchant_id, transaction_id)
        WHERE s.merchant_id = $1 AND s.card_kind = $2 AND s.business_date BETWEEN date_trunc('month', $3::date) AND $3 AND left(t.entry_mode, 2) = ANY ($4)
       UNION ALL
       SELECT business_date, amount_fen FROM switching.card_transaction
        WHERE merchant_id = $1 AND card_kind = $2 AND business_date BETWEEN date_trunc('month', $3::date) AND $3 AND state IN ('sent', 'unknown')
          AND left(entry_mode, 2) = ANY ($4) AND kind IN ('sale', 'test_sale', 'completion', 'completion_advice', 'offline_sale', 'tip')) t`,
    [of.merchantId, of.cardKind, of.date, of.places],
  );
  return { dayFen: rows[0]?.day ?? 0n, monthFen: rows[0]?.month ?? 0n };
}

/**
 * What several merchants took by credit card since two instants, by the clock and not by the cut-off; what is on its way and the freezes
 * of their own deposits count, because the rule for merchants without a licence leaves nothing out.
 */
export async function creditOf(
  sql: Sql,
  of: { readonly merchantIds: readonly string[]; readonly dayFrom: InstantMs; readonly monthFrom: InstantMs },
): Promise<{ dayFen: bigint; monthFen: bigint }> {
  const rows = await sql.query<{ day: bigint; month: bigint }>(
    `SELECT coalesce(sum(amount_fen) FILTER (WHERE created_at >= $2), 0)::bigint AS day, coalesce(sum(amount_fen), 0)::bigint AS month FROM (
       SELECT created_at, amount_fen FROM switching.v_approved_sale
        WHERE merchant_id = ANY ($1) AND card_kind = 'credit' AND business_date >= $4 AND created_at >= $3
       UNION ALL
       SELECT created_at, amount_fen FROM switching.card_transaction
        WHERE merchant_id = ANY ($1) AND card_kind = 'credit' AND business_date >= $4 AND created_at >= $3
          AND (state IN ('sent', 'unknown') AND kind IN ('sale', 'test_sale', 'completion', 'completion_advice', 'offline_sale', 'tip')
               OR state IN ('sent', 'unknown', 'approved') AND kind = 'deposit_freeze')) t`,
    [of.merchantIds, at(of.dayFrom), at(of.monthFrom), dateInShanghai(of.monthFrom)],
  );
  return { dayFen: rows[0]?.day ?? 0n, monthFen: rows[0]?.month ?? 0n };
}

/** What stands of the month before a day, and of that what was read in some ways: days that are over lose, and never gain. */
export async function chargesBefore(
  sql: Sql,
  of: {
    readonly merchantId: string;
    readonly cardKind: PaidWith;
    readonly date: CivilDate;
    readonly places: readonly string[];
  },
): Promise<{ fen: bigint; readFen: bigint }> {
  const first = civilDate(`${of.date.slice(0, 7)}-01`);
  if (first === of.date) return { fen: 0n, readFen: 0n };
  const before = addDays(of.date, -1);
  const any = await chargesOf(sql, { ...of, places: undefined, date: before });
  const read = of.places.length === 0 ? 0n : (await chargesRead(sql, { ...of, date: before })).monthFen;
  return { fen: any.monthFen, readFen: read };
}

export interface LargeDay {
  readonly merchantId: string;
  readonly date: CivilDate;
  readonly count: number;
  readonly amountFen: bigint;
  readonly largestFen: bigint;
}

/** A report is of a quarter at most, and of so many rows. */
const LARGE_MAX = 50_000;

/** Days on which a merchant took at least so much, by what stands; the tests of terminals are none of it. */
export async function largeDays(
  sql: Sql,
  of: { readonly from: CivilDate; readonly to: CivilDate; readonly minFen: bigint },
): Promise<LargeDay[]> {
  const rows = await sql.query<{
    merchant_id: string;
    business_date: CivilDate;
    n: number;
    fen: bigint;
    largest: bigint;
  }>(
    `SELECT merchant_id, business_date, count(*)::int AS n, sum(amount_fen)::bigint AS fen, max(amount_fen)::bigint AS largest
       FROM switching.v_approved_sale WHERE business_date BETWEEN $1 AND $2 AND kind <> 'test_sale'
      GROUP BY merchant_id, business_date HAVING sum(amount_fen) >= $3 ORDER BY business_date, merchant_id LIMIT ${LARGE_MAX}`,
    [of.from, of.to, of.minFen],
  );
  return rows.map((row) => ({
    merchantId: row.merchant_id,
    date: row.business_date,
    count: row.n,
    amountFen: row.fen,
    largestFen: row.largest,
  }));
}
