import type { ProfileName } from '@kaitong/iso8583';
import type { ShipmentState } from '../domain/terminal-machines.ts';
import { instant, isoText, type InstantMs } from '../../../kernel/instant.ts';
import type { StateOf } from '../../../kernel/machine.ts';
import type { Database, Sql } from '../../../platform/postgres/database.ts';
import { together } from '../../../platform/postgres/together.ts';
import type { terminalMachine } from '../domain/terminal-machines.ts';

export type TerminalState = StateOf<typeof terminalMachine>;

export interface Terminal {
  readonly merchantId: string;
  readonly terminalId: string;
  readonly terminalNo: string;
  readonly serialNo: string;
  readonly model: string;
  readonly state: TerminalState;
  readonly batchNo: string;
  readonly wrappedTmk: string | undefined;
  readonly wrappedPik: string | undefined;
  readonly wrappedMak: string | undefined;
  readonly wrappedTdk: string | undefined;
  /** How it speaks: MAC, PIN, layout of its keys. */
  readonly keyProfile: ProfileName;
  /** When the keys last changed; for a terminal with working keys, when it signed in. */
  readonly keysAt: InstantMs | undefined;
  readonly testSaleDone: boolean;
  readonly lastSeenAt: string | undefined;
  /** Why the network would not register this terminal with its five elements; its sales are refused meanwhile. */
  readonly registrationRefused: string | undefined;
  /** Of a terminal that is suspended, why. */
  readonly suspendedReason: 'place_drift' | 'risk' | undefined;
  /** Why it takes no money, though it may still give some back: its merchant leaves, or is restricted. */
  readonly salesStopped: readonly string[];
  /** Of a terminal that was moved, where it stands; undefined: in its merchant's city. */
  readonly region: string | undefined;
}

interface Row {
  merchant_id: string;
  terminal_id: string;
  terminal_no: string;
  serial_no: string;
  model: string;
  state: TerminalState;
  batch_no: number;
  wrapped_tmk: string | null;
  wrapped_pik: string | null;
  wrapped_mak: string | null;
  wrapped_tdk: string | null;
  keys_at: number | null;
  key_profile: ProfileName;
  test_sale_at: number | null;
  last_seen_at: number | null;
  registration_refused: string | null;
  suspended_reason: 'place_drift' | 'risk' | null;
  sales_stopped: string[];
  region: string | null;
}

const COLUMNS = `t.merchant_id, t.terminal_id, t.terminal_no, t.serial_no, t.model, t.state, t.batch_no, t.wrapped_tmk, t.wrapped_pik, t.wrapped_mak, t.wrapped_tdk, t.keys_at, t.key_profile,
  t.test_sale_at, t.last_seen_at, t.registration_refused, t.suspended_reason, t.sales_stopped, t.region`;

const toTerminal = (row: Row): Terminal => ({
  merchantId: row.merchant_id,
  terminalId: row.terminal_id,
  terminalNo: row.terminal_no,
  serialNo: row.serial_no,
  model: row.model,
  state: row.state,
  batchNo: String(row.batch_no).padStart(6, '0'),
  wrappedTmk: row.wrapped_tmk ?? undefined,
  wrappedPik: row.wrapped_pik ?? undefined,
  wrappedMak: row.wrapped_mak ?? undefined,
  wrappedTdk: row.wrapped_tdk ?? undefined,
  keyProfile: row.key_profile,
  keysAt: row.keys_at === null ? undefined : instant(row.keys_at),
  testSaleDone: row.test_sale_at !== null,
  lastSeenAt: row.last_seen_at === null ? undefined : isoText(instant(row.last_seen_at)),
  registrationRefused: row.registration_refused ?? undefined,
  suspendedReason: row.suspended_reason ?? undefined,
  salesStopped: row.sales_stopped,
  region: row.region ?? undefined,
});

/**
 * Rows that were read, by their numbers, each with the transaction that wrote it (xmin): a row that is still that transaction's has not
 * changed, and need neither be fetched nor read again. One table a database; the least known go first.
 */
