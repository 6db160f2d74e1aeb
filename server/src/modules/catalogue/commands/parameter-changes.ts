/** Policy parameters as they are, were and will be, and changes of them by two people. */
import { dateInShanghai, instant, type CivilDate, type InstantMs } from '../../../kernel/instant.ts';
import { accept, refuse, type Outcome, type Refusal } from '../../../kernel/outcome.ts';
import type { Env } from '../../../platform/env.ts';
import { at, withTx, type Sql, type Tx } from '../../../platform/postgres/database.ts';
import {
  decideParameter,
  decideParameterMove,
  type ParameterMoveRefusal,
  type ParameterRefusal,
  type ParameterValue,
} from '../domain/parameter-change.ts';
import type { ParameterChangeState } from '../domain/parameter-change-machine.ts';

export interface ParameterVersion {
  readonly name: string;
  readonly effectiveFrom: CivilDate;
  readonly value: ParameterValue;
  readonly unit: string;
  readonly source: string;
}

export interface ParameterChange {
  readonly changeId: string;
  readonly name: string;
  readonly value: ParameterValue;
  readonly effectiveFrom: CivilDate;
  readonly state: ParameterChangeState;
  readonly reason: string;
  readonly proposedBy: string;
  readonly proposedAt: InstantMs;
  readonly decidedBy: string | undefined;
  readonly decisionReason: string | undefined;
}

/** Every version of every parameter, by name, the latest first. */
export async function parameterVersions(sql: Sql): Promise<ParameterVersion[]> {
  return sql.query<ParameterVersion>(
    `SELECT name, effective_from AS "effectiveFrom", value, unit, source FROM catalogue.policy_parameter ORDER BY name, effective_from DESC`,
  );
}

interface Row {
  change_id: string;
  name: string;
  value: ParameterValue;
  effective_from: CivilDate;
  state: ParameterChangeState;
  reason: string;
  proposed_by: string;
  proposed_at: number;
  decided_by: string | null;
  decision_reason: string | null;
}

const COLUMNS =
  'change_id, name, value, effective_from, state, reason, proposed_by, proposed_at, decided_by, decision_reason';
const LISTED_MAX = 100;

const toChange = (row: Row): ParameterChange => ({
  changeId: row.change_id,
  name: row.name,
  value: row.value,
  effectiveFrom: row.effective_from,
  state: row.state,
  reason: row.reason,
  proposedBy: row.proposed_by,
  proposedAt: instant(row.proposed_at),
  decidedBy: row.decided_by ?? undefined,
  decisionReason: row.decision_reason ?? undefined,
});

/** The newest first. */
export async function parameterChanges(sql: Sql): Promise<ParameterChange[]> {
  const rows = await sql.query<Row>(
    `SELECT ${COLUMNS} FROM catalogue.parameter_change ORDER BY proposed_at DESC LIMIT ${LISTED_MAX}`,
  );
  return rows.map(toChange);
}

interface Wanted {
  readonly name: string;
  readonly typed: string;
  readonly effectiveFrom: CivilDate;
}

/** The unit of a parameter, and what its value on that day would be. */
async function judge(
  env: Pick<Env, 'clock'>,
  sql: Sql,
  { name, typed, effectiveFrom }: Wanted,
): Promise<Outcome<{ value: ParameterValue; unit: string }, ParameterRefusal>> {
  const rows = await sql.query<{ value: ParameterValue; unit: string; effective_from: CivilDate }>(
    `SELECT value, unit, effective_from FROM catalogue.policy_parameter WHERE name = $1 AND effective_from <= $2 ORDER BY effective_from DESC LIMIT 1`,
    [name, effectiveFrom],
  );
  const row = rows[0];
  const today = dateInShanghai(env.clock.now());
  const isTaken = row?.effective_from === effectiveFrom;
  const decided = decideParameter({ typed, before: row?.value, effectiveFrom, today, isTaken });
  return decided.refused ? decided : accept({ value: decided.value, unit: row?.unit ?? '' });
}

/** Proposes a value from a day on; nothing is in force before another person approves. @returns the id */
export async function proposeParameter(
  env: Env,
  of: Wanted & { readonly reason: string; readonly by: string },
): Promise<Outcome<string, ParameterRefusal>> {
  const judged = await judge(env, env.db, of);
  if (judged.refused) return judged;
  const changeId = env.ids.next('pch');
  await env.db.execute(
    `INSERT INTO catalogue.parameter_change (change_id, name, value, effective_from, state, reason, proposed_by, proposed_at)
     VALUES ($1, $2, $3, $4, 'proposed', $5, $6, $7)`,
    [changeId, of.name, JSON.stringify(judged.value.value), of.effectiveFrom, of.reason, of.by, at(env.clock.now())],
  );
  return accept(changeId);
}

export interface MoveParameter {
  readonly changeId: string;
  readonly event: 'approve' | 'refuse' | 'withdraw';
  readonly by: string;
  readonly reason: string;
}
type MoveRefusal = ParameterRefusal | ParameterMoveRefusal | Refusal<'catalogue.parameter_change_unknown'>;

/** A second person approves or refuses, or the first takes it back. Approved, it is judged anew: the day may have begun meanwhile. */
export async function moveParameter(
  env: Env,
  move: MoveParameter,
): Promise<Outcome<Exclude<ParameterChangeState, 'proposed'>, MoveRefusal>> {
  return withTx(env, (tx) => moveOnce(env, tx, move));
}

async function moveOnce(env: Env, tx: Tx, move: MoveParameter): ReturnType<typeof moveParameter> {
  const rows = await tx.query<Row>(
    `SELECT ${COLUMNS} FROM catalogue.parameter_change WHERE change_id = $1 FOR UPDATE`,
    [move.changeId],
  );
  if (rows[0] === undefined) return refuse('catalogue.parameter_change_unknown');
  const change = toChange(rows[0]);
  const moved = decideParameterMove(change, move);
  if (moved.refused) return moved;
  if (moved.value === 'approved') {
    // two approvals for one parameter are decided one after the other
    await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`parameter:${change.name}`]);
    const judged = await judge(env, tx, { ...change, typed: String(change.value) });
    if (judged.refused) return judged;
    await tx.execute(
      `INSERT INTO catalogue.policy_parameter (name, effective_from, value, unit, source) VALUES ($1, $2, $3, $4, $5)`,
      [change.name, change.effectiveFrom, JSON.stringify(change.value), judged.value.unit, change.reason],
    );
  }
  await tx.execute(
    `UPDATE catalogue.parameter_change SET state = $2, decided_by = $3, decided_at = $4, decision_reason = $5 WHERE change_id = $1 AND state = 'proposed'`,
    [change.changeId, moved.value, move.by, at(env.clock.now()), move.reason],
  );
  return accept(moved.value);
}
