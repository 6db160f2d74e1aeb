import { isoText, instant } from '../../../kernel/instant.ts';
import type { Sql } from '../../../platform/postgres/database.ts';

export interface MessageRow {
  readonly messageId: string;
  readonly purpose: string;
  readonly phone: string;
  readonly state: string;
  readonly reason: string | null;
  readonly createdAt: string;
}

const LIST_MAX = 100;

export async function listMessages(sql: Sql, subject?: string): Promise<MessageRow[]> {
  const rows = await sql.query<{
    message_id: string;
    purpose: string;
    phone_masked: string;
    state: string;
    reason: string | null;
    created_at: number;
  }>(
    `SELECT message_id, purpose, phone_masked, state, reason, created_at FROM notifications.message
      WHERE $1::text IS NULL OR subject = $1 ORDER BY message_id DESC LIMIT ${LIST_MAX}`,
    [subject ?? null],
  );
  return rows.map((row) => ({
    messageId: row.message_id,
    purpose: row.purpose,
    phone: row.phone_masked,
    state: row.state,
    reason: row.reason,
    createdAt: isoText(instant(row.created_at)),
  }));
}

export async function messageState(sql: Sql, messageId: string): Promise<string | undefined> {
  const rows = await sql.query<{ state: string }>('SELECT state FROM notifications.message WHERE message_id = $1', [
    messageId,
  ]);
  return rows[0]?.state;
}
