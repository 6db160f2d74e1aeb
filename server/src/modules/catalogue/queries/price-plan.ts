import { fen, ratePpm, type Fen, type RatePpm } from '../../../kernel/fen.ts';
import type { CivilDate } from '../../../kernel/instant.ts';
import { one, type Sql } from '../../../platform/postgres/database.ts';

export interface PricePlan {
  readonly planId: string;
  readonly effectiveFrom: string;
  readonly creditPpm: RatePpm;
  readonly debitPpm: RatePpm;
  readonly debitCapFen: Fen;
  readonly t0Ppm: RatePpm;
  /** Of payments by code. */
  readonly qrPpm: RatePpm;
}

interface Row {
  plan_id: string;
  effective_from: string;
  credit_ppm: bigint;
  debit_ppm: bigint;
  debit_cap_fen: bigint;
  t0_ppm: bigint;
  qr_ppm: bigint;
}

export async function pricePlanOn(sql: Sql, planId: string, date: CivilDate): Promise<PricePlan> {
  const rows = await sql.query<Row>(
    `SELECT plan_id, effective_from, credit_ppm, debit_ppm, debit_cap_fen, t0_ppm, qr_ppm FROM catalogue.price_plan
      WHERE plan_id = $1 AND effective_from <= $2 ORDER BY effective_from DESC LIMIT 1`,
    [planId, date],
  );
  const row = one(rows, `price plan ${planId} on ${date}`);
  return {
    planId: row.plan_id,
    effectiveFrom: row.effective_from,
    creditPpm: ratePpm(row.credit_ppm),
    debitPpm: ratePpm(row.debit_ppm),
    debitCapFen: fen(row.debit_cap_fen),
    t0Ppm: ratePpm(row.t0_ppm),
    qrPpm: ratePpm(row.qr_ppm),
  };
}
