/** A merchant on the black list has to be cleared out in so many days: a task with a clock. */
import { instant, type InstantMs } from '../../../kernel/instant.ts';
import { step } from '../../../kernel/machine.ts';
import { accept, refuse, type Outcome, type Refusal } from '../../../kernel/outcome.ts';
import type { Env } from '../../../platform/env.ts';
import { at, type Sql, type Tx } from '../../../platform/postgres/database.ts';
import { clearOutMachine, type ClearOutState } from '../domain/proposal-machine.ts';

export interface ClearOut {
  readonly merchantId: string;
  readonly clearOutId: string;
  readonly state: ClearOutState;
  readonly reason: string;
  readonly openedAt: InstantMs;
  readonly dueAt: InstantMs;
  readonly closedAt: InstantMs | undefined;
  readonly note: string | undefined;
}

/** Opens the task of a merchant; undefined where one is open already. */
export async function openClearOut(
  env: Env,
  tx: Tx,
  of: { readonly merchantId: string; readonly reason: string; readonly by: string; readonly dueAt: InstantMs },
): Promise<string | undefined> {
  const clearOutId = env.ids.next('clr');
  const opened = await tx.execute(
    `INSERT INTO risk.clear_out (merchant_id, clear_out_id, state, reason, opened_at, due_at, opened_by) VALUES ($1, $2, 'running', $3, $4, $5, $6)
     ON CONFLICT (merchant_id) WHERE state IN ('running', 'overdue') DO NOTHING`,
    [of.merchantId, clearOutId, of.reason, at(env.clock.now()), at(of.dueAt), of.by],
  );
  return opened === 1 ? clearOutId : undefined;
}

type Moved = Outcome<ClearOutState, Refusal<'risk.clear_out_unknown'>>;

/** Escalates, finishes or drops a task; the row is locked. */
export async function moveClearOut(
  env: Env,
  tx: Tx,
  of: {
    readonly merchantId: string;
    readonly clearOutId: string;
    readonly event: 'escalate' | 'finish' | 'drop';
    readonly by: string;
    readonly note: string;
  },
): Promise<Moved> {
  const key = [of.merchantId, of.clearOutId];
  const rows = await tx.query<{ state: ClearOutState }>(
    'SELECT state FROM risk.clear_out WHERE merchant_id = $1 AND clear_out_id = $2 FOR UPDATE',
    key,
  );
  const state = rows[0]?.state;
  const to = state === undefined ? undefined : step(clearOutMachine, state, of.event);
  if (to === undefined) return refuse('risk.clear_out_unknown');
  const closed = of.event !== 'escalate';
  await tx.execute(
    `UPDATE risk.clear_out SET state = $3, closed_at = $4, closed_by = $5, note = $6 WHERE merchant_id = $1 AND clear_out_id = $2`,
    [...key, to, closed ? at(env.clock.now()) : null, closed ? of.by : null, closed ? of.note : null],
  );
  return accept(to);
}

const LISTED_MAX = 200;

/** Open tasks first, those with the least time left on top. */
export async function listClearOuts(sql: Sql): Promise<ClearOut[]> {
  const rows = await sql.query<{
    merchant_id: string;
    clear_out_id: string;
    state: ClearOutState;
    reason: string;
    opened_at: number;
    due_at: number;
    closed_at: number | null;
    note: string | null;
  }>(
    `SELECT merchant_id, clear_out_id, state, reason, opened_at, due_at, closed_at, note FROM risk.clear_out
      ORDER BY (state NOT IN ('running', 'overdue')), due_at, clear_out_id LIMIT ${LISTED_MAX}`,
  );
  return rows.map((row) => ({
    merchantId: row.merchant_id,
    clearOutId: row.clear_out_id,
    state: row.state,
    reason: row.reason,
    openedAt: instant(row.opened_at),
    dueAt: instant(row.due_at),
    closedAt: row.closed_at === null ? undefined : instant(row.closed_at),
    note: row.note ?? undefined,
  }));
}
