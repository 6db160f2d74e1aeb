/** All terminals, newest first, page by page. */
import { instant, type InstantMs } from '../../../kernel/instant.ts';
import type { Env } from '../../../platform/env.ts';
import type { Place } from '../../../platform/postgres/backwards.ts';
import { addNumber, makeConditions, type Conditions } from '../../../platform/postgres/conditions.ts';
import { at, type Database, type Sql } from '../../../platform/postgres/database.ts';
import { readQuietly } from '../../../platform/postgres/read-quietly.ts';
import type { TerminalState } from './terminal-of.ts';

export interface TerminalFilter {
  /** Of these merchants alone; none: nobody's. */
  readonly merchantIds?: readonly string[] | undefined;
  readonly state?: string | undefined;
  readonly model?: string | undefined;
  /** A terminal number or a serial number by its beginning, or a serial number by its end. */
  readonly number?: string | undefined;
}

export interface ListedTerminal {
  readonly merchantId: string;
  readonly terminalId: string;
  readonly terminalNo: string;
  readonly serialNo: string;
  readonly model: string;
  readonly state: TerminalState;
  /** Of one that was moved; undefined: it stands where its merchant does. */
  readonly ownPlace: { readonly region: string; readonly address: string } | undefined;
  /** When it last signed in for keys, and since when it has those that it has. */
  readonly signedInAt: InstantMs | undefined;
  readonly keysAt: InstantMs | undefined;
  readonly createdAt: InstantMs;
}

interface Row {
  merchant_id: string;
  terminal_id: string;
  terminal_no: string;
  serial_no: string;
  model: string;
  state: TerminalState;
  region: string | null;
  address_sealed: string | null;
  last_seen_at: number | null;
  keys_at: number | null;
  created_at: number;
}

const COLUMNS =
  'merchant_id, terminal_id, terminal_no, serial_no, model, state, region, address_sealed, last_seen_at, keys_at, created_at';

function conditionsOf(filter: TerminalFilter): Conditions {
  const conditions = makeConditions();
  if (filter.merchantIds !== undefined) conditions.add('merchant_id = ANY (?)', filter.merchantIds);
  if (filter.state !== undefined) conditions.add('state = ?', filter.state);
  if (filter.model !== undefined) conditions.add('model = ?', filter.model);
  if (filter.number !== undefined)
    addNumber(conditions, filter.number, { begins: ['terminal_no', 'serial_no'], ends: ['serial_no'] });
  return conditions;
}

const instantOf = (at: number | null): InstantMs | undefined => (at === null ? undefined : instant(at));

/** At most so many of them, those before a place. */
export async function listTerminals(
  env: Pick<Env, 'db' | 'crypto'>,
  asked: { readonly filter: TerminalFilter; readonly before?: Place | undefined; readonly most: number },
): Promise<ListedTerminal[]> {
  const conditions = conditionsOf(asked.filter);
  if (asked.before !== undefined)
    conditions.add('(created_at, terminal_id) < (?, ?)', at(asked.before.at), asked.before.id);
  const rows = await readQuietly(env, (sql) =>
    sql.query<Row>(
      `SELECT ${COLUMNS} FROM terminals.terminal ${conditions.where()}
        ORDER BY created_at DESC, terminal_id DESC LIMIT ${conditions.value(asked.most)}`,
      conditions.values,
    ),
  );
  return rows.map((row) => ({
    merchantId: row.merchant_id,
    terminalId: row.terminal_id,
    terminalNo: row.terminal_no,
    serialNo: row.serial_no,
    model: row.model,
    state: row.state,
    ownPlace:
      row.region === null || row.address_sealed === null
        ? undefined
        : { region: row.region, address: env.crypto.open(`terminal:${row.terminal_id}:address`, row.address_sealed) },
    signedInAt: instantOf(row.last_seen_at),
    keysAt: instantOf(row.keys_at),
    createdAt: instant(row.created_at),
  }));
}

/** Counted up to `most`. */
export async function countTerminals(db: Database, filter: TerminalFilter, most: number): Promise<number> {
  const conditions = conditionsOf(filter);
  const rows = await readQuietly({ db }, (sql) =>
    sql.query<{ count: bigint }>(
      `SELECT count(*) FROM (SELECT FROM terminals.terminal ${conditions.where()} LIMIT ${conditions.value(most)}) AS found`,
      conditions.values,
    ),
  );
  return Number(rows[0]?.count ?? 0);
}

export interface TerminalNumbers {
  readonly terminalNo: string;
  readonly serialNo: string;
  /** Of the data SIM card of its device. */
  readonly iccid: string | undefined;
}

/** Numbers of terminals by their ids; what is no terminal is left out. */
export async function terminalNumbers(
  sql: Sql,
  keys: readonly { readonly merchantId: string; readonly terminalId: string }[],
): Promise<Map<string, TerminalNumbers>> {
  const rows = await sql.query<{ terminal_id: string; terminal_no: string; serial_no: string; iccid: string | null }>(
    `SELECT t.terminal_id, t.terminal_no, t.serial_no, d.iccid FROM terminals.terminal t LEFT JOIN terminals.device d USING (serial_no)
      WHERE (t.merchant_id, t.terminal_id) IN (SELECT * FROM unnest($1::text[], $2::text[]))`,
    [keys.map((one) => one.merchantId), keys.map((one) => one.terminalId)],
  );
  return new Map(
    rows.map((row) => [
      row.terminal_id,
      { terminalNo: row.terminal_no, serialNo: row.serial_no, iccid: row.iccid ?? undefined },
    ]),
  );
}
