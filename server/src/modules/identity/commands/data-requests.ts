/** What people ask about their own data: an export, an erasure; each with a clock. */
import { accept, refuse, type Outcome, type Refusal } from '../../../kernel/outcome.ts';
import { DAY_MS, instant, later, type InstantMs } from '../../../kernel/instant.ts';
import type { Env } from '../../../platform/env.ts';
import { at, type Sql, type Tx } from '../../../platform/postgres/database.ts';
import { dataRequestMachine } from '../domain/data-request-machine.ts';
import type { DataClass } from '../domain/decide-erasure.ts';

export type DataRequestKind = 'export' | 'erasure';
export type DataRequestState = keyof (typeof dataRequestMachine)['states'];

export interface DataRequest {
  readonly applicantId: string;
  readonly requestId: string;
  readonly kind: DataRequestKind;
  readonly state: DataRequestState;
  readonly askedAt: InstantMs;
  readonly dueAt: InstantMs;
  readonly endedAt: InstantMs | undefined;
  /** Of an export that lies ready. */
  readonly fileId: string | undefined;
  /** Of an erasure: how much of each class went. */
  readonly erased: Partial<Record<DataClass, number>> | undefined;
}

interface Row {
  applicant_id: string;
  request_id: string;
  kind: DataRequestKind;
  state: DataRequestState;
  asked_at: number;
  due_at: number;
  ended_at: number | null;
  file_id: string | null;
  result: Partial<Record<DataClass, number>> | null;
}

const COLUMNS = 'applicant_id, request_id, kind, state, asked_at, due_at, ended_at, file_id, result';
const SHOWN_MAX = 50;
const toRequest = (row: Row): DataRequest => ({
  applicantId: row.applicant_id,
  requestId: row.request_id,
  kind: row.kind,
  state: row.state,
  askedAt: instant(row.asked_at),
  dueAt: instant(row.due_at),
  endedAt: row.ended_at === null ? undefined : instant(row.ended_at),
  fileId: row.file_id ?? undefined,
  erased: row.result ?? undefined,
});

/** The newest first. */
export async function dataRequestsOf(sql: Sql, applicantId: string): Promise<DataRequest[]> {
  const rows = await sql.query<Row>(
    `SELECT ${COLUMNS} FROM identity.data_request WHERE applicant_id = $1 ORDER BY request_id DESC LIMIT ${SHOWN_MAX}`,
    [applicantId],
  );
  return rows.map(toRequest);
}

export async function dataRequestOf(
  sql: Sql,
  of: { readonly applicantId: string; readonly requestId: string },
): Promise<DataRequest | undefined> {
  const rows = await sql.query<Row>(
    `SELECT ${COLUMNS} FROM identity.data_request WHERE applicant_id = $1 AND request_id = $2`,
    [of.applicantId, of.requestId],
  );
  return rows[0] === undefined ? undefined : toRequest(rows[0]);
}

/** Requests of everybody that wait, the most urgent first. */
export async function waitingDataRequests(sql: Sql): Promise<DataRequest[]> {
  const rows = await sql.query<Row>(
    `SELECT ${COLUMNS} FROM identity.data_request WHERE state IN ('asked', 'held') ORDER BY due_at LIMIT ${SHOWN_MAX}`,
  );
  return rows.map(toRequest);
}

/** One open request of a kind at a time. @returns its id */
export async function askForData(
  env: Pick<Env, 'clock' | 'ids'>,
  tx: Tx,
  asked: { readonly applicantId: string; readonly kind: DataRequestKind; readonly days: number },
): Promise<Outcome<string, Refusal<'identity.data_request_open'>>> {
  const requestId = env.ids.next('drq');
  const now = env.clock.now();
  const made = await tx.execute(
    `INSERT INTO identity.data_request (applicant_id, request_id, kind, state, asked_at, due_at) VALUES ($1, $2, $3, 'asked', $4, $5)
     ON CONFLICT DO NOTHING`,
    [asked.applicantId, requestId, asked.kind, at(now), at(later(now, asked.days * DAY_MS))],
  );
  return made === 1 ? accept(requestId) : refuse('identity.data_request_open');
}

/** @returns false where the request is not in that state any more */
export async function moveDataRequest(
  env: Pick<Env, 'clock'>,
  tx: Tx,
  move: {
    readonly of: DataRequest;
    readonly to: DataRequestState;
    readonly fileId?: string;
    readonly erased?: Partial<Record<DataClass, number>>;
  },
): Promise<boolean> {
  const { of, to, fileId, erased } = move;
  const isEnd = to !== 'asked' && to !== 'held';
  const count = await tx.execute(
    `UPDATE identity.data_request SET state = $3, ended_at = $4, file_id = $5, result = coalesce($6::jsonb, result)
      WHERE applicant_id = $1 AND request_id = $2 AND state = $7`,
    [
      of.applicantId,
      of.requestId,
      to,
      isEnd ? at(env.clock.now()) : null,
      fileId ?? null,
      erased === undefined ? null : JSON.stringify(erased),
      of.state,
    ],
  );
  return count === 1;
}
