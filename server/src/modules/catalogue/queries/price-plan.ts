import { fen, ratePpm } from '../../../kernel/fen.ts';
import type { CivilDate } from '../../../kernel/instant.ts';
import { one, type Sql } from '../../../platform/postgres/database.ts';
import type { PlanTerms } from '../domain/plan-change.ts';

/** One version of a plan. `qrPpm` is of payments by code. */
export interface PricePlan extends PlanTerms {
  readonly planId: string;
  readonly effectiveFrom: string;
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

const COLUMNS = 'plan_id, effective_from, credit_ppm, debit_ppm, debit_cap_fen, t0_ppm, qr_ppm';

const toPlan = (row: Row): PricePlan => ({
  planId: row.plan_id,
  effectiveFrom: row.effective_from,
  creditPpm: ratePpm(row.credit_ppm),
  debitPpm: ratePpm(row.debit_ppm),
  debitCapFen: fen(row.debit_cap_fen),
  t0Ppm: ratePpm(row.t0_ppm),
  qrPpm: ratePpm(row.qr_ppm),
});

/** The version of a plan that is in force on a business day. */
export async function pricePlanOn(sql: Sql, planId: string, date: CivilDate): Promise<PricePlan> {
  const rows = await sql.query<Row>(
    `SELECT ${COLUMNS} FROM catalogue.price_plan WHERE plan_id = $1 AND effective_from <= $2 ORDER BY effective_from DESC LIMIT 1`,
    [planId, date],
  );
  return toPlan(one(rows, `price plan ${planId} on ${date}`));
}

const VERSIONS_MAX = 200;

/** Every version, the newest of each plan first. */
export async function planVersions(sql: Sql, planId?: string): Promise<PricePlan[]> {
  const rows = await sql.query<Row>(
    `SELECT ${COLUMNS} FROM catalogue.price_plan WHERE $1::text IS NULL OR plan_id = $1 ORDER BY plan_id, effective_from DESC LIMIT ${VERSIONS_MAX}`,
    [planId ?? null],
  );
  return rows.map(toPlan);
}
