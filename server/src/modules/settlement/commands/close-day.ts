import { addDays, businessDate, shanghaiInstant, type CivilDate } from '../../../kernel/instant.ts';
import { nextWorkingDay, type HolidayTable } from '../../../kernel/working-days.ts';
import { scheduleDueOnce } from '../../../platform/due.ts';
import type { Env } from '../../../platform/env.ts';
import { at, withTx, type Tx } from '../../../platform/postgres/database.ts';

/** Times of day in Shanghai, from the policy. */
export interface DaySchedule {
  readonly cutOff: string;
  readonly clearingTime: string;
  readonly payoutTime: string;
}

/**
 * Sees to it that the running business day will be closed; called at every start, so a new installation begins by itself. Where terminals
 * sold before a worker was ever there, the first day on which they did is closed first, and the others follow it.
 */
export async function ensureNextClose(env: Env, schedule: DaySchedule): Promise<void> {
  const today = businessDate(env.clock.now(), schedule.cutOff);
  await withTx(env, async (tx) => {
    const rows = await tx.query<{ first: CivilDate | null }>(
      `SELECT min(business_date) AS first FROM switching.v_card_transaction WHERE NOT EXISTS (SELECT 1 FROM settlement.day)`,
    );
    const first = rows[0]?.first ?? today;
    await scheduleClose(tx, first < today ? first : today, schedule);
  });
}

const scheduleClose = (tx: Tx, date: CivilDate, schedule: DaySchedule): Promise<void> =>
  scheduleDueOnce(tx, { kind: 'close-day', key: date, at: shanghaiInstant(date, schedule.cutOff), data: { date } });

/**
 * Closes a business day at its cut-off: totals, the T+1 pay date by the working-day calendar, and the dates of what follows
 * (clearing file next morning, payout on the pay date, the next day's own close). Closing twice changes nothing.
 */
export async function closeDay(
  env: Env,
  date: CivilDate,
  schedule: DaySchedule,
  holidays: HolidayTable,
): Promise<void> {
  const pay = nextWorkingDay(date, holidays);
  await withTx(env, async (tx) => {
    const fresh = await tx.execute(
      `INSERT INTO settlement.day (business_date, state, closed_at, sale_count, gross_fen, pay_date, estimated)
       SELECT $1, 'closed', $2, count(*)::int, coalesce(sum(amount_fen), 0), $3, $4 FROM switching.v_approved_sale WHERE business_date = $1
       ON CONFLICT (business_date) DO NOTHING`,
      [date, at(env.clock.now()), pay.date, pay.estimated],
    );
    await scheduleClose(tx, addDays(date, 1), schedule);
    await scheduleDueOnce(tx, {
      kind: 'import-clearing',
      key: date,
      at: shanghaiInstant(addDays(date, 1), schedule.clearingTime),
      data: { date },
    });
    await scheduleDueOnce(tx, {
      kind: 'settle-day',
      key: date,
      at: shanghaiInstant(pay.date, schedule.payoutTime),
      data: { date },
    });
    if (fresh === 1)
      await env.jobs.emit(tx, {
        kind: 'day.closed',
        audience: ['console'],
        payload: { date, payDate: pay.date, estimated: pay.estimated },
      });
  });
}
