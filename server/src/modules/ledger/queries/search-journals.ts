import {
  dateInShanghai,
  DAY_MS,
  HOUR_MS,
  instant,
  later,
  shanghaiInstant,
  addDays,
  type CivilDate,
  type InstantMs,
} from '../../../kernel/instant.ts';
import { timeOfId } from '../../../kernel/ids.ts';
import { at, type Database, type SqlValue, type Tx } from '../../../platform/postgres/database.ts';
import { firstKeysOfTransaction, isSaleAccount, keysOfTransaction, transactionOfKey } from '../domain/chart.ts';
import { readQuietly } from '../../../platform/postgres/read-quietly.ts';

export interface JournalFilter {
  /** Days of the books. */
  readonly from: CivilDate;
  readonly to: CivilDate;
  readonly reference?: string;
  readonly merchantId?: string;
  readonly transactionId?: string;
  readonly journalId?: string;
  readonly account?: string;
  readonly event?: string;
  /** Of any line, on either side. */
  readonly amountFen?: bigint;
}

export interface FoundJournal {
  readonly journalId: string;
  readonly merchantId: string;
  readonly bookedOn: CivilDate;
  readonly businessDate: CivilDate;
  readonly event: string;
  readonly key: string;
  readonly reference: string;
  readonly reverses: string | undefined;
  readonly transactionId: string | undefined;
  readonly at: InstantMs;
  readonly postings: readonly { readonly account: string; readonly amountFen: bigint }[];
}

export interface FoundPage {
  readonly rows: readonly FoundJournal[];
  readonly next: string | undefined;
  /** Set where the search stopped for now: nothing later than this is left out; `next` goes on from here. */
  readonly lookedBackTo: InstantMs | undefined;
}

interface Row {
  journal_id: string;
  merchant_id: string;
  booked_on: CivilDate;
  business_date: CivilDate;
  event: string;
  idempotency_key: string;
  reference: string;
  reverses: string | null;
  at: number;
  accounts: string[];
  amounts: bigint[] | string[];
}

/** Strictly before this in the order of the list; `journalId` is empty where only time counts. */
interface Place {
  readonly at: number;
  readonly journalId: string;
  readonly merchantId: string;
}

const encode = (place: Place): string => Buffer.from(JSON.stringify(place)).toString('base64url');
function decode(cursor: string | undefined): Place | undefined {
  try {
    return cursor === undefined || cursor === ''
      ? undefined
      : (JSON.parse(Buffer.from(cursor, 'base64url').toString()) as Place);
  } catch {
    return undefined;
  }
}

/** Windows of one request: an hour, doubled each time, is a quarter of a year after eleven of them. */
const WINDOWS_MAX = 11;

/**
 * Journals that match, newest first. What names a merchant, a reference, a transaction, a journal, or an account or event that no sale has, is
 * found by an index; everything else is looked for backwards in windows of time, and says how far it has looked.
 */
export async function searchJournals(
  env: { readonly db: Database },
  filter: JournalFilter,
  page: { readonly cursor?: string | undefined; readonly limit: number },
): Promise<FoundPage> {
  const place = decode(page.cursor);
  return readQuietly(env, async (tx) => {
    if (!isSelective(filter)) return searchBackwards(tx, filter, place, page.limit);
    if (filter.transactionId === undefined || filter.merchantId !== undefined)
      return searchAtOnce(tx, filter, place, page.limit);
    const merchantId = await merchantOfTransaction(tx, filter, filter.transactionId);
    return merchantId === undefined
      ? pageOf([], page.limit)
      : searchAtOnce(tx, { ...filter, merchantId }, place, page.limit);
  });
}

/** Days after its id was made within which a transaction has its first journal: an offline sale is told days later. */
const FIRST_JOURNAL_DAYS = 8;

/**
 * With its merchant every key of a transaction is a probe of an index; each key alone is a look at all bloom filters of the period. So
 * the merchant is found first, in the days around the making of the id; where the demo clock has run ahead, in the whole period.
 */
async function merchantOfTransaction(
  tx: Tx,
  filter: JournalFilter,
  transactionId: string,
): Promise<string | undefined> {
  const made = timeOfId(transactionId);
  const day = made === undefined ? undefined : dateInShanghai(instant(made));
  const around = day === undefined ? [] : [{ from: addDays(day, -1), to: addDays(day, FIRST_JOURNAL_DAYS) }];
  for (const period of [...around, filter]) {
    const rows = await tx.query<{ merchant_id: string }>(
      `SELECT merchant_id FROM ledger.journal WHERE booked_on BETWEEN $1 AND $2 AND idempotency_key = ANY ($3::text[]) LIMIT 1`,
      [period.from, period.to, firstKeysOfTransaction(transactionId)],
    );
    if (rows[0] !== undefined) return rows[0].merchant_id;
  }
  return undefined;
}

const isRare = ({ account, event }: JournalFilter): boolean =>
  (event !== undefined && event !== 'sale') || (account !== undefined && !isSaleAccount(account));
const isSelective = (filter: JournalFilter): boolean =>
  isRare(filter) ||
  [filter.merchantId, filter.reference, filter.transactionId, filter.journalId].some((one) => one !== undefined);

async function searchAtOnce(
  tx: Tx,
  filter: JournalFilter,
  place: Place | undefined,
  limit: number,
): Promise<FoundPage> {
  const rows = await read(tx, filter, { place, limit: limit + 1 });
  return pageOf(rows, limit);
}

