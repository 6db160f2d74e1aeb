import { instant, isoText } from '../../../kernel/instant.ts';
import { addNumber, makeConditions, type Conditions } from '../../../platform/postgres/conditions.ts';
import type { Database, Sql } from '../../../platform/postgres/database.ts';
import { readQuietly } from '../../../platform/postgres/read-quietly.ts';

/** Where devices stand that nobody has moved anywhere. */
export const MAIN_PLACE = 'plc_main';
const ROWS_MAX = 200;

export interface StockPlace {
  readonly placeId: string;
  readonly kind: 'warehouse' | 'outlet' | 'agent';
  readonly name: string;
}

export async function placeOf(sql: Sql, placeId: string): Promise<StockPlace | undefined> {
  const rows = await sql.query<StockPlace>(
    'SELECT place_id AS "placeId", kind, name FROM terminals.stock_place WHERE place_id = $1',
    [placeId],
  );
  return rows[0];
}

/** The place of an outlet or an agent; undefined while nothing was ever sent there. */
export async function placeOfOwner(sql: Sql, kind: 'outlet' | 'agent', ownerId: string): Promise<string | undefined> {
  const rows = await sql.query<{ place_id: string }>(
    'SELECT place_id FROM terminals.stock_place WHERE kind = $1 AND owner_id = $2',
    [kind, ownerId],
  );
  return rows[0]?.place_id;
}

export type PlaceStock = StockPlace & {
  readonly models: readonly { readonly model: string; readonly free: number }[];
  /** Under way to this place. */
  readonly coming: number;
};

export async function stockByPlace(sql: Sql): Promise<PlaceStock[]> {
  return sql.query<PlaceStock>(
    `SELECT p.place_id AS "placeId", p.kind, p.name,
            coalesce((SELECT jsonb_agg(jsonb_build_object('model', m.model, 'free', m.free) ORDER BY m.model) FROM (
              SELECT d.model, count(*)::int AS free FROM terminals.device d
               WHERE d.place_id = p.place_id AND d.state = 'in_stock' AND d.transfer_id IS NULL GROUP BY d.model) m), '[]') AS models,
            (SELECT count(*)::int FROM terminals.device d JOIN terminals.stock_transfer t USING (transfer_id)
              WHERE t.to_place = p.place_id AND t.state = 'sent') AS coming
       FROM terminals.stock_place p ORDER BY p.kind DESC, p.place_id LIMIT ${ROWS_MAX}`,
  );
}

export interface StockDevice {
  readonly serialNo: string;
  readonly model: string;
  readonly state: string;
  readonly place: string;
  readonly batchId: string | null;
  readonly onTransfer: boolean;
  readonly merchantId: string | null;
}

export interface DeviceFilter {
  /** By its beginning or its end. */
  readonly serial?: string | undefined;
  readonly state?: string | undefined;
  readonly placeId?: string | undefined;
  readonly model?: string | undefined;
}

function conditionsOf(by: DeviceFilter): Conditions {
  const conditions = makeConditions();
  if (by.serial !== undefined) addNumber(conditions, by.serial, { begins: ['d.serial_no'], ends: ['d.serial_no'] });
  if (by.state !== undefined) conditions.add('d.state = ?', by.state);
  if (by.placeId !== undefined) conditions.add('d.place_id = ?', by.placeId);
  if (by.model !== undefined) conditions.add('d.model = ?', by.model);
  return conditions;
}

/** Devices in the order of their serial numbers, those after one; at most `most`, or 200. */
export async function findDevices(
  db: Database,
  by: DeviceFilter,
  page: { readonly after?: string | undefined; readonly most: number } = { most: ROWS_MAX },
): Promise<StockDevice[]> {
  const conditions = conditionsOf(by);
  if (page.after !== undefined) conditions.add('d.serial_no > ?', page.after);
  return readQuietly({ db }, (sql) =>
    sql.query<StockDevice>(
      `SELECT d.serial_no AS "serialNo", d.model, d.state, p.name AS place, d.batch_id AS "batchId", d.transfer_id IS NOT NULL AS "onTransfer",
              d.merchant_id AS "merchantId"
         FROM terminals.device d JOIN terminals.stock_place p USING (place_id) ${conditions.where()}
        ORDER BY d.serial_no LIMIT ${conditions.value(page.most)}`,
      conditions.values,
    ),
  );
}

