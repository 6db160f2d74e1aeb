import { one, type Sql } from '../../../platform/postgres/database.ts';

/** Living merchants of other applications with the same person (`micro`: those without a licence), company or account. */
export async function countMerchantsSharing(
  sql: Sql,
  input: {
    readonly applicationId: string;
    readonly idHash: string;
    readonly creditCodeHash: string | null;
    readonly accountHash: string | null;
  },
): Promise<{ persons: number; micro: number; companies: number; accounts: number }> {
  const rows = await sql.query<{ persons: number; micro: number; companies: number; accounts: number }>(
    `WITH own AS (SELECT merchant_id FROM merchants.applicant_directory WHERE application_id = $1),
          living AS (SELECT merchant_id, kind, id_hash, credit_code_hash FROM merchants.merchant
                      WHERE state <> 'closed' AND merchant_id NOT IN (SELECT merchant_id FROM own))
     SELECT (SELECT count(*)::int FROM living WHERE id_hash = $2) AS persons,
            (SELECT count(*)::int FROM living WHERE id_hash = $2 AND kind = 'individual') AS micro,
            (SELECT count(*)::int FROM living WHERE credit_code_hash = $3) AS companies,
            (SELECT count(*)::int FROM merchants.settlement_account a JOIN living USING (merchant_id)
              WHERE a.account_hash = $4 AND a.state <> 'replaced') AS accounts`,
    [input.applicationId, input.idHash, input.creditCodeHash, input.accountHash],
  );
  return one(rows, 'counts of merchants');
}
