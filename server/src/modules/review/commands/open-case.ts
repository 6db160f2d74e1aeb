import { MINUTE_MS } from '../../../kernel/instant.ts';
import { scheduleDue } from '../../../platform/due.ts';
import { caseDueAt } from '../domain/case-due.ts';
import type { Env } from '../../../platform/env.ts';
import { at, type Tx } from '../../../platform/postgres/database.ts';
import type { Channel } from '../../applications/index.ts';
import type { Policy } from '../../catalogue/index.ts';

export interface NewCase {
  readonly applicantId: string;
  readonly applicationId: string;
  readonly revisionNo: number;
  readonly channel: Channel;
  /** The bank or agent that filed it, `kind:id`; absent for one that came online. */
  readonly filedBy?: string | undefined;
  readonly policy: Policy;
  readonly stage: 1 | 2;
  /** Who decided before and may therefore not decide now. */
  readonly firstBy?: string;
  /** What the applicant says against a refusal: makes this case an appeal. */
  readonly appealWords?: string;
}

/** Milliseconds that this application has been with us since it was last refused or first sent in. */
async function spentBefore(tx: Tx, { applicantId, applicationId, appealWords }: NewCase): Promise<number> {
  if (appealWords !== undefined) return 0; // an appeal is a promise of its own
  const rows = await tx.query<{ ms: number }>(
    `SELECT coalesce(sum(extract(epoch FROM decided_at - opened_at)) * 1000, 0)::float8 AS ms FROM review.review_case
      WHERE applicant_id = $1 AND application_id = $2 AND state = 'decided'
        AND opened_at > coalesce((SELECT max(decided_at) FROM review.review_case
          WHERE applicant_id = $1 AND application_id = $2 AND decision = 'reject'), '-infinity')`,
    [applicantId, applicationId],
  );
  return rows[0]?.ms ?? 0;
}

/**
 * Queues a revision for people, due by the promise of its channel (two hours online, three days at a counter or with an agent), and
 * sees to it that somebody hears when nobody has decided by then.
 */
export async function openCase(env: Env, tx: Tx, input: NewCase): Promise<string> {
  const now = env.clock.now();
  const minutes = input.policy.number(
    input.channel === 'online' ? 'review.online_target_minutes' : 'review.offline_target_minutes',
  );
  const dueAt = caseDueAt(now, minutes * MINUTE_MS, await spentBefore(tx, input));
  const caseId = env.ids.next('cas');
  await tx.execute(
    `INSERT INTO review.review_case (applicant_id, case_id, application_id, revision_no, state, opened_at, due_at, stage, first_by, channel, appeal,
       appeal_words_sealed, filed_by_org) VALUES ($1, $2, $3, $4, 'queued', $5, $6, $7, $8, $9, $10, $11, $12)`,
    [
      input.applicantId,
      caseId,
      input.applicationId,
      input.revisionNo,
      at(now),
      at(dueAt),
      input.stage,
      input.firstBy ?? null,
      input.channel,
      input.appealWords !== undefined,
      input.appealWords === undefined ? null : env.crypto.seal(`appeal:${caseId}`, input.appealWords),
      input.filedBy ?? null,
    ],
  );
  await scheduleDue(tx, { kind: 'escalate-case', key: caseId, at: dueAt, data: { caseId } });
  return caseId;
}
