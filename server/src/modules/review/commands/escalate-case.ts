import type { Env } from '../../../platform/env.ts';
import { at, type Tx } from '../../../platform/postgres/database.ts';

/** Marks a case that is late; once. @returns false where it was decided in time, or was marked before. */
export async function escalateCase(env: Env, tx: Tx, input: { applicantId: string; caseId: string }): Promise<boolean> {
  const moved = await tx.execute(
    `UPDATE review.review_case SET escalated_at = $3
      WHERE applicant_id = $1 AND case_id = $2 AND state IN ('queued', 'claimed') AND escalated_at IS NULL AND due_at <= $3`,
    [input.applicantId, input.caseId, at(env.clock.now())],
  );
  if (moved === 0) return false;
  await env.jobs.emit(tx, {
    kind: 'review.escalated',
    audience: [`applicant:${input.applicantId}`, 'console'],
    payload: { ...input },
  });
  return true;
}

/** Nobody has to decide about an application that was taken back. */
export async function closeCases(tx: Tx, key: { applicantId: string; applicationId: string }): Promise<void> {
  await tx.execute(
    `UPDATE review.review_case SET state = 'closed', claimed_by = NULL, lease_until = NULL
      WHERE applicant_id = $1 AND application_id = $2 AND state IN ('queued', 'claimed')`,
    [key.applicantId, key.applicationId],
  );
}
