import type { Env } from '../../../platform/env.ts';
import type { Sql } from '../../../platform/postgres/database.ts';

export interface Notice {
  readonly noticeId: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly purpose: string;
  readonly text: string;
}

const PAGE = 20;

/** What was told to these, newest first, a page at a time: `before` is the last notice of the page before. */
export async function noticesOf(
  env: Pick<Env, 'db' | 'crypto'>,
  input: { readonly subjects: readonly string[]; readonly before?: string },
): Promise<{ rows: Notice[]; more: boolean }> {
  const rows = await env.db.query<{ notice_id: string; at: number; purpose: string; text_sealed: string }>(
    `SELECT notice_id, at, purpose, text_sealed FROM notifications.notice
      WHERE subject = ANY ($1) AND ($2::text IS NULL OR notice_id < $2) ORDER BY notice_id DESC LIMIT ${PAGE + 1}`,
    [input.subjects, input.before ?? null],
  );
  return {
    rows: rows.slice(0, PAGE).map((row) => ({
      noticeId: row.notice_id,
      at: row.at,
      purpose: row.purpose,
      text: env.crypto.open(`notice:${row.notice_id}`, row.text_sealed),
    })),
    more: rows.length > PAGE,
  };
}

const UNREAD_MAX = 99;

/** How many a reader has not seen yet, up to 99. */
export async function unreadNotices(sql: Sql, reader: string, subjects: readonly string[]): Promise<number> {
  const rows = await sql.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM (
       SELECT 1 FROM notifications.notice n LEFT JOIN notifications.notice_seen s ON s.reader = $1 AND s.subject = n.subject
        WHERE n.subject = ANY ($2) AND n.notice_id > coalesce(s.notice_id, '') LIMIT ${UNREAD_MAX}) unread`,
    [reader, subjects],
  );
  return rows[0]?.n ?? 0;
}

/** This reader has seen all that stands there now. */
export async function seeNotices(sql: Sql, reader: string, subjects: readonly string[]): Promise<void> {
  await sql.execute(
    `INSERT INTO notifications.notice_seen (reader, subject, notice_id)
     SELECT $1, n.subject, max(n.notice_id) FROM notifications.notice n WHERE n.subject = ANY ($2) GROUP BY n.subject
     ON CONFLICT (reader, subject) DO UPDATE SET notice_id = excluded.notice_id`,
    [reader, subjects],
  );
}
