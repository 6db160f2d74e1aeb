/** 归档调取: an older receipt is asked for, fetched by the machine, and readable for some days. */
import {
  addDays,
  instant,
  later,
  MINUTE_MS,
  shanghaiInstant,
  type CivilDate,
  type InstantMs,
} from '../../../kernel/instant.ts';
import { accept, refuse, type Outcome, type Refusal } from '../../../kernel/outcome.ts';
import { scheduleDue } from '../../../platform/due.ts';
import type { Env } from '../../../platform/env.ts';
import { at, type Tx } from '../../../platform/postgres/database.ts';
import type { ArchiveReason } from '../domain/receipt-access.ts';
import { lockMerchant } from './tickets.ts';

const FETCH_QUEUE = 'fetch-archived';
const DAY_BEGINS = '00:00';

export interface NewArchiveRequest {
  readonly merchantId: string;
  readonly transactionId: string;
  readonly reason: ArchiveReason;
  readonly today: CivilDate;
  readonly answerMinutes: number;
  readonly aDayMax: number;
}

/** Asks the archive; asked again while it is open, it is the first request. Answers by when it is there. */
export async function askArchive(
  env: Env,
  tx: Tx,
  input: NewArchiveRequest,
): Promise<Outcome<{ readyBy: InstantMs }, Refusal<'servicing.archive_limit'>>> {
  const { merchantId, transactionId } = input;
  await lockMerchant(tx, merchantId);
  const open = await tx.query<{ ready_by: number }>(
    `SELECT ready_by FROM servicing.archive_request WHERE merchant_id = $1 AND transaction_id = $2 AND state <> 'ended'`,
    [merchantId, transactionId],
  );
  if (open[0] !== undefined) return accept({ readyBy: instant(open[0].ready_by) });
  const asked = await tx.query<{ n: number }>(
    'SELECT count(*)::int AS n FROM servicing.archive_request WHERE merchant_id = $1 AND asked_at >= $2',
    [merchantId, at(shanghaiInstant(input.today, DAY_BEGINS))],
  );
  if ((asked[0]?.n ?? 0) >= input.aDayMax) return refuse('servicing.archive_limit', { most: input.aDayMax });
  const requestId = env.ids.next('arc');
  const now = env.clock.now();
  const readyBy = later(now, input.answerMinutes * MINUTE_MS);
  await tx.execute(
    `INSERT INTO servicing.archive_request (merchant_id, request_id, transaction_id, reason, state, asked_at, ready_by) VALUES ($1, $2, $3, $4, 'asked', $5, $6)`,
    [merchantId, requestId, transactionId, input.reason, at(now), at(readyBy)],
  );
  await env.jobs.enqueue(tx, FETCH_QUEUE, { merchantId, requestId });
  return accept({ readyBy });
}

/** It is there: readable through so many days from today, and archived again after them. A request that is not asked any more is left alone. */
export async function openArchived(
  env: Env,
  tx: Tx,
  of: { readonly merchantId: string; readonly requestId: string; readonly today: CivilDate; readonly days: number },
): Promise<void> {
  const { merchantId, requestId } = of;
  const readableTo = addDays(of.today, of.days);
  const opened = await tx.query<{ transaction_id: string }>(
    `UPDATE servicing.archive_request SET state = 'readable', ready_at = $3, readable_to = $4
      WHERE merchant_id = $1 AND request_id = $2 AND state = 'asked' RETURNING transaction_id`,
    [merchantId, requestId, at(env.clock.now()), readableTo],
  );
  const transactionId = opened[0]?.transaction_id;
  if (transactionId === undefined) return;
  await scheduleDue(tx, {
    kind: 'end-archived',
    key: requestId,
    at: shanghaiInstant(addDays(readableTo, 1), DAY_BEGINS),
    data: { merchantId, requestId },
  });
  await env.jobs.emit(tx, {
    kind: 'archive.moved',
    audience: [`merchant:${merchantId}`],
    payload: { transactionId, state: 'readable' },
  });
}

/** Its days are over. */
export async function closeArchived(
  env: Env,
  tx: Tx,
  of: { readonly merchantId: string; readonly requestId: string },
): Promise<void> {
  await tx.execute(
    `UPDATE servicing.archive_request SET state = 'ended', ended_at = $3 WHERE merchant_id = $1 AND request_id = $2 AND state = 'readable'`,
    [of.merchantId, of.requestId, at(env.clock.now())],
  );
}
