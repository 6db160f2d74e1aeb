import type { Env } from '../../../platform/env.ts';
import { at, type Sql, type Tx } from '../../../platform/postgres/database.ts';

/** What restricts a merchant. Each ends with its own cause; `people` is what operators have written down. */
export type RestrictionReason = 'deposit_unpaid' | 'people' | 'id_expired' | 'licence_expired';

export interface Restriction {
  readonly reason: RestrictionReason;
  /** Milliseconds since 1970. */
  readonly since: number;
  readonly note: string;
}

/** Writes a reason down; an active merchant is restricted from now on. False: this reason stands already. */
export async function restrictMerchant(
  env: Env,
  tx: Tx,
  input: {
    readonly merchantId: string;
    readonly reason: RestrictionReason;
    readonly note: string;
    readonly by: string;
  },
): Promise<boolean> {
  // two that say the same at the same instant: the second waits, and finds the first
  await tx.query('SELECT 1 FROM merchants.merchant WHERE merchant_id = $1 FOR UPDATE', [input.merchantId]);
  const fresh = await tx.execute(
    `INSERT INTO merchants.restriction (merchant_id, reason, begun_at, note, begun_by) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (merchant_id, reason) WHERE ended_at IS NULL DO NOTHING`,
    [input.merchantId, input.reason, at(env.clock.now()), input.note, input.by],
  );
  await standRestricted(tx, input.merchantId);
  return fresh === 1;
}

/** Whoever is active although something restricts it, after a suspension say, is restricted. */
export async function standRestricted(tx: Tx, merchantId: string): Promise<void> {
  await tx.execute(
    `UPDATE merchants.merchant SET state = 'restricted' WHERE merchant_id = $1 AND state = 'active'
        AND EXISTS (SELECT 1 FROM merchants.restriction r WHERE r.merchant_id = $1 AND r.ended_at IS NULL)`,
    [merchantId],
  );
}

/** Ends one reason. `free`: it was the last one, and the merchant is active again if nothing else stops it; undefined: it did not stand. */
export async function liftRestriction(
  env: Env,
  tx: Tx,
  input: {
    readonly merchantId: string;
    readonly reason: RestrictionReason;
    readonly note: string;
    readonly by: string;
  },
): Promise<'free' | 'others_stand' | undefined> {
  const ended = await tx.execute(
    `UPDATE merchants.restriction SET ended_at = $3, ended_by = $4, end_note = $5 WHERE merchant_id = $1 AND reason = $2 AND ended_at IS NULL`,
    [input.merchantId, input.reason, at(env.clock.now()), input.by, input.note],
  );
  if (ended === 0) return undefined;
  if ((await restrictionsOf(tx, input.merchantId)).length > 0) return 'others_stand';
  await tx.execute(`UPDATE merchants.merchant SET state = 'active' WHERE merchant_id = $1 AND state = 'restricted'`, [
    input.merchantId,
  ]);
  return 'free';
}

/** What restricts a merchant now, oldest first. */
export async function restrictionsOf(sql: Sql, merchantId: string): Promise<Restriction[]> {
  return sql.query<Restriction>(
    `SELECT reason, begun_at AS since, note FROM merchants.restriction WHERE merchant_id = $1 AND ended_at IS NULL ORDER BY begun_at, reason`,
    [merchantId],
  );
}
