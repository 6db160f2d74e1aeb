import { instant, type InstantMs } from '../../../kernel/instant.ts';
import type { Sql } from '../../../platform/postgres/database.ts';

export interface FrozenMoney {
  /** Idempotency key of the journal that gave it: the kind of the transaction and its id. */
  readonly key: string;
  /** On whose word it waits. */
  readonly reference: string;
  readonly amountFen: bigint;
  readonly frozenAt: InstantMs;
}

/** What a merchant has earned and cannot have yet, journal by journal. */
export async function frozenOf(sql: Sql, merchantId: string): Promise<FrozenMoney[]> {
  const rows = await sql.query<{ key: string; reference: string; amount_fen: bigint; frozen_at: number }>(
    'SELECT key, reference, amount_fen, frozen_at FROM ledger.v_frozen WHERE merchant_id = $1 ORDER BY frozen_at, key',
    [merchantId],
  );
  return rows.map((row) => ({
    key: row.key,
    reference: row.reference,
    amountFen: row.amount_fen,
    frozenAt: instant(row.frozen_at),
  }));
}
