import { maskPan } from '../../../kernel/masks.ts';
import type { Env } from '../../../platform/env.ts';
import { at, one, type Tx } from '../../../platform/postgres/database.ts';
import { keepNameKeys } from './name-keys.ts';
import { merchantNumber } from '../domain/merchant-number.ts';

export interface NewMerchant {
  readonly applicantId: string;
  readonly applicationId: string;
  readonly acquirer: string;
  readonly kind: 'individual' | 'sole_proprietor' | 'company';
  readonly name: string;
  readonly principalName: string;
  readonly idHash: string;
  /** Of the licence; absent for an individual. */
  readonly creditCode?: string;
  readonly phone: string;
  readonly mcc: string;
  readonly region: string;
  readonly address: string;
  readonly planId: string;
  readonly settlement: 't1' | 't0';
  readonly account: {
    readonly kind: 'personal' | 'corporate';
    readonly number: string;
    readonly holder: string;
    readonly bankName: string;
    /** CNAPS, 12 places; corporate accounts only. */
    readonly branchCode?: string;
  };
}

/** Makes the merchant of an approved application, once: asked again, it returns undefined. */
export async function createMerchant(
  env: Env,
  tx: Tx,
  input: NewMerchant,
): Promise<{ merchantId: string; merchantNo: string } | undefined> {
  const merchantId = env.ids.next('mer');
  const claimed = await tx.execute(
    'INSERT INTO merchants.applicant_directory (applicant_id, application_id, merchant_id) VALUES ($1, $2, $3) ON CONFLICT (applicant_id, application_id) DO NOTHING',
    [input.applicantId, input.applicationId, merchantId],
  );
  if (claimed === 0) return undefined;
  const prefix = `${input.acquirer}${input.region.slice(0, 4)}${input.mcc}`;
  const counted = await tx.query<{ last: number }>(
    `INSERT INTO merchants.merchant_no_sequence (prefix, last) VALUES ($1, 1) ON CONFLICT (prefix) DO UPDATE SET last = merchants.merchant_no_sequence.last + 1 RETURNING last`,
    [prefix],
  );
  const merchantNo = merchantNumber({ ...input, sequence: one(counted, 'merchant sequence').last });
  await tx.execute('INSERT INTO merchants.merchant_no_directory (merchant_no, merchant_id) VALUES ($1, $2)', [
    merchantNo,
    merchantId,
  ]);
  const seal = (what: string, value: string): string => env.crypto.seal(`merchant:${merchantId}:${what}`, value);
  const now = at(env.clock.now());
  await tx.execute(
    `INSERT INTO merchants.merchant (merchant_id, merchant_no, applicant_id, kind, name, principal_name_sealed, id_hash, phone_sealed, mcc, region, plan_id,
       settlement, address_sealed, state, created_at, credit_code_hash)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 'pending_activation', $14, $15)`,
    [
      merchantId,
      merchantNo,
      input.applicantId,
      input.kind,
      input.name,
      seal('principal', input.principalName),
      input.idHash,
      seal('phone', input.phone),
      input.mcc,
      input.region,
      input.planId,
      input.settlement,
      seal('address', input.address),
      now,
      input.creditCode === undefined ? null : env.crypto.lookup('credit-code', input.creditCode),
    ],
  );
  await keepNameKeys(tx, merchantId, input.name);
  await tx.execute(
    `INSERT INTO merchants.settlement_account (merchant_id, account_id, account_sealed, account_hash, account_masked, holder_sealed, bank_name, state, created_at,
       kind, branch_code) VALUES ($1, $2, $3, $4, $5, $6, $7, 'active', $8, $9, $10)`,
    [
      merchantId,
      env.ids.next('acc'),
      seal('account', input.account.number),
      env.crypto.lookup('card', input.account.number),
      maskPan(input.account.number),
      seal('holder', input.account.holder),
      input.account.bankName,
      now,
      input.account.kind,
      input.account.branchCode ?? null,
    ],
  );
  return { merchantId, merchantNo };
}
