import { MINUTE_MS, later } from '../../../kernel/instant.ts';
import { accept, refuse, type Outcome, type Refusal } from '../../../kernel/outcome.ts';
import type { Env } from '../../../platform/env.ts';
import { at, withTx, type Tx } from '../../../platform/postgres/database.ts';
import { moveApplication } from '../../applications/index.ts';
import { FIX_REASONS, type FixItem } from '../domain/fix-reasons.ts';
import { caseOf } from '../queries/list-cases.ts';
import { checksOf } from '../queries/checks-of.ts';

const LEASE_MS = 10 * MINUTE_MS;

export type ClaimRefusal = Refusal<'review.case_unknown' | 'review.case_taken' | 'review.case_decided'>;

/** Takes or renews a lease of ten minutes. Of two reviewers who click at once, one wins (S27). */
export async function claimCase(
  env: Env,
  input: { caseId: string; staffId: string },
): Promise<Outcome<true, ClaimRefusal>> {
  const now = env.wall.now();
  const taken = await env.db.execute(
    `UPDATE review.review_case SET state = 'claimed', claimed_by = $2, lease_until = $3
      WHERE case_id = $1 AND (state = 'queued' OR (state = 'claimed' AND (claimed_by = $2 OR lease_until < $4)))`,
    [input.caseId, input.staffId, at(later(now, LEASE_MS)), at(now)],
  );
  if (taken === 1) return accept(true as const);
  const found = await caseOf(env, input.caseId);
  if (found === undefined) return refuse('review.case_unknown');
  return found.state === 'decided'
    ? refuse('review.case_decided')
    : refuse('review.case_taken', { by: found.claimedBy ?? '' });
}

export type CaseDecision =
  | { readonly kind: 'approve' }
  | {
      readonly kind: 'fix';
      readonly items: readonly { readonly item: FixItem; readonly reason: string; readonly note: string }[];
    }
  | { readonly kind: 'reject'; readonly note: string };

export type DecideRefusal =
  | ClaimRefusal
  | Refusal<'review.not_claimed' | 'review.stale_revision' | 'review.hard_failure' | 'review.fix_reason_unknown'>;

export interface DecideCase {
  readonly caseId: string;
  readonly staffId: string;
  readonly revisionNo: number;
  readonly decision: CaseDecision;
  readonly internalNote: string;
}

/** A person's decision on the revision they saw. A newer revision, another's lease or a hard machine failure refuses it. */
export async function decideCase(env: Env, input: DecideCase): Promise<Outcome<true, DecideRefusal>> {
  const found = await caseOf(env, input.caseId);
  if (found === undefined) return refuse('review.case_unknown');
  if (found.state === 'decided') return refuse('review.case_decided');
  if (found.claimedBy !== input.staffId) return refuse('review.not_claimed');
  if (found.revisionNo !== input.revisionNo) return refuse('review.stale_revision', { revisionNo: found.revisionNo });
  if (input.decision.kind === 'approve') {
    const hard = (await checksOf(env.db, found)).filter(
      (item) => item.verdict === 'fail' && item.evidence['hard'] === true,
    );
    if (hard.length > 0) return refuse('review.hard_failure', { checks: hard.map((item) => item.check) });
  }
  if (input.decision.kind === 'fix') {
    const unknown = input.decision.items.find(
      (one) => !(FIX_REASONS[one.item] as readonly string[]).includes(one.reason),
    );
    if (unknown !== undefined || input.decision.items.length === 0)
      return refuse('review.fix_reason_unknown', { reason: unknown?.reason ?? '' });
  }
  return withTx(env, (tx) => writeDecision(env, tx, { ...found, ...input }));
}

async function writeDecision(
  env: Env,
  tx: Tx,
  input: DecideCase & { readonly applicantId: string; readonly applicationId: string },
): Promise<Outcome<true, DecideRefusal>> {
  const now = at(env.clock.now());
  const decided = await tx.execute(
    `UPDATE review.review_case SET state = 'decided', decision = $3, decided_by = $2, decided_at = $4, internal_note = $5
      WHERE case_id = $1 AND state = 'claimed' AND claimed_by = $2`,
    [input.caseId, input.staffId, input.decision.kind, now, input.internalNote],
  );
  if (decided === 0) return refuse('review.not_claimed');
  if (input.decision.kind === 'fix') {
    for (const one of input.decision.items) {
      await tx.execute(
        `INSERT INTO review.fix_request (applicant_id, fix_id, application_id, revision_no, item, reason, note, state, asked_at) VALUES ($1, $2, $3, $4, $5, $6, $7, 'open', $8)`,
        [
          input.applicantId,
          env.ids.next('fix'),
          input.applicationId,
          input.revisionNo,
          one.item,
          one.reason,
          one.note,
          now,
        ],
      );
    }
  }
  const event = ({ approve: 'approve', fix: 'ask_fix', reject: 'reject' } as const)[input.decision.kind];
  const moved = await moveApplication(env, tx, {
    applicantId: input.applicantId,
    applicationId: input.applicationId,
    from: 'in_review',
    event,
    by: input.staffId,
  });
  if (!moved) throw new Error('the application left in_review while its case was open');
  await env.jobs.emit(tx, {
    kind: 'review.decided',
    audience: [`applicant:${input.applicantId}`, 'console'],
    payload: { applicantId: input.applicantId, applicationId: input.applicationId, decision: input.decision.kind },
  });
  return accept(true as const);
}
