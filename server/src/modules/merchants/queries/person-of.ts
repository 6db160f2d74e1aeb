import type { Sql } from '../../../platform/postgres/database.ts';

/** A person as merchants know one: a keyed hash of the identity number. */
export interface MicroPerson {
  readonly person: string;
  /** Every merchant without a licence of that person, closed ones too: what they took counts. */
  readonly merchantIds: readonly string[];
}

/** Whose rules for merchants without a licence this merchant falls under; undefined for one that has a licence. */
export async function microPersonOf(sql: Sql, merchantId: string): Promise<MicroPerson | undefined> {
  const rows = await sql.query<{ id_hash: string; merchant_id: string }>(
    `SELECT o.id_hash, o.merchant_id FROM merchants.merchant m JOIN merchants.merchant o ON o.id_hash = m.id_hash AND o.kind = 'individual'
      WHERE m.merchant_id = $1 AND m.kind = 'individual' ORDER BY o.merchant_id`,
    [merchantId],
  );
  const [first] = rows;
  return first === undefined ? undefined : { person: first.id_hash, merchantIds: rows.map((row) => row.merchant_id) };
}
