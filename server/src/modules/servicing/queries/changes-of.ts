import { instant, isoText, type InstantMs } from '../../../kernel/instant.ts';
import { one, type Sql } from '../../../platform/postgres/database.ts';
import type { Env } from '../../../platform/env.ts';
import type { ChangeKey } from '../commands/change-requests.ts';
import type { ChangeKind, ChangeRevision } from '../domain/change-content.ts';
import type { ChangeEvent, ChangeState } from '../domain/change-machine.ts';

export interface ChangeRequest extends ChangeKey {
  readonly kind: ChangeKind;
  readonly state: ChangeState;
  readonly revisionNo: number;
  readonly doubts: readonly string[];
  readonly firstBy: string | undefined;
  readonly openedAt: InstantMs;
  readonly movedAt: InstantMs;
}

interface Row {
  merchant_id: string;
  change_id: string;
  kind: ChangeKind;
  state: ChangeState;
  revision_no: number;
  doubts: string[];
  first_by: string | null;
  opened_at: number;
  moved_at: number;
}

const COLUMNS = 'merchant_id, change_id, kind, state, revision_no, doubts, first_by, opened_at, moved_at';

const toChange = (row: Row): ChangeRequest => ({
  merchantId: row.merchant_id,
  changeId: row.change_id,
  kind: row.kind,
  state: row.state,
  revisionNo: row.revision_no,
  doubts: row.doubts,
  firstBy: row.first_by ?? undefined,
  openedAt: instant(row.opened_at),
  movedAt: instant(row.moved_at),
});

/** A request of its merchant; undefined for another's. */
export async function changeOf(sql: Sql, key: ChangeKey): Promise<ChangeRequest | undefined> {
  const rows = await sql.query<Row>(
    `SELECT ${COLUMNS} FROM servicing.change_request WHERE merchant_id = $1 AND change_id = $2`,
    [key.merchantId, key.changeId],
  );
  return rows[0] === undefined ? undefined : toChange(rows[0]);
}

const CHANGES_MAX = 100;

/** Requests of a merchant, newest first; what was begun and never handed in is left out once it is over. */
export async function changesOf(sql: Sql, merchantId: string): Promise<ChangeRequest[]> {
  const rows = await sql.query<Row>(
    `SELECT ${COLUMNS} FROM servicing.change_request WHERE merchant_id = $1 AND NOT (state = 'withdrawn' AND revision_no = 0)
      ORDER BY opened_at DESC, change_id DESC LIMIT ${CHANGES_MAX}`,
    [merchantId],
  );
  return rows.map(toChange);
}

export interface ChangeStep {
  readonly event: ChangeEvent | 'effects';
  readonly by: string;
  readonly at: InstantMs;
  readonly revisionNo: number;
  readonly reasons: readonly string[];
  readonly note: string;
}

/** What happened to a request, in its order. */
export async function stepsOfChange(sql: Sql, key: ChangeKey): Promise<ChangeStep[]> {
  const rows = await sql.query<Omit<ChangeStep, 'at'> & { at: number }>(
    `SELECT event, by_whom AS by, at, revision_no AS "revisionNo", reasons, note FROM servicing.change_step WHERE merchant_id = $1 AND change_id = $2 ORDER BY step_no`,
    [key.merchantId, key.changeId],
  );
  return rows.map((row) => ({ ...row, at: instant(row.at) }));
}

/** What was handed in as this revision. */
export async function revisionOfChange(
  env: Pick<Env, 'db' | 'crypto'>,
  key: ChangeKey & { readonly revisionNo: number },
): Promise<ChangeRevision> {
  const rows = await env.db.query<{ content_sealed: string }>(
    'SELECT content_sealed FROM servicing.change_revision WHERE merchant_id = $1 AND change_id = $2 AND revision_no = $3',
    [key.merchantId, key.changeId, key.revisionNo],
  );
  const { content_sealed: sealed } = one(rows, `revision ${key.revisionNo} of ${key.changeId}`);
  return JSON.parse(env.crypto.open(`change:${key.changeId}:${key.revisionNo}`, sealed)) as ChangeRevision;
}

export type ChangeShelf = 'waiting' | 'fixing' | 'ended';

const SHELVES = {
  waiting: { of: `state IN ('in_review', 'second_review')`, order: 'ASC', than: '>' },
  fixing: { of: `state IN ('submitted', 'needs_fix')`, order: 'DESC', than: '<' },
  ended: { of: `state IN ('approved', 'rejected', 'withdrawn') AND revision_no > 0`, order: 'DESC', than: '<' },
} as const;
const PAGE = 50;

/** The desk's queue, the longest waiting first; what is over, the newest first. `after` is the key of the last row of the page before. */
export async function listChanges(
  sql: Sql,
  asked: { readonly shelf: ChangeShelf; readonly after?: string | undefined },
): Promise<{ rows: ChangeRequest[]; next: string | undefined }> {
  const { of, order, than } = SHELVES[asked.shelf];
  const place = /^(\d{4}-\d{2}-\d{2}T[\d:.]+Z) (\S+) (\S+)$/.exec(asked.after ?? '');
  const found = await sql.query<Row>(
    `SELECT ${COLUMNS} FROM servicing.change_request
      WHERE ${of} AND ($1::timestamptz IS NULL OR (moved_at, merchant_id, change_id) ${than} ($1::timestamptz, $2, $3))
      ORDER BY moved_at ${order}, merchant_id ${order}, change_id ${order} LIMIT ${PAGE + 1}`,
    [place?.[1] ?? null, place?.[2] ?? null, place?.[3] ?? null],
  );
  const rows = found.slice(0, PAGE).map(toChange);
  const last = rows.at(-1);
  const more = found.length > PAGE && last !== undefined;
  return { rows, next: more ? `${isoText(last.movedAt)} ${last.merchantId} ${last.changeId}` : undefined };
}

/** How many wait for people. */
export async function countChanges(sql: Sql): Promise<number> {
  const rows = await sql.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM servicing.change_request WHERE ${SHELVES.waiting.of}`,
  );
  return one(rows, 'count of requests').n;
}
