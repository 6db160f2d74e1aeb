/** What merchants are found by is written with their name; merchants of before it are taken in by a job. */
import type { Env } from '../../../platform/env.ts';
import { withTx, type Tx } from '../../../platform/postgres/database.ts';
import { nameKeys } from '../domain/name-keys.ts';

const AT_ONCE = 500;

/** Writes the keys of a merchant's name anew. */
export async function keepNameKeys(tx: Tx, merchantId: string, name: string): Promise<void> {
  await tx.execute('DELETE FROM merchants.name_key WHERE merchant_id = $1', [merchantId]);
  await tx.execute('INSERT INTO merchants.name_key (key, merchant_id) SELECT unnest($2::text[]), $1', [
    merchantId,
    nameKeys(name),
  ]);
}

/** Takes in merchants that have no keys yet; returns how many. */
export async function nameEarlierMerchants(env: Env): Promise<number> {
  let done = 0;
  for (;;) {
    const rows = await env.db.query<{ merchant_id: string; name: string }>(
      `SELECT m.merchant_id, m.name FROM merchants.merchant m
        WHERE NOT EXISTS (SELECT 1 FROM merchants.name_key k WHERE k.merchant_id = m.merchant_id) LIMIT ${AT_ONCE}`,
    );
    if (rows.length === 0) return done;
    await withTx(env, async (tx) => {
      for (const row of rows) await keepNameKeys(tx, row.merchant_id, row.name);
    });
    done += rows.length;
  }
}
