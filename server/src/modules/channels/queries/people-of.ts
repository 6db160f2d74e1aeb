import { instant, type CivilDate, type InstantMs } from '../../../kernel/instant.ts';
import type { Sql } from '../../../platform/postgres/database.ts';
import type { AgentState, CertificateState } from '../domain/channel-machines.ts';
import type { CertificateFacts } from '../domain/certificate-status.ts';
import type { ChannelPerson } from '../domain/decide-filing.ts';

const ROWS_MAX = 500;

/** What a member of staff is to the channels: an officer of an outlet, a person of an agent, or nobody. */
export async function personOf(sql: Sql, staffId: string): Promise<ChannelPerson | undefined> {
  const officers = await sql.query<{ bank_id: string; outlet_id: string }>(
    'SELECT bank_id, outlet_id FROM channels.officer WHERE staff_id = $1',
    [staffId],
  );
  if (officers[0] !== undefined)
    return { kind: 'officer', staffId, bankId: officers[0].bank_id, outletId: officers[0].outlet_id };
  const people = await sql.query<{ agent_id: string }>(
    'SELECT agent_id FROM channels.agent_person WHERE staff_id = $1',
    [staffId],
  );
  return people[0] === undefined ? undefined : { kind: 'agent', staffId, agentId: people[0].agent_id };
}

export interface Outlet {
  readonly bankId: string;
  readonly bankName: string;
  readonly outletId: string;
  readonly name: string;
  readonly region: string;
  readonly address: string;
  readonly phone: string;
}

interface OutletRow {
  bank_id: string;
  bank_name: string;
  outlet_id: string;
  name: string;
  region: string;
  address: string;
  phone: string;
}

export async function outlets(sql: Sql): Promise<Outlet[]> {
  const rows = await sql.query<OutletRow>(
    `SELECT o.bank_id, b.name AS bank_name, o.outlet_id, o.name, o.region, o.address, o.phone
       FROM channels.outlet o JOIN channels.bank b ON b.bank_id = o.bank_id ORDER BY o.bank_id, o.outlet_id LIMIT ${ROWS_MAX}`,
  );
  return rows.map((row) => ({
    bankId: row.bank_id,
    bankName: row.bank_name,
    outletId: row.outlet_id,
    name: row.name,
    region: row.region,
    address: row.address,
    phone: row.phone,
  }));
}

export const outletOf = async (sql: Sql, outletId: string): Promise<Outlet | undefined> =>
  (await outlets(sql)).find((one) => one.outletId === outletId);

export const banks = (sql: Sql): Promise<{ bankId: string; name: string }[]> =>
  sql.query(`SELECT bank_id AS "bankId", name FROM channels.bank ORDER BY bank_id LIMIT ${ROWS_MAX}`);

export const officers = (sql: Sql): Promise<{ staffId: string; bankId: string; outletId: string; name: string }[]> =>
  sql.query(
    `SELECT staff_id AS "staffId", bank_id AS "bankId", outlet_id AS "outletId", name FROM channels.officer ORDER BY bank_id, outlet_id LIMIT ${ROWS_MAX}`,
  );

/** Names of officers and agents' people, for lists. */
export async function namesOf(sql: Sql, staffIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const rows = await sql.query<{ staff_id: string; name: string }>(
    `SELECT staff_id, name FROM channels.officer WHERE staff_id = ANY ($1)
     UNION ALL SELECT staff_id, name FROM channels.agent_person WHERE staff_id = ANY ($1)`,
    [staffIds],
  );
  return new Map(rows.map((row) => [row.staff_id, row.name]));
}

export interface Certificate extends CertificateFacts {
  readonly agentId: string;
  readonly certificateId: string;
  readonly number: string;
  readonly issuedAt: InstantMs;
}

export interface Agent {
  readonly agentId: string;
  readonly name: string;
  readonly phone: string;
  readonly address: string;
  readonly state: AgentState;
  readonly stateReason: string | undefined;
  readonly changedAt: InstantMs;
  readonly certificates: readonly Certificate[];
}

interface AgentRow {
  agent_id: string;
  name: string;
  phone: string;
  address: string;
  state: AgentState;
  state_reason: string | null;
  changed_at: number;
}

interface CertificateRow {
  agent_id: string;
  certificate_id: string;
  number: string;
  cities: string[];
  valid_from: CivilDate;
  valid_to: CivilDate;
  state: CertificateState;
  issued_at: number;
}

const toCertificate = (row: CertificateRow): Certificate => ({
  agentId: row.agent_id,
  certificateId: row.certificate_id,
  number: row.number,
  cities: row.cities,
  validFrom: row.valid_from,
  validTo: row.valid_to,
  state: row.state,
  issuedAt: instant(row.issued_at),
});

/** Every agent with its certificates, or one. */
export async function agents(sql: Sql, agentId?: string): Promise<Agent[]> {
  const rows = await sql.query<AgentRow>(
    `SELECT agent_id, name, phone, address, state, state_reason, changed_at FROM channels.agent
      WHERE $1::text IS NULL OR agent_id = $1 ORDER BY agent_id LIMIT ${ROWS_MAX}`,
    [agentId ?? null],
  );
  const certificates = await sql.query<CertificateRow>(
    `SELECT agent_id, certificate_id, number, cities, valid_from, valid_to, state, issued_at FROM channels.certificate
      WHERE $1::text IS NULL OR agent_id = $1 ORDER BY certificate_id DESC LIMIT ${ROWS_MAX * 4}`,
    [agentId ?? null],
  );
  return rows.map((row) => ({
    agentId: row.agent_id,
    name: row.name,
    phone: row.phone,
    address: row.address,
    state: row.state,
    stateReason: row.state_reason ?? undefined,
    changedAt: instant(row.changed_at),
    certificates: certificates.filter((one) => one.agent_id === row.agent_id).map(toCertificate),
  }));
}

export const agentOf = async (sql: Sql, agentId: string): Promise<Agent | undefined> => (await agents(sql, agentId))[0];

export const agentPeople = (sql: Sql, agentId: string): Promise<{ staffId: string; name: string }[]> =>
  sql.query(
    `SELECT staff_id AS "staffId", name FROM channels.agent_person WHERE agent_id = $1 ORDER BY staff_id LIMIT ${ROWS_MAX}`,
    [agentId],
  );
