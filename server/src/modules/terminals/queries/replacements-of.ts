import { instant, isoText } from '../../../kernel/instant.ts';
import type { Sql } from '../../../platform/postgres/database.ts';
import type { DeviceFault, ReplacementState } from '../domain/replacement.ts';

export interface Replacement {
  readonly merchantId: string;
  readonly replacementId: string;
  readonly terminalId: string;
  readonly ticketId: string | undefined;
  readonly oldSerial: string;
  readonly newSerial: string;
  readonly way: 'courier' | 'agent';
  readonly fault: DeviceFault;
  readonly state: ReplacementState;
  readonly orderedAt: string;
}

interface Row {
  merchant_id: string;
  replacement_id: string;
  terminal_id: string;
  ticket_id: string | null;
  old_serial: string;
  new_serial: string;
  way: Replacement['way'];
  fault: DeviceFault;
  state: ReplacementState;
  ordered_at: number;
}

const COLUMNS =
  'merchant_id, replacement_id, terminal_id, ticket_id, old_serial, new_serial, way, fault, state, ordered_at';
const ROWS_MAX = 20;

const toReplacement = (row: Row): Replacement => ({
  merchantId: row.merchant_id,
  replacementId: row.replacement_id,
  terminalId: row.terminal_id,
  ticketId: row.ticket_id ?? undefined,
  oldSerial: row.old_serial,
  newSerial: row.new_serial,
  way: row.way,
  fault: row.fault,
  state: row.state,
  orderedAt: isoText(instant(row.ordered_at)),
});

/** The replacement of a terminal that is not over. */
export async function openReplacementOf(
  sql: Sql,
  merchantId: string,
  terminalId: string,
  lock?: 'for update',
): Promise<Replacement | undefined> {
  const rows = await sql.query<Row>(
    `SELECT ${COLUMNS} FROM terminals.replacement WHERE merchant_id = $1 AND terminal_id = $2 AND state IN ('reserved', 'taken_over')
      ${lock === undefined ? '' : 'FOR UPDATE'}`,
    [merchantId, terminalId],
  );
  return rows[0] === undefined ? undefined : toReplacement(rows[0]);
}

/** Which devices a terminal has had, the newest change first. At most 20. */
export async function replacementsOf(sql: Sql, merchantId: string, terminalId: string): Promise<Replacement[]> {
  const rows = await sql.query<Row>(
    `SELECT ${COLUMNS} FROM terminals.replacement WHERE merchant_id = $1 AND terminal_id = $2 ORDER BY replacement_id DESC LIMIT ${ROWS_MAX}`,
    [merchantId, terminalId],
  );
  return rows.map(toReplacement);
}

/** Whether this device was taken from this terminal. */
export async function wasReplaced(
  sql: Sql,
  of: { readonly terminalId: string; readonly serialNo: string },
): Promise<boolean> {
  const rows = await sql.query(
    `SELECT 1 FROM terminals.replacement WHERE old_serial = $1 AND terminal_id = $2 AND state IN ('taken_over', 'done', 'failed') LIMIT 1`,
    [of.serialNo, of.terminalId],
  );
  return rows.length > 0;
}
