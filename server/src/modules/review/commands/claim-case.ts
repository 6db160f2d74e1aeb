import { later, MINUTE_MS } from '../../../kernel/instant.ts';
import { accept, refuse, type Outcome, type Refusal } from '../../../kernel/outcome.ts';
import type { Env } from '../../../platform/env.ts';
import { at } from '../../../platform/postgres/database.ts';
import { caseOf, isOpenCase } from '../queries/list-cases.ts';

const LEASE_MS = 10 * MINUTE_MS;

export type ClaimRefusal = Refusal<
  'review.case_unknown' | 'review.case_taken' | 'review.case_decided' | 'review.four_eyes'
>;

/** Takes or renews a lease of ten minutes. Of two reviewers who click at once, one wins (S27); who decided it before is refused. */
export async function claimCase(
  env: Env,
  input: { caseId: string; staffId: string; notFiledBy?: readonly string[] },
): Promise<Outcome<true, ClaimRefusal>> {
  const { notFiledBy = [] } = input;
  const now = env.wall.now();
  const taken = await env.db.execute(
    `UPDATE review.review_case SET state = 'claimed', claimed_by = $2, lease_until = $3
      WHERE case_id = $1 AND first_by IS DISTINCT FROM $2 AND (filed_by_org = ANY ($5)) IS NOT TRUE
        AND (state = 'queued' OR (state = 'claimed' AND (claimed_by = $2 OR lease_until < $4)))`,
    [input.caseId, input.staffId, at(later(now, LEASE_MS)), at(now), notFiledBy],
  );
  if (taken === 1) return accept(true as const);
  const found = await caseOf(env, input.caseId);
  if (found === undefined || (found.filedBy !== undefined && notFiledBy.includes(found.filedBy)))
    return refuse('review.case_unknown');
  if (!isOpenCase(found)) return refuse('review.case_decided');
  if (found.firstBy === input.staffId) return refuse('review.four_eyes');
  return refuse('review.case_taken', { by: found.claimedBy ?? '' });
}

/** The most urgent case that this person may decide and nobody holds; undefined when there is none. Two who ask at once get two cases. */
export async function takeNextCase(
  env: Env,
  staffId: string,
  notFiledBy: readonly string[] = [],
): Promise<string | undefined> {
  const now = env.wall.now();
  const rows = await env.db.query<{ case_id: string }>(
    `UPDATE review.review_case SET state = 'claimed', claimed_by = $1, lease_until = $2
      WHERE case_id = (SELECT case_id FROM review.review_case
                        WHERE (state = 'queued' OR (state = 'claimed' AND lease_until < $3)) AND first_by IS DISTINCT FROM $1
                          AND (filed_by_org = ANY ($4)) IS NOT TRUE
                        ORDER BY due_at, case_id LIMIT 1 FOR UPDATE SKIP LOCKED)
      RETURNING case_id`,
    [staffId, at(later(now, LEASE_MS)), at(now), notFiledBy],
  );
  return rows[0]?.case_id;
}

/** Gives a case back to the queue; somebody else's is left alone. */
export async function releaseCase(env: Env, input: { caseId: string; staffId: string }): Promise<void> {
  await env.db.execute(
    `UPDATE review.review_case SET state = 'queued', claimed_by = NULL, lease_until = NULL WHERE case_id = $1 AND state = 'claimed' AND claimed_by = $2`,
    [input.caseId, input.staffId],
  );
}
