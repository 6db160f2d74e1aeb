import { addDays, instant, type CivilDate, type InstantMs } from '../../../kernel/instant.ts';
import type { Database, SqlValue, Tx } from '../../../platform/postgres/database.ts';
import { transactionOfKey } from '../domain/chart.ts';
import { readQuietly } from '../../../platform/postgres/read-quietly.ts';
import { balanceAsOf } from './trial-balance.ts';

/** Where money of a merchant stands: with us, or, `merch_recv`, what it owes. */
export const MERCHANT_ACCOUNTS = ['m:pending', 'm:avail', 'm:frozen', 'm:payout', 'merch_recv'] as const;
export type MerchantBalances = Readonly<Record<(typeof MERCHANT_ACCOUNTS)[number], bigint>>;

export interface PeriodOf {
  readonly merchantId: string;
  readonly from: CivilDate;
  readonly to: CivilDate;
}

/** What journals of one event did on one day of the books. Amounts in fen, > 0 in favour of the merchant; fees > 0 where they were taken. */
export interface MonthMove {
  readonly day: CivilDate;
  readonly event: string;
  readonly count: number;
  /** Of these, how many took or gave back a fee, or a surcharge of T+0. */
  readonly feeCount: number;
  readonly surchargeCount: number;
  /** What it changed in all of MERCHANT_ACCOUNTS together. */
  readonly ownFen: bigint;
  readonly feeFen: bigint;
  readonly surchargeFen: bigint;
  /** What it changed in what the merchant owes. */
  readonly debtFen: bigint;
  /** What it changed in the merchant's deposits, which are no money of its sales. */
  readonly depositFen: bigint;
}

export interface PendingDay {
  readonly businessDate: CivilDate;
  readonly amountFen: bigint;
}

export interface MerchantPeriod {
  readonly opening: MerchantBalances;
  readonly closing: MerchantBalances;
  readonly moves: readonly MonthMove[];
  /** What is pending at the end, by the business date that it came with; older than LOOK_BACK_DAYS is not told apart. */
  readonly pending: readonly PendingDay[];
}

/** A day is settled on its next working day: the longest holidays are nine days, and what is looked into may take weeks. */
const LOOK_BACK_DAYS = 45;

/** Lines of one journal added up by what they are to its merchant. */
const SUMS = `CROSS JOIN LATERAL (
  SELECT coalesce(-sum(l.amount) FILTER (WHERE l.account = ANY ($4)), 0)::bigint AS own, coalesce(-sum(l.amount) FILTER (WHERE l.account = 'inc:mdr'), 0)::bigint AS fee,
         coalesce(-sum(l.amount) FILTER (WHERE l.account = 'inc:t0'), 0)::bigint AS surcharge, coalesce(-sum(l.amount) FILTER (WHERE l.account = 'merch_recv'), 0)::bigint AS debt,
         coalesce(-sum(l.amount) FILTER (WHERE l.account LIKE 'deposit:%'), 0)::bigint AS deposit
    FROM unnest(j.accounts, j.amounts) AS l (account, amount)) s`;
/** A fee is the merchant's only where its own money moved with it. */
const FEE = 'CASE WHEN j.accounts && $4 THEN s.fee ELSE 0 END';
const SURCHARGE = 'CASE WHEN j.accounts && $4 THEN s.surcharge ELSE 0 END';

/** A merchant's money over days of the books: what stood before, what moved it, what stands after; one snapshot, so that it adds up. */
export const merchantPeriod = (env: { readonly db: Database }, of: PeriodOf): Promise<MerchantPeriod> =>
  readQuietly(env, async (tx) => ({
    opening: await balancesAt(tx, of.merchantId, addDays(of.from, -1)),
    closing: await balancesAt(tx, of.merchantId, of.to),
    moves: await movesOf(tx, of),
    pending: await pendingOf(tx, of),
  }));

async function balancesAt(tx: Tx, merchantId: string, day: CivilDate): Promise<MerchantBalances> {
  const held: [string, bigint][] = [];
  for (const account of MERCHANT_ACCOUNTS)
    held.push([account, -(await balanceAsOf(tx, { account, merchantId }, { day }))]);
  return Object.fromEntries(held) as unknown as MerchantBalances;
}

