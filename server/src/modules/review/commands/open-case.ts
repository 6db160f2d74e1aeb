import { later, MINUTE_MS } from '../../../kernel/instant.ts';
import type { Env } from '../../../platform/env.ts';
import { at, type Tx } from '../../../platform/postgres/database.ts';
import type { Channel } from '../../applications/index.ts';
import type { Policy } from '../../catalogue/index.ts';

export interface NewCase {
  readonly applicantId: string;
  readonly applicationId: string;
  readonly revisionNo: number;
  readonly channel: Channel;
  readonly policy: Policy;
  readonly stage: 1 | 2;
  /** Who decided before and may therefore not decide now. */
  readonly firstBy?: string;
  /** What the applicant says against a refusal: makes this case an appeal. */
  readonly appealWords?: string;
}

/** Queues a revision for people, due by the promise of its channel: two hours online, three days at a counter or with an agent. */
export async function openCase(env: Env, tx: Tx, input: NewCase): Promise<string> {
  const now = env.clock.now();
  const minutes = input.policy.number(
    input.channel === 'online' ? 'review.online_target_minutes' : 'review.offline_target_minutes',
  );
  const caseId = env.ids.next('cas');
  await tx.execute(
    `INSERT INTO review.review_case (applicant_id, case_id, application_id, revision_no, state, opened_at, due_at, stage, first_by, channel, appeal,
       appeal_words_sealed) VALUES ($1, $2, $3, $4, 'queued', $5, $6, $7, $8, $9, $10, $11)`,
    [
      input.applicantId,
      caseId,
      input.applicationId,
      input.revisionNo,
      at(now),
      at(later(now, minutes * MINUTE_MS)),
      input.stage,
      input.firstBy ?? null,
      input.channel,
      input.appealWords !== undefined,
      input.appealWords === undefined ? null : env.crypto.seal(`appeal:${caseId}`, input.appealWords),
    ],
  );
  return caseId;
}