interface Known {
  readonly writtenBy: string;
  readonly terminal: Terminal;
}
const known = new WeakMap<Database, Map<string, Known>>();
const KNOWN_MAX = 20_000;

/** A terminal as this gateway remembers it, and the transaction that wrote it: true only where somebody looks whether it still holds. */
export interface RememberedTerminal {
  readonly terminal: Terminal;
  /** PostgreSQL's xmin of its row. */
  readonly row: string;
}

export function rememberedTerminal(db: Database, terminalNo: string): RememberedTerminal | undefined {
  const one = known.get(db)?.get(terminalNo);
  return one === undefined ? undefined : { terminal: one.terminal, row: one.writtenBy };
}

/** The terminal of field 41. Each message of the line asks for one: those of one moment are asked for together. */
export const terminalByNo = together<string, Terminal | undefined>({
  atOnceMax: 2,
  gatherMs: 10,
  sizeMax: 256,
  waitingMax: 16_000, // every line of a gateway at once
  async run(db, terminalNos) {
    const table = known.get(db) ?? new Map<string, Known>();
    known.set(db, table);
    const asked = [...new Set(terminalNos)];
    const held = new Map<string, Known>(); // what another round puts into the table or takes out of it meanwhile is not ours
    for (const terminalNo of asked) {
      const one = table.get(terminalNo);
      if (one !== undefined) held.set(terminalNo, one);
    }
    for (const terminalNo of await changedOf(db, held)) held.delete(terminalNo);
    const fresh = await readByNo(
      db,
      asked.filter((terminalNo) => !held.has(terminalNo)),
    );
    for (const [terminalNo, one] of fresh) {
      if (table.size >= KNOWN_MAX) table.delete(table.keys().next().value as string);
      table.set(terminalNo, one);
    }
    return terminalNos.map((terminalNo) => (held.get(terminalNo) ?? fresh.get(terminalNo))?.terminal);
  },
});

/** Which of the rows that we know are no longer what they were, or are gone. */
async function changedOf(db: Database, held: ReadonlyMap<string, Known>): Promise<string[]> {
  if (held.size === 0) return [];
  const of = (read: (one: Known) => string): string[] => [...held.values()].map(read);
  const rows = await db.query<{ terminal_no: string }>(
    `SELECT k.terminal_no FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) AS k (terminal_no, merchant_id, terminal_id, written_by)
       LEFT JOIN terminals.terminal t ON t.merchant_id = k.merchant_id AND t.terminal_id = k.terminal_id
      WHERE t.xmin IS DISTINCT FROM k.written_by::xid`,
    [
      [...held.keys()],
      of((one) => one.terminal.merchantId),
      of((one) => one.terminal.terminalId),
      of((one) => one.writtenBy),
    ],
    { preparedAs: 'terminals_changed' },
  );
  return rows.map((row) => row.terminal_no);
}

async function readByNo(db: Database, terminalNos: readonly string[]): Promise<Map<string, Known>> {
  if (terminalNos.length === 0) return new Map();
  const rows = await db.query<Row & { written_by: string }>(
    `SELECT ${COLUMNS}, t.xmin::text AS written_by
       FROM terminals.terminal_no_directory d JOIN terminals.terminal t USING (merchant_id, terminal_id) WHERE d.terminal_no = ANY ($1)`,
    [terminalNos],
    { preparedAs: 'terminals_by_no' },
  );
  return new Map(rows.map((row) => [row.terminal_no, { writtenBy: row.written_by, terminal: toTerminal(row) }]));
}

export async function terminalOf(sql: Sql, merchantId: string, terminalId: string): Promise<Terminal | undefined> {
  const rows = await sql.query<Row>(
    `SELECT ${COLUMNS} FROM terminals.terminal t WHERE t.merchant_id = $1 AND t.terminal_id = $2`,
    [merchantId, terminalId],
  );
  return rows[0] === undefined ? undefined : toTerminal(rows[0]);
}

export async function terminalsOf(sql: Sql, merchantId: string): Promise<Terminal[]> {
  const rows = await sql.query<Row>(
    `SELECT ${COLUMNS} FROM terminals.terminal t WHERE t.merchant_id = $1 ORDER BY t.terminal_id`,
    [merchantId],
  );
  return rows.map(toTerminal);
}

