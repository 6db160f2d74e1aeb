import { fen, type Fen } from '../../../kernel/fen.ts';
import { instant, isoText, type CivilDate } from '../../../kernel/instant.ts';
import type { Sql } from '../../../platform/postgres/database.ts';
import type { DepositRefundState } from '../domain/refund-machine.ts';
import type { DepositKey } from '../commands/deposit-clock.ts';

export interface DepositRefund extends DepositKey {
  readonly refundId: string;
  readonly amount: Fen;
  readonly state: DepositRefundState;
  readonly way: 'card' | 'account';
  readonly askedBy: 'merchant' | 'machine';
  readonly askedAt: string;
  /** Working days promised end with this day. */
  readonly dueOn: CivilDate;
  /** Why it waits, or why the last way was closed. */
  readonly reason: string | undefined;
  readonly accountId: string | undefined;
  readonly tries: number;
  /** How often it began anew: each is another order to the bank. */
  readonly rounds: number;
  readonly settledAt: string | undefined;
}

export async function refundOf(sql: Sql, key: DepositKey): Promise<DepositRefund | undefined> {
  const rows = await sql.query<{
    refund_id: string;
    amount_fen: bigint;
    state: DepositRefundState;
    way: 'card' | 'account';
    asked_by: 'merchant' | 'machine';
    asked_at: number;
    due_on: CivilDate;
    reason: string | null;
    account_id: string | null;
    tries: number;
    rounds: number;
    settled_at: number | null;
  }>(
    `SELECT refund_id, amount_fen, state, way, asked_by, asked_at, due_on, reason, account_id, tries, rounds, settled_at FROM deposits.refund
      WHERE merchant_id = $1 AND deposit_id = $2`,
    [key.merchantId, key.depositId],
  );
  const row = rows[0];
  if (row === undefined) return undefined;
  return {
    ...key,
    refundId: row.refund_id,
    amount: fen(row.amount_fen),
    state: row.state,
    way: row.way,
    askedBy: row.asked_by,
    askedAt: isoText(instant(row.asked_at)),
    dueOn: row.due_on,
    reason: row.reason ?? undefined,
    accountId: row.account_id ?? undefined,
    tries: row.tries,
    rounds: row.rounds,
    settledAt: row.settled_at === null ? undefined : isoText(instant(row.settled_at)),
  };
}

/** What counted, a day each; days without a sale are left out. */
export async function progressOf(sql: Sql, key: DepositKey): Promise<{ day: CivilDate; counted: Fen }[]> {
  const rows = await sql.query<{ day: CivilDate; counted_fen: bigint }>(
    'SELECT day, counted_fen FROM deposits.progress WHERE merchant_id = $1 AND deposit_id = $2 ORDER BY day',
    [key.merchantId, key.depositId],
  );
  return rows.map((row) => ({ day: row.day, counted: fen(row.counted_fen) }));
}

export interface TargetAppeal {
  readonly words: string;
  readonly at: string;
  readonly decision: 'granted' | 'refused' | undefined;
  readonly reason: string | undefined;
}

export async function appealOf(sql: Sql, key: DepositKey): Promise<TargetAppeal | undefined> {
  const rows = await sql.query<{
    words: string;
    at: number;
    decision: 'granted' | 'refused' | null;
    reason: string | null;
  }>('SELECT words, at, decision, reason FROM deposits.appeal WHERE merchant_id = $1 AND deposit_id = $2', [
    key.merchantId,
    key.depositId,
  ]);
  const row = rows[0];
  if (row === undefined) return undefined;
  return {
    words: row.words,
    at: isoText(instant(row.at)),
    decision: row.decision ?? undefined,
    reason: row.reason ?? undefined,
  };
}
