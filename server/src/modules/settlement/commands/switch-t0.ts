import type { RatePpm } from '../../../kernel/fen.ts';
import { dateInShanghai, DAY_MS, later, type InstantMs } from '../../../kernel/instant.ts';
import type { Env } from '../../../platform/env.ts';
import { at, type Tx } from '../../../platform/postgres/database.ts';
import { putOnSheet } from '../../ledger/index.ts';

/** What was sold before the switch is looked at too: as far back as T+0 looks at all. */
const LOOK_BACK_MS = 15 * DAY_MS;

/** T+0 without being asked, or no more. Saying the same twice changes nothing. */
export async function switchT0(
  env: Env,
  tx: Tx,
  { merchantId, automatic }: { readonly merchantId: string; readonly automatic: boolean },
): Promise<void> {
  const now = env.clock.now();
  await tx.execute(
    `INSERT INTO settlement.t0_switch AS w (merchant_id, automatic, looked_through, changed_at) VALUES ($1, $2, $3, $4)
     ON CONFLICT (merchant_id) DO UPDATE SET automatic = excluded.automatic, looked_through = excluded.looked_through, changed_at = excluded.changed_at
      WHERE w.automatic <> excluded.automatic`,
    [merchantId, automatic, at(later(now, -LOOK_BACK_MS)), at(now)],
  );
}

/** Sales up to `through` have been seen and planned for. */
export async function noteT0Looked(
  tx: Tx,
  of: { readonly merchantId: string; readonly through: InstantMs },
): Promise<void> {
  await tx.execute(
    'UPDATE settlement.t0_switch SET looked_through = greatest(looked_through, $2) WHERE merchant_id = $1',
    [of.merchantId, at(of.through)],
  );
}

/** The merchant's word on a rate, kept for good and on its price sheet from today on; the newest counts. */
export async function agreeT0(
  env: Env,
  tx: Tx,
  { merchantId, ratePpm }: { readonly merchantId: string; readonly ratePpm: RatePpm },
): Promise<void> {
  await tx.query('SELECT switching.do_lock_merchant($1)', [merchantId]); // numbers follow each other
  await tx.execute(
    `INSERT INTO settlement.t0_agreement (merchant_id, agreement_no, rate_ppm, agreed_at)
     SELECT $1, coalesce(max(agreement_no), 0) + 1, $2, $3 FROM settlement.t0_agreement WHERE merchant_id = $1`,
    [merchantId, ratePpm, at(env.clock.now())],
  );
  const from = dateInShanghai(env.clock.now());
  await putOnSheet(env, tx, [{ merchantId, charge: 't0', from, ratePpm }], 'agreed in the app');
}
