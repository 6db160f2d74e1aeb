import type { Sql } from '../../../platform/postgres/database.ts';
import type { Verdict } from '../domain/review-facts.ts';

export interface RecordedCheck {
  readonly check: string;
  readonly item: string;
  readonly version: number;
  readonly verdict: Verdict;
  readonly reason: string | undefined;
  readonly evidence: Readonly<Record<string, string | number | boolean>>;
}

/** What the machine found, doubts first. */
export async function checksOf(
  sql: Sql,
  key: { applicantId: string; applicationId: string; revisionNo: number },
): Promise<RecordedCheck[]> {
  const rows = await sql.query<{
    check_name: string;
    item: string;
    version: number;
    verdict: Verdict;
    reason: string | null;
    evidence: RecordedCheck['evidence'];
  }>(
    `SELECT check_name, item, version, verdict, reason, evidence FROM review.check_item
      WHERE applicant_id = $1 AND application_id = $2 AND revision_no = $3
      ORDER BY array_position(ARRAY['fail', 'warn', 'skip', 'pass'], verdict), check_name`,
    [key.applicantId, key.applicationId, key.revisionNo],
  );
  return rows.map((row) => ({
    check: row.check_name,
    item: row.item,
    version: row.version,
    verdict: row.verdict,
    reason: row.reason ?? undefined,
    evidence: row.evidence,
  }));
}
