import type { Sql } from '../../../platform/postgres/database.ts';

export interface CardFacts {
  readonly kind: 'debit' | 'credit';
  readonly bankName: string;
}

/** ISO/IEC 7812-1: the sum with every second digit doubled, from the right, is a multiple of ten. */
export function luhnValid(pan: string): boolean {
  if (!/^\d{13,19}$/.test(pan)) return false;
  let sum = 0;
  for (let i = 0; i < pan.length; i += 1) {
    const digit = Number(pan[pan.length - 1 - i]);
    const doubled = i % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

/** What the issuer table knows of a card number: the longest prefix with the right length wins; undefined when unknown. */
export async function cardOf(sql: Sql, pan: string): Promise<CardFacts | undefined> {
  const rows = await sql.query<{ card_kind: 'debit' | 'credit'; bank_name: string }>(
    `SELECT card_kind, bank_name FROM catalogue.bin WHERE card_length = $2 AND left($1, length(prefix)) = prefix ORDER BY length(prefix) DESC LIMIT 1`,
    [pan, pan.length],
  );
  const row = rows[0];
  return row === undefined ? undefined : { kind: row.card_kind, bankName: row.bank_name };
}
