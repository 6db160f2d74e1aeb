import { instant, isoText } from '../../../kernel/instant.ts';
import type { Sql } from '../../../platform/postgres/database.ts';
import type { DeviceReturnState, ReturnReason } from '../domain/device-return.ts';

export interface DeviceReturn {
  readonly merchantId: string;
  readonly returnId: string;
  readonly terminalId: string;
  readonly serialNo: string;
  readonly reason: ReturnReason;
  readonly state: DeviceReturnState;
  readonly waybillNo: string | undefined;
  readonly courier: string | undefined;
  readonly orderedAt: string;
  readonly movedAt: string;
}

interface Row {
  merchant_id: string;
  return_id: string;
  terminal_id: string;
  serial_no: string;
  reason: ReturnReason;
  state: DeviceReturnState;
  waybill_no: string | null;
  courier: string | null;
  ordered_at: number;
  moved_at: number;
}

const COLUMNS =
  'merchant_id, return_id, terminal_id, serial_no, reason, state, waybill_no, courier, ordered_at, moved_at';
const ROWS_MAX = 50;

const toReturn = (row: Row): DeviceReturn => ({
  merchantId: row.merchant_id,
  returnId: row.return_id,
  terminalId: row.terminal_id,
  serialNo: row.serial_no,
  reason: row.reason,
  state: row.state,
  waybillNo: row.waybill_no ?? undefined,
  courier: row.courier ?? undefined,
  orderedAt: isoText(instant(row.ordered_at)),
  movedAt: isoText(instant(row.moved_at)),
});

export async function returnOf(sql: Sql, returnId: string, lock?: 'for update'): Promise<DeviceReturn | undefined> {
  const rows = await sql.query<Row>(
    `SELECT ${COLUMNS} FROM terminals.device_return WHERE return_id = $1 ${lock === undefined ? '' : 'FOR UPDATE'}`,
    [returnId],
  );
  return rows[0] === undefined ? undefined : toReturn(rows[0]);
}

/** The return under which a device is on its way, or about to be. */
export async function openReturnOf(sql: Sql, serialNo: string, lock?: 'for update'): Promise<DeviceReturn | undefined> {
  const rows = await sql.query<Row>(
    `SELECT ${COLUMNS} FROM terminals.device_return WHERE serial_no = $1 AND state IN ('ordered', 'collected', 'in_transit')
      ${lock === undefined ? '' : 'FOR UPDATE'}`,
    [serialNo],
  );
  return rows[0] === undefined ? undefined : toReturn(rows[0]);
}

/** What a merchant gives back, the newest first. At most 50. */
export async function returnsOf(sql: Sql, merchantId: string): Promise<DeviceReturn[]> {
  const rows = await sql.query<Row>(
    `SELECT ${COLUMNS} FROM terminals.device_return WHERE merchant_id = $1 ORDER BY return_id DESC LIMIT ${ROWS_MAX}`,
    [merchantId],
  );
  return rows.map(toReturn);
}
