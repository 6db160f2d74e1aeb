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

interface RefundRow {
  merchant_id: string;
  deposit_id: string;
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
}
const REFUND =
  'merchant_id, deposit_id, refund_id, amount_fen, state, way, asked_by, asked_at, due_on, reason, account_id, tries, rounds, settled_at';
/** Rows of the deposits that `$1` (merchants) and `$2` (deposits) name side by side. */
const AMONG = 'WHERE (merchant_id, deposit_id) IN (SELECT * FROM unnest($1::text[], $2::text[]))';
const among = (keys: readonly DepositKey[]): string[][] => [
  keys.map((one) => one.merchantId),
  keys.map((one) => one.depositId),
];

export async function refundOf(sql: Sql, key: DepositKey): Promise<DepositRefund | undefined> {
  return (await refundsAmong(sql, [key])).get(key.depositId);
}

/** By the id of the deposit; those without one are left out. */
export async function refundsAmong(sql: Sql, keys: readonly DepositKey[]): Promise<Map<string, DepositRefund>> {
  const rows = await sql.query<RefundRow>(`SELECT ${REFUND} FROM deposits.refund ${AMONG}`, among(keys));
  return new Map(rows.map((row) => [row.deposit_id, toRefund(row)]));
}

function toRefund(row: RefundRow): DepositRefund {
  return {
    merchantId: row.merchant_id,
    depositId: row.deposit_id,
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

/** How much has counted so far, by the id of the deposit; those without a day are left out. */
export async function countedAmong(sql: Sql, keys: readonly DepositKey[]): Promise<Map<string, Fen>> {
  const rows = await sql.query<{ deposit_id: string; counted_fen: bigint }>(
    `SELECT deposit_id, sum(counted_fen)::bigint AS counted_fen FROM deposits.progress ${AMONG} GROUP BY deposit_id`,
    among(keys),
  );
  return new Map(rows.map((row) => [row.deposit_id, fen(row.counted_fen)]));
}

export interface TargetAppeal {
  readonly words: string;
  readonly at: string;
  readonly decision: 'granted' | 'refused' | undefined;
  readonly reason: string | undefined;
}

export async function appealOf(sql: Sql, key: DepositKey): Promise<TargetAppeal | undefined> {
  return (await appealsAmong(sql, [key])).get(key.depositId);
}

/** By the id of the deposit; those without one are left out. */
export async function appealsAmong(sql: Sql, keys: readonly DepositKey[]): Promise<Map<string, TargetAppeal>> {
  const rows = await sql.query<{
    deposit_id: string;
    words: string;
    at: number;
    decision: 'granted' | 'refused' | null;
    reason: string | null;
  }>(`SELECT deposit_id, words, at, decision, reason FROM deposits.appeal ${AMONG}`, among(keys));
  return new Map(
    rows.map((row) => [
      row.deposit_id,
      {
        words: row.words,
        at: isoText(instant(row.at)),
        decision: row.decision ?? undefined,
        reason: row.reason ?? undefined,
      },
    ]),
  );
}
