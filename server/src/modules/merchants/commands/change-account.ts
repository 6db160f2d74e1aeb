import type { InstantMs } from '../../../kernel/instant.ts';
import { maskPan } from '../../../kernel/masks.ts';
import type { Env } from '../../../platform/env.ts';
import { at, type Sql, type Tx } from '../../../platform/postgres/database.ts';

export interface AccountChange {
  readonly changeId: string;
  readonly masked: string;
  readonly bankName: string;
  readonly effectiveAt: InstantMs;
}

/** The change that waits for its time, if there is one. */
export async function accountChangeOf(sql: Sql, merchantId: string): Promise<AccountChange | undefined> {
  const rows = await sql.query<AccountChange>(
    `SELECT c.change_id AS "changeId", a.account_masked AS masked, a.bank_name AS "bankName", c.effective_at AS "effectiveAt"
       FROM merchants.account_change c JOIN merchants.settlement_account a ON a.merchant_id = c.merchant_id AND a.account_id = c.new_account_id
      WHERE c.merchant_id = $1 AND c.state = 'cooling'`,
    [merchantId],
  );
  return rows[0];
}

export interface PastAccountChange {
  readonly changeId: string;
  readonly masked: string;
  readonly bankName: string;
  readonly state: 'cooling' | 'done' | 'stopped';
  readonly askedAt: InstantMs;
  readonly effectiveAt: InstantMs;
}

const CHANGES_MAX = 100;

/** Every change of the account that was asked for, newest first. */
export async function accountChangesOf(sql: Sql, merchantId: string): Promise<PastAccountChange[]> {
  return sql.query<PastAccountChange>(
    `SELECT c.change_id AS "changeId", a.account_masked AS masked, a.bank_name AS "bankName", c.state, c.asked_at AS "askedAt", c.effective_at AS "effectiveAt"
       FROM merchants.account_change c JOIN merchants.settlement_account a ON a.merchant_id = c.merchant_id AND a.account_id = c.new_account_id
      WHERE c.merchant_id = $1 ORDER BY c.asked_at DESC, c.change_id DESC LIMIT ${CHANGES_MAX}`,
    [merchantId],
  );
}

/** Writes a verified account down and when it will be paid to. False: another change waits already. */
export async function beginAccountChange(
  env: Env,
  tx: Tx,
  input: {
    readonly merchantId: string;
    readonly changeId: string;
    readonly oldAccountId: string;
    readonly number: string;
    readonly holder: string;
    readonly bankName: string;
    readonly kind: 'personal' | 'corporate';
    /** CNAPS; of corporate accounts. */
    readonly branchCode?: string | undefined;
    readonly effectiveAt: InstantMs;
  },
): Promise<boolean> {
  const { merchantId } = input;
  const accountId = env.ids.next('acc');
  const now = at(env.clock.now());
  const fresh = await tx.execute(
    `INSERT INTO merchants.account_change (merchant_id, change_id, old_account_id, new_account_id, state, asked_at, effective_at)
     VALUES ($1, $2, $3, $4, 'cooling', $5, $6) ON CONFLICT (merchant_id) WHERE state = 'cooling' DO NOTHING`,
    [merchantId, input.changeId, input.oldAccountId, accountId, now, at(input.effectiveAt)],
  );
  if (fresh === 0) return false;
  const seal = (what: string, value: string): string => env.crypto.seal(`merchant:${merchantId}:${what}`, value);
  await tx.execute(
    `INSERT INTO merchants.settlement_account (merchant_id, account_id, account_sealed, account_hash, account_masked, holder_sealed, bank_name, state, created_at, kind, branch_code)
     VALUES ($1, $2, $3, $4, $5, $6, $7, 'coming', $8, $9, $10)`,
    [
      merchantId,
      accountId,
      seal('account', input.number),
      env.crypto.lookup('card', input.number),
      maskPan(input.number),
      seal('holder', input.holder),
      input.bankName,
      now,
      input.kind,
      input.branchCode ?? null,
    ],
  );
  return true;
}

/** Ends the change that waits: `done`, the new account takes the place of the old one; `stopped`, nothing changes. False: none waited. */
export async function endAccountChange(
  env: Env,
  tx: Tx,
  input: { readonly merchantId: string; readonly changeId?: string; readonly to: 'done' | 'stopped' },
): Promise<boolean> {
  const rows = await tx.query<{ old_account_id: string; new_account_id: string }>(
    `UPDATE merchants.account_change SET state = $2, ended_at = $3 WHERE merchant_id = $1 AND state = 'cooling' AND ($4::text IS NULL OR change_id = $4)
     RETURNING old_account_id, new_account_id`,
    [input.merchantId, input.to, at(env.clock.now()), input.changeId ?? null],
  );
  const [change] = rows;
  if (change === undefined) return false;
  const set = (accountId: string, state: string): Promise<number> =>
    tx.execute('UPDATE merchants.settlement_account SET state = $3 WHERE merchant_id = $1 AND account_id = $2', [
      input.merchantId,
      accountId,
      state,
    ]);
  if (input.to === 'done') await set(change.old_account_id, 'replaced');
  await set(change.new_account_id, input.to === 'done' ? 'active' : 'stopped');
  return true;
}