/** Other merchants with whom a device of this one has stood. */
export async function merchantsOfSameDevices(sql: Sql, merchantId: string): Promise<string[]> {
  const rows = await sql.query<{ merchant_id: string }>(
    `SELECT DISTINCT o.merchant_id FROM terminals.terminal t JOIN terminals.terminal o USING (serial_no)
      WHERE t.merchant_id = $1 AND o.merchant_id <> $1 ORDER BY 1 LIMIT 100`,
    [merchantId],
  );
  return rows.map((row) => row.merchant_id);
}

export interface Device {
  readonly serialNo: string;
  readonly model: string;
  readonly state: string;
  readonly wrappedKey: string;
  /** Number of the data SIM card that it came with; undefined where the vendor named none. */
  readonly iccid: string | undefined;
  readonly merchantId: string | undefined;
  readonly terminalId: string | undefined;
}

export async function deviceOf(sql: Sql, serialNo: string): Promise<Device | undefined> {
  const rows = await sql.query<{
    serial_no: string;
    model: string;
    state: string;
    wrapped_key: string;
    iccid: string | null;
    merchant_id: string | null;
    terminal_id: string | null;
  }>(
    'SELECT serial_no, model, state, wrapped_key, iccid, merchant_id, terminal_id FROM terminals.device WHERE serial_no = $1',
    [serialNo],
  );
  const row = rows[0];
  if (row === undefined) return undefined;
  return {
    serialNo: row.serial_no,
    model: row.model,
    state: row.state,
    wrappedKey: row.wrapped_key,
    iccid: row.iccid ?? undefined,
    merchantId: row.merchant_id ?? undefined,
    terminalId: row.terminal_id ?? undefined,
  };
}

export async function stockCount(sql: Sql): Promise<number> {
  const rows = await sql.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM terminals.device WHERE state = 'in_stock'`,
  );
  return rows[0]?.n ?? 0;
}

export interface Shipment {
  readonly merchantId: string;
  readonly shipmentId: string;
  readonly terminalId: string;
  readonly serialNo: string;
  readonly waybillNo: string | undefined;
  readonly courier: string | undefined;
  readonly state: ShipmentState;
}

interface ShipmentRow {
  merchant_id: string;
  shipment_id: string;
  terminal_id: string;
  serial_no: string;
  waybill_no: string | null;
  courier: string | null;
  state: Shipment['state'];
}

const toShipment = (row: ShipmentRow): Shipment => ({
  merchantId: row.merchant_id,
  shipmentId: row.shipment_id,
  terminalId: row.terminal_id,
  serialNo: row.serial_no,
  waybillNo: row.waybill_no ?? undefined,
  courier: row.courier ?? undefined,
  state: row.state,
});

/** A shipment by its own id, or the newest of a merchant (ids tell which is meant by their prefix). */
export async function shipmentOf(sql: Sql, id: string, lock?: 'for update'): Promise<Shipment | undefined> {
  const column = id.startsWith('shp_') ? 'shipment_id' : 'merchant_id';
  const rows = await sql.query<ShipmentRow>(
    `SELECT merchant_id, shipment_id, terminal_id, serial_no, waybill_no, courier, state FROM terminals.shipment WHERE ${column} = $1
      ORDER BY shipment_id DESC LIMIT 1 ${lock === undefined ? '' : 'FOR UPDATE'}`,
    [id],
  );
  return rows[0] === undefined ? undefined : toShipment(rows[0]);
}

const UNFINISHED_MAX = 100;

/** Terminals that are not active yet or have not sold anything yet, newest first. At most 100. */
export async function unfinishedTerminals(sql: Sql): Promise<Terminal[]> {
  const rows = await sql.query<Row>(
    `SELECT ${COLUMNS} FROM terminals.terminal t WHERE t.state IN ('pending_activation', 'activating') OR (t.state = 'active' AND t.test_sale_at IS NULL)
      ORDER BY t.terminal_id DESC LIMIT ${UNFINISHED_MAX}`,
  );
  return rows.map(toTerminal);
}
