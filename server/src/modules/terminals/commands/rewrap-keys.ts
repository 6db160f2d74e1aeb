import type { Sql } from '../../../platform/postgres/database.ts';
import type { KeyUse, KeyVault } from '../key-vault.ts';

interface Stored {
  readonly relation: 'terminals.device' | 'terminals.terminal';
  readonly owner: 'serial_no' | 'merchant_id';
  readonly id: 'serial_no' | 'terminal_id';
  readonly column: string;
  readonly use: KeyUse;
}

const ofTerminal = (column: string, use: KeyUse): Stored => ({
  relation: 'terminals.terminal',
  owner: 'merchant_id',
  id: 'terminal_id',
  column,
  use,
});

/** Every column in which a wrapped key lies; a test compares it with the database. */
export const STORED_KEYS: readonly Stored[] = [
  { relation: 'terminals.device', owner: 'serial_no', id: 'serial_no', column: 'wrapped_key', use: 'device' },
  ofTerminal('wrapped_tmk', 'tmk'),
  ofTerminal('wrapped_pik', 'pik'),
  ofTerminal('wrapped_mak', 'mak'),
  ofTerminal('wrapped_tdk', 'tdk'),
];

/** One page: 500 keys of about 60 bytes, a few milliseconds of AES. */
const PAGE = 500;

export interface Rewrapped {
  /** Keys that stand under the active master key now and did not before. */
  readonly rewrapped: number;
  /** Where keys lie that no master key of this vault opens; they are left as they are. */
  readonly unopened: readonly string[];
}

/** How many stored keys stand under another master key than the active one, or under none that can be told. */
export async function keysToRewrap(sql: Sql, vault: KeyVault): Promise<number> {
  let count = 0;
  for (const { relation, column } of STORED_KEYS) {
    const rows = await sql.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM ${relation} WHERE ${column} IS NOT NULL AND NOT starts_with(${column}, $1)`,
      [vault.wrapsAs],
    );
    count += rows[0]?.n ?? 0;
  }
  return count;
}

/**
 * Brings every stored key under the active master key, page by page, outside of any transaction (a hardware vault is a line away).
 * Broken off, it goes on where it was: what is done is not looked at again. A key that changed meanwhile is left to its writer.
 */
export async function rewrapKeys(
  sql: Sql,
  vault: KeyVault,
  onProgress: (done: number) => void = () => undefined,
): Promise<Rewrapped> {
  let rewrapped = 0;
  const unopened: string[] = [];
  for (const stored of STORED_KEYS) {
    let after: Page['last'] = { owner: '', id: '' };
    for (;;) {
      const page = await rewrapPage(sql, vault, { stored, after });
      rewrapped += page.rewrapped;
      unopened.push(...page.unopened);
      if (page.last === undefined) break;
      after = page.last;
      onProgress(rewrapped);
    }
  }
  return { rewrapped, unopened };
}

interface Page extends Rewrapped {
  readonly last: { readonly owner: string; readonly id: string } | undefined;
}

async function rewrapPage(
  sql: Sql,
  vault: KeyVault,
  { stored, after }: { stored: Stored; after: { owner: string; id: string } | undefined },
): Promise<Page> {
  const { relation, owner, id, column, use } = stored;
  const rows = await sql.query<{ owner: string; id: string; wrapped: string }>(
    `SELECT ${owner} AS owner, ${id} AS id, ${column} AS wrapped FROM ${relation}
      WHERE (${owner}, ${id}) > ($1, $2) AND ${column} IS NOT NULL AND NOT starts_with(${column}, $3) ORDER BY ${owner}, ${id} LIMIT ${PAGE}`,
    [after?.owner ?? '', after?.id ?? '', vault.wrapsAs],
  );
  const fresh = await Promise.all(rows.map((row) => vault.rewrap(row.wrapped, use)));
  const done = rows.flatMap((row, i) => (fresh[i] === undefined ? [] : [{ ...row, fresh: fresh[i] }]));
  const rewrapped = await sql.execute(
    `UPDATE ${relation} AS k SET ${column} = n.fresh
       FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) AS n (owner, id, wrapped, fresh)
      WHERE k.${owner} = n.owner AND k.${id} = n.id AND k.${column} = n.wrapped`,
    [
      done.map((row) => row.owner),
      done.map((row) => row.id),
      done.map((row) => row.wrapped),
      done.map((row) => row.fresh),
    ],
  );
  const unopened = rows.filter((_row, i) => fresh[i] === undefined).map((row) => `${relation}.${column} of ${row.id}`);
  return { rewrapped, unopened, last: rows.length < PAGE ? undefined : rows.at(-1) };
}