const movesOf = (tx: Tx, of: PeriodOf): Promise<MonthMove[]> =>
  tx.query<MonthMove>(
    `SELECT j.booked_on AS day, j.event, count(*)::int AS count, (count(*) FILTER (WHERE ${FEE} <> 0))::int AS "feeCount",
            (count(*) FILTER (WHERE ${SURCHARGE} <> 0))::int AS "surchargeCount", sum(s.own)::bigint AS "ownFen", sum(${FEE})::bigint AS "feeFen",
            sum(${SURCHARGE})::bigint AS "surchargeFen", sum(s.debt)::bigint AS "debtFen", sum(s.deposit)::bigint AS "depositFen"
       FROM ledger.journal j ${SUMS}
      WHERE j.merchant_id = $1 AND j.booked_on BETWEEN $2 AND $3 GROUP BY j.booked_on, j.event ORDER BY j.booked_on, j.event COLLATE "C"`,
    [of.merchantId, of.from, of.to, MERCHANT_ACCOUNTS],
  );

const pendingOf = (tx: Tx, of: PeriodOf): Promise<PendingDay[]> =>
  tx.query<PendingDay>(
    `SELECT j.business_date AS "businessDate", (-sum(l.amount))::bigint AS "amountFen"
       FROM ledger.journal j CROSS JOIN LATERAL unnest(j.accounts, j.amounts) AS l (account, amount)
      WHERE j.merchant_id = $1 AND j.booked_on BETWEEN $2 AND $3 AND j.business_date >= $2 AND l.account = 'm:pending'
      GROUP BY j.business_date HAVING sum(l.amount) <> 0 ORDER BY j.business_date`,
    [of.merchantId, addDays(of.to, -LOOK_BACK_DAYS), of.to],
  );

/** Which journals of a period: of these events or of all but these, and which part of them. */
export interface EntryFilter {
  readonly part: 'principal' | 'fee' | 'surcharge';
  readonly events?: readonly string[];
  readonly except?: readonly string[];
}

export interface MonthEntry {
  readonly day: CivilDate;
  readonly at: InstantMs;
  readonly journalId: string;
  readonly event: string;
  readonly reference: string;
  readonly transactionId: string | undefined;
  /** > 0 in favour of the merchant. */
  readonly amountFen: bigint;
}

const PARTS = {
  principal: `s.own + ${FEE} + ${SURCHARGE}`,
  fee: `-(${FEE})`,
  surcharge: `-(${SURCHARGE})`,
} as const;

/** The journals that a line of a month is made of, oldest first; `after` is the last one of the page before. */
export async function monthEntries(
  env: { readonly db: Database },
  of: PeriodOf,
  page: EntryFilter & {
    readonly after?: { readonly day: CivilDate; readonly journalId: string } | undefined;
    readonly limit: number;
  },
): Promise<MonthEntry[]> {
  const values: SqlValue[] = [of.merchantId, of.from, of.to, MERCHANT_ACCOUNTS];
  const put = (value: SqlValue): string => `$${values.push(value)}`;
  const wanted = [`${PARTS[page.part]} <> 0`];
  if (page.events !== undefined) wanted.push(`j.event = ANY (${put(page.events)}::text[])`);
  if (page.except !== undefined) wanted.push(`j.event <> ALL (${put(page.except)}::text[])`);
  if (page.after !== undefined)
    wanted.push(
      `(j.booked_on, j.journal_id COLLATE "C") > (${put(page.after.day)}::date, ${put(page.after.journalId)}::text)`,
    );
  const rows = await readQuietly(env, (tx) =>
    tx.query<Omit<MonthEntry, 'transactionId' | 'at'> & { at: number; key: string }>(
      `SELECT j.booked_on AS day, j.at, j.journal_id AS "journalId", j.event, j.reference, j.idempotency_key AS key, (${PARTS[page.part]})::bigint AS "amountFen"
         FROM ledger.journal j ${SUMS}
        WHERE j.merchant_id = $1 AND j.booked_on BETWEEN $2 AND $3 AND ${wanted.join(' AND ')}
        ORDER BY j.booked_on, j.journal_id COLLATE "C" LIMIT ${page.limit}`,
      values,
    ),
  );
  return rows.map(({ key, ...row }) => ({ ...row, at: instant(row.at), transactionId: transactionOfKey(key) }));
}
