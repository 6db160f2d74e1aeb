/** Requests to change what stands of a merchant: opened, revised, moved; every step is kept. */
import { createHash } from 'node:crypto';
import { step } from '../../../kernel/machine.ts';
import type { Env } from '../../../platform/env.ts';
import { at, one, type Tx } from '../../../platform/postgres/database.ts';
import type { ChangeKind, ChangeRevision } from '../domain/change-content.ts';
import { changeMachine, type ChangeEvent, type ChangeState } from '../domain/change-machine.ts';

export interface ChangeKey {
  readonly merchantId: string;
  readonly changeId: string;
}

/** Opens a request; one of a kind is open at a time, and asked again it is the same one. */
export async function openChange(
  env: Env,
  tx: Tx,
  input: { readonly merchantId: string; readonly kind: ChangeKind },
): Promise<{ readonly changeId: string; readonly fresh: boolean }> {
  const changeId = env.ids.next('chg');
  const now = at(env.clock.now());
  const opened = await tx.execute(
    `INSERT INTO servicing.change_request (merchant_id, change_id, kind, state, opened_at, moved_at) VALUES ($1, $2, $3, 'draft', $4, $4)
     ON CONFLICT (merchant_id, kind) WHERE state NOT IN ('approved', 'rejected', 'withdrawn') DO NOTHING`,
    [input.merchantId, changeId, input.kind, now],
  );
  if (opened === 1) return { changeId, fresh: true };
  const rows = await tx.query<{ change_id: string }>(
    `SELECT change_id FROM servicing.change_request WHERE merchant_id = $1 AND kind = $2 AND state NOT IN ('approved', 'rejected', 'withdrawn')`,
    [input.merchantId, input.kind],
  );
  return { changeId: one(rows, 'open request').change_id, fresh: false };
}

export interface ChangeMove extends ChangeKey {
  readonly from: ChangeState;
  readonly event: ChangeEvent;
  /** `merchant:…`, `machine`, or a member of staff. */
  readonly by: string;
  readonly revisionNo: number;
  readonly reasons?: readonly string[];
  readonly note?: string;
}

/** Moves a request by its machine and keeps the step; false where it is elsewhere by now, and nothing is written. */
export async function moveChange(env: Env, tx: Tx, move: ChangeMove): Promise<boolean> {
  const { merchantId, changeId, from, event } = move;
  const to = step(changeMachine, from, event);
  if (to === undefined) return false;
  const moved = await tx.execute(
    `UPDATE servicing.change_request SET state = $4, moved_at = $5, doubts = CASE WHEN $6 = 'doubt' THEN $7::text[] ELSE doubts END,
            first_by = CASE $6 WHEN 'approve_first' THEN $8 WHEN 'submit' THEN NULL ELSE first_by END, revision_no = $9
      WHERE merchant_id = $1 AND change_id = $2 AND state = $3 AND revision_no = $9 - CASE $6 WHEN 'submit' THEN 1 ELSE 0 END`,
    [merchantId, changeId, from, to, at(env.clock.now()), event, move.reasons ?? [], move.by, move.revisionNo],
  );
  if (moved === 0) return false;
  await keepStep(env, tx, move);
  await env.jobs.emit(tx, {
    kind: 'change.moved',
    audience: [`merchant:${merchantId}`, 'console'],
    payload: { changeId, state: to },
  });
  return true;
}

/** What happened, in the order in which it did. */
export async function keepStep(
  env: Env,
  tx: Tx,
  of: Omit<ChangeMove, 'from' | 'event'> & { readonly event: ChangeEvent | 'effects' },
): Promise<void> {
  await tx.execute(
    `INSERT INTO servicing.change_step (merchant_id, change_id, step_no, event, by_whom, at, revision_no, reasons, note)
     SELECT $1, $2, coalesce(max(step_no), 0) + 1, $3, $4, $5::timestamptz, $6, $7, $8 FROM servicing.change_step WHERE merchant_id = $1 AND change_id = $2`,
    [of.merchantId, of.changeId, of.event, of.by, at(env.clock.now()), of.revisionNo, of.reasons ?? [], of.note ?? ''],
  );
}

const sealed = (key: ChangeKey, revisionNo: number): string => `change:${key.changeId}:${revisionNo}`;

/** Writes what is handed in down, for ever. */
export async function keepChangeRevision(
  env: Env,
  tx: Tx,
  revision: ChangeKey & { readonly revisionNo: number } & ChangeRevision,
): Promise<void> {
  const { content, standing, photosBefore } = revision;
  const text = JSON.stringify({ content, standing, photosBefore });
  await tx.execute(
    `INSERT INTO servicing.change_revision (merchant_id, change_id, revision_no, content_sealed, content_hash, at) VALUES ($1, $2, $3, $4, $5, $6)`,
    [
      revision.merchantId,
      revision.changeId,
      revision.revisionNo,
      env.crypto.seal(sealed(revision, revision.revisionNo), text),
      createHash('sha256').update(text).digest('hex'),
      at(env.clock.now()),
    ],
  );
}
