import { HOUR_MS, later } from '../../../kernel/instant.ts';
import type { Env } from '../../../platform/env.ts';
import { at, type Sql } from '../../../platform/postgres/database.ts';

export type CardHolder = 'own' | 'other' | 'unknown';

/** After so long a register that was silent is asked again. */
const UNKNOWN_MS = HOUR_MS;

/** Whose cards a merchant's register answers were about: its own, and all of which nothing more need be asked now. */
export async function knownHolders(
  env: Pick<Env, 'db' | 'clock'>,
  merchantId: string,
): Promise<{ own: string[]; known: string[] }> {
  const rows = await env.db.query<{ card_hash: string; holder: CardHolder }>(
    `SELECT card_hash, holder FROM risk.card_holder WHERE merchant_id = $1 AND (holder <> 'unknown' OR asked_at > $2)`,
    [merchantId, at(later(env.clock.now(), -UNKNOWN_MS))],
  );
  return {
    own: rows.filter((row) => row.holder === 'own').map((row) => row.card_hash),
    known: rows.map((row) => row.card_hash),
  };
}

/** Keeps what the register said of a card that was used at a merchant. */
export async function keepHolder(
  env: Pick<Env, 'clock'> & { readonly db: Sql },
  of: { readonly merchantId: string; readonly cardHash: string; readonly holder: CardHolder },
): Promise<void> {
  await env.db.execute(
    `INSERT INTO risk.card_holder (merchant_id, card_hash, holder, asked_at) VALUES ($1, $2, $3, $4)
     ON CONFLICT (merchant_id, card_hash) DO UPDATE SET holder = excluded.holder, asked_at = excluded.asked_at`,
    [of.merchantId, of.cardHash, of.holder, at(env.clock.now())],
  );
}