/** Counted up to `most`. */
export async function countDevices(db: Database, by: DeviceFilter, most: number): Promise<number> {
  const conditions = conditionsOf(by);
  const rows = await readQuietly({ db }, (sql) =>
    sql.query<{ count: bigint }>(
      `SELECT count(*) FROM (SELECT FROM terminals.device d ${conditions.where()} LIMIT ${conditions.value(most)}) AS found`,
      conditions.values,
    ),
  );
  return Number(rows[0]?.count ?? 0);
}

export interface StockBatch {
  readonly batchId: string;
  readonly vendor: string;
  readonly fileName: string;
  readonly place: string;
  readonly devices: number;
  readonly importedBy: string;
  readonly importedAt: string;
}

export async function listBatches(sql: Sql): Promise<StockBatch[]> {
  const rows = await sql.query<Omit<StockBatch, 'importedAt'> & { at: number }>(
    `SELECT b.batch_id AS "batchId", b.vendor, b.file_name AS "fileName", p.name AS place, b.device_count AS devices, b.imported_by AS "importedBy",
            b.imported_at AS at FROM terminals.stock_batch b JOIN terminals.stock_place p USING (place_id) ORDER BY b.batch_id DESC LIMIT ${ROWS_MAX}`,
  );
  return rows.map(({ at, ...row }) => ({ ...row, importedAt: isoText(instant(at)) }));
}

export interface StockLineNote {
  readonly serialNo: string;
  readonly note: string;
}
export interface StockTransfer {
  readonly transferId: string;
  readonly from: string;
  readonly to: string;
  readonly state: string;
  readonly note: string;
  readonly sentBy: string;
  readonly sentAt: string;
  readonly lines: readonly StockLineNote[];
}

export async function listTransfers(sql: Sql): Promise<StockTransfer[]> {
  const rows = await sql.query<Omit<StockTransfer, 'sentAt'> & { at: number }>(
    `SELECT t.transfer_id AS "transferId", f.name AS "from", o.name AS "to", t.state, t.note, t.sent_by AS "sentBy", t.sent_at AS at,
            (SELECT jsonb_agg(jsonb_build_object('serialNo', l.serial_no, 'note', l.outcome) ORDER BY l.serial_no)
               FROM terminals.stock_transfer_line l WHERE l.transfer_id = t.transfer_id) AS lines
       FROM terminals.stock_transfer t JOIN terminals.stock_place f ON f.place_id = t.from_place JOIN terminals.stock_place o ON o.place_id = t.to_place
      ORDER BY t.transfer_id DESC LIMIT 50`,
  );
  return rows.map(({ at, ...row }) => ({ ...row, sentAt: isoText(instant(at)) }));
}

export interface StockCount {
  readonly countId: string;
  readonly place: string;
  readonly state: string;
  readonly openedBy: string;
  readonly openedAt: string;
  readonly closedBy: string | null;
  readonly confirmedBy: string | null;
  /** What differed; devices that were where they should be are only counted. */
  readonly lines: readonly (StockLineNote & { readonly finding: 'missing' | 'unexpected' })[];
  readonly present: number;
}

export async function listCounts(sql: Sql): Promise<StockCount[]> {
  const rows = await sql.query<Omit<StockCount, 'openedAt'> & { at: number }>(
    `SELECT c.count_id AS "countId", p.name AS place, c.state, c.opened_by AS "openedBy", c.opened_at AS at, c.closed_by AS "closedBy",
            c.confirmed_by AS "confirmedBy",
            (SELECT count(*)::int FROM terminals.stock_count_line l WHERE l.count_id = c.count_id AND l.finding = 'present') AS present,
            coalesce((SELECT jsonb_agg(jsonb_build_object('serialNo', l.serial_no, 'finding', l.finding, 'note', coalesce(l.outcome, ''))
               ORDER BY l.finding, l.serial_no) FROM terminals.stock_count_line l WHERE l.count_id = c.count_id AND l.finding <> 'present'), '[]') AS lines
       FROM terminals.stock_count c JOIN terminals.stock_place p USING (place_id) ORDER BY c.count_id DESC LIMIT 50`,
  );
  return rows.map(({ at, ...row }) => ({ ...row, openedAt: isoText(instant(at)) }));
}
