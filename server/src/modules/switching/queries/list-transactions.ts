/** Card transactions of everybody, or of some merchants, newest first, page by page. */
import { addDays, later, shanghaiInstant, DAY_MS, type CivilDate, type InstantMs } from '../../../kernel/instant.ts';
import { readBackwards, type Backwards, type Place, type Window } from '../../../platform/postgres/backwards.ts';
import { at, type Database, type Sql, type SqlValue } from '../../../platform/postgres/database.ts';
import { readQuietly } from '../../../platform/postgres/read-quietly.ts';
import { KIND_GROUPS, STATE_GROUPS } from './search-transactions.ts';
import { COLUMNS, toTransaction, type CardTransaction, type PaidWith, type TransactionRow } from './transaction-of.ts';

export interface TransactionsAsked {
  /** Of these merchants alone. */
  readonly merchantIds?: readonly string[] | undefined;
  readonly kind?: keyof typeof KIND_GROUPS | undefined;
  readonly state?: Exclude<keyof typeof STATE_GROUPS, 'voided'> | undefined;
  readonly paidWith?: PaidWith | undefined;
  readonly terminalNo?: string | undefined;
  /** A reference number, or its end. */
  readonly rrn?: string | undefined;
  readonly cardTail?: string | undefined;
  readonly responseCode?: string | undefined;
  /** Business dates, inclusive. */
  readonly from?: CivilDate | undefined;
  readonly through?: CivilDate | undefined;
}

/** No host keeps older ones. */
const OLDEST_DAYS = 3_660;

function conditions(filter: TransactionsAsked): { all: string[]; values: SqlValue[] } {
  const values: SqlValue[] = [];
  const all: string[] = [];
  const add = (text: string, value: SqlValue | undefined): void => {
    if (value !== undefined) all.push(text.replaceAll('?', `$${values.push(value)}`));
  };
  add('merchant_id = ANY (?)', filter.merchantIds);
  add('business_date >= ?', filter.from);
  add('business_date <= ?', filter.through);
  add('kind = ANY (?)', filter.kind === undefined ? undefined : KIND_GROUPS[filter.kind]);
  add('state = ANY (?)', filter.state === undefined ? undefined : STATE_GROUPS[filter.state]);
  add('card_kind = ?', filter.paidWith);
  add('terminal_no = ?', filter.terminalNo);
  add('right(rrn, length(?)) = ?', filter.rrn);
  add('right(card_masked, 4) = ?', filter.cardTail);
  add('response_code = ?', filter.responseCode);
  return { all, values };
}

/** The instants within which all of a range of business days lies: a business day begins on the evening before. */
const instantsOf = (filter: TransactionsAsked, now: InstantMs): { floor: InstantMs; ceiling: InstantMs } => ({
  floor:
    filter.from === undefined ? later(now, -OLDEST_DAYS * DAY_MS) : shanghaiInstant(addDays(filter.from, -1), '00:00'),
  ceiling: filter.through === undefined ? later(now, DAY_MS) : shanghaiInstant(addDays(filter.through, 1), '00:00'),
});

const placeOf = ({ createdAt, transactionId }: CardTransaction): Place => ({ at: createdAt, id: transactionId });

/** Of some merchants: by their own index, all in one statement. */
async function ofMerchants(
  sql: Sql,
  asked: { readonly filter: TransactionsAsked; readonly before?: Place | undefined; readonly size: number },
): Promise<Backwards<CardTransaction>> {
  const { all, values } = conditions(asked.filter);
  if (asked.before !== undefined)
    all.push(`(created_at, transaction_id) < ($${values.push(at(asked.before.at))}, $${values.push(asked.before.id)})`);
  const rows = await sql.query<TransactionRow>(
    `SELECT ${COLUMNS} FROM switching.card_transaction WHERE ${all.join(' AND ')}
      ORDER BY created_at DESC, transaction_id DESC LIMIT $${values.push(asked.size + 1)}`,
    values,
  );
  const page = rows.slice(0, asked.size).map(toTransaction);
  const last = page.at(-1);
  const goesOn = rows.length > asked.size && last !== undefined;
  return { rows: page, next: goesOn ? placeOf(last) : undefined, lookedBackTo: undefined };
}

/**
 * The newest first. Where no merchant is named, windows of time are read backwards (`readBackwards`), so that what is rare is looked for a
 * bounded time a page.
 */
export async function listTransactions(
  db: Database,
  asked: {
    readonly filter: TransactionsAsked;
    readonly before?: Place | undefined;
    readonly size: number;
    readonly now: InstantMs;
    readonly wallMs: () => number;
  },
): Promise<Backwards<CardTransaction>> {
  const { filter, size, now, wallMs } = asked;
  if (filter.merchantIds !== undefined) return readQuietly({ db }, (tx) => ofMerchants(tx, asked));
  const { floor, ceiling } = instantsOf(filter, now);
  const before = asked.before ?? { at: ceiling, id: '' };
  const read =
    (sql: Sql) =>
    async ({ since, until, most }: Window) => {
      const { all, values } = conditions(filter);
      const param = (value: SqlValue): string => `$${values.push(value)}`;
      all.push(`created_at >= ${param(at(since))} AND created_at < ${param(at(until))}`);
      all.push(`(created_at, transaction_id) < (${param(at(before.at))}, ${param(before.id)})`);
      const rows = await sql.query<TransactionRow>(
        `SELECT ${COLUMNS} FROM switching.card_transaction WHERE ${all.join(' AND ')}
        ORDER BY created_at DESC, transaction_id DESC LIMIT ${param(most)}`,
        values,
      );
      return rows.map(toTransaction);
    };
  return readQuietly({ db }, (tx) => readBackwards({ before, floor, size, wallMs, placeOf }, read(tx)));
}

/** Counted up to `most`. Without a merchant a filter names its days: all of it would be read otherwise. */
export async function countTransactions(sql: Sql, filter: TransactionsAsked, most: number): Promise<number> {
  const { all, values } = conditions(filter);
  const rows = await sql.query<{ count: bigint }>(
    `SELECT count(*) FROM (SELECT FROM switching.card_transaction WHERE ${[...all, 'true'].join(' AND ')} LIMIT $${values.push(most)}) AS found`,
    values,
  );
  return Number(rows[0]?.count ?? 0);
}
