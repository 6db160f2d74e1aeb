import { dateInShanghai, type CivilDate, type InstantMs } from '../../../kernel/instant.ts';
import { at, type Sql } from '../../../platform/postgres/database.ts';
import type { PaidWith } from './transaction-of.ts';

/** What a merchant took by one kind of card today and this month: what stands, and what is on its way. */
export async function chargesOf(
  sql: Sql,
  of: { readonly merchantId: string; readonly cardKind: PaidWith; readonly date: CivilDate },
): Promise<{ dayFen: bigint; monthFen: bigint }> {
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
