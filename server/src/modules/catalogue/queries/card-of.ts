import type { Sql } from '../../../platform/postgres/database.ts';

/** Whose cards are domestic; whatever else stands in the issuer table is foreign. */
export const DOMESTIC = 'CUP';
export const isForeign = (organisation: string): boolean => organisation !== DOMESTIC;

export interface CardFacts {
  readonly kind: 'debit' | 'credit';
  /** Three letters: CUP, VIS, MCC, JCB, AEX. */
  readonly organisation: string;
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
  const rows = await sql.query<{ card_kind: 'debit' | 'credit'; bank_name: string; organisation: string }>(
    `SELECT card_kind, bank_name, organisation FROM catalogue.bin WHERE card_length = $2 AND left($1, length(prefix)) = prefix ORDER BY length(prefix) DESC LIMIT 1`,
    [pan, pan.length],
  );
  const row = rows[0];
  return row === undefined
    ? undefined
    : { kind: row.card_kind, bankName: row.bank_name, organisation: row.organisation };
}

/** The issuer table as it stands: some thousand rows. For whoever asks of every card that passes. */
export async function readIssuers(sql: Sql): Promise<(pan: string) => CardFacts | undefined> {
  const rows = await sql.query<{
    prefix: string;
    card_length: number;
    card_kind: 'debit' | 'credit';
    bank_name: string;
    organisation: string;
  }>('SELECT prefix, card_length, card_kind, bank_name, organisation FROM catalogue.bin');
  const facts = new Map<string, CardFacts>(
    rows.map(({ card_length: length, prefix, card_kind: kind, bank_name: bankName, organisation }) => [
      `${length}:${prefix}`,
      { kind, bankName, organisation },
    ]),
  );
  const lengths = [...new Set(rows.map((row) => row.prefix.length))].sort((a, b) => b - a);
  return (pan) => {
    for (const length of lengths) {
      const found = facts.get(`${pan.length}:${pan.slice(0, length)}`);
      if (found !== undefined) return found;
    }
    return undefined;
  };
}
