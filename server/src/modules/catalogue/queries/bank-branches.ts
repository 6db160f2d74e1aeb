import { pinyin } from 'pinyin-pro';
import type { Sql } from '../../../platform/postgres/database.ts';

export interface BankBranch {
  /** CNAPS code of the large-value payment system, 12 digits. */
  readonly branchCode: string;
  readonly bankName: string;
  readonly branchName: string;
  /** Region code of the city, 6 digits. */
  readonly city: string;
}

interface Row {
  branch_code: string;
  bank_name: string;
  branch_name: string;
  city: string;
}

const FOUND_MAX = 40;
const toBranch = (row: Row): BankBranch => ({
  branchCode: row.branch_code,
  bankName: row.bank_name,
  branchName: row.branch_name,
  city: row.city,
});

/** First letters, so that 杭州文新支行 is found by "hzwx". */
export const lettersOf = (text: string): string =>
  pinyin(text, { toneType: 'none', type: 'array', pattern: 'first', nonZh: 'removed' }).join('');

/** Adds branches or replaces what is known of them. Returns how many rows were written. */
export async function importBranches(sql: Sql, branches: readonly BankBranch[]): Promise<number> {
  let written = 0;
  for (const one of branches)
    written += await sql.execute(
      `INSERT INTO catalogue.bank_branch (branch_code, bank_name, branch_name, city, letters) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (branch_code) DO UPDATE SET bank_name = excluded.bank_name, branch_name = excluded.branch_name, city = excluded.city, letters = excluded.letters`,
      [one.branchCode, one.bankName, one.branchName, one.city, lettersOf(one.branchName)],
    );
  return written;
}

/** Branches by code, bank, city, words of the name or first letters; at most 40. */
export async function findBranches(
  sql: Sql,
  wanted: { readonly words: string; readonly city?: string },
): Promise<BankBranch[]> {
  const words = wanted.words
    .trim()
    .toLowerCase()
    .replace(/[%_\\]/g, '');
  const parts = words.split(/\s+/).filter((part) => part !== '');
  const rows = await sql.query<Row>(
    `SELECT branch_code, bank_name, branch_name, city FROM catalogue.bank_branch
      WHERE ($1::text IS NULL OR left(city, 4) = left($1, 4))
        AND NOT EXISTS (SELECT 1 FROM unnest($2::text[]) part
                         WHERE bank_name || branch_name NOT LIKE '%' || part || '%' AND letters NOT LIKE '%' || part || '%'
                           AND branch_code NOT LIKE part || '%')
      ORDER BY bank_name, branch_name LIMIT ${FOUND_MAX}`,
    [wanted.city ?? null, parts],
  );
  return rows.map(toBranch);
}

export async function branchOf(sql: Sql, branchCode: string): Promise<BankBranch | undefined> {
  const rows = await sql.query<Row>(
    'SELECT branch_code, bank_name, branch_name, city FROM catalogue.bank_branch WHERE branch_code = $1',
    [branchCode],
  );
  return rows[0] === undefined ? undefined : toBranch(rows[0]);
}
