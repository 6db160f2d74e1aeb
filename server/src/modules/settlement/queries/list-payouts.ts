/** Payouts, newest first, page by page. */
import { instant, isoText, later, DAY_MS, type InstantMs } from '../../../kernel/instant.ts';
import { readBackwards, type Backwards, type Place, type Window } from '../../../platform/postgres/backwards.ts';
import { at, type Database, type Sql, type SqlValue } from '../../../platform/postgres/database.ts';
import { readQuietly } from '../../../platform/postgres/read-quietly.ts';

export interface PayoutFilter {
  readonly merchantIds?: readonly string[] | undefined;
  readonly state?: string | undefined;
  /** Made from here on, and before that. */
  readonly since?: InstantMs | undefined;
  readonly until?: InstantMs | undefined;
}

export interface ListedPayout {
  readonly payoutId: string;
  readonly merchantId: string;
  readonly amountFen: bigint;
  readonly state: string;
  readonly reason: string | null;
  readonly bankReference: string | null;
  readonly tries: number;
  readonly t0: boolean;
  readonly createdAt: string;
}

type Row = Omit<ListedPayout, 'createdAt'> & { readonly createdAt: number };

const OLDEST_DAYS = 3_660;

function conditions(filter: PayoutFilter): { all: string[]; values: SqlValue[] } {
  const values: SqlValue[] = [];
  const all: string[] = [];
  const add = (text: string, value: SqlValue | undefined): void => {
    if (value !== undefined) all.push(`${text} $${values.push(value)}`);
  };
  if (filter.merchantIds !== undefined) all.push(`p.merchant_id = ANY ($${values.push(filter.merchantIds)})`);
  add('p.state =', filter.state);
  add('p.created_at >=', filter.since === undefined ? undefined : at(filter.since));
  add('p.created_at <', filter.until === undefined ? undefined : at(filter.until));
  return { all, values };
}

const SELECT = `SELECT p.payout_id AS "payoutId", merchant_id AS "merchantId", p.amount_fen AS "amountFen", p.state, p.reason, p.bank_reference AS "bankReference",
       p.tries, b.part = 't0' AS t0, p.created_at AS "createdAt" FROM settlement.payout p JOIN settlement.batch b USING (merchant_id, batch_id)`;

/** The newest first; windows of time are read backwards (`readBackwards`), payouts of one merchant by its key. */
export async function pageOfPayouts(
  db: Database,
  asked: {
    readonly filter: PayoutFilter;
    readonly before?: Place | undefined;
    readonly size: number;
    readonly now: InstantMs;
    readonly wallMs: () => number;
  },
): Promise<Backwards<ListedPayout>> {
  const { filter, now, size, wallMs } = asked;
  const before = asked.before ?? { at: filter.until ?? later(now, DAY_MS), id: '' };
  const floor = filter.since ?? later(now, -OLDEST_DAYS * DAY_MS);
  const placeOf = (row: Row): Place => ({ at: instant(row.createdAt), id: row.payoutId });
  const read =
    (sql: Sql) =>
    ({ since, until, most }: Window) => {
      const { all, values } = conditions(filter);
      const param = (value: SqlValue): string => `$${values.push(value)}`;
      all.push(`p.created_at >= ${param(at(since))} AND p.created_at < ${param(at(until))}`);
      all.push(`(p.created_at, p.payout_id) < (${param(at(before.at))}, ${param(before.id)})`);
      return sql.query<Row>(
        `${SELECT} WHERE ${all.join(' AND ')} ORDER BY p.created_at DESC, p.payout_id DESC LIMIT ${param(most)}`,
        values,
      );
    };
  const found = await readQuietly({ db }, (tx) =>
    readBackwards<Row>({ before, floor, size, wallMs, placeOf }, read(tx)),
  );
  const rows = found.rows.map((row) => ({ ...row, createdAt: isoText(instant(row.createdAt)) }));
  return { ...found, rows };
}

/** Counted up to `most`. */
export async function countPayouts(sql: Sql, filter: PayoutFilter, most: number): Promise<number> {
  const { all, values } = conditions(filter);
  const where = all.length === 0 ? '' : `WHERE ${all.join(' AND ')}`;
  const rows = await sql.query<{ count: bigint }>(
    `SELECT count(*) FROM (SELECT FROM settlement.payout p ${where} LIMIT $${values.push(most)}) AS found`,
    values,
  );
  return Number(rows[0]?.count ?? 0);
}

/** Payouts that are under way, or whose fate the bank has not told. */
export async function countPayoutsOpen(sql: Sql): Promise<number> {
  const rows = await sql.query<{ count: bigint }>(
    `SELECT count(*) FROM settlement.payout WHERE state IN ('prepared', 'sending', 'accepted', 'unknown')`,
  );
  return Number(rows[0]?.count ?? 0);
}

/** A payout that has not come to its end, by its id alone; undefined where there is none such. */
export async function openPayout(
  sql: Sql,
  payoutId: string,
): Promise<{ readonly merchantId: string; readonly payoutId: string; readonly state: string } | undefined> {
  const rows = await sql.query<{ merchantId: string; payoutId: string; state: string }>(
    `SELECT payout_id AS "payoutId", merchant_id AS "merchantId", state FROM settlement.payout
      WHERE state IN ('prepared', 'sending', 'accepted', 'unknown') AND payout_id = $1`,
    [payoutId],
  );
  return rows[0];
}
