import {
  HOUR_MS,
  MINUTE_MS,
  addDays,
  instant,
  later,
  shanghaiInstant,
  type CivilDate,
  type InstantMs,
} from '../../../kernel/instant.ts';
import { at, type Database, type SqlValue, type Tx } from '../../../platform/postgres/database.ts';
import { isSaleAccount, transactionOfKey } from '../domain/chart.ts';
import { balanceAsOf } from './trial-balance.ts';
import { readQuietly } from '../../../platform/postgres/read-quietly.ts';

export interface StatementOf {
  readonly account: string;
  /** Only for a merchant's own account; without it, over all merchants. */
  readonly merchantId?: string;
  readonly from: CivilDate;
  readonly to: CivilDate;
}

export interface StatementLine {
  readonly day: CivilDate;
  readonly at: InstantMs;
  readonly journalId: string;
  readonly merchantId: string;
  readonly event: string;
  readonly reference: string;
  readonly transactionId: string | undefined;
  readonly businessDate: CivilDate;
  /** > 0 a debit. */
  readonly amountFen: bigint;
  /** After this line, debit positive. */
  readonly balanceFen: bigint;
}

/** Where a page ends: the line, and the balance after it. */
interface Place {
  readonly day: CivilDate;
  readonly at: number;
  readonly journalId: string;
  readonly merchantId: string;
  readonly seq: number;
  readonly balanceFen: bigint;
}

interface Row {
  booked_on: CivilDate;
  at: number;
  journal_id: string;
  merchant_id: string;
  event: string;
  reference: string;
  idempotency_key: string;
  business_date: CivilDate;
  seq: number;
  amount: bigint;
}

const encode = (place: Place): string =>
  Buffer.from(JSON.stringify({ ...place, balanceFen: place.balanceFen.toString() })).toString('base64url');

/** A cursor is made by us and comes back from a page; what cannot be read begins anew. */
function decode(cursor: string | undefined): Place | undefined {
  if (cursor === undefined || cursor === '') return undefined;
  try {
    const raw = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as Place & { balanceFen: string };
    return { ...raw, balanceFen: BigInt(raw.balanceFen) };
  } catch {
    return undefined;
  }
}

export interface StatementPage {
  readonly lines: readonly StatementLine[];
  /** Where the next page begins; undefined on the last one. */
  readonly next: string | undefined;
}

/** Lines of one account in a period of days of the books, oldest first, each with the balance after it. */
export async function statementPage(
  env: { readonly db: Database },
  of: StatementOf,
  page: { readonly cursor?: string | undefined; readonly limit: number },
): Promise<StatementPage> {
  const place = decode(page.cursor);
  return readQuietly(env, async (tx) => {
    const before = place?.balanceFen ?? (await balanceAsOf(tx, of, { day: addDays(of.from, -1) }));
    const rows = await linesAfter(tx, of, place, page.limit + 1);
    let balance = before;
    const lines = rows.slice(0, page.limit).map((row) => {
      balance += row.amount;
      return lineOf(row, balance);
    });
    const last = rows[page.limit - 1];
    const more = rows.length > page.limit && last !== undefined;
    return { lines, next: more ? encode(placeOf(last, balance)) : undefined };
  });
}

const placeOf = (row: Row, balanceFen: bigint): Place => ({
  day: row.booked_on,
  at: row.at,
  journalId: row.journal_id,
  merchantId: row.merchant_id,
  seq: row.seq,
  balanceFen,
});

const lineOf = (row: Row, balanceFen: bigint): StatementLine => ({
  day: row.booked_on,
  at: instant(row.at),
  journalId: row.journal_id,
  merchantId: row.merchant_id,
  event: row.event,
  reference: row.reference,
  transactionId: transactionOfKey(row.idempotency_key),
  businessDate: row.business_date,
  amountFen: row.amount,
  balanceFen,
});

/** An account that sales touch is read an hour at a time, so that a page of a day with a million sales does not sort the day. */
async function linesAfter(tx: Tx, of: StatementOf, place: Place | undefined, limit: number): Promise<Row[]> {
  if (of.merchantId !== undefined || !isSaleAccount(of.account))
    return readLines(tx, of, { from: place?.day ?? of.from, to: of.to, place, limit });
  const rows: Row[] = [];
  for (const day of await daysOf(tx, of, place?.day ?? of.from)) {
    for (const window of windowsOf(day, place?.day === day ? instant(place.at) : undefined)) {
      if (rows.length >= limit) return rows;
      rows.push(...(await readLines(tx, of, { from: day, to: day, place, limit: limit - rows.length, window })));
    }
  }
  return rows;
}

