import type { Sql } from '../../../platform/postgres/database.ts';

export interface RecordedCheck {
  readonly check: string;
  readonly verdict: 'pass' | 'fail' | 'human' | 'unverified';
  readonly reason: string | undefined;
  readonly evidence: Readonly<Record<string, string | number | boolean>>;
}

export async function checksOf(
  sql: Sql,
  key: { applicantId: string; applicationId: string; revisionNo: number },
): Promise<RecordedCheck[]> {
  const rows = await sql.query<{
    check_name: string;
    verdict: RecordedCheck['verdict'];
    reason: string | null;
    evidence: RecordedCheck['evidence'];
  }>(
    `SELECT check_name, verdict, reason, evidence FROM review.check_item WHERE applicant_id = $1 AND application_id = $2 AND revision_no = $3
      ORDER BY (verdict = 'pass'), check_name`,
    [key.applicantId, key.applicationId, key.revisionNo],
  );
  return rows.map((row) => ({
    check: row.check_name,
    verdict: row.verdict,
    reason: row.reason ?? undefined,
    evidence: row.evidence,
  }));
}
