/** What the nights and mornings of a seeded past brought: books, the network's word and money, settlements, payouts. */
import { later, shanghaiInstant, MINUTE_MS, addDays, type CivilDate, type InstantMs } from '../../kernel/instant.ts';
import { nextWorkingDay, type HolidayTable } from '../../kernel/working-days.ts';
import { accounts, closeBooks, postJournal } from '../../modules/ledger/index.ts';
import { settleDay } from '../../modules/settlement/index.ts';
import { scheduleDueOnce } from '../../platform/due.ts';
import { at, withTx } from '../../platform/postgres/database.ts';
import type { SeedEnv } from './seed-env.ts';

export interface Times {
  readonly cutOff: string;
  readonly payoutTime: string;
  readonly holidays: HolidayTable;
}

const BOOKS_AT = '00:30';
const NETWORK_AT = '06:30';
/** The bank has booked what was sent at nine. */
const BOOKED_AFTER = 40 * MINUTE_MS;

/** The last business day of which the network's money is here by now. */
export const lastFunded = (now: InstantMs, today: CivilDate): CivilDate =>
  addDays(today, now >= shanghaiInstant(today, NETWORK_AT) ? -1 : -2);

/** The books of yesterday are closed; nothing where that night is still to come. */
export async function closeYesterday(env: SeedEnv, day: CivilDate, now: InstantMs): Promise<void> {
  const when = shanghaiInstant(day, BOOKS_AT);
  if (when > now) return;
  env.set(when);
  await closeBooks(env, addDays(day, -1));
}

/** The cut-off: the day has its totals and its pay date. */
export async function endDay(env: SeedEnv, day: CivilDate, times: Times): Promise<void> {
  const pay = nextWorkingDay(day, times.holidays);
  await env.db.execute(
    `INSERT INTO settlement.day (business_date, state, closed_at, sale_count, gross_fen, pay_date, estimated)
     SELECT $1, 'closed', $2, count(*)::int, coalesce(sum(amount_fen), 0), $3, $4 FROM switching.v_approved_sale WHERE business_date = $1`,
    [day, at(shanghaiInstant(day, times.cutOff)), pay.date, pay.estimated],
  );
}

/** The network's file has confirmed every sale of the day, and its money is on the reserve account. */
export async function fundDay(env: SeedEnv, day: CivilDate): Promise<void> {
  env.set(shanghaiInstant(addDays(day, 1), NETWORK_AT));
  const now = at(env.clock.now());
  const fileName = `IND${day.slice(2).replaceAll('-', '')}01ACOM`;
  await withTx(env, async (tx) => {
    await tx.execute(
      `INSERT INTO settlement.cleared (merchant_id, business_date, file_name, transactions)
       SELECT merchant_id, business_date, $2, array_agg(transaction_id ORDER BY transaction_id) FROM switching.v_approved_sale
        WHERE business_date = $1 GROUP BY merchant_id, business_date`,
      [day, fileName],
    );
    const [net] = await tx.query<{ fen: bigint; lines: number; fees: bigint }>(
      `SELECT coalesce(sum(l.amount), 0)::bigint AS fen, count(DISTINCT j.journal_id)::int AS lines,
              coalesce(-sum(l.amount) FILTER (WHERE l.amount < 0 AND j.event = 'sale'), 0)::bigint AS fees
         FROM ledger.journal j CROSS JOIN LATERAL unnest(j.accounts, j.amounts) AS l (account, amount)
        -- where books were closed meanwhile, it stands in a later day of them
        WHERE j.booked_on >= $1 AND j.business_date = $1 AND l.account = $2`,
      [day, accounts.networkReceivable('cup', day)],
    );
    const amount = net?.fen ?? 0n;
    await tx.execute(
      `INSERT INTO reconciliation.clearing_file (file_name, business_date, sha256, line_count, bad_line_count, gross_fen, fee_fen, imported_at, load_id,
         matched_count, version, net_fen)
       VALUES ($1, $2, $3, $4, 0, $5, $6, $7, $8, $4, $8, $9)`,
      [
        fileName,
        day,
        'seeded',
        net?.lines ?? 0,
        amount + (net?.fees ?? 0n),
        net?.fees ?? 0n,
        now,
        `seed_${day}`,
        amount,
      ],
    );
    if (amount !== 0n) {
      const entry = `SEED${day.replaceAll('-', '')}`;
      await tx.execute(
        'INSERT INTO reconciliation.arrival (bank_entry_id, business_date, amount_fen, at) VALUES ($1, $2, $3, $4)',
        [entry, day, amount, now],
      );
      await postJournal(env, tx, {
        merchantId: '-',
        date: day,
        event: 'network_arrival',
        idempotencyKey: `arrival:${entry}`,
        reference: entry,
        lines: [
          { account: accounts.bankReserve, amount },
          { account: accounts.networkReceivable('cup', day), amount: -amount },
        ],
      });
    }
    await tx.execute(
      `UPDATE settlement.day SET state = 'funded', network_net_fen = $2 WHERE business_date = $1 AND state = 'closed'`,
      [day, amount],
    );
  });
}