/** Days of the period on which the account moved: those that are closed say so, those that are open may. */
async function daysOf(tx: Tx, of: StatementOf, from: CivilDate): Promise<CivilDate[]> {
  const rows = await tx.query<{ day: CivilDate }>(
    `SELECT day FROM ledger.day_total WHERE account = $1 AND day BETWEEN $2 AND $3
     UNION
     SELECT DISTINCT booked_on FROM ledger.journal
      WHERE booked_on BETWEEN greatest($2::date, ledger.rolled_up(NULL, NULL) + 1) AND $3 ORDER BY day`,
    [of.account, from, of.to],
  );
  return rows.map((row) => row.day);
}

interface Window {
  readonly from: InstantMs | undefined;
  readonly before: InstantMs | undefined;
}

/** A day of the books by the instants of its journals: quarters of an hour that grow, and whatever lies before and after them. */
function* windowsOf(day: CivilDate, after: InstantMs | undefined): Generator<Window> {
  const end = shanghaiInstant(addDays(day, 1), '00:00');
  let from = after;
  let [edge, span] = [after ?? shanghaiInstant(addDays(day, -1), '23:00'), 15 * MINUTE_MS];
  while (edge < end) {
    edge = later(edge, span);
    yield { from, before: edge };
    from = edge;
    span = Math.min(span * 2, 6 * HOUR_MS);
  }
  yield { from, before: undefined };
}

async function readLines(
  tx: Tx,
  of: StatementOf,
  range: {
    readonly from: CivilDate;
    readonly to: CivilDate;
    readonly place: Place | undefined;
    readonly limit: number;
    readonly window?: Window;
  },
): Promise<Row[]> {
  const values: SqlValue[] = [of.account, range.from, range.to];
  const put = (value: SqlValue): string => `$${values.push(value)}`;
  const wanted = ['j.booked_on BETWEEN $2 AND $3', 'l.account = $1'];
  if (of.merchantId !== undefined) wanted.push(`j.merchant_id = ${put(of.merchantId)}`);
  if (!isSaleAccount(of.account)) wanted.push(`j.event <> 'sale'`);
  if (range.window?.from !== undefined) wanted.push(`j.at >= ${put(at(range.window.from))}`);
  if (range.window?.before !== undefined) wanted.push(`j.at < ${put(at(range.window.before))}`);
  const { place } = range;
  if (place !== undefined)
    wanted.push(
      `(j.booked_on, j.at, j.journal_id COLLATE "C", j.merchant_id COLLATE "C", l.seq) > (${put(place.day)}::date, ${put(at(instant(place.at)))}::timestamptz, ${put(place.journalId)}, ${put(place.merchantId)}, ${put(place.seq)}::bigint)`,
    );
  return tx.query<Row>(
    `SELECT j.booked_on, j.at, j.journal_id, j.merchant_id, j.event, j.reference, j.idempotency_key, j.business_date, l.seq::int AS seq, l.amount
       FROM ledger.journal j CROSS JOIN LATERAL unnest(j.accounts, j.amounts) WITH ORDINALITY AS l (account, amount, seq)
      WHERE ${wanted.join(' AND ')}
      ORDER BY j.booked_on, j.at, j.journal_id COLLATE "C", j.merchant_id COLLATE "C", l.seq LIMIT ${range.limit}`,
    values,
  );
}

export interface StatementSummary {
  readonly openingFen: bigint;
  readonly closingFen: bigint;
  readonly debitFen: bigint;
  readonly creditFen: bigint;
  readonly lineCount: number;
  /** Each day on which it moved, with its balance at the end. */
  readonly days: readonly {
    readonly day: CivilDate;
    readonly debitFen: bigint;
    readonly creditFen: bigint;
    readonly balanceFen: bigint;
  }[];
}

/** What a statement begins and ends with, and its days: from totals, and from journals of open days only. */
export async function statementSummary(env: { readonly db: Database }, of: StatementOf): Promise<StatementSummary> {
  return readQuietly(env, async (tx) => {
    const openingFen = await balanceAsOf(tx, of, { day: addDays(of.from, -1) });
    const rows = await tx.query<{ day: CivilDate; debit: bigint; credit: bigint; lines: bigint }>(
      'SELECT day, debit_fen AS debit, credit_fen AS credit, line_count AS lines FROM ledger.do_account_days($1, $2, $3, $4) ORDER BY day',
      [of.merchantId ?? null, of.account, of.from, of.to],
    );
    let balance = openingFen;
    const days = rows.map((row) => {
      balance += row.debit - row.credit;
      return { day: row.day, debitFen: row.debit, creditFen: row.credit, balanceFen: balance };
    });
    const sum = (of: (row: (typeof rows)[number]) => bigint): bigint => rows.reduce((all, row) => all + of(row), 0n);
    return {
      openingFen,
      closingFen: balance,
      debitFen: sum((row) => row.debit),
      creditFen: sum((row) => row.credit),
      lineCount: Number(sum((row) => row.lines)),
      days,
    };
  });
}
