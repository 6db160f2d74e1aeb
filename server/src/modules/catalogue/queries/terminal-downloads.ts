import type { Sql } from '../../../platform/postgres/database.ts';

/** A public key of a card organisation; hex in upper case, expiry YYYYMMDD. */
export interface Capk {
  readonly rid: string;
  readonly index: string;
  readonly expiry: string;
  readonly modulus: string;
  readonly exponent: string;
  /** Over RID, index, modulus and exponent. */
  readonly sha1: string;
}

export const listCapks = (sql: Sql): Promise<Capk[]> =>
  sql.query(
    'SELECT rid, key_index AS index, expiry, modulus, exponent, sha1 FROM catalogue.capk ORDER BY rid, key_index',
  );

/** An application of a chip and its objects by tag, hex. */
export interface CardApplication {
  readonly aid: string;
  readonly objects: Readonly<Record<string, string>>;
}

export const listApplications = (sql: Sql): Promise<CardApplication[]> =>
  sql.query('SELECT aid, objects FROM catalogue.card_application ORDER BY aid');

export const terminalParameters = (
  sql: Sql,
  kind: 'terminal' | 'contactless',
): Promise<{ tag: string; value: string }[]> =>
  sql.query('SELECT tag, value FROM catalogue.terminal_parameter WHERE kind = $1 ORDER BY tag', [kind]);

export async function noPinPrefixes(sql: Sql, kind: 'addition' | 'black'): Promise<string[]> {
  const rows = await sql.query<{ prefix: string }>(
    'SELECT prefix FROM catalogue.no_pin_prefix WHERE kind = $1 ORDER BY prefix',
    [kind],
  );
  return rows.map((row) => row.prefix);
}
