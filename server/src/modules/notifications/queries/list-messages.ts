import { isoText, instant, type InstantMs } from '../../../kernel/instant.ts';
import type { Place } from '../../../platform/postgres/backwards.ts';
import { at, type Sql, type SqlValue } from '../../../platform/postgres/database.ts';

export interface MessageRow {
  readonly messageId: string;
  readonly purpose: string;
  readonly phone: string;
  readonly state: string;
  readonly reason: string | null;
  readonly createdAt: string;
}

interface Row {
  message_id: string;
  purpose: string;
  phone_masked: string;
  state: string;
  reason: string | null;
  created_at: number;
}

const COLUMNS = 'message_id, purpose, phone_masked, state, reason, created_at';
const toMessage = (row: Row): MessageRow => ({
  messageId: row.message_id,
  purpose: row.purpose,
  phone: row.phone_masked,
  state: row.state,
  reason: row.reason,
  createdAt: isoText(instant(row.created_at)),
});

/** The newest hundred of one subject. */
export async function messagesOf(sql: Sql, subject: string): Promise<MessageRow[]> {
  const rows = await sql.query<Row>(
    `SELECT ${COLUMNS} FROM notifications.message WHERE subject = $1 ORDER BY message_id DESC LIMIT 100`,
    [subject],
  );
  return rows.map(toMessage);
}

export interface MessageFilter {
  readonly state?: string | undefined;
  readonly purpose?: string | undefined;
  /** Made from here on, and before that. */
  readonly since?: InstantMs | undefined;
  readonly until?: InstantMs | undefined;
}

function conditions(filter: MessageFilter, before?: Place): { where: string; values: SqlValue[] } {
  const values: SqlValue[] = [];
  const all: string[] = [];
  const add = (text: string, value: SqlValue | undefined): void => {
    if (value !== undefined) all.push(`${text} $${values.push(value)}`);
  };
  add('state =', filter.state);
  // told twice: a parameter does not tell the planner that the index of what is not delivered will do
  if (filter.state !== undefined && filter.state !== 'delivered') all.push(`state <> 'delivered'`);
  add('purpose =', filter.purpose);
  add('created_at >=', filter.since === undefined ? undefined : at(filter.since));
  add('created_at <', filter.until === undefined ? undefined : at(filter.until));
  if (before !== undefined)
    all.push(`(created_at, message_id) < ($${values.push(at(before.at))}, $${values.push(before.id)})`);
  return { where: all.length === 0 ? '' : `WHERE ${all.join(' AND ')}`, values };
}

/** Messages to everybody, newest first, page by page. */
export async function listMessages(
  sql: Sql,
  asked: { readonly filter: MessageFilter; readonly before?: Place | undefined; readonly most: number },
): Promise<MessageRow[]> {
  const { where, values } = conditions(asked.filter, asked.before);
  const rows = await sql.query<Row>(
    `SELECT ${COLUMNS} FROM notifications.message ${where} ORDER BY created_at DESC, message_id DESC LIMIT $${values.push(asked.most)}`,
    values,
  );
  return rows.map(toMessage);
}

/** Counted up to `most`. */
export async function countMessages(sql: Sql, filter: MessageFilter, most: number): Promise<number> {
  const { where, values } = conditions(filter);
  const rows = await sql.query<{ count: bigint }>(
    `SELECT count(*) FROM (SELECT FROM notifications.message ${where} LIMIT $${values.push(most)}) AS found`,
    values,
  );
  return Number(rows[0]?.count ?? 0);
}

/** Messages since then that did not reach anybody. */
export async function countUndelivered(sql: Sql, since: InstantMs): Promise<number> {
  const rows = await sql.query<{ count: bigint }>(
    `SELECT count(*) FROM notifications.message WHERE state IN ('undelivered', 'failed') AND state <> 'delivered' AND created_at >= $1`,
    [at(since)],
  );
  return Number(rows[0]?.count ?? 0);
}

export async function messageState(sql: Sql, messageId: string): Promise<string | undefined> {
  const rows = await sql.query<{ state: string }>('SELECT state FROM notifications.message WHERE message_id = $1', [
    messageId,
  ]);
  return rows[0]?.state;
}
