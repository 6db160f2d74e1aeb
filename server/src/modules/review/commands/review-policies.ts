import { dateInShanghai, type CivilDate } from '../../../kernel/instant.ts';
import { accept, refuse, type Outcome, type Refusal } from '../../../kernel/outcome.ts';
import type { Env } from '../../../platform/env.ts';
import { at, one } from '../../../platform/postgres/database.ts';
import { revisionOf } from '../../applications/index.ts';
import { decideByPolicy, type PolicyDecision, type ReviewPolicy } from '../domain/review-policy.ts';
import type { CheckItem } from '../domain/review-facts.ts';
import { checksOf } from '../queries/checks-of.ts';
import { reviewPolicyVersion } from '../queries/policies.ts';

/** Writes a new version; it changes nothing until somebody else switches it on. */
export async function draftReviewPolicy(
  env: Env,
  input: { readonly policy: ReviewPolicy; readonly note: string; readonly by: string },
): Promise<number> {
  const rows = await env.db.query<{ version: number }>(
    `INSERT INTO review.policy (version, document, note, made_by, made_at)
     SELECT max(version) + 1, $1, $2, $3, $4 FROM review.policy RETURNING version`,
    [JSON.stringify(input.policy), input.note, input.by, at(env.clock.now())],
  );
  return one(rows, 'the version just written').version;
}

export type SwitchRefusal = Refusal<
  'review.policy_unknown' | 'review.policy_on_already' | 'review.policy_four_eyes' | 'review.policy_date'
>;

/** Switches a version on from a day that is not past; never by whoever wrote it. */
export async function switchOnReviewPolicy(
  env: Env,
  input: { readonly version: number; readonly from: CivilDate; readonly by: string },
): Promise<Outcome<true, SwitchRefusal>> {
  const found = await reviewPolicyVersion(env.db, input.version);
  if (found === undefined) return refuse('review.policy_unknown');
  if (found.effectiveFrom !== undefined) return refuse('review.policy_on_already');
  if (found.madeBy === input.by) return refuse('review.policy_four_eyes');
  if (input.from < dateInShanghai(env.clock.now())) return refuse('review.policy_date');
  const moved = await env.db.execute(
    `UPDATE review.policy SET effective_from = $2, switched_on_by = $3, switched_on_at = $4 WHERE version = $1 AND switched_on_at IS NULL`,
    [input.version, input.from, input.by, at(env.clock.now())],
  );
  return moved === 1 ? accept(true as const) : refuse('review.policy_on_already');
}

export interface DryRunLine {
  readonly applicationId: string;
  readonly revisionNo: number;
  readonly before: PolicyDecision;
  readonly after: PolicyDecision;
}

export interface DryRun {
  readonly looked: number;
  readonly changed: readonly DryRunLine[];
}

const PAST_MAX = 500;

/** What the newest applications would have come to under a policy; nothing is written. Checks are taken as they were recorded. */
export async function dryRunReviewPolicy(env: Pick<Env, 'db' | 'crypto'>, policy: ReviewPolicy): Promise<DryRun> {
  const past = await env.db.query<{
    applicant_id: string;
    application_id: string;
    revision_no: number;
    outcome: PolicyDecision['outcome'];
    people: PolicyDecision['people'];
  }>(
    `SELECT applicant_id, application_id, revision_no, outcome, people FROM review.evaluation WHERE outcome <> 'refused'
      ORDER BY finished_at DESC LIMIT ${PAST_MAX}`,
  );
  const changed: DryRunLine[] = [];
  for (const row of past) {
    const key = { applicantId: row.applicant_id, applicationId: row.application_id, revisionNo: row.revision_no };
    const checks = (await checksOf(env.db, key)) as readonly unknown[] as readonly CheckItem[];
    const { draft } = await revisionOf(env, key);
    const after = decideByPolicy(checks, draft, policy, false);
    const before = { outcome: row.outcome, people: row.people };
    if (after.outcome !== before.outcome || after.people !== before.people)
      changed.push({ applicationId: key.applicationId, revisionNo: key.revisionNo, before, after });
  }
  return { looked: past.length, changed };
}
