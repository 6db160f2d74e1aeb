/** All merchants, newest first, page by page. */
import type { InstantMs } from '../../../kernel/instant.ts';
import type { Env } from '../../../platform/env.ts';
import type { Place } from '../../../platform/postgres/backwards.ts';
import { at, type Sql, type SqlValue } from '../../../platform/postgres/database.ts';
import { COLUMNS, toMerchant, type Merchant, type MerchantRow } from './merchant-of.ts';

export interface MerchantFilter {
  /** These alone; none: nobody. */
  readonly merchantIds?: readonly string[] | undefined;
  readonly state?: string | undefined;
  /** Made from here on. */
  readonly since?: InstantMs | undefined;
  /** And before this. */
  readonly until?: InstantMs | undefined;
}

/** Each condition only where it is asked for: a plan for all of them at once would use no index. */
function conditions(filter: MerchantFilter, before?: Place): { where: string; values: SqlValue[] } {
  const values: SqlValue[] = [];
  const all: string[] = [];
  const add = (text: string, value: SqlValue): void => void all.push(text.replace('?', `$${values.push(value)}`));
  if (filter.merchantIds !== undefined) add('merchant_id = ANY (?)', filter.merchantIds);
  if (filter.state !== undefined) add('state = ?', filter.state);
  if (filter.since !== undefined) add('created_at >= ?', at(filter.since));
  if (filter.until !== undefined) add('created_at < ?', at(filter.until));
  if (before !== undefined)
    all.push(`(created_at, merchant_id) < ($${values.push(at(before.at))}, $${values.push(before.id)})`);
  return { where: all.length === 0 ? '' : `WHERE ${all.join(' AND ')}`, values };
}

export async function listMerchants(
  env: Pick<Env, 'db' | 'crypto'>,
  asked: { readonly filter: MerchantFilter; readonly before?: Place | undefined; readonly most: number },
): Promise<Merchant[]> {
  const { where, values } = conditions(asked.filter, asked.before);
  const rows = await env.db.query<MerchantRow>(
    `SELECT ${COLUMNS} FROM merchants.merchant ${where} ORDER BY created_at DESC, merchant_id DESC LIMIT $${values.push(asked.most)}`,
    values,
  );
  return rows.map((row) => toMerchant(env, row));
}

/** Counted up to `most`. */
export async function countMerchants(sql: Sql, filter: MerchantFilter, most: number): Promise<number> {
  const { where, values } = conditions(filter);
  const rows = await sql.query<{ count: bigint }>(
    `SELECT count(*) FROM (SELECT FROM merchants.merchant ${where} LIMIT $${values.push(most)}) AS found`,
    values,
  );
  return Number(rows[0]?.count ?? 0);
}
