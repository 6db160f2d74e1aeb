import type { Sql } from '../../../platform/postgres/database.ts';
import { nameBeginning } from '../domain/name-keys.ts';

export interface FoundMerchant {
  readonly merchantId: string;
  readonly merchantNo: string;
  readonly name: string;
  readonly state: string;
}

const FOUND_MAX = 20;
/** Beyond every character: what begins with a text sorts before the text with this behind it. */
const END = '\u{10FFFF}';
const COLUMNS = `merchant_id AS "merchantId", merchant_no AS "merchantNo", name, state`;

/** Merchants whose name holds this, in characters, pinyin or first letters; newest first, at most 20. */
export async function merchantsByName(sql: Sql, typed: string): Promise<FoundMerchant[]> {
  const beginning = nameBeginning(typed);
  if (beginning === '') return [];
  return sql.query<FoundMerchant>(
    `SELECT ${COLUMNS} FROM merchants.merchant
      WHERE merchant_id IN (SELECT merchant_id FROM merchants.name_key WHERE key >= $1 AND key < $2 ORDER BY key LIMIT 200)
      ORDER BY merchant_id DESC LIMIT ${FOUND_MAX}`,
    [beginning, `${beginning}${END}`],
  );
}

/** Merchants by their ids, as a search shows them. */
export async function merchantsFound(sql: Sql, merchantIds: readonly string[]): Promise<FoundMerchant[]> {
  return sql.query<FoundMerchant>(
    `SELECT ${COLUMNS} FROM merchants.merchant WHERE merchant_id = ANY ($1) ORDER BY merchant_id DESC LIMIT ${FOUND_MAX}`,
    [merchantIds],
  );
}
