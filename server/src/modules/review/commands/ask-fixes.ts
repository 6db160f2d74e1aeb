import { DAY_MS, later, type InstantMs } from '../../../kernel/instant.ts';
import { scheduleDue } from '../../../platform/due.ts';
import type { Env } from '../../../platform/env.ts';
import { at, type Tx } from '../../../platform/postgres/database.ts';
import type { RequirementItem } from '../../applications/index.ts';
import type { Policy } from '../../catalogue/index.ts';

export interface AskedItem {
  readonly item: RequirementItem;
  /** Why, at least one; the first leads. */
  readonly reasons: readonly string[];
  readonly note: string;
}

/** Until when what is asked for now is waited for. */
export const fixDueAt = (env: Env, policy: Policy): InstantMs =>
  later(env.clock.now(), policy.number('review.fix_days') * DAY_MS);

/** Writes what the applicant has to do again, and the day on which the application lapses if nobody does. */
export async function askFixes(
  env: Env,
  tx: Tx,
  input: {
    readonly applicantId: string;
    readonly applicationId: string;
    readonly revisionNo: number;
    readonly fixes: readonly AskedItem[];
    readonly dueAt: InstantMs;
  },
): Promise<void> {
  const { applicantId, applicationId, revisionNo } = input;
  for (const one of input.fixes)
    await tx.execute(
      `INSERT INTO review.fix_request (applicant_id, fix_id, application_id, revision_no, item, reasons, note, state, asked_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, 'open', $8)`,
      [
        applicantId,
        env.ids.next('fix'),
        applicationId,
        revisionNo,
        one.item,
        one.reasons,
        one.note,
        at(env.clock.now()),
      ],
    );
  const data = { applicantId, applicationId };
  await scheduleDue(tx, { kind: 'expire-application', key: applicationId, at: input.dueAt, data });
}
