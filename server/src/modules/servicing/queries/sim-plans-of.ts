import type { CivilDate, InstantMs } from '../../../kernel/instant.ts';
import { instant } from '../../../kernel/instant.ts';
import type { Sql } from '../../../platform/postgres/database.ts';
import type { SimDataState, SimPlanState, SimWish } from '../domain/sim-machines.ts';

export interface SimKey {
  readonly merchantId: string;
  readonly terminalId: string;
}

export interface SimPlan extends SimKey {
  readonly state: SimPlanState;
  readonly data: SimDataState;
  readonly begunOn: CivilDate;
  /** The last day that is paid, or free. */
  readonly coveredTo: CivilDate;
  readonly wish: SimWish;
  readonly toldDays: number | undefined;
}

export interface SimRenewal {
  readonly terminalId: string;
  readonly from: CivilDate;
  readonly through: CivilDate;
  readonly amountFen: bigint;
  readonly askedBy: 'merchant' | 'automatic';
  readonly at: InstantMs;
}

export interface SimPlanRow {
  merchant_id: string;
  terminal_id: string;
  state: SimPlanState;
  data: SimDataState;
  begun_on: CivilDate;
  covered_to: CivilDate;
  wish: SimWish;
  told_days: number | null;
}

export const COLUMNS = 'merchant_id, terminal_id, state, data, begun_on, covered_to, wish, told_days';
export const toPlan = (row: SimPlanRow): SimPlan => ({
  merchantId: row.merchant_id,
  terminalId: row.terminal_id,
  state: row.state,
  data: row.data,
  begunOn: row.begun_on,
  coveredTo: row.covered_to,
  wish: row.wish,
  toldDays: row.told_days ?? undefined,
});

/** The plan of a terminal; undefined where its device has no card of ours. */
export async function simPlanOf(sql: Sql, key: SimKey): Promise<SimPlan | undefined> {
  const rows = await sql.query<SimPlanRow>(
    `SELECT ${COLUMNS} FROM servicing.sim_plan WHERE merchant_id = $1 AND terminal_id = $2`,
    [key.merchantId, key.terminalId],
  );
  return rows[0] === undefined ? undefined : toPlan(rows[0]);
}

/** All plans of a merchant, those that end first before the others. */
export async function simPlansOf(sql: Sql, merchantId: string): Promise<SimPlan[]> {
  const rows = await sql.query<SimPlanRow>(
    `SELECT ${COLUMNS} FROM servicing.sim_plan WHERE merchant_id = $1 ORDER BY covered_to, terminal_id`,
    [merchantId],
  );
  return rows.map(toPlan);
}

/** A device lives for some years, and a merchant has a few of them. */
const RENEWALS_MAX = 200;

/** What was bought, newest first. */
export async function simRenewalsOf(sql: Sql, merchantId: string): Promise<SimRenewal[]> {
  const rows = await sql.query<{
    terminal_id: string;
    from_day: CivilDate;
    through_day: CivilDate;
    amount_fen: bigint;
    asked_by: 'merchant' | 'automatic';
    at: number;
  }>(
    `SELECT terminal_id, from_day, through_day, amount_fen, asked_by, at FROM servicing.sim_renewal
      WHERE merchant_id = $1 ORDER BY at DESC, from_day DESC LIMIT ${RENEWALS_MAX}`,
    [merchantId],
  );
  return rows.map((row) => ({
    terminalId: row.terminal_id,
    from: row.from_day,
    through: row.through_day,
    amountFen: row.amount_fen,
    askedBy: row.asked_by,
    at: instant(row.at),
  }));
}
