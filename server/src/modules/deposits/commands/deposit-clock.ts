import { HOUR_MS, addDays, dateInShanghai, later, shanghaiInstant, type CivilDate } from '../../../kernel/instant.ts';
import { scheduleDue } from '../../../platform/due.ts';
import type { Env } from '../../../platform/env.ts';
import { at, type Tx } from '../../../platform/postgres/database.ts';

export interface DepositKey {
  readonly merchantId: string;
  readonly depositId: string;
}

/** Half past midnight: what was sold before 24:00 has been answered by then. */
const LOOK_AT = HOUR_MS / 2;
/** Refunds of a card come within 30 days of the sale, so that older days do not change any more. */
const RECOUNT_DAYS = 31;

export const nextLook = (tx: Tx, key: DepositKey, today: CivilDate): Promise<void> =>
  scheduleDue(tx, {
    kind: 'deposit-day',
    key: key.depositId,
    at: later(shanghaiInstant(addDays(today, 1), '00:00'), LOOK_AT),
    data: { merchantId: key.merchantId, depositId: key.depositId },
  });

/** Day 1 is today: the device of this deposit has become active. Again for the same device changes nothing. */
export async function startDepositClock(
  env: Env,
  tx: Tx,
  of: { readonly merchantId: string; readonly terminalId: string },
): Promise<void> {
  const today = dateInShanghai(env.clock.now());
  const rows = await tx.query<{ deposit_id: string }>(
    `UPDATE deposits.deposit d SET target_from = $3::date, target_last = $3::date + ((terms->>'targetDays')::int - 1)
      WHERE merchant_id = $1 AND terminal_id = $2 AND target_from IS NULL
        AND deposit_id = (SELECT max(deposit_id) FROM deposits.deposit n WHERE n.merchant_id = d.merchant_id AND n.terminal_id = d.terminal_id)
      RETURNING deposit_id`,
    [of.merchantId, of.terminalId, today],
  );
  for (const row of rows) await nextLook(tx, { merchantId: of.merchantId, depositId: row.deposit_id }, today);
}

/** Writes what counted on each day up to yesterday, the last month anew: what was refunded or voided since does not count. */
export async function countDays(
  env: Env,
  tx: Tx,
  key: DepositKey & { readonly terminalNo: string; readonly from: CivilDate; readonly lastDay: CivilDate },
): Promise<void> {
  const today = dateInShanghai(env.clock.now());
  const recount = addDays(today, -RECOUNT_DAYS);
  const from = key.from > recount ? key.from : recount;
  const before = key.lastDay < today ? addDays(key.lastDay, 1) : today;
  await tx.execute(
    'UPDATE deposits.progress SET counted_fen = 0 WHERE merchant_id = $1 AND deposit_id = $2 AND day >= $3',
    [key.merchantId, key.depositId, from],
  );
  await tx.execute(
    `INSERT INTO deposits.progress (merchant_id, deposit_id, day, counted_fen)
     SELECT $1, $2, (c.created_at AT TIME ZONE 'Asia/Shanghai')::date AS day, sum(c.amount_fen)::bigint FROM switching.v_counted_sale c
      WHERE c.merchant_id = $1 AND c.terminal_no = $3 AND c.business_date BETWEEN $4 AND $5 AND c.created_at >= $6 AND c.created_at < $7 GROUP BY 3
     ON CONFLICT (merchant_id, deposit_id, day) DO UPDATE SET counted_fen = excluded.counted_fen`,
    [
      key.merchantId,
      key.depositId,
      key.terminalNo,
      from,
      before, // a sale after 23:00 belongs to the business day that follows
      at(shanghaiInstant(from, '00:00')),
      at(shanghaiInstant(before, '00:00')),
    ],
  );
}

/** Moves the target on from one of its states. False: it is elsewhere. */
export async function moveTarget(
  env: Env,
  tx: Tx,
  key: DepositKey,
  move: { readonly from: string; readonly to: string },
): Promise<boolean> {
  const moved = await tx.execute(
    `UPDATE deposits.deposit SET target_state = $4, target_decided_at = $5 WHERE merchant_id = $1 AND deposit_id = $2 AND target_state = $3`,
    [key.merchantId, key.depositId, move.from, move.to, at(env.clock.now())],
  );
  if (moved === 0) return false;
  await tellDeposit(env, tx, key, { target: move.to });
  return true;
}

export const tellDeposit = (env: Env, tx: Tx, key: DepositKey, more: Readonly<Record<string, string>>): Promise<void> =>
  env.jobs.emit(tx, {
    kind: 'deposit.moved',
    audience: [`merchant:${key.merchantId}`, 'console'],
    payload: { merchantId: key.merchantId, depositId: key.depositId, ...more },
  });
