import { instant, type InstantMs } from '../../../kernel/instant.ts';
import type { Env } from '../../../platform/env.ts';

export interface ReviewCase {
  readonly caseId: string;
  readonly applicantId: string;
  readonly applicationId: string;
  readonly revisionNo: number;
  readonly state: 'queued' | 'claimed' | 'decided';
  readonly claimedBy: string | undefined;
  readonly openedAt: InstantMs;
  readonly dueAt: InstantMs;
  readonly decision: string | undefined;
}

interface Row {
  case_id: string;
  applicant_id: string;
  application_id: string;
  revision_no: number;
  state: ReviewCase['state'];
  claimed_by: string | null;
  opened_at: number;
  due_at: number;
  decision: string | null;
}

const COLUMNS = 'case_id, applicant_id, application_id, revision_no, state, claimed_by, opened_at, due_at, decision';
const LIST_MAX = 200;

const toCase = (row: Row): ReviewCase => ({
  caseId: row.case_id,
  applicantId: row.applicant_id,
  applicationId: row.application_id,
  revisionNo: row.revision_no,
  state: row.state,
  claimedBy: row.claimed_by ?? undefined,
  openedAt: instant(row.opened_at),
  dueAt: instant(row.due_at),
  decision: row.decision ?? undefined,
});

/** Open cases first, the most urgent on top; decided ones after them, newest first. */
export async function listCases(env: Pick<Env, 'db'>): Promise<ReviewCase[]> {
  const rows = await env.db.query<Row>(
    `SELECT ${COLUMNS} FROM review.review_case ORDER BY (state = 'decided'), CASE WHEN state = 'decided' THEN NULL ELSE due_at END, case_id DESC LIMIT ${LIST_MAX}`,
  );
  return rows.map(toCase);
}

export async function caseOf(env: Pick<Env, 'db'>, caseId: string): Promise<ReviewCase | undefined> {
  const rows = await env.db.query<Row>(`SELECT ${COLUMNS} FROM review.review_case WHERE case_id = $1`, [caseId]);
  return rows[0] === undefined ? undefined : toCase(rows[0]);
}
