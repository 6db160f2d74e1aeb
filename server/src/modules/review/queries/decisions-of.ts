import { instant, isoText } from '../../../kernel/instant.ts';
import type { Sql } from '../../../platform/postgres/database.ts';
import type { DecisionEntry } from '../commands/decision-chain.ts';

interface Row {
  seq: number;
  revision_no: number;
  decided_at: number;
  decided_by: string;
  decision: string;
  policy_date: string;
  evidence_hash: string;
  detail: unknown;
  previous_hash: string;
  hash: string;
}

/** The application's chain of decisions, first to last. */
export async function decisionsOf(
  sql: Sql,
  key: { applicantId: string; applicationId: string },
): Promise<DecisionEntry[]> {
  const rows = await sql.query<Row>(
    `SELECT seq, revision_no, decided_at, decided_by, decision, policy_date, evidence_hash, detail, previous_hash, hash
       FROM review.decision_log WHERE applicant_id = $1 AND application_id = $2 ORDER BY seq`,
    [key.applicantId, key.applicationId],
  );
  return rows.map((row) => ({
    applicationId: key.applicationId,
    seq: row.seq,
    revisionNo: row.revision_no,
    decidedAt: isoText(instant(row.decided_at)),
    decidedBy: row.decided_by,
    decision: row.decision,
    policyDate: row.policy_date,
    evidenceHash: row.evidence_hash,
    detail: row.detail,
    previousHash: row.previous_hash,
    hash: row.hash,
  }));
}
