import { addDays, civilDate, type CivilDate } from '../../../kernel/instant.ts';
import { accept, refuse, type Outcome, type Refusal } from '../../../kernel/outcome.ts';
import type { Env } from '../../../platform/env.ts';
import { at, one, withTx } from '../../../platform/postgres/database.ts';

export type MonthRefusal = 'ledger.month_closed' | 'ledger.month_open_days' | 'ledger.month_earlier';

const REFUSALS: Readonly<Record<string, MonthRefusal>> = {
  already: 'ledger.month_closed',
  open_days: 'ledger.month_open_days',
  earlier: 'ledger.month_earlier',
};

/** Closes a month (`YYYY-MM`) for good: its trial balance is kept as it stands. All of its days, and every month before it, are closed first. */
export async function closeMonth(
  env: Env,
  input: { readonly month: string; readonly by: string },
): Promise<Outcome<CivilDate, Refusal<MonthRefusal>>> {
  const month = civilDate(`${input.month}-01`);
  return withTx(env, async (tx) => {
    const rows = await tx.query<{ became: string }>('SELECT ledger.do_close_month($1, $2, $3) AS became', [
      month,
      input.by,
      at(env.clock.now()),
    ]);
    const refusal = REFUSALS[one(rows, 'month').became];
    if (refusal !== undefined) return refuse(refusal);
    await env.jobs.emit(tx, { kind: 'books.closed', audience: ['console'], payload: { month: input.month } });
    return accept(month);
  });
}

/** The last day of `YYYY-MM`. */
export const lastDayOf = (month: string): CivilDate => {
  const first = civilDate(`${month}-01`);
  const next = addDays(first, 31);
  return addDays(civilDate(`${next.slice(0, 7)}-01`), -1);
};
