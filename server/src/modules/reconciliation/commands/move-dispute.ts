import { DAY_MS, later, type InstantMs } from '../../../kernel/instant.ts';
import { cancelDue, scheduleDue } from '../../../platform/due.ts';
import type { Env } from '../../../platform/env.ts';
import { at, type Tx } from '../../../platform/postgres/database.ts';
import type { DisputeEvent, DisputeKind, DisputeState } from '../domain/dispute.ts';

export interface DisputeKey {
  readonly merchantId: string;
  readonly disputeId: string;
}

/** What happened, for its history; `step_no` counts under the lock of the dispute's row. */
export async function noteStep(
  env: Env,
  tx: Tx,
  key: DisputeKey,
  of: { readonly event: DisputeEvent | 'open' | 'more'; readonly by: string; readonly note?: string },
): Promise<void> {
  await tx.execute(
    `INSERT INTO reconciliation.dispute_step (merchant_id, dispute_id, step_no, event, by, note, at)
     SELECT $1, $2, 1 + count(*), $3, $4, $5, $6 FROM reconciliation.dispute_step WHERE merchant_id = $1 AND dispute_id = $2`,
    [key.merchantId, key.disputeId, of.event, of.by, of.note ?? '', at(env.clock.now())],
  );
}

/** Moves a dispute that the caller holds, writes its history, and tells whoever looks. */
export async function moveDispute(
  env: Env,
  tx: Tx,
  key: DisputeKey & { readonly kind: DisputeKind },
  move: { readonly event: DisputeEvent; readonly to: DisputeState; readonly by: string; readonly note?: string },
): Promise<void> {
  await tx.execute(
    'UPDATE reconciliation.dispute SET state = $3, moved_at = $4 WHERE merchant_id = $1 AND dispute_id = $2',
    [key.merchantId, key.disputeId, move.to, at(env.clock.now())],
  );
  await noteStep(env, tx, key, move);
  await tellDispute(env, tx, key, move);
}

/** Told live, and to whoever writes messages to merchants. */
export const tellDispute = (
  env: Env,
  tx: Tx,
  key: DisputeKey & { readonly kind: DisputeKind },
  move: { readonly event: string; readonly to: DisputeState },
): Promise<void> =>
  env.jobs.emit(tx, {
    kind: 'dispute.moved',
    audience: [...(key.merchantId === '-' ? [] : [`merchant:${key.merchantId}`]), 'console'],
    payload: {
      merchantId: key.merchantId,
      disputeId: key.disputeId,
      disputeKind: key.kind,
      event: move.event,
      state: move.to,
    },
  });

/** So long before its time is over a merchant that has said nothing is told again. */
const REMIND_DAYS = 3;

/** The clocks of a dispute: the network's, the merchant's, and when the merchant is told again. */
export async function windClocks(
  tx: Tx,
  key: DisputeKey,
  due: { readonly dueAt: InstantMs; readonly merchantDueAt: InstantMs | undefined },
): Promise<void> {
  const data = { merchantId: key.merchantId, disputeId: key.disputeId };
  await scheduleDue(tx, {
    kind: 'dispute-deadline',
    key: key.disputeId,
    at: due.dueAt,
    data: { ...data, clock: 'network' },
  });
  if (due.merchantDueAt === undefined) return;
  const told = later(due.merchantDueAt, -REMIND_DAYS * DAY_MS);
  for (const [clock, at] of [
    ['remind', told],
    ['merchant', due.merchantDueAt],
  ] as const)
    await scheduleDue(tx, {
      kind: 'dispute-deadline',
      key: `${key.disputeId}:${clock}`,
      at,
      data: { ...data, clock },
    });
}

/** Nothing is waited for any more. */
export async function stopClocks(tx: Tx, key: DisputeKey): Promise<void> {
  await cancelDue(tx, 'dispute-deadline', key.disputeId);
  for (const clock of ['merchant', 'remind']) await cancelDue(tx, 'dispute-deadline', `${key.disputeId}:${clock}`);
}

/** What the merchant bears of a dispute; what all of them have taken of the sale is told to the switch, which refunds it no more. */
export async function setCharged(
  tx: Tx,
  of: DisputeKey & { readonly transactionId: string | null },
  charged: bigint,
): Promise<void> {
  await tx.execute('UPDATE reconciliation.dispute SET charged_fen = $3 WHERE merchant_id = $1 AND dispute_id = $2', [
    of.merchantId,
    of.disputeId,
    charged,
  ]);
  if (of.transactionId === null || of.merchantId === '-') return;
  await tx.query(
    `SELECT switching.do_charge_back($1, $2, (SELECT sum(charged_fen)::bigint FROM reconciliation.dispute WHERE merchant_id = $1 AND transaction_id = $2))`,
    [of.merchantId, of.transactionId],
  );
}
