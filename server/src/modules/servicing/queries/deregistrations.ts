import { instant, isoText, type CivilDate } from '../../../kernel/instant.ts';
import type { Sql } from '../../../platform/postgres/database.ts';
import type { DeregistrationKey } from '../commands/deregister.ts';
import type { DeregistrationState } from '../domain/deregistration-machine.ts';

export interface Deregistration extends DeregistrationKey {
  readonly state: DeregistrationState;
  readonly askedAt: string;
  readonly lookedAt: string | undefined;
  readonly settlingAt: string | undefined;
  readonly unbindingAt: string | undefined;
  readonly endedAt: string | undefined;
  readonly recourseUntil: CivilDate | undefined;
  readonly merchantWas: string | undefined;
  /** What stood in the way at the last look, each with the instant since when. */
  readonly waits: Readonly<Record<string, string>>;
}

interface Row {
  merchant_id: string;
  deregistration_id: string;
  state: DeregistrationState;
  asked_at: number;
  looked_at: number | null;
  settling_at: number | null;
  unbinding_at: number | null;
  ended_at: number | null;
  recourse_until: CivilDate | null;
  merchant_was: string | null;
  waits: Record<string, string>;
}

const ROWS = `SELECT merchant_id, deregistration_id, state, asked_at, looked_at, settling_at, unbinding_at, ended_at, recourse_until, merchant_was, waits
  FROM servicing.deregistration`;
const text = (at: number | null): string | undefined => (at === null ? undefined : isoText(instant(at)));

const toDeregistration = (row: Row): Deregistration => ({
  merchantId: row.merchant_id,
  deregistrationId: row.deregistration_id,
  state: row.state,
  askedAt: isoText(instant(row.asked_at)),
  lookedAt: text(row.looked_at),
  settlingAt: text(row.settling_at),
  unbindingAt: text(row.unbinding_at),
  endedAt: text(row.ended_at),
  recourseUntil: row.recourse_until ?? undefined,
  merchantWas: row.merchant_was ?? undefined,
  waits: row.waits,
});

/** The newest of a merchant, open or not. */
export async function deregistrationOf(sql: Sql, merchantId: string): Promise<Deregistration | undefined> {
  const rows = await sql.query<Row>(`${ROWS} WHERE merchant_id = $1 ORDER BY deregistration_id DESC LIMIT 1`, [
    merchantId,
  ]);
  return rows[0] === undefined ? undefined : toDeregistration(rows[0]);
}

/** Whether it is on its way: neither taken back nor at its end. */
export const isOpen = ({ state }: Deregistration): boolean => state !== 'closed' && state !== 'cancelled';

/** Those on their way, the longest waiting first; then the newest that have ended. At most 200. */
export async function listDeregistrations(sql: Sql): Promise<Deregistration[]> {
  const rows = await sql.query<Row>(
    `${ROWS} ORDER BY (state IN ('closed', 'cancelled')), CASE WHEN state IN ('closed', 'cancelled') THEN -extract(epoch FROM ended_at) ELSE extract(epoch FROM asked_at) END LIMIT 200`,
  );
  return rows.map(toDeregistration);
}
