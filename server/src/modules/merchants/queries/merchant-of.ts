import { must } from '../../../kernel/assert.ts';
import { instant, isoText, type CivilDate } from '../../../kernel/instant.ts';
import type { Env } from '../../../platform/env.ts';
import type { Sql } from '../../../platform/postgres/database.ts';
import { together } from '../../../platform/postgres/together.ts';
import { toOwnLimits, type StoredLimits } from '../commands/own-limits.ts';
import type { OwnLimit } from '../domain/own-limits.ts';
import type { PriceHold } from '../domain/price-day.ts';

export interface Merchant {
  readonly merchantId: string;
  readonly merchantNo: string;
  readonly applicantId: string;
  readonly name: string;
  readonly phone: string;
  readonly address: string;
  readonly principalName: string;
  readonly mcc: string;
  readonly region: string;
  readonly planId: string;
  /** Set where a rise of the plan does not, or does not yet, reach this merchant. */
  readonly priceHold: PriceHold | undefined;
  /** As signed with the application. */
  readonly settlement: 't1' | 't0';
  /** Limits of its own, beside those of the policy. */
  readonly limits: readonly OwnLimit[];
  readonly state: string;
  readonly createdAt: string;
}

export interface SettlementAccount {
  readonly accountId: string;
  readonly kind: 'personal' | 'corporate';
  readonly masked: string;
  readonly bankName: string;
  readonly state: 'active' | 'blocked';
  readonly blockedReason: string | undefined;
}

/** A row of merchants.merchant as it is read here. */
export interface MerchantRow {
  merchant_id: string;
  merchant_no: string;
  applicant_id: string;
  name: string;
  phone_sealed: string;
  address_sealed: string;
  principal_name_sealed: string;
  mcc: string;
  region: string;
  plan_id: string;
  priced_as_of: CivilDate | null;
  priced_until: CivilDate | null;
  settlement: 't1' | 't0';
  limits: StoredLimits | null;
  state: string;
  created_at: number;
}

export const COLUMNS =
  'merchant_id, merchant_no, applicant_id, name, phone_sealed, address_sealed, principal_name_sealed, mcc, region, plan_id, priced_as_of, priced_until, settlement, limits, state, created_at';

export function toMerchant(env: Pick<Env, 'crypto'>, row: MerchantRow): Merchant {
  const open = (what: string, sealed: string): string => env.crypto.open(`merchant:${row.merchant_id}:${what}`, sealed);
  return {
    merchantId: row.merchant_id,
    merchantNo: row.merchant_no,
    applicantId: row.applicant_id,
    name: row.name,
    phone: open('phone', row.phone_sealed),
    address: open('address', row.address_sealed),
    principalName: open('principal', row.principal_name_sealed),
    mcc: row.mcc,
    region: row.region,
    planId: row.plan_id,
    priceHold: row.priced_as_of === null ? undefined : { asOf: row.priced_as_of, until: row.priced_until ?? undefined },
    settlement: row.settlement,
    limits: toOwnLimits(row.limits),
    state: row.state,
    createdAt: isoText(instant(row.created_at)),
  };
}

type Readable = Pick<Env, 'db' | 'crypto'>;

/** A gateway reads its merchants anew every few seconds, those that came together in the same moment. */
const askTogether = together<{ readonly env: Readable; readonly merchantId: string }, Merchant | undefined>({
  atOnceMax: 2,
  gatherMs: 0,
  sizeMax: 64,
  waitingMax: 16_000,
  async run(db, asked) {
    const rows = await db.query<MerchantRow>(
      `SELECT ${COLUMNS} FROM merchants.merchant WHERE merchant_id = ANY ($1)`,
      [asked.map(({ merchantId }) => merchantId)],
      { preparedAs: 'merchants_by_id' },
    );
    const byId = new Map(rows.map((row) => [row.merchant_id, row]));
    return asked.map(({ env, merchantId }) => {
      const row = byId.get(merchantId);
      return row === undefined ? undefined : toMerchant(env, row);
    });
  },
});

export async function merchantOf(env: Readable, merchantId: string): Promise<Merchant> {
  return must(await askTogether(env.db, { env, merchantId }), `merchant ${merchantId}`);
}

/** The newest merchant of an applicant. */
export async function merchantByApplicant(
  env: Pick<Env, 'db' | 'crypto'>,
  applicantId: string,
): Promise<Merchant | undefined> {
  const rows = await env.db.query<{ merchant_id: string }>(
    'SELECT merchant_id FROM merchants.applicant_directory WHERE applicant_id = $1 ORDER BY merchant_id DESC LIMIT 1',
    [applicantId],
  );
  return rows[0] === undefined ? undefined : merchantOf(env, rows[0].merchant_id);
}

/** The application that a merchant was made of. */
export async function applicationOfMerchant(sql: Sql, merchant: Merchant): Promise<string> {
  const rows = await sql.query<{ application_id: string }>(
    'SELECT application_id FROM merchants.applicant_directory WHERE applicant_id = $1 AND merchant_id = $2',
    [merchant.applicantId, merchant.merchantId],
  );
  return must(rows[0], `application of merchant ${merchant.merchantId}`).application_id;
}

