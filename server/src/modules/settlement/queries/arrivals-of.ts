import { instant, isoText, type CivilDate } from '../../../kernel/instant.ts';
import type { Sql } from '../../../platform/postgres/database.ts';

/** A payout as the bank's statement of the merchant shows it. */
export interface Arrival {
  readonly payoutId: string;
  readonly businessDate: CivilDate;
  readonly part: '' | 'resumed' | 't0';
  readonly saleCount: number;
  readonly amountFen: bigint;
  readonly state: string;
  readonly reason: string | undefined;
  readonly bankReference: string | undefined;
  readonly settledAt: string | undefined;
}

/** These payouts of a merchant, with the batch that each one pays. */
export async function arrivalsOf(sql: Sql, merchantId: string, payoutIds: readonly string[]): Promise<Arrival[]> {
  const rows = await sql.query<{
    payout_id: string;
    business_date: CivilDate;
    part: Arrival['part'];
    sale_count: number;
    amount_fen: bigint;
    state: string;
    reason: string | null;
    bank_reference: string | null;
    settled_at: number | null;
  }>(
    `SELECT p.payout_id, b.business_date, b.part, b.sale_count, p.amount_fen, p.state, p.reason, p.bank_reference, p.settled_at
       FROM settlement.payout p JOIN settlement.batch b USING (merchant_id, batch_id) WHERE p.merchant_id = $1 AND p.payout_id = ANY ($2)`,
    [merchantId, payoutIds],
  );
  return rows.map((row) => ({
    payoutId: row.payout_id,
    businessDate: row.business_date,
    part: row.part,
    saleCount: row.sale_count,
    amountFen: row.amount_fen,
    state: row.state,
    reason: row.reason ?? undefined,
    bankReference: row.bank_reference ?? undefined,
    settledAt: row.settled_at === null ? undefined : isoText(instant(row.settled_at)),
  }));
}
