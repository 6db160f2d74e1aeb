import { fen, type Fen } from '../../../kernel/fen.ts';
import { instant, isoText, type CivilDate } from '../../../kernel/instant.ts';
import { step } from '../../../kernel/machine.ts';
import { accept, refuse, type Outcome, type Refusal } from '../../../kernel/outcome.ts';
import type { Env } from '../../../platform/env.ts';
import { at, type Sql, type Tx } from '../../../platform/postgres/database.ts';
import { forfeitMachine, type ForfeitEvent, type ForfeitState } from '../domain/forfeit-machine.ts';
import { tellDeposit, type DepositKey } from './deposit-clock.ts';

export type ForfeitGround = 'early_return' | 'device_lost';

/** Puts a deposit before people. Once: what was opened before stands. */
export async function openForfeit(
  env: Env,
  tx: Tx,
  of: DepositKey & { readonly ground: ForfeitGround; readonly endedOn: CivilDate },
): Promise<void> {
  const opened = await tx.execute(
    `INSERT INTO deposits.forfeit (merchant_id, deposit_id, state, ground, device_ended_on, opened_at) VALUES ($1, $2, 'open', $3, $4, $5)
     ON CONFLICT (merchant_id, deposit_id) DO NOTHING`,
    [of.merchantId, of.depositId, of.ground, of.endedOn, at(env.clock.now())],
  );
  if (opened === 1) await tellDeposit(env, tx, of, { forfeit: 'open' });
}

export type ForfeitRefusal = Refusal<
  'deposits.forfeit_unknown' | 'deposits.forfeit_elsewhere' | 'deposits.second_person'
>;

/** One step of two people. The reason of a proposal is what the merchant will read. */
export async function moveForfeit(
  env: Env,
  tx: Tx,
  of: DepositKey & { readonly event: ForfeitEvent; readonly by: string; readonly reason: string | undefined },
): Promise<Outcome<ForfeitState, ForfeitRefusal>> {
  const rows = await tx.query<{ state: ForfeitState; proposed_by: string | null }>(
    'SELECT state, proposed_by FROM deposits.forfeit WHERE merchant_id = $1 AND deposit_id = $2 FOR UPDATE',
    [of.merchantId, of.depositId],
  );
  const row = rows[0];
  if (row === undefined) return refuse('deposits.forfeit_unknown');
  const to = step(forfeitMachine, row.state, of.event);
  if (to === undefined) return refuse('deposits.forfeit_elsewhere', { state: row.state });
  if (of.event === 'confirm' && row.proposed_by === of.by) return refuse('deposits.second_person');
  const proposes = of.event === 'propose';
  await tx.execute(
    `UPDATE deposits.forfeit SET state = $3, reason = coalesce($4, reason),
            proposed_by = CASE WHEN $5 THEN $6 ELSE proposed_by END, proposed_at = CASE WHEN $5 THEN $7::timestamptz ELSE proposed_at END,
            decided_by = CASE WHEN $5 THEN NULL ELSE $6 END, decided_at = CASE WHEN $5 THEN NULL ELSE $7::timestamptz END
      WHERE merchant_id = $1 AND deposit_id = $2`,
    [of.merchantId, of.depositId, to, of.reason ?? null, proposes, of.by, at(env.clock.now())],
  );
  await tellDeposit(env, tx, of, { forfeit: to });
  return accept(to);
}

export interface Forfeit extends DepositKey {
  readonly amount: Fen;
  readonly terminalId: string;
  readonly state: ForfeitState;
  readonly ground: ForfeitGround;
  readonly deviceEndedOn: CivilDate;
  readonly openedAt: string;
  readonly reason: string | undefined;
  readonly proposedBy: string | undefined;
  readonly decidedBy: string | undefined;
  readonly decidedAt: string | undefined;
}

interface Row {
  merchant_id: string;
  deposit_id: string;
  terminal_id: string;
  amount_fen: bigint;
  state: ForfeitState;
  ground: ForfeitGround;
  device_ended_on: CivilDate;
  opened_at: number;
  reason: string | null;
  proposed_by: string | null;
  decided_by: string | null;
  decided_at: number | null;
}

const ROWS = `SELECT f.merchant_id, f.deposit_id, d.terminal_id, d.amount_fen, f.state, f.ground, f.device_ended_on, f.opened_at, f.reason, f.proposed_by,
  f.decided_by, f.decided_at FROM deposits.forfeit f JOIN deposits.deposit d USING (merchant_id, deposit_id)`;

const toForfeit = (row: Row): Forfeit => ({
  merchantId: row.merchant_id,
  depositId: row.deposit_id,
  terminalId: row.terminal_id,
  amount: fen(row.amount_fen),
  state: row.state,
  ground: row.ground,
  deviceEndedOn: row.device_ended_on,
  openedAt: isoText(instant(row.opened_at)),
  reason: row.reason ?? undefined,
  proposedBy: row.proposed_by ?? undefined,
  decidedBy: row.decided_by ?? undefined,
  decidedAt: row.decided_at === null ? undefined : isoText(instant(row.decided_at)),
});

export async function forfeitOf(sql: Sql, key: DepositKey): Promise<Forfeit | undefined> {
  const rows = await sql.query<Row>(`${ROWS} WHERE f.merchant_id = $1 AND f.deposit_id = $2`, [
    key.merchantId,
    key.depositId,
  ]);
  return rows[0] === undefined ? undefined : toForfeit(rows[0]);
}

/** Those that wait for people first, the oldest first; then what was decided. At most 200. */
export async function listForfeits(sql: Sql): Promise<Forfeit[]> {
  const rows = await sql.query<Row>(
    `${ROWS} ORDER BY (f.state IN ('open', 'proposed')) DESC, f.opened_at, f.deposit_id LIMIT 200`,
  );
  return rows.map(toForfeit);
}
