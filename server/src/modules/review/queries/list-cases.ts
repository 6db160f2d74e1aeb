import { instant, type InstantMs } from '../../../kernel/instant.ts';
import type { Env } from '../../../platform/env.ts';

export interface ReviewCase {
  readonly caseId: string;
  readonly applicantId: string;
  readonly applicationId: string;
  readonly revisionNo: number;
  /** `closed`: the application was taken back before anybody decided. */
  readonly state: 'queued' | 'claimed' | 'decided' | 'closed';
  readonly claimedBy: string | undefined;
  readonly leaseUntil: InstantMs | undefined;
  readonly openedAt: InstantMs;
  readonly dueAt: InstantMs;
  readonly decision: string | undefined;
  readonly decidedBy: string | undefined;
  readonly stage: 1 | 2;
  readonly firstBy: string | undefined;
  readonly channel: 'online' | 'counter' | 'agent';
  readonly appeal: boolean;
  /** When it was late and put before somebody who answers for it. */
  readonly escalatedAt: InstantMs | undefined;
  /** The bank or agent that filed it, `kind:id`. */
  readonly filedBy: string | undefined;
}

/** Still to be decided. */
export const isOpenCase = ({ state }: Pick<ReviewCase, 'state'>): boolean => state === 'queued' || state === 'claimed';

interface Row {
  case_id: string;
  applicant_id: string;
  application_id: string;
  revision_no: number;
  state: ReviewCase['state'];
  claimed_by: string | null;
  lease_until: number | null;
  opened_at: number;
  due_at: number;
  decision: string | null;
  decided_by: string | null;
  stage: 1 | 2;
  first_by: string | null;
  channel: ReviewCase['channel'];
  appeal: boolean;
  escalated_at: number | null;
  filed_by_org: string | null;
}

const COLUMNS =
  'case_id, applicant_id, application_id, revision_no, state, claimed_by, lease_until, opened_at, due_at, decision, decided_by, stage, first_by, channel, appeal, escalated_at, filed_by_org';
const LIST_MAX = 200;

const toCase = (row: Row): ReviewCase => ({
  caseId: row.case_id,
  applicantId: row.applicant_id,
  applicationId: row.application_id,
  revisionNo: row.revision_no,
  state: row.state,
  claimedBy: row.claimed_by ?? undefined,
  leaseUntil: row.lease_until === null ? undefined : instant(row.lease_until),
  openedAt: instant(row.opened_at),
  dueAt: instant(row.due_at),
  decision: row.decision ?? undefined,
  decidedBy: row.decided_by ?? undefined,
  stage: row.stage,
  firstBy: row.first_by ?? undefined,
  channel: row.channel,
  appeal: row.appeal,
  escalatedAt: row.escalated_at === null ? undefined : instant(row.escalated_at),
  filedBy: row.filed_by_org ?? undefined,
});

/** Open cases first, the most urgent on top; decided ones after them, newest first. At most 200; none that one of `notFiledBy` filed. */
export async function listCases(env: Pick<Env, 'db'>, notFiledBy: readonly string[] = []): Promise<ReviewCase[]> {
  const open = await env.db.query<Row>(
    `SELECT ${COLUMNS} FROM review.review_case WHERE state IN ('queued', 'claimed') AND (filed_by_org = ANY ($1)) IS NOT TRUE
      ORDER BY due_at, case_id LIMIT ${LIST_MAX}`,
    [notFiledBy],
  );
  const decided = await env.db.query<Row>(
    `SELECT ${COLUMNS} FROM review.review_case WHERE state IN ('decided', 'closed') AND (filed_by_org = ANY ($2)) IS NOT TRUE
      ORDER BY case_id DESC LIMIT $1`,
    [LIST_MAX - open.length, notFiledBy],
  );
  return [...open, ...decided].map(toCase);
}

/** How many wait, and how many of them are late. */
export async function countOpenCases(
  env: Pick<Env, 'db'>,
  now: InstantMs,
): Promise<{ readonly open: number; readonly overdue: number }> {
  const rows = await env.db.query<{ open: number; overdue: number }>(
    `SELECT count(*)::int AS open, count(*) FILTER (WHERE due_at < to_timestamp($1 / 1000.0))::int AS overdue
       FROM review.review_case WHERE state IN ('queued', 'claimed')`,
    [now],
  );
  return rows[0] ?? { open: 0, overdue: 0 };
}

export async function caseOf(env: Pick<Env, 'db'>, caseId: string): Promise<ReviewCase | undefined> {
  const rows = await env.db.query<Row>(`SELECT ${COLUMNS} FROM review.review_case WHERE case_id = $1`, [caseId]);
  return rows[0] === undefined ? undefined : toCase(rows[0]);
}

/** Every case of an application, first to last. */
export async function casesOfApplication(
  env: Pick<Env, 'db'>,
  key: { applicantId: string; applicationId: string },
): Promise<ReviewCase[]> {
  const rows = await env.db.query<Row>(
    `SELECT ${COLUMNS} FROM review.review_case WHERE applicant_id = $1 AND application_id = $2 ORDER BY case_id`,
    [key.applicantId, key.applicationId],
  );
  return rows.map(toCase);
}

/** What the applicant wrote with an appeal; undefined for other cases. */
export async function appealWordsOf(env: Pick<Env, 'db' | 'crypto'>, caseId: string): Promise<string | undefined> {
  const rows = await env.db.query<{ words: string | null }>(
    'SELECT appeal_words_sealed AS words FROM review.review_case WHERE case_id = $1',
    [caseId],
  );
  const words = rows[0]?.words;
  return typeof words === 'string' ? env.crypto.open(`appeal:${caseId}`, words) : undefined;
}
