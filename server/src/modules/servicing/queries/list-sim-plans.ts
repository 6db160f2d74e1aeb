/** Plans of everybody's data SIM cards by the day they end, page by page. */
import type { CivilDate } from '../../../kernel/instant.ts';
import { makeConditions, type Conditions } from '../../../platform/postgres/conditions.ts';
import type { Database } from '../../../platform/postgres/database.ts';
import { readQuietly } from '../../../platform/postgres/read-quietly.ts';
import { COLUMNS, toPlan, type SimPlan, type SimPlanRow } from './sim-plans-of.ts';

export type SimShelf = 'due' | 'lapsed' | 'refused' | 'waiting' | 'all';

export interface SimFilter {
  readonly shelf: SimShelf;
  readonly today: CivilDate;
  /** Of these merchants alone; none: nobody's. */
  readonly merchantIds?: readonly string[] | undefined;
}

/** `due`: ends within 30 days; `waiting`: the carrier has not confirmed yet. */
const SHELVES: Readonly<Record<Exclude<SimShelf, 'all'>, string>> = {
  due: `state = 'running' AND covered_to <= ?::date + 30`,
  lapsed: `state = 'lapsed'`,
  refused: `state = 'running' AND wish = 'refused'`,
  waiting: `data IN ('turning_off', 'turning_on')`,
};

/** Where a page begins: after this plan. */
export interface SimPlace {
  readonly coveredTo: CivilDate;
  readonly merchantId: string;
  readonly terminalId: string;
}

function conditionsOf({ shelf, today, merchantIds }: SimFilter): Conditions {
  const conditions = makeConditions();
  conditions.add(`state <> 'ended'`);
  if (shelf !== 'all') conditions.add(SHELVES[shelf], ...(shelf === 'due' ? [today] : []));
  if (merchantIds !== undefined) conditions.add('merchant_id = ANY (?)', merchantIds);
  return conditions;
}

/** At most so many of them, those after a place. */
export async function listSimPlans(
  db: Database,
  asked: { readonly filter: SimFilter; readonly after?: SimPlace | undefined; readonly most: number },
): Promise<SimPlan[]> {
  const conditions = conditionsOf(asked.filter);
  const { after } = asked;
  if (after !== undefined)
    conditions.add(
      '(covered_to, merchant_id, terminal_id) > (?::date, ?, ?)',
      after.coveredTo,
      after.merchantId,
      after.terminalId,
    );
  const rows = await readQuietly({ db }, (sql) =>
    sql.query<SimPlanRow>(
      `SELECT ${COLUMNS} FROM servicing.sim_plan ${conditions.where()}
        ORDER BY covered_to, merchant_id, terminal_id LIMIT ${conditions.value(asked.most)}`,
      conditions.values,
    ),
  );
  return rows.map(toPlan);
}

/** Counted up to `most`. */
export async function countSimPlans(db: Database, filter: SimFilter, most: number): Promise<number> {
  const conditions = conditionsOf(filter);
  const rows = await readQuietly({ db }, (sql) =>
    sql.query<{ count: bigint }>(
      `SELECT count(*) FROM (SELECT FROM servicing.sim_plan ${conditions.where()} LIMIT ${conditions.value(most)}) AS found`,
      conditions.values,
    ),
  );
  return Number(rows[0]?.count ?? 0);
}
