import type { Env } from '../../../platform/env.ts';
import { at, type Tx } from '../../../platform/postgres/database.ts';

export interface BreakKey {
  readonly merchantId: string;
  readonly breakId: string;
}

/** A break is over: nothing of it stands in suspense any more. `by`: the file that brought what was missing, a person, or the course of things. */
export async function endBreak(env: Env, tx: Tx, key: BreakKey, by: string): Promise<void> {
  const now = at(env.clock.now());
  await tx.execute(
    `UPDATE reconciliation.break SET state = 'resolved', suspense_fen = 0, resolved_at = $3, resolved_by = $4
      WHERE merchant_id = $1 AND break_id = $2 AND state <> 'resolved'`,
    [key.merchantId, key.breakId, now, by],
  );
  await tx.execute(
    `UPDATE reconciliation.resolution SET outcome = 'overtaken', decided_at = $3, decided_by = $4
      WHERE merchant_id = $1 AND break_id = $2 AND outcome IS NULL`,
    [key.merchantId, key.breakId, now, by],
  );
}