const pageOf = (rows: readonly Row[], limit: number): FoundPage => {
  const last = rows[limit - 1];
  const more = rows.length > limit && last !== undefined;
  return {
    rows: rows.slice(0, limit).map(found),
    next: more ? encode({ at: last.at, journalId: last.journal_id, merchantId: last.merchant_id }) : undefined,
    lookedBackTo: undefined,
  };
};

async function searchBackwards(
  tx: Tx,
  filter: JournalFilter,
  place: Place | undefined,
  limit: number,
): Promise<FoundPage> {
  const oldest = later(shanghaiInstant(filter.from, '00:00'), -2 * DAY_MS);
  const newest = later(shanghaiInstant(addDays(filter.to, 1), '00:00'), DAY_MS);
  const rows: Row[] = [];
  let [before, span] = [place === undefined ? undefined : instant(place.at), HOUR_MS as number];
  let edge = before ?? (await lastInstant(tx, filter)) ?? newest;
  for (let windows = 0; windows < WINDOWS_MAX; windows += 1) {
    edge = later(edge, -span);
    const last = edge < oldest;
    // the first window holds its own end: what has the instant of the place itself is told apart by its id
    rows.push(
      ...(await read(tx, filter, { place, limit: limit + 1 - rows.length, from: last ? undefined : edge, to: before })),
    );
    if (rows.length > limit || last) return pageOf(rows, limit);
    [before, span] = [later(edge, -1), span * 2];
  }
  return {
    rows: rows.map(found),
    next: encode({ at: edge, journalId: '', merchantId: '' }),
    lookedBackTo: edge,
  };
}

/** Where looking backwards begins: the newest journal that can be in the period, from the last days' totals or the journals since. */
async function lastInstant(tx: Tx, filter: JournalFilter): Promise<InstantMs | undefined> {
  const rows = await tx.query<{ at: number | null }>(
    `SELECT max(at) AS at FROM (
       SELECT max(last_at) AS at FROM ledger.book_day WHERE day <= $1
       UNION ALL SELECT max(at) FROM ledger.journal WHERE booked_on > ledger.rolled_up(NULL, NULL) AND booked_on <= $1) t`,
    [filter.to],
  );
  const newest = rows[0]?.at;
  return newest === null || newest === undefined ? undefined : later(instant(newest), 1);
}

async function read(
  tx: Tx,
  filter: JournalFilter,
  range: {
    readonly place: Place | undefined;
    readonly limit: number;
    readonly from?: InstantMs | undefined;
    readonly to?: InstantMs | undefined;
  },
): Promise<Row[]> {
  const values: SqlValue[] = [filter.from, filter.to];
  const put = (value: SqlValue): string => `$${values.push(value)}`;
  const wanted = ['j.booked_on BETWEEN $1 AND $2', ...conditionsOf(filter, put)];
  if (range.from !== undefined) wanted.push(`j.at >= ${put(at(range.from))}`);
  if (range.to !== undefined) wanted.push(`j.at <= ${put(at(range.to))}`);
  const { place } = range;
  if (place !== undefined)
    wanted.push(
      `(j.at, j.journal_id COLLATE "C", j.merchant_id COLLATE "C") < (${put(at(instant(place.at)))}::timestamptz, ${put(place.journalId)}, ${put(place.merchantId)})`,
    );
  return tx.query<Row>(
    `SELECT j.journal_id, j.merchant_id, j.booked_on, j.business_date, j.event, j.idempotency_key, j.reference, j.reverses, j.at, j.accounts, j.amounts::text[] AS amounts
       FROM ledger.journal j WHERE ${wanted.join(' AND ')}
      ORDER BY j.at DESC, j.journal_id COLLATE "C" DESC, j.merchant_id COLLATE "C" DESC LIMIT ${range.limit}`,
    values,
  );
}

function conditionsOf(filter: JournalFilter, put: (value: SqlValue) => string): string[] {
  const wanted: string[] = [];
  if (filter.merchantId !== undefined) wanted.push(`j.merchant_id = ${put(filter.merchantId)}`);
  if (filter.reference !== undefined) wanted.push(`j.reference = ${put(filter.reference)}`);
  if (filter.journalId !== undefined) wanted.push(`j.journal_id = ${put(filter.journalId)}`);
  if (filter.transactionId !== undefined)
    wanted.push(`j.idempotency_key = ANY (${put(keysOfTransaction(filter.transactionId))}::text[])`);
  if (filter.account !== undefined) wanted.push(`j.accounts @> ${put([filter.account])}::text[]`);
  if (filter.event !== undefined) wanted.push(`j.event = ${put(filter.event)}`);
  if (filter.amountFen !== undefined)
    wanted.push(`j.amounts && ${put([filter.amountFen, -filter.amountFen])}::bigint[]`);
  if (isRare(filter)) wanted.push(`j.event <> 'sale'`);
  return wanted;
}

const found = (row: Row): FoundJournal => ({
  journalId: row.journal_id,
  merchantId: row.merchant_id,
  bookedOn: row.booked_on,
  businessDate: row.business_date,
  event: row.event,
  key: row.idempotency_key,
  reference: row.reference,
  reverses: row.reverses ?? undefined,
  transactionId: transactionOfKey(row.idempotency_key),
  at: instant(row.at),
  postings: row.accounts.map((account, i) => ({ account, amountFen: BigInt(row.amounts[i] ?? 0) })),
});