/** Whose merchant number this is. */
export async function merchantByNo(sql: Sql, merchantNo: string): Promise<string | undefined> {
  const rows = await sql.query<{ merchant_id: string }>(
    'SELECT merchant_id FROM merchants.merchant_no_directory WHERE merchant_no = $1',
    [merchantNo],
  );
  return rows[0]?.merchant_id;
}

/** Numbers of merchants by their ids; what is no merchant's id is left out. */
export async function merchantNumbers(sql: Sql, merchantIds: readonly string[]): Promise<Map<string, string>> {
  const rows = await sql.query<{ merchant_id: string; merchant_no: string }>(
    'SELECT merchant_id, merchant_no FROM merchants.merchant WHERE merchant_id = ANY ($1)',
    [merchantIds],
  );
  return new Map(rows.map((row) => [row.merchant_id, row.merchant_no]));
}

/** Numbers and names of merchants by their ids; what is no merchant's id is left out. */
export async function merchantNames(
  sql: Sql,
  merchantIds: readonly string[],
): Promise<Map<string, { readonly merchantNo: string; readonly name: string }>> {
  const rows = await sql.query<{ merchant_id: string; merchant_no: string; name: string }>(
    'SELECT merchant_id, merchant_no, name FROM merchants.merchant WHERE merchant_id = ANY ($1)',
    [[...new Set(merchantIds)]],
  );
  return new Map(rows.map((row) => [row.merchant_id, { merchantNo: row.merchant_no, name: row.name }]));
}

/** Merchants by their ids; what is no merchant's id is left out. */
export async function merchantsAmong(env: Readable, merchantIds: readonly string[]): Promise<Map<string, Merchant>> {
  const rows = await env.db.query<MerchantRow>(
    `SELECT ${COLUMNS} FROM merchants.merchant WHERE merchant_id = ANY ($1)`,
    [[...new Set(merchantIds)]],
  );
  return new Map(rows.map((row) => [row.merchant_id, toMerchant(env, row)]));
}

export async function settlementAccountOf(sql: Sql, merchantId: string): Promise<SettlementAccount | undefined> {
  const rows = await sql.query<{
    account_id: string;
    kind: 'personal' | 'corporate';
    account_masked: string;
    bank_name: string;
    state: 'active' | 'blocked';
    blocked_reason: string | null;
  }>(
    `SELECT account_id, kind, account_masked, bank_name, state, blocked_reason FROM merchants.settlement_account WHERE merchant_id = $1 AND state IN ('active', 'blocked')`,
    [merchantId],
  );
  const row = rows[0];
  if (row === undefined) return undefined;
  return {
    accountId: row.account_id,
    kind: row.kind,
    masked: row.account_masked,
    bankName: row.bank_name,
    state: row.state,
    blockedReason: row.blocked_reason ?? undefined,
  };
}

/** Number and holder in clear, for a payment order alone. */
export async function accountNumberOf(
  env: Pick<Env, 'db' | 'crypto'>,
  merchantId: string,
  accountId: string,
): Promise<{ number: string; holder: string; bankName: string }> {
  const rows = await env.db.query<{ account_sealed: string; holder_sealed: string; bank_name: string }>(
    'SELECT account_sealed, holder_sealed, bank_name FROM merchants.settlement_account WHERE merchant_id = $1 AND account_id = $2',
    [merchantId, accountId],
  );
  const row = must(rows[0], `account ${accountId}`);
  return {
    number: env.crypto.open(`merchant:${merchantId}:account`, row.account_sealed),
    holder: env.crypto.open(`merchant:${merchantId}:holder`, row.holder_sealed),
    bankName: row.bank_name,
  };
}

/** Many accounts in one question, by `<merchant> <account>`. */
export async function accountNumbersOf(
  env: Pick<Env, 'db' | 'crypto'>,
  keys: readonly { readonly merchantId: string; readonly accountId: string }[],
): Promise<Map<string, { number: string; holder: string; bankName: string }>> {
  const rows = await env.db.query<{
    merchant_id: string;
    account_id: string;
    account_sealed: string;
    holder_sealed: string;
    bank_name: string;
  }>(
    `SELECT a.merchant_id, a.account_id, a.account_sealed, a.holder_sealed, a.bank_name FROM unnest($1::text[], $2::text[]) AS g (merchant, account)
       JOIN merchants.settlement_account a ON a.merchant_id = g.merchant AND a.account_id = g.account`,
    [keys.map((key) => key.merchantId), keys.map((key) => key.accountId)],
  );
  return new Map(
    rows.map((row) => [
      `${row.merchant_id} ${row.account_id}`,
      {
        number: env.crypto.open(`merchant:${row.merchant_id}:account`, row.account_sealed),
        holder: env.crypto.open(`merchant:${row.merchant_id}:holder`, row.holder_sealed),
        bankName: row.bank_name,
      },
    ]),
  );
}
