/** Deposits of everybody, newest first, page by page. */
import { addDays, type CivilDate } from '../../../kernel/instant.ts';
import type { Place } from '../../../platform/postgres/backwards.ts';
import { makeConditions, type Conditions } from '../../../platform/postgres/conditions.ts';
import { at, type Database } from '../../../platform/postgres/database.ts';
import { readQuietly } from '../../../platform/postgres/read-quietly.ts';
import { COLUMNS, toDeposit, type Deposit, type DepositRow } from './deposit-of.ts';

export interface DepositFilter {
  /** Of these merchants alone; none: nobody's. */
  readonly merchantIds?: readonly string[] | undefined;
  readonly state?: string | undefined;
  readonly target?: string | undefined;
  /** Still counting on this day, with at most so many days left. */
  readonly ending?: { readonly today: CivilDate; readonly within: number } | undefined;
  /** An appeal, a refund that is held or needs an account, a capture that failed. */
  readonly waits?: boolean | undefined;
}

const WAITS = `(merchant_id, deposit_id) IN (SELECT merchant_id, deposit_id FROM deposits.deposit WHERE target_state = 'appealed'
  UNION ALL SELECT merchant_id, deposit_id FROM deposits.deposit WHERE state = 'capture_failed'
  UNION ALL SELECT merchant_id, deposit_id FROM deposits.refund WHERE state IN ('held', 'account_wanted', 'unknown'))`;

function conditionsOf(filter: DepositFilter): Conditions {
  const conditions = makeConditions();
  const { merchantIds, state, target, ending, waits } = filter;
  if (merchantIds !== undefined) conditions.add('merchant_id = ANY (?)', merchantIds);
  if (state !== undefined) conditions.add('state = ?', state);
  if (target !== undefined) conditions.add('target_state = ?', target);
  if (ending !== undefined)
    conditions.add(
      `target_state = 'counting' AND target_last BETWEEN ? AND ?`,
      ending.today,
      addDays(ending.today, ending.within),
    );
  if (waits === true) conditions.add(WAITS);
  return conditions;
}

/** At most so many of them, those before a place. */
export async function listDeposits(
  db: Database,
  asked: { readonly filter: DepositFilter; readonly before?: Place | undefined; readonly most: number },
): Promise<Deposit[]> {
  const conditions = conditionsOf(asked.filter);
  if (asked.before !== undefined)
    conditions.add('(quoted_at, deposit_id) < (?, ?)', at(asked.before.at), asked.before.id);
  const rows = await readQuietly({ db }, (sql) =>
    sql.query<DepositRow>(
      `SELECT ${COLUMNS} FROM deposits.deposit ${conditions.where()}
        ORDER BY quoted_at DESC, deposit_id DESC LIMIT ${conditions.value(asked.most)}`,
      conditions.values,
    ),
  );
  return rows.map(toDeposit);
}

/** Counted up to `most`. */
export async function countDeposits(db: Database, filter: DepositFilter, most: number): Promise<number> {
  const conditions = conditionsOf(filter);
  const rows = await readQuietly({ db }, (sql) =>
    sql.query<{ count: bigint }>(
      `SELECT count(*) FROM (SELECT FROM deposits.deposit ${conditions.where()} LIMIT ${conditions.value(most)}) AS found`,
      conditions.values,
    ),
  );
  return Number(rows[0]?.count ?? 0);
}
