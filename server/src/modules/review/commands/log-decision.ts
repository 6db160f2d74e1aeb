import { dateInShanghai, isoText } from '../../../kernel/instant.ts';
import type { Env } from '../../../platform/env.ts';
import type { Tx } from '../../../platform/postgres/database.ts';
import { CHAIN_START, hashOfValue, sealEntry } from './decision-chain.ts';
import { checksOf } from '../queries/checks-of.ts';

export interface LoggedDecision {
  readonly applicantId: string;
  readonly applicationId: string;
  readonly revisionNo: number;
  /** staff_id, or `machine`. */
  readonly by: string;
  readonly decision: string;
  /** Verdicts and reasons; never names or numbers of people. */
  readonly detail: unknown;
}

/** Adds a decision to the application's chain: revision, policy of the day and a hash of the evidence stand in it. */
export async function logDecision(env: Env, tx: Tx, input: LoggedDecision): Promise<void> {
  await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`decisions:${input.applicationId}`]);
  const last = await tx.query<{ seq: number; hash: string }>(
    'SELECT seq, hash FROM review.decision_log WHERE applicant_id = $1 AND application_id = $2 ORDER BY seq DESC LIMIT 1',
    [input.applicantId, input.applicationId],
  );
  const now = env.clock.now();
  const entry = sealEntry({
    applicationId: input.applicationId,
    seq: (last[0]?.seq ?? 0) + 1,
    revisionNo: input.revisionNo,
    decidedAt: isoText(now),
    decidedBy: input.by,
    decision: input.decision,
    policyDate: dateInShanghai(now),
    evidenceHash: hashOfValue(await checksOf(tx, input)),
    detail: input.detail,
    previousHash: last[0]?.hash ?? CHAIN_START,
  });
  await tx.execute(
    `INSERT INTO review.decision_log (applicant_id, application_id, seq, revision_no, decided_at, decided_by, decision, policy_date, evidence_hash,
       detail, previous_hash, hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
    [
      input.applicantId,
      entry.applicationId,
      entry.seq,
      entry.revisionNo,
      entry.decidedAt,
      entry.decidedBy,
      entry.decision,
      entry.policyDate,
      entry.evidenceHash,
      JSON.stringify(entry.detail),
      entry.previousHash,
      entry.hash,
    ],
  );
}
