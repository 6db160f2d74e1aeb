import { instant, isoText } from '../../../kernel/instant.ts';
import { one, type Sql } from '../../../platform/postgres/database.ts';
import type { Env } from '../../../platform/env.ts';
import type { FiveElements } from '../commands/register-terminal.ts';
import type { RegistrationState } from '../domain/registration-machine.ts';
import type { TerminalState } from './terminal-of.ts';

export interface Registration {
  readonly merchantId: string;
  readonly registrationId: string;
  readonly terminalId: string;
  readonly terminalNo: string;
  readonly serialNo: string;
  readonly version: number;
  readonly state: RegistrationState;
  readonly reason: string | undefined;
}

/** The version of a terminal's registration that counts. */
export async function newestRegistration(
  sql: Sql,
  merchantId: string,
  terminalId: string,
): Promise<Registration | undefined> {
  const rows = await sql.query<Omit<Registration, 'reason'> & { reason: string | null }>(
    `SELECT r.merchant_id AS "merchantId", r.registration_id AS "registrationId", r.terminal_id AS "terminalId", t.terminal_no AS "terminalNo",
            r.serial_no AS "serialNo", r.version, r.state, r.reason
       FROM terminals.registration r JOIN terminals.terminal t USING (merchant_id, terminal_id)
      WHERE r.merchant_id = $1 AND r.terminal_id = $2 ORDER BY r.version DESC LIMIT 1`,
    [merchantId, terminalId],
  );
  return rows[0] === undefined ? undefined : { ...rows[0], reason: rows[0].reason ?? undefined };
}

/** The elements of one version in clear, for the network alone. */
export async function elementsOf(
  env: Pick<Env, 'db' | 'crypto'>,
  { merchantId, registrationId }: Pick<Registration, 'merchantId' | 'registrationId'>,
): Promise<FiveElements> {
  const rows = await env.db.query<{
    acquirer_code: string;
    merchant_no: string;
    subject_kind: FiveElements['subject']['kind'];
    subject_sealed: string;
    account_id: string;
    account_sealed: string;
    address_sealed: string;
  }>(
    `SELECT acquirer_code, merchant_no, subject_kind, subject_sealed, account_id, account_sealed, address_sealed
       FROM terminals.registration WHERE merchant_id = $1 AND registration_id = $2`,
    [merchantId, registrationId],
  );
  const row = one(rows, 'registration');
  const open = (what: string, sealed: string): string =>
    env.crypto.open(`registration:${registrationId}:${what}`, sealed);
  return {
    acquirerCode: row.acquirer_code,
    merchantNo: row.merchant_no,
    subject: { kind: row.subject_kind, number: open('subject', row.subject_sealed) },
    account: { accountId: row.account_id, number: open('account', row.account_sealed) },
    address: open('address', row.address_sealed),
  };
}

export interface TerminalStanding {
  readonly merchantId: string;
  readonly terminalId: string;
  readonly terminalNo: string;
  readonly serialNo: string;
  readonly model: string;
  readonly state: TerminalState;
  /** Absent for a terminal of before registrations were kept. */
  readonly registration:
    | {
        readonly state: RegistrationState;
        readonly version: number;
        readonly tries: number;
        readonly reason: string | undefined;
        readonly networkReference: string | undefined;
        readonly askedAt: string | undefined;
      }
    | undefined;
}

const ROWS_MAX = 200;

/** Terminals with where their registration stands, refused ones first, then the newest. At most 200. */
export async function terminalStandings(sql: Sql): Promise<TerminalStanding[]> {
  const rows = await sql.query<{
    merchant_id: string;
    terminal_id: string;
    terminal_no: string;
    serial_no: string;
    model: string;
    state: TerminalState;
    registration: RegistrationState | null;
    version: number;
    tries: number;
    reason: string | null;
    network_reference: string | null;
    asked_at: number | null;
  }>(
    `SELECT t.merchant_id, t.terminal_id, t.terminal_no, t.serial_no, t.model, t.state, r.state AS registration, r.version, r.tries, r.reason,
            r.network_reference, r.asked_at
       FROM terminals.terminal t LEFT JOIN LATERAL (SELECT * FROM terminals.registration r WHERE r.merchant_id = t.merchant_id
         AND r.terminal_id = t.terminal_id ORDER BY r.version DESC LIMIT 1) r ON true
      ORDER BY (t.registration_refused IS NULL), t.terminal_id DESC LIMIT ${ROWS_MAX}`,
  );
  return rows.map((row) => ({
    merchantId: row.merchant_id,
    terminalId: row.terminal_id,
    terminalNo: row.terminal_no,
    serialNo: row.serial_no,
    model: row.model,
    state: row.state,
    registration:
      row.registration === null
        ? undefined
        : {
            state: row.registration,
            version: row.version,
            tries: row.tries,
            reason: row.reason ?? undefined,
            networkReference: row.network_reference ?? undefined,
            askedAt: row.asked_at === null ? undefined : isoText(instant(row.asked_at)),
          },
  }));
}
