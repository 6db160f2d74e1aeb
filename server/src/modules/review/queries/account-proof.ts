import type { Env } from '../../../platform/env.ts';
import type { AccountProofState } from '../domain/account-proof.ts';

export interface AccountProof {
  readonly proofId: string;
  readonly state: AccountProofState;
  readonly amountFen: bigint;
  readonly tries: number;
}

/** The newest proof of one account of an application; another account wants another proof. */
export async function proofOf(
  env: Pick<Env, 'db' | 'crypto'>,
  key: { readonly applicantId: string; readonly applicationId: string; readonly accountHash: string },
): Promise<AccountProof | undefined> {
  const rows = await env.db.query<{
    proof_id: string;
    state: AccountProofState;
    amount_sealed: string;
    tries: number;
  }>(
    `SELECT proof_id, state, amount_sealed, tries FROM review.account_proof
      WHERE applicant_id = $1 AND application_id = $2 AND account_hash = $3 ORDER BY proof_id DESC LIMIT 1`,
    [key.applicantId, key.applicationId, key.accountHash],
  );
  const row = rows[0];
  if (row === undefined) return undefined;
  return {
    proofId: row.proof_id,
    state: row.state,
    amountFen: BigInt(env.crypto.open(`proof:${row.proof_id}`, row.amount_sealed)),
    tries: row.tries,
  };
}
