/** Money of the seeded deposits: paid in or frozen on the day before the first sale, counted at the end. */
import { DAY_MS, HOUR_MS, addDays, later, shanghaiInstant, type CivilDate } from '../../kernel/instant.ts';
import { maskPan } from '../../kernel/masks.ts';
import { accounts, depositAccount } from '../../modules/ledger/index.ts';
import { at, withTx, type Tx } from '../../platform/postgres/database.ts';
import { arrayOf, insertAll } from './insert-all.ts';
import type { SeedEnv } from './seed-env.ts';
import type { ShopTerms, WrittenShop } from './write-shops.ts';

const SECURED_AT = '05:10';
const FREEZE_PAN = '6225757000000017';

/** Deposits of the shops that open on this day. */
export async function secureDeposits(
  env: SeedEnv,
  day: CivilDate,
  { shops, terms }: { readonly shops: readonly WrittenShop[]; readonly terms: ShopTerms },
): Promise<void> {
  const opening = shops.filter((shop) => shop.opened === day);
  if (opening.length === 0) return;
  env.set(shanghaiInstant(day, SECURED_AT));
  await payIn(env, day, { shops: opening.filter((shop) => shop.deposit === 'captured'), terms });
  await freeze(env, day, { shops: opening.filter((shop) => shop.deposit === 'frozen'), terms });
}

type Opening = { readonly shops: readonly WrittenShop[]; readonly terms: ShopTerms };

/** By transfer: on our own account, owed to the merchant. */
async function payIn(env: SeedEnv, day: CivilDate, { shops, terms }: Opening): Promise<void> {
  if (shops.length === 0) return;
  const amountOf = (shop: WrittenShop): bigint => terms.deposit(shop.model).amountFen;
  const entryOf = (shop: WrittenShop): string => `TRSEED${shop.depositId.slice(-19)}`;
  await withTx(env, async (tx) => {
    await tx.execute(
      `UPDATE deposits.deposit d SET state = 'captured', paid_by = 'transfer', pay_in_entry = u.entry, captured_at = $3
         FROM unnest($1::text[], $2::text[]) AS u (merchant, entry) WHERE d.merchant_id = u.merchant AND d.state = 'quoted'`,
      [arrayOf(shops.map((s) => s.merchantId)), arrayOf(shops.map(entryOf)), at(env.clock.now())],
    );
    await tx.query(
      'SELECT ledger.do_move_many($1, $2, $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::bigint[])',
      [
        day,
        at(env.clock.now()),
        arrayOf(shops.map((s) => s.merchantId)),
        arrayOf(shops.map((s) => s.depositId.replace(/^dep/, 'jrn_dp'))),
        arrayOf(shops.map(() => 'deposit_paid_in')),
        arrayOf(shops.map((s) => `pay-in:${entryOf(s)}`)),
        arrayOf(shops.map(entryOf)),
        arrayOf(shops.map(() => accounts.bankOwn)),
        arrayOf(shops.map((s) => depositAccount(s.depositId))),
        arrayOf(shops.map(amountOf)),
      ],
    );
  });
}

/** By a hold on the merchant's own credit card, which the books keep beside the money. */
async function freeze(env: SeedEnv, day: CivilDate, { shops, terms }: Opening): Promise<void> {
  if (shops.length === 0) return;
  const now = env.clock.now();
  await withTx(env, async (tx) => {
    await tx.execute(
      `UPDATE deposits.deposit SET state = 'frozen', paid_by = 'card', hold_id = 'hld_' || deposit_id, transaction_id = 'txn_' || deposit_id,
              card_masked = $3, frozen_at = $2, card_holder = 'own' WHERE merchant_id = ANY ($1) AND state = 'quoted'`,
      [shops.map((s) => s.merchantId), at(now), maskPan(FREEZE_PAN)],
    );
    await writeFreezes(env, tx, { day, shops, terms });
    await tx.query(
      `SELECT ledger.do_open_hold(merchant, 'hld_' || deposit, 'deposit', amount, deposit, 'jrn_' || deposit, $1, $2, $3)
         FROM unnest($4::text[], $5::text[], $6::bigint[]) AS u (merchant, deposit, amount)`,
      [
        day,
        at(now),
        at(later(now, terms.holdDays * DAY_MS)),
        arrayOf(shops.map((s) => s.merchantId)),
        arrayOf(shops.map((s) => s.depositId)),
        arrayOf(shops.map((s) => terms.deposit(s.model).amountFen)),
      ],
    );
  });
}

