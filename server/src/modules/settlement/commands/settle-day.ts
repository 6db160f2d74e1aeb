import { MINUTE_MS, later, type CivilDate } from '../../../kernel/instant.ts';
import { scheduleDue } from '../../../platform/due.ts';
import type { Env } from '../../../platform/env.ts';
import { at, one, withTx, type Tx } from '../../../platform/postgres/database.ts';
import { dayOf, type SettlementDay } from './days.ts';

const RETRY_MS = 30 * MINUTE_MS;
/**
 * Merchants that are paid in one transaction. Sales wait for the balances of their merchant while its slice is written: a thousand take
 * a tenth of a second.
 */
const SLICE_MERCHANTS = 1_000;
/** A notice holds 8,000 bytes, and a merchant's name in it about forty. */
const AUDIENCE_MERCHANTS = 100;

/**
 * Pays a business day out, once its file has been matched and the network's money is here; before that it waits and says so.
 * One statement makes the batches of the day; then its merchants are paid in slices, each a transaction of its own. Ids are made of date
 * and merchant: whoever comes after a crash, or at the same time, goes on where the day stands and pays nobody twice.
 */
export async function settleDay(env: Env, date: CivilDate, sliceMerchants: number = SLICE_MERCHANTS): Promise<void> {
  const day = await dayOf(env.db, date);
  if (day === undefined || day.state === 'settled') return;
  if (day.state === 'closed' || day.state === 'cleared') return withTx(env, (tx) => wait(env, tx, day));
  await withTx(env, (tx) => begin(env, tx, day));
  while (await withTx(env, (tx) => paySlice(env, tx, { date, sliceMerchants })));
}

async function wait(env: Env, tx: Tx, { date, state }: SettlementDay): Promise<void> {
  await scheduleDue(tx, { kind: 'settle-day', key: date, at: later(env.clock.now(), RETRY_MS), data: { date } });
  await env.jobs.emit(tx, { kind: 'settlement.waits', audience: ['console'], payload: { date, state } });
}

/** The batches of the day; nothing where somebody has begun already. The row of the day is held until they are made. */
async function begin(env: Env, tx: Tx, { date, payDate, estimated }: SettlementDay): Promise<void> {
  const now = at(env.clock.now());
  const mine = await tx.execute(
    `UPDATE settlement.day SET state = 'settling', settling_at = $2 WHERE business_date = $1 AND state = 'funded'`,
    [date, now],
  );
  if (mine === 0) return;
  await tx.query('SELECT settlement.do_make_batches($1, $2, $3, $4)', [date, payDate, estimated, now]);
  await tx.execute(
    `UPDATE settlement.day SET merchant_count = (SELECT count(DISTINCT merchant_id) FROM settlement.batch WHERE business_date = $1 AND part <> 't0')
      WHERE business_date = $1`,
    [date],
  );
}

/** The next merchants of a day that is being settled, in the order of their ids; after the last of them the day is settled. */
async function paySlice(
  env: Env,
  tx: Tx,
  { date, sliceMerchants }: { readonly date: CivilDate; readonly sliceMerchants: number },
): Promise<boolean> {
  const [seen] = await tx.query<{ settled_through: string }>(
    `SELECT settled_through FROM settlement.day WHERE business_date = $1 AND state = 'settling'`,
    [date],
  );
  if (seen === undefined) return false;
  const slice = await tx.query<{ merchant_id: string }>(
    `SELECT DISTINCT merchant_id FROM settlement.batch WHERE business_date = $1 AND part <> 't0' AND merchant_id > $2 ORDER BY merchant_id LIMIT $3`,
    [date, seen.settled_through, sliceMerchants],
  );
  const merchants = slice.map((row) => row.merchant_id);
  // merchants are locked before the row of the day, as everybody locks them who moves one merchant's money
  const [debtors] = await tx.query<{ ids: string[] }>('SELECT settlement.do_lock_debtors($1) AS ids', [merchants]);
  const [day] = await tx.query<{ settled_through: string }>(
    `SELECT settled_through FROM settlement.day WHERE business_date = $1 AND state = 'settling' FOR UPDATE`,
    [date],
  );
  if (day === undefined) return false;
  if (day.settled_through !== seen.settled_through) return true; // somebody else has paid this slice meanwhile
  const last = merchants.at(-1);
  if (last === undefined) return finish(env, tx, date);
  const now = at(env.clock.now());
  await tx.query('SELECT settlement.do_pay_batches($1, $2, $3, $4)', [date, merchants, debtors?.ids ?? [], now]);
  await sendPayouts(env, tx, { date, merchants });
  const moved = await tx.query<{ merchant_count: number; merchants_paid: number }>(
    `UPDATE settlement.day SET settled_through = $2, merchants_paid = merchants_paid + $3 WHERE business_date = $1 RETURNING merchant_count, merchants_paid`,
    [date, last, merchants.length],
  );
  const progress = one(moved, 'day');
  for (let from = 0; from < merchants.length; from += AUDIENCE_MERCHANTS)
    await env.jobs.emit(tx, {
      kind: 'day.settling',
      audience: [
        ...(from === 0 ? ['console'] : []),
        ...merchants.slice(from, from + AUDIENCE_MERCHANTS).map((merchantId) => `merchant:${merchantId}`),
      ],
      payload: { date, paid: progress.merchants_paid, of: progress.merchant_count },
    });
  return true;
}

/** Also of merchants that were paid ahead of their slice: see do_see_settled. */
async function sendPayouts(
  env: Env,
  tx: Tx,
  { date, merchants }: { readonly date: CivilDate; readonly merchants: readonly string[] },
): Promise<void> {
  const payouts = await tx.query<{ merchant_id: string; payout_id: string }>(
    `SELECT p.merchant_id, p.payout_id FROM unnest($2::text[]) AS m (merchant)
       JOIN settlement.batch b ON b.merchant_id = m.merchant AND b.business_date = $1 AND b.part <> 't0'
       JOIN settlement.payout p ON p.merchant_id = b.merchant_id AND p.payout_id = 'pay_' || b.batch_id WHERE p.state = 'prepared'`,
    [date, merchants],
  );
  await env.jobs.enqueueMany(
    tx,
    'send-payout',
    payouts.map((payout) => ({ merchantId: payout.merchant_id, payoutId: payout.payout_id })),
  );
}

async function finish(env: Env, tx: Tx, date: CivilDate): Promise<false> {
  const now = at(env.clock.now());
  await tx.query(`SELECT settlement.do_take_advances_back($1, 'arrived', $2)`, [date, now]);
  await tx.query(`SELECT settlement.do_take_advances_back($1, 'collected', $2)`, [date, now]);
  await tx.execute(`UPDATE settlement.day SET state = 'settled' WHERE business_date = $1 AND state = 'settling'`, [
    date,
  ]);
  const made = await tx.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM settlement.batch b JOIN settlement.payout p ON p.merchant_id = b.merchant_id AND p.payout_id = 'pay_' || b.batch_id
      WHERE b.business_date = $1 AND b.part <> 't0'`,
    [date],
  );
  await env.jobs.emit(tx, {
    kind: 'day.settled',
    audience: ['console'],
    payload: { date, payouts: one(made, 'payouts').n },
  });
  return false;
}
