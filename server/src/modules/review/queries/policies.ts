import { must } from '../../../kernel/assert.ts';
import { instant, type CivilDate, type InstantMs } from '../../../kernel/instant.ts';
import type { Sql } from '../../../platform/postgres/database.ts';
import { reviewPolicySchema, type ReviewPolicy } from '../domain/review-policy.ts';

export interface PolicyVersion {
  readonly version: number;
  readonly policy: ReviewPolicy;
  readonly note: string;
  readonly madeBy: string;
  readonly madeAt: InstantMs;
  /** From when it counts; absent while it is a draft. */
  readonly effectiveFrom: CivilDate | undefined;
  readonly switchedOnBy: string | undefined;
}

interface Row {
  version: number;
  document: unknown;
  note: string;
  made_by: string;
  made_at: number;
  effective_from: CivilDate | null;
  switched_on_by: string | null;
}

const COLUMNS = 'version, document, note, made_by, made_at, effective_from, switched_on_by';
const LIST_MAX = 50;

const toVersion = (row: Row): PolicyVersion => ({
  version: row.version,
  policy: reviewPolicySchema.parse(row.document),
  note: row.note,
  madeBy: row.made_by,
  madeAt: instant(row.made_at),
  effectiveFrom: row.effective_from ?? undefined,
  switchedOnBy: row.switched_on_by ?? undefined,
});

/** The policy in force on a day. */
export async function reviewPolicyOn(sql: Sql, date: CivilDate): Promise<PolicyVersion> {
  const rows = await sql.query<Row>(
    `SELECT ${COLUMNS} FROM review.policy WHERE switched_on_at IS NOT NULL AND effective_from <= $1 ORDER BY effective_from DESC, version DESC LIMIT 1`,
    [date],
  );
  return toVersion(must(rows[0], `review policy on ${date}`));
}

/** Newest first. */
export async function reviewPolicies(sql: Sql): Promise<PolicyVersion[]> {
  const rows = await sql.query<Row>(`SELECT ${COLUMNS} FROM review.policy ORDER BY version DESC LIMIT ${LIST_MAX}`);
  return rows.map(toVersion);
}

export async function reviewPolicyVersion(sql: Sql, version: number): Promise<PolicyVersion | undefined> {
  const rows = await sql.query<Row>(`SELECT ${COLUMNS} FROM review.policy WHERE version = $1`, [version]);
  return rows[0] === undefined ? undefined : toVersion(rows[0]);
}
