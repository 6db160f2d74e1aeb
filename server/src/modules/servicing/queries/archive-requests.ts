import type { CivilDate, InstantMs } from '../../../kernel/instant.ts';
import { instant } from '../../../kernel/instant.ts';
import type { Sql } from '../../../platform/postgres/database.ts';
import type { ArchiveRequestState } from '../domain/receipt-access.ts';

export interface ArchiveRequest {
  readonly transactionId: string;
  readonly state: ArchiveRequestState;
  readonly readyBy: InstantMs;
  readonly readableTo: CivilDate | undefined;
}

/** The open requests about some of a merchant's transactions. */
export async function archiveRequestsAmong(
  sql: Sql,
  merchantId: string,
  transactionIds: readonly string[],
): Promise<ReadonlyMap<string, ArchiveRequest>> {
  const rows = await sql.query<{
    transaction_id: string;
    state: ArchiveRequestState;
    ready_by: number;
    readable_to: CivilDate | null;
  }>(
    `SELECT transaction_id, state, ready_by, readable_to FROM servicing.archive_request
      WHERE merchant_id = $1 AND transaction_id = ANY ($2) AND state <> 'ended'`,
    [merchantId, transactionIds],
  );
  return new Map(
    rows.map((row) => [
      row.transaction_id,
      {
        transactionId: row.transaction_id,
        state: row.state,
        readyBy: instant(row.ready_by),
        readableTo: row.readable_to ?? undefined,
      },
    ]),
  );
}
