import { instant, isoText } from '../../../kernel/instant.ts';
import type { Env } from '../../../platform/env.ts';
import { at, type Sql, type Tx } from '../../../platform/postgres/database.ts';

export type ContactMessage = 'code' | 'resume' | 'sign_in' | 'step' | 'send_code' | 'bind' | 'deposit' | 'acknowledge';

export interface Contact {
  readonly serialNo: string;
  readonly message: ContactMessage;
  /** Field 39 of the answer. */
  readonly code: string;
  /** What the device was told beside it. */
  readonly text: string;
}

/** Keeps what a device that is being activated was answered; open pages of the console hear of it. */
export async function noteContact(env: Env, tx: Tx, contact: Contact): Promise<void> {
  await tx.execute(
    'INSERT INTO activation.contact (serial_no, contact_id, at, message, code, text) VALUES ($1, $2, $3, $4, $5, $6)',
    [contact.serialNo, env.ids.next('con'), at(env.clock.now()), contact.message, contact.code, contact.text],
  );
  await env.jobs.emit(tx, {
    kind: 'activation.contact',
    audience: ['console'],
    payload: { serialNo: contact.serialNo, message: contact.message, code: contact.code },
  });
}

export interface SeenContact extends Contact {
  readonly at: string;
}

/** The newest of each device; at most as many as serial numbers are asked for. */
export async function newestContacts(
  sql: Sql,
  serialNos: readonly string[],
): Promise<ReadonlyMap<string, SeenContact>> {
  const rows = await sql.query<Row>(
    `SELECT DISTINCT ON (serial_no) serial_no, at, message, code, text FROM activation.contact
      WHERE serial_no = ANY ($1) ORDER BY serial_no, contact_id DESC`,
    [serialNos],
  );
  return new Map(rows.map((row) => [row.serial_no, toContact(row)]));
}

const CONTACTS_MAX = 50;

/** What one device was answered, newest first. */
export async function contactsOf(sql: Sql, serialNo: string): Promise<SeenContact[]> {
  const rows = await sql.query<Row>(
    `SELECT serial_no, at, message, code, text FROM activation.contact WHERE serial_no = $1 ORDER BY contact_id DESC LIMIT ${CONTACTS_MAX}`,
    [serialNo],
  );
  return rows.map(toContact);
}

interface Row {
  serial_no: string;
  at: number;
  message: ContactMessage;
  code: string;
  text: string;
}

const toContact = (row: Row): SeenContact => ({
  serialNo: row.serial_no,
  message: row.message,
  code: row.code,
  text: row.text,
  at: isoText(instant(row.at)),
});
