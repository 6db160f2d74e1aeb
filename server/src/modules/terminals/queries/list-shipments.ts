/** Parcels with devices, and devices that wait to be handed over: newest first, page by page. */
import { instant, type InstantMs } from '../../../kernel/instant.ts';
import type { Place } from '../../../platform/postgres/backwards.ts';
import { addNumber, makeConditions, type Conditions } from '../../../platform/postgres/conditions.ts';
import { at, type Database } from '../../../platform/postgres/database.ts';
import { readQuietly } from '../../../platform/postgres/read-quietly.ts';
import type { ShipmentState } from '../domain/terminal-machines.ts';

export interface ShipmentFilter {
  /** To these merchants alone; none: to nobody. */
  readonly merchantIds?: readonly string[] | undefined;
  readonly state?: string | undefined;
  /** A waybill number by its beginning, or a serial number by its beginning or its end. */
  readonly number?: string | undefined;
}

export interface ListedShipment {
  readonly merchantId: string;
  readonly shipmentId: string;
  readonly terminalId: string;
  readonly terminalNo: string;
  readonly serialNo: string;
  readonly model: string;
  readonly state: ShipmentState;
  readonly waybillNo: string | null;
  readonly courier: string | null;
  readonly orderedAt: InstantMs;
  /** Since when it stands where it does. */
  readonly since: InstantMs;
}

type Row = Omit<ListedShipment, 'orderedAt' | 'since'> & { at: number; moved: number };

function conditionsOf(filter: ShipmentFilter): Conditions {
  const conditions = makeConditions();
  if (filter.merchantIds !== undefined) conditions.add('s.merchant_id = ANY (?)', filter.merchantIds);
  if (filter.state !== undefined) conditions.add('s.state = ?', filter.state);
  if (filter.number !== undefined)
    addNumber(conditions, filter.number, { begins: ['s.waybill_no', 's.serial_no'], ends: ['s.serial_no'] });
  return conditions;
}

/** At most so many of them, those before a place. */
export async function listShipments(
  db: Database,
  asked: { readonly filter: ShipmentFilter; readonly before?: Place | undefined; readonly most: number },
): Promise<ListedShipment[]> {
  const conditions = conditionsOf(asked.filter);
  if (asked.before !== undefined)
    conditions.add('(s.created_at, s.shipment_id) < (?, ?)', at(asked.before.at), asked.before.id);
  const rows = await readQuietly({ db }, (sql) =>
    sql.query<Row>(
      `SELECT s.merchant_id AS "merchantId", s.shipment_id AS "shipmentId", s.terminal_id AS "terminalId", coalesce(t.terminal_no, '') AS "terminalNo",
              s.serial_no AS "serialNo", coalesce(t.model, '') AS model, s.state, s.waybill_no AS "waybillNo", s.courier, s.created_at AS at,
              coalesce(s.moved_at, s.delivered_at, s.created_at) AS moved
         FROM terminals.shipment s LEFT JOIN terminals.terminal t USING (merchant_id, terminal_id) ${conditions.where()}
        ORDER BY s.created_at DESC, s.shipment_id DESC LIMIT ${conditions.value(asked.most)}`,
      conditions.values,
    ),
  );
  return rows.map(({ at: orderedAt, moved, ...row }) => ({
    ...row,
    orderedAt: instant(orderedAt),
    since: instant(moved),
  }));
}

/** Counted up to `most`. */
export async function countShipments(db: Database, filter: ShipmentFilter, most: number): Promise<number> {
  const conditions = conditionsOf(filter);
  const rows = await readQuietly({ db }, (sql) =>
    sql.query<{ count: bigint }>(
      `SELECT count(*) FROM (SELECT FROM terminals.shipment s ${conditions.where()} LIMIT ${conditions.value(most)}) AS found`,
      conditions.values,
    ),
  );
  return Number(rows[0]?.count ?? 0);
}
