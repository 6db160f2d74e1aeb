import { dateInShanghai, DAY_MS, instant } from '../../../kernel/instant.ts';
import { accept, refuse, type Outcome, type Refusal } from '../../../kernel/outcome.ts';
import type { Env } from '../../../platform/env.ts';
import { at, withTx } from '../../../platform/postgres/database.ts';
import type { Application } from '../../applications/index.ts';
import { readPolicy } from '../../catalogue/index.ts';
import { decideProof, type AccountProofState, type ProofRefusal } from '../domain/account-proof.ts';
import { proofOf } from '../queries/account-proof.ts';

/** Pays a few fen into somebody's account. The same reference again pays once; silence is unknown. */
export interface MicroTransfer {
  microTransfer(input: {
    reference: string;
    accountNumber: string;
    accountName: string;
    branchCode: string;
    amountFen: bigint;
  }): Promise<
    | { readonly kind: 'accepted' }
    | { readonly kind: 'refused'; readonly reason: string }
    | { readonly kind: 'unknown'; readonly reason: string }
  >;
}

export type StartProofRefusal = Refusal<
  'review.proof_no_account' | 'review.proof_limit' | 'review.proof_refused' | 'review.proof_unanswered'
>;

/** Sends an amount by chance to the corporate account of the draft. A transfer still unanswered is asked again, not made twice. */
export async function startAccountProof(
  env: Env & { readonly bank: MicroTransfer },
  application: Application,
): Promise<Outcome<{ state: AccountProofState }, StartProofRefusal>> {
  const account = application.draft.corporateAccount;
  if (account === undefined) return refuse('review.proof_no_account');
  const policy = await readPolicy(env.db, dateInShanghai(env.clock.now()));
  const accountHash = env.crypto.lookup('card', account.accountNumber);
  const before = await proofOf(env, { ...application, accountHash });
  if (before?.state === 'proved' || before?.state === 'sent') return accept({ state: before.state });
  if (before?.state !== 'asked' && (await proofsToday(env, application)) >= policy.number('review.proofs_per_day'))
    return refuse('review.proof_limit');
  const proof = before?.state === 'asked' ? before : await openProof(env, application, accountHash);
  const answer = await env.bank.microTransfer({
    reference: proof.proofId,
    accountNumber: account.accountNumber,
    accountName: account.accountName,
    branchCode: account.branchCode,
    amountFen: proof.amountFen,
  });
  if (answer.kind === 'unknown') return refuse('review.proof_unanswered');
  const state = answer.kind === 'accepted' ? 'sent' : 'refused';
  await env.db.execute(
    `UPDATE review.account_proof SET state = $3, reason = $4 WHERE applicant_id = $1 AND proof_id = $2 AND state = 'asked'`,
    [application.applicantId, proof.proofId, state, answer.kind === 'refused' ? answer.reason : null],
  );
  return answer.kind === 'accepted'
    ? accept({ state: 'sent' })
    : refuse('review.proof_refused', { reason: answer.reason });
}

async function proofsToday(env: Env, { applicantId }: Application): Promise<number> {
  const since = instant(env.clock.now() - DAY_MS);
  const rows = await env.db.query<{ n: number }>(
    'SELECT count(*)::int AS n FROM review.account_proof WHERE applicant_id = $1 AND asked_at > $2',
    [applicantId, at(since)],
  );
  return rows[0]?.n ?? 0;
}

async function openProof(
  env: Env,
  application: Application,
  accountHash: string,
): Promise<{ proofId: string; amountFen: bigint }> {
  const proofId = env.ids.next('prf');
  const amountFen = (BigInt(env.chance.digits(6)) % 99n) + 1n; // 1 to 99 fen; the bias of a millionth does not help a guess
  await env.db.execute(
    `INSERT INTO review.account_proof (applicant_id, proof_id, application_id, account_hash, amount_sealed, state, asked_at)
     VALUES ($1, $2, $3, $4, $5, 'asked', $6)`,
    [
      application.applicantId,
      proofId,
      application.applicationId,
      accountHash,
      env.crypto.seal(`proof:${proofId}`, amountFen.toString()),
      at(env.clock.now()),
    ],
  );
  return { proofId, amountFen };
}

export type ConfirmProofRefusal = ProofRefusal | Refusal<'review.proof_not_sent' | 'review.proof_no_account'>;

/** The amount on the account's statement, as the applicant read it. Tries are counted before the comparison. */
export async function confirmAccountProof(
  env: Env,
  application: Application,
  saidFen: bigint,
): Promise<Outcome<true, ConfirmProofRefusal>> {
  const account = application.draft.corporateAccount;
  if (account === undefined) return refuse('review.proof_no_account');
  const policy = await readPolicy(env.db, dateInShanghai(env.clock.now()));
  const key = { ...application, accountHash: env.crypto.lookup('card', account.accountNumber) };
  const proof = await proofOf(env, key);
  if (proof?.state === 'proved') return accept(true as const);
  if (proof?.state !== 'sent') return refuse('review.proof_not_sent');
  const triesMax = policy.number('review.proof_tries');
  return withTx(env, async (tx) => {
    const counted = await tx.query<{ tries: number }>(
      `UPDATE review.account_proof SET tries = tries + 1 WHERE applicant_id = $1 AND proof_id = $2 AND state = 'sent' AND tries < $3 RETURNING tries`,
      [application.applicantId, proof.proofId, triesMax],
    );
    const tryNo = counted[0]?.tries;
    if (tryNo === undefined) return refuse('review.proof_tries_used');
    const decision = decideProof({ sentFen: proof.amountFen, saidFen, tryNo, triesMax });
    const next = decision.refused ? (tryNo >= triesMax ? 'failed' : 'sent') : 'proved';
    await tx.execute(
      'UPDATE review.account_proof SET state = $3, proved_at = $4 WHERE applicant_id = $1 AND proof_id = $2',
      [application.applicantId, proof.proofId, next, next === 'proved' ? at(env.clock.now()) : null],
    );
    return decision;
  });
}
