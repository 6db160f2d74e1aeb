import { instant, isoText } from '../../../kernel/instant.ts';
import type { Sql } from '../../../platform/postgres/database.ts';
import type { DeviceReportState, ReportKind } from '../domain/device-report.ts';

export interface DeviceReport {
  readonly merchantId: string;
  readonly reportId: string;
  readonly terminalId: string;
  readonly kind: ReportKind;
  readonly expectedSerial: string;
  readonly arrivedSerial: string | undefined;
  readonly state: DeviceReportState;
  readonly reportedBy: string;
  readonly reportedAt: string;
}

interface Row {
  merchant_id: string;
  report_id: string;
  terminal_id: string;
  kind: ReportKind;
  expected_serial: string;
  arrived_serial: string | null;
  state: DeviceReportState;
  reported_by: string;
  reported_at: number;
}

const COLUMNS =
  'merchant_id, report_id, terminal_id, kind, expected_serial, arrived_serial, state, reported_by, reported_at';

const toReport = (row: Row): DeviceReport => ({
  merchantId: row.merchant_id,
  reportId: row.report_id,
  terminalId: row.terminal_id,
  kind: row.kind,
  expectedSerial: row.expected_serial,
  arrivedSerial: row.arrived_serial ?? undefined,
  state: row.state,
  reportedBy: row.reported_by,
  reportedAt: isoText(instant(row.reported_at)),
});

/** What is said of a terminal's device and not resolved yet. */
export async function openReportOf(
  sql: Sql,
  merchantId: string,
  terminalId: string,
): Promise<DeviceReport | undefined> {
  const rows = await sql.query<Row>(
    `SELECT ${COLUMNS} FROM terminals.device_report WHERE merchant_id = $1 AND terminal_id = $2 AND state = 'open'`,
    [merchantId, terminalId],
  );
  return rows[0] === undefined ? undefined : toReport(rows[0]);
}

export async function reportOf(sql: Sql, reportId: string): Promise<DeviceReport | undefined> {
  const rows = await sql.query<Row>(`SELECT ${COLUMNS} FROM terminals.device_report WHERE report_id = $1`, [reportId]);
  return rows[0] === undefined ? undefined : toReport(rows[0]);
}

/** Open ones first, then the newest. At most 100. */
export async function listReports(sql: Sql): Promise<DeviceReport[]> {
  const rows = await sql.query<Row>(
    `SELECT ${COLUMNS} FROM terminals.device_report ORDER BY (state <> 'open'), report_id DESC LIMIT 100`,
  );
  return rows.map(toReport);
}

/** What a serial number that somebody typed is to us. */
export async function arrivedDevice(
  sql: Sql,
  serialNo: string,
  lock?: 'for update',
): Promise<{ state: string; model: string; merchantId: string | undefined; onTransfer: boolean } | undefined> {
  const rows = await sql.query<{ state: string; model: string; merchant_id: string | null; on_transfer: boolean }>(
    `SELECT state, model, merchant_id, transfer_id IS NOT NULL AS on_transfer FROM terminals.device WHERE serial_no = $1
      ${lock === undefined ? '' : 'FOR UPDATE'}`,
    [serialNo],
  );
  const row = rows[0];
  if (row === undefined) return undefined;
  return {
    state: row.state,
    model: row.model,
    merchantId: row.merchant_id ?? undefined,
    onTransfer: row.on_transfer,
  };
}
