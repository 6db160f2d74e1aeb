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

/** Living merchants whose principal, company or account has this keyed hash. */
export async function merchantsByHash(
  sql: Sql,
  of: { readonly kind: 'id_number' | 'credit_code' | 'account'; readonly hash: string },
): Promise<string[]> {
  const rows = await sql.query<{ merchant_id: string }>(
    `SELECT DISTINCT m.merchant_id FROM merchants.merchant m LEFT JOIN merchants.settlement_account a ON a.merchant_id = m.merchant_id AND a.state <> 'replaced'
      WHERE m.state <> 'closed' AND CASE $1 WHEN 'id_number' THEN m.id_hash = $2 WHEN 'credit_code' THEN m.credit_code_hash = $2 ELSE a.account_hash = $2 END
      ORDER BY 1 LIMIT 100`,
    [of.kind, of.hash],
  );
  return rows.map((row) => row.merchant_id);
}
