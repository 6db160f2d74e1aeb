import { MINUTE_MS, later, type CivilDate } from '../../../kernel/instant.ts';
import { scheduleDue } from '../../../platform/due.ts';
import type { Env } from '../../../platform/env.ts';
import { at, withTx } from '../../../platform/postgres/database.ts';
import { dayOf } from './days.ts';

const RETRY_MS = 30 * MINUTE_MS;

/**
 * Pays a business day out, once its file has been matched and the network's money is here; before that it waits and says so.
 * One set-based statement makes batches, journals and payouts; running it again finds everything made.
 */
export async function settleDay(env: Env, date: CivilDate): Promise<void> {
  const day = await dayOf(env.db, date);
  if (day === undefined || day.state === 'settled') return;
  await withTx(env, async (tx) => {
    if (day.state !== 'funded') {
      await scheduleDue(tx, { kind: 'settle-day', key: date, at: later(env.clock.now(), RETRY_MS), data: { date } });
      await env.jobs.emit(tx, { kind: 'settlement.waits', audience: ['console'], payload: { date, state: day.state } });
      return;
    }
    await tx.query('SELECT settlement.do_settle_day($1, $2, $3, $4)', [
      date,
      day.payDate,
      day.estimated,
      at(env.clock.now()),
    ]);
    await tx.execute(`UPDATE settlement.day SET state = 'settled' WHERE business_date = $1 AND state = 'funded'`, [
      date,
    ]);
    const payouts = await tx.query<{ merchant_id: string; payout_id: string }>(
      `SELECT p.merchant_id, p.payout_id FROM settlement.payout p JOIN settlement.batch b USING (merchant_id, batch_id) WHERE b.business_date = $1 AND p.state = 'prepared'`,
      [date],
    );
    for (const payout of payouts)
      await env.jobs.enqueue(tx, 'send-payout', { merchantId: payout.merchant_id, payoutId: payout.payout_id });
    await env.jobs.emit(tx, {
      kind: 'day.settled',
      audience: ['console', ...payouts.map((payout) => `merchant:${payout.merchant_id}`)],
      payload: { date, payouts: payouts.length },
    });
  });
}
