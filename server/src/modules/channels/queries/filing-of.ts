import { instant, type InstantMs } from '../../../kernel/instant.ts';
import type { Env } from '../../../platform/env.ts';
import { at, type Sql } from '../../../platform/postgres/database.ts';
import type { FilingState } from '../domain/channel-machines.ts';
import type { FilingFacts } from '../domain/decide-filing.ts';

export interface Filing extends FilingFacts {
  readonly applicantId: string;
  readonly filingId: string;
  readonly applicationId: string | undefined;
  readonly bankId: string | undefined;
  /** The city it is for, as a region code. */
  readonly region: string;
  readonly openedBy: string;
  readonly openedAt: InstantMs;
  readonly changedAt: InstantMs;
  readonly consentedAt: InstantMs | undefined;
  readonly witnessedBy: string | undefined;
  readonly sentBy: string | undefined;
  readonly confirmedBy: string | undefined;
  readonly note: string | undefined;
}

interface Row {
  applicant_id: string;
  filing_id: string;
  application_id: string | null;
  channel: 'counter' | 'agent';
  bank_id: string | null;
  outlet_id: string | null;
  agent_id: string | null;
  region: string;
  opened_by: string;
  state: FilingState;
  opened_at: number;
  changed_at: number;
  consented_at: number | null;
  witnessed_by: string | null;
  sent_by: string | null;
  confirmed_by: string | null;
  note: string | null;
}

const COLUMNS = `applicant_id, filing_id, application_id, channel, bank_id, outlet_id, agent_id, region, opened_by, state, opened_at,
  changed_at, consented_at, witnessed_by, sent_by, confirmed_by, note`;
const ROWS_MAX = 200;

const toFiling = (row: Row): Filing => ({
  applicantId: row.applicant_id,
  filingId: row.filing_id,
  applicationId: row.application_id ?? undefined,
  channel: row.channel,
  bankId: row.bank_id ?? undefined,
  outletId: row.outlet_id ?? undefined,
  agentId: row.agent_id ?? undefined,
  region: row.region,
  openedBy: row.opened_by,
  state: row.state,
  openedAt: instant(row.opened_at),
  changedAt: instant(row.changed_at),
  consentedAt: row.consented_at === null ? undefined : instant(row.consented_at),
  witnessedBy: row.witnessed_by ?? undefined,
  sentBy: row.sent_by ?? undefined,
  confirmedBy: row.confirmed_by ?? undefined,
  note: row.note ?? undefined,
});

export async function filingOf(sql: Sql, filingId: string): Promise<Filing | undefined> {
  const rows = await sql.query<Row>(
    `SELECT ${COLUMNS} FROM channels.filing WHERE (applicant_id, filing_id) IN
       (SELECT applicant_id, filing_id FROM channels.filing_directory WHERE filing_id = $1)`,
    [filingId],
  );
  return rows[0] === undefined ? undefined : toFiling(rows[0]);
}

/** Filings of a person, newest first. */
export async function filingsOfApplicant(sql: Sql, applicantId: string): Promise<Filing[]> {
  const rows = await sql.query<Row>(
    `SELECT ${COLUMNS} FROM channels.filing WHERE applicant_id = $1 ORDER BY filing_id DESC LIMIT ${ROWS_MAX}`,
    [applicantId],
  );
  return rows.map(toFiling);
}

/** Filings of an outlet or of an agent, newest first; `from` and `to` bound when they were opened. At most 200. */
export async function filingsOf(
  sql: Sql,
  whose: { readonly outletId: string } | { readonly agentId: string },
  between: { readonly from?: InstantMs; readonly to?: InstantMs } = {},
): Promise<Filing[]> {
  const column = 'outletId' in whose ? 'outlet_id' : 'agent_id';
  const id = 'outletId' in whose ? whose.outletId : whose.agentId;
  const rows = await sql.query<Row>(
    `SELECT ${COLUMNS} FROM channels.filing WHERE ${column} = $1 AND opened_at >= coalesce($2::timestamptz, '-infinity')
        AND opened_at < coalesce($3::timestamptz, 'infinity') ORDER BY opened_at DESC LIMIT ${ROWS_MAX}`,
    [id, between.from === undefined ? null : at(between.from), between.to === undefined ? null : at(between.to)],
  );
  return rows.map(toFiling);
}

/** Everybody who wrote something on a filing. */
export async function handsOf(sql: Sql, filing: Pick<Filing, 'applicantId' | 'filingId'>): Promise<string[]> {
  const rows = await sql.query<{ staff_id: string }>(
    'SELECT staff_id FROM channels.filing_hand WHERE applicant_id = $1 AND filing_id = $2',
    [filing.applicantId, filing.filingId],
  );
  return rows.map((row) => row.staff_id);
}

export interface Tick {
  readonly item: string;
  readonly materials: readonly string[];
  readonly tickedBy: string;
  readonly tickedAt: InstantMs;
}

export async function ticksOf(env: Pick<Env, 'db'>, filing: Pick<Filing, 'applicantId' | 'filingId'>): Promise<Tick[]> {
  const rows = await env.db.query<{ item: string; materials: string[]; ticked_by: string; ticked_at: number }>(
    'SELECT item, materials, ticked_by, ticked_at FROM channels.original_tick WHERE applicant_id = $1 AND filing_id = $2',
    [filing.applicantId, filing.filingId],
  );
  return rows.map((row) => ({
    item: row.item,
    materials: row.materials,
    tickedBy: row.ticked_by,
    tickedAt: instant(row.ticked_at),
  }));
}
