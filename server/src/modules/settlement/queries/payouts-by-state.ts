import type { InstantMs } from '../../../kernel/instant.ts';
import { at, type Sql } from '../../../platform/postgres/database.ts';

export interface PayoutsInState {
  readonly state: string;
  readonly count: number;
  readonly amountFen: bigint;
}

/** Payouts that were made since an instant, by where they stand. */
export async function payoutsByState(sql: Sql, since: InstantMs): Promise<PayoutsInState[]> {
  return sql.query<PayoutsInState>(
    `SELECT state, count(*)::int AS count, sum(amount_fen)::bigint AS "amountFen" FROM settlement.payout
      WHERE created_at >= $1 GROUP BY state ORDER BY state`,
    [at(since)],
  );
}
