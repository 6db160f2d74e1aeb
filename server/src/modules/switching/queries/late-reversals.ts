import { instant, type InstantMs } from '../../../kernel/instant.ts';
import type { Sql } from '../../../platform/postgres/database.ts';
import type { LateReversalState } from '../domain/late-reversal-machine.ts';

export interface LateReversal {
  readonly merchantId: string;
  readonly transactionId: string;
  readonly state: LateReversalState;
  readonly cameAt: InstantMs;
  readonly endedBy: string | undefined;
  readonly note: string | undefined;
}

interface Row {
  merchant_id: string;
  transaction_id: string;
  state: LateReversalState;
  came_at: number;
  ended_by: string | null;
  note: string | null;
}

const COLUMNS = 'merchant_id, transaction_id, state, came_at, ended_by, note';
const LIST_MAX = 200;

const toLateReversal = (row: Row): LateReversal => ({
  merchantId: row.merchant_id,
  transactionId: row.transaction_id,
  state: row.state,
  cameAt: instant(row.came_at),
  endedBy: row.ended_by ?? undefined,
  note: row.note ?? undefined,
});

export async function lateReversalOf(
  sql: Sql,
  of: { readonly merchantId: string; readonly transactionId: string },
): Promise<LateReversal | undefined> {
  const rows = await sql.query<Row>(
    `SELECT ${COLUMNS} FROM switching.late_reversal WHERE merchant_id = $1 AND transaction_id = $2`,
    [of.merchantId, of.transactionId],
  );
  return rows[0] === undefined ? undefined : toLateReversal(rows[0]);
}

/** Of a merchant, what people have not seen to yet. */
export async function openLateReversals(sql: Sql, merchantId: string): Promise<ReadonlySet<string>> {
  const rows = await sql.query<{ transaction_id: string }>(
    `SELECT transaction_id FROM switching.late_reversal WHERE merchant_id = $1 AND state = 'open'`,
    [merchantId],
  );
  return new Set(rows.map((row) => row.transaction_id));
}

/** Open ones first, the oldest on top: a customer waits for each. */
export async function listLateReversals(sql: Sql): Promise<LateReversal[]> {
  const rows = await sql.query<Row>(
    `SELECT ${COLUMNS} FROM switching.late_reversal ORDER BY state <> 'open', came_at, transaction_id LIMIT ${LIST_MAX}`,
  );
  return rows.map(toLateReversal);
}