/** What is payable on this day is paid out and booked by the bank; returns how many payouts that were. `heldBack`: a merchant whose payouts of this day the bank has only accepted. */
export async function payDays(
  env: SeedEnv,
  today: CivilDate,
  of: { readonly now: InstantMs; readonly times: Times; readonly heldBack?: string | undefined },
): Promise<number> {
  const when = shanghaiInstant(today, of.times.payoutTime);
  const booked = later(when, BOOKED_AFTER);
  if (booked > of.now) return 0;
  const days = await env.db.query<{ business_date: CivilDate }>(
    `SELECT business_date FROM settlement.day WHERE state = 'funded' AND pay_date = $1 ORDER BY business_date`,
    [today],
  );
  let payouts = 0;
  for (const { business_date: day } of days) {
    env.set(when);
    await settleDay(env, day);
    env.set(booked);
    for (let moved = PAYOUTS_AT_ONCE; moved === PAYOUTS_AT_ONCE; payouts += moved)
      moved = await bookSlice(env, { day, today, heldBack: of.heldBack ?? '' });
  }
  return payouts;
}

/** Payouts that are booked in one transaction. */
const PAYOUTS_AT_ONCE = 2_000;

/** Returns how many it booked; fewer than fit: nothing of the day is left. */
async function bookSlice(
  env: SeedEnv,
  { day, today, heldBack }: { readonly day: CivilDate; readonly today: CivilDate; readonly heldBack: string },
): Promise<number> {
  return withTx(env, async (tx) => {
    const rows = await tx.query<{ n: number }>(
      `WITH next AS (
         SELECT p.merchant_id, p.payout_id FROM settlement.batch b JOIN settlement.payout p USING (merchant_id, batch_id)
          WHERE b.business_date = $1 AND p.state = 'prepared' LIMIT ${PAYOUTS_AT_ONCE}),
       moved AS (
         UPDATE settlement.payout p SET state = CASE WHEN p.merchant_id = $3 THEN 'accepted' ELSE 'paid' END, tries = 1, sent_at = $2::timestamptz - interval '39 minutes',
                settled_at = CASE WHEN p.merchant_id = $3 THEN NULL ELSE $2::timestamptz END, bank_reference = 'BKSEED' || md5(p.payout_id)
           FROM next n WHERE p.merchant_id = n.merchant_id AND p.payout_id = n.payout_id RETURNING p.merchant_id, p.payout_id, p.amount_fen, p.state)
       SELECT (SELECT count(*) FROM moved)::int AS n,
              ledger.do_move_many($4, $2, array_agg(merchant_id), array_agg('jrn_pd_' || payout_id), array_agg('payout_paid'::text), array_agg('paid:' || payout_id),
                array_agg(payout_id), array_agg('m:payout'::text), array_agg('bank:reserve'::text), array_agg(amount_fen)) AS booked
         FROM moved WHERE state = 'paid'`,
      [day, at(env.clock.now()), heldBack, today],
    );
    return rows[0]?.n ?? 0;
  });
}

/** Devices were last heard of when they last sold. */
export async function noteLastSeen(env: SeedEnv, last: CivilDate): Promise<void> {
  await env.db.execute(
    `UPDATE terminals.terminal t SET last_seen_at = s.at
       FROM (SELECT merchant_id, terminal_id, max(created_at) AS at FROM switching.card_transaction WHERE business_date BETWEEN $1::date - 2 AND $1 GROUP BY 1, 2) s
      WHERE t.merchant_id = s.merchant_id AND t.terminal_id = s.terminal_id`,
    [last],
  );
}

/** What nobody has paid yet is due like any other day. */
export async function planUnpaid(env: SeedEnv, times: Times): Promise<void> {
  const days = await env.db.query<{ business_date: CivilDate; pay_date: CivilDate }>(
    `SELECT business_date, pay_date FROM settlement.day WHERE state = 'funded'`,
  );
  await withTx(env, async (tx) => {
    for (const { business_date: date, pay_date: payDate } of days)
      await scheduleDueOnce(tx, {
        kind: 'settle-day',
        key: date,
        at: shanghaiInstant(payDate, times.payoutTime),
        data: { date },
      });
  });
}
