import { instant, isoText } from '../../../kernel/instant.ts';
import type { Sql } from '../../../platform/postgres/database.ts';

export interface SettlementRow {
  readonly batchId: string;
  /** Sales of earlier days, whose delay had ended. */
  readonly resumed: boolean;
  /** Paid on the day itself, for a surcharge. */
  readonly t0: boolean;
  readonly businessDate: string;
  readonly payDate: string;
  readonly estimated: boolean;
  readonly saleCount: number;
  readonly grossFen: bigint;
  readonly feeFen: bigint;
  readonly surchargeFen: bigint;
  readonly netFen: bigint;
  readonly payoutState: string | undefined;
  readonly bankReference: string | undefined;
  readonly reason: string | undefined;
  readonly arrivedAt: string | undefined;
}

interface Row {
  batch_id: string;
  part: string;
  business_date: string;
  pay_date: string;
  estimated: boolean;
  sale_count: number;
  gross_fen: bigint;
  fee_fen: bigint;
  surcharge_fen: bigint;
  net_fen: bigint;
  state: string | null;
  bank_reference: string | null;
  reason: string | null;
  settled_at: number | null;
}

/** A merchant's settlements, newest first, each with what became of its payout. */
export async function settlementsOf(sql: Sql, merchantId: string): Promise<SettlementRow[]> {
  const rows = await sql.query<Row>(
    `SELECT b.batch_id, b.part, b.business_date, b.pay_date, b.estimated, b.sale_count, b.gross_fen, b.fee_fen, b.surcharge_fen, b.net_fen, p.state, p.bank_reference, p.reason, p.settled_at
       FROM settlement.batch b LEFT JOIN settlement.payout p USING (merchant_id, batch_id) WHERE b.merchant_id = $1 ORDER BY b.business_date DESC, b.created_at DESC, b.part LIMIT 100`,
    [merchantId],
  );
  return rows.map((row) => ({
    batchId: row.batch_id,
    resumed: row.part === 'resumed',
    t0: row.part === 't0',
    businessDate: row.business_date,
    payDate: row.pay_date,
    estimated: row.estimated,
    saleCount: row.sale_count,
    grossFen: row.gross_fen,
    feeFen: row.fee_fen,
    surchargeFen: row.surcharge_fen,
    netFen: row.net_fen,
    payoutState: row.state ?? undefined,
    bankReference: row.bank_reference ?? undefined,
    reason: row.reason ?? undefined,
    arrivedAt: row.state === 'paid' && row.settled_at !== null ? isoText(instant(row.settled_at)) : undefined,
  }));
}

export async function listPayouts(sql: Sql): Promise<
  {
    payoutId: string;
    merchantId: string;
    amountFen: bigint;
    state: string;
    reason: string | null;
    bankReference: string | null;
    tries: number;
    t0: boolean;
  }[]
> {
  return sql.query(
    `SELECT p.payout_id AS "payoutId", merchant_id AS "merchantId", p.amount_fen AS "amountFen", p.state, p.reason, p.bank_reference AS "bankReference", p.tries,
            b.part = 't0' AS t0
       FROM settlement.payout p JOIN settlement.batch b USING (merchant_id, batch_id) ORDER BY p.created_at DESC, p.payout_id DESC LIMIT 100`,
  );
}

/** What a payout brought; undefined where there is none such. */
export async function payoutAmountOf(
  sql: Sql,
  of: { readonly merchantId: string; readonly payoutId: string },
): Promise<bigint | undefined> {
  const rows = await sql.query<{ amount_fen: bigint }>(
    'SELECT amount_fen FROM settlement.payout WHERE merchant_id = $1 AND payout_id = $2',
    [of.merchantId, of.payoutId],
  );
  return rows[0]?.amount_fen;
}