async function writeFreezes(
  env: SeedEnv,
  tx: Tx,
  { day, shops, terms }: Opening & { readonly day: CivilDate },
): Promise<void> {
  const now = at(env.clock.now());
  const idOf = (shop: WrittenShop): string => `txn_${shop.depositId}`;
  await insertAll(tx, 'switching.card_transaction', shops, [
    ['merchant_id', 'text', (s) => s.merchantId],
    ['transaction_id', 'text', idOf],
    ['business_date', 'date', () => day],
    ['terminal_id', 'text', (s) => s.terminalId],
    ['terminal_no', 'text', (s) => s.terminalNo],
    ['kind', 'text', () => 'deposit_freeze'],
    ['state', 'text', () => 'approved'],
    ['message_class', 'text', () => '01'],
    ['batch_no', 'int', () => 1],
    ['stan', 'text', () => '000001'],
    ['rrn', 'text', (s) => `051000${String(s.index % 1_000_000).padStart(6, '0')}`],
    ['network_stan', 'text', (s) => String(s.index % 1_000_000).padStart(6, '0')],
    ['transmission_time', 'text', () => `${day.slice(5).replace('-', '')}051000`],
    ['amount_fen', 'bigint', (s) => terms.deposit(s.model).amountFen],
    ['card_kind', 'text', () => 'credit'],
    ['card_masked', 'text', () => maskPan(FREEZE_PAN)],
    ['card_hash', 'text', () => env.crypto.lookup('card', FREEZE_PAN)],
    ['card_sealed', 'text', (s) => env.crypto.seal(`transaction:${idOf(s)}`, FREEZE_PAN)],
    ['bank_name', 'text', () => '招商银行'],
    ['entry_mode', 'text', () => '051'],
    ['auth_code', 'text', (s) => String(s.index % 1_000_000).padStart(6, '0')],
    ['response_code', 'text', () => '00'],
    ['request_digest', 'text', idOf],
    ['created_at', 'timestamptz', () => now],
    ['sent_wall_at', 'timestamptz', () => now],
    ['answered_at', 'timestamptz', () => now],
  ]);
}

/** What counted to each target up to the end, and who has reached it; from the next night on each deposit is looked at as usual. */
export async function countDeposits(env: SeedEnv, today: CivilDate): Promise<void> {
  const now = at(env.clock.now());
  await withTx(env, async (tx) => {
    await tx.execute(
      `INSERT INTO deposits.progress (merchant_id, deposit_id, day, counted_fen)
       SELECT d.merchant_id, d.deposit_id, c.business_date, sum(c.amount_fen)::bigint
         FROM deposits.deposit d JOIN switching.v_counted_sale c USING (merchant_id)
        WHERE d.merchant_id LIKE 'mer\\_00seed%' AND c.business_date < $1 GROUP BY 1, 2, 3`,
      [today],
    );
    await tx.execute(
      `UPDATE deposits.deposit d SET target_state = 'qualified', target_decided_at = $1
        WHERE d.merchant_id LIKE 'mer\\_00seed%' AND d.state = 'captured' AND d.target_state = 'counting'
          AND (SELECT sum(p.counted_fen) FROM deposits.progress p WHERE p.merchant_id = d.merchant_id AND p.deposit_id = d.deposit_id) >= (d.terms->>'target')::bigint`,
      [now],
    );
    await tx.execute(
      `INSERT INTO platform.due (kind, key, at, data, state)
       SELECT 'deposit-day', deposit_id, $1, json_build_object('merchantId', merchant_id, 'depositId', deposit_id), 'waiting'
         FROM deposits.deposit WHERE merchant_id LIKE 'mer\\_00seed%' ON CONFLICT DO NOTHING`,
      [at(later(shanghaiInstant(addDays(today, 1), '00:00'), HOUR_MS / 2))],
    );
  });
}
